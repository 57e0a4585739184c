"""The programs of this machine: git, docker, sam."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

from deployment.environments import ROOT
from deployment.errors import ProgramError

_SAM_PROGRAMS = ROOT / ".tools/sam/bin"
_MISSING = {
    "docker": "docker was not found; both images are built with it",
    "sam": "the SAM CLI was not found; `make sam-setup` installs it",
    "git": "git was not found; production is deployed from a commit",
}


class LocalPrograms:
    """Programs as they are installed here, run in the repository's root."""

    def __init__(self, seconds_between_looks: float = 60) -> None:
        self._seconds = seconds_between_looks

    def run(self, *command: str, stdin: str = "", meanwhile: Callable[[], None] | None = None) -> None:
        print(f"$ {shlex.join(command)}", flush=True)
        self._run(command, stdin=stdin, captures=False, meanwhile=meanwhile)

    def output(self, *command: str) -> str:
        return self._run(command, stdin="", captures=True)

    def _run(
        self,
        command: tuple[str, ...],
        *,
        stdin: str,
        captures: bool,
        meanwhile: Callable[[], None] | None = None,
    ) -> str:
        pipe = subprocess.PIPE
        kept = pipe if captures else None
        try:
            program = subprocess.Popen(
                command, cwd=ROOT, env=_environment(), text=True, stdin=pipe, stdout=kept, stderr=kept
            )
        except FileNotFoundError as error:
            raise ProgramError(_MISSING.get(command[0], f"{command[0]} was not found")) from error
        with program:
            said, complaint = self._ended(program, stdin, meanwhile)
        if program.returncode != 0:
            words = (complaint or "").strip() or "what it said is above"
            raise ProgramError(f"`{shlex.join(command[:3])}` ended with status {program.returncode}: {words}")
        return said or ""

    def _ended(
        self, program: subprocess.Popen[str], stdin: str, meanwhile: Callable[[], None] | None
    ) -> tuple[str | None, str | None]:
        while True:
            try:
                return program.communicate(stdin, timeout=self._seconds if meanwhile else None)
            except subprocess.TimeoutExpired:
                if meanwhile:
                    meanwhile()


class DryRun:
    """Tells what would be run, and runs nothing."""

    def run(self, *command: str, stdin: str = "", meanwhile: Callable[[], None] | None = None) -> None:
        print(f"$ {shlex.join(command)}{'  # the password on its standard input' if stdin else ''}")

    def output(self, *command: str) -> str:
        return "<image id>" if command[0] == "docker" else ""


def _environment() -> dict[str, str]:
    # sam build wants a python3.13 with pip on the PATH, which SAM's own environment has. The attestations
    # that newer Docker adds make an image an index, which Lambda refuses.
    path = f"{_SAM_PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1", "SAM_CLI_TELEMETRY": "0"}


def built_template(root: Path = ROOT) -> Path:
    """What `sam build` leaves behind."""
    return root / ".aws-sam/build/template.yaml"

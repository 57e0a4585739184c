"""The programs of this machine, git, docker and sam, and its clock."""

import os
import shlex
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from deployment.environments import ROOT, DeploymentError

_SAM_PROGRAMS: Final = ROOT / ".tools/sam/bin"
_MISSING: Final = {
    "docker": "docker was not found; both images are built with it",
    "sam": "the SAM CLI was not found; `make sam-setup` installs it",
    "git": "git was not found; production is deployed from a commit",
}


class ProgramError(DeploymentError):
    """A program on this machine is missing, or ended with an error."""


class Programs:
    """Programs as they are installed here, run in the repository's root."""

    def __init__(self, seconds_between_looks: float = 60) -> None:
        self._seconds = seconds_between_looks

    def run(self, *command: str, stdin: str = "", meanwhile: Callable[[], None] | None = None) -> None:
        """Run it, its output on the terminal; each minute do something meanwhile. Raises ProgramError."""
        print(f"$ {shlex.join(command)}", flush=True)
        self._run(command, None, stdin, meanwhile)

    def output(self, *command: str) -> str:
        """Run it and return what it prints. Raises ProgramError."""
        return self._run(command, subprocess.PIPE)

    def _run(
        self,
        command: tuple[str, ...],
        kept: int | None,
        stdin: str = "",
        meanwhile: Callable[[], None] | None = None,
    ) -> str:
        pipes = {"stdin": subprocess.PIPE, "stdout": kept, "stderr": kept}
        try:
            program = subprocess.Popen(command, cwd=ROOT, env=_environment(), text=True, **pipes)  # type: ignore[call-overload]
        except FileNotFoundError as error:
            raise ProgramError(_MISSING.get(command[0], f"{command[0]} was not found")) from error
        with program:
            while program.returncode is None:
                try:
                    said, words = program.communicate(stdin, timeout=self._seconds if meanwhile else None)
                except subprocess.TimeoutExpired:
                    if meanwhile:
                        meanwhile()
        if program.returncode != 0:
            words = (words or "").strip() or "what it said is above"
            raise ProgramError(f"`{shlex.join(command[:3])}` ended with status {program.returncode}: {words}")
        return said or ""


def _environment() -> dict[str, str]:
    # sam build wants a python3.13 with pip on the PATH, which SAM's own environment has. The attestations
    # that newer Docker adds make an image an index, which Lambda refuses.
    path = f"{_SAM_PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1", "SAM_CLI_TELEMETRY": "0"}


class Clock:
    """This machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

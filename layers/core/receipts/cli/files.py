"""Which files the command is asked to read: those named, those in folders, and standard input."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Final

ENDINGS: Final = (".heic", ".heif", ".jpeg", ".jpg", ".pdf", ".png", ".tif", ".tiff", ".webp")
"""Of the files that are looked for in a folder. A file that is named is read whatever its name."""

STANDARD_INPUT: Final = Path("-")


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: `path` as it was given or found, `name` to tell it from the others."""

    path: Path
    name: str


class EmptyFolderError(Exception):
    """A folder holds nothing that could be read."""


def sources_of(path: Path) -> Sequence[Source]:
    """The file itself, or what is in the folder and in the folders below it, sorted; what is hidden is left
    out. Raises EmptyFolderError.
    """
    if not path.is_dir():
        return [Source(path, path.name)]
    inside = sorted(one.relative_to(path) for one in path.rglob("*") if one.is_file())
    found = [Source(path / one, str(path.name / one)) for one in inside if _is_wanted(one)]
    if not found:
        raise EmptyFolderError
    return found


def _is_wanted(inside: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in inside.parts)
    return inside.suffix.lower() in ENDINGS and not is_hidden


@contextmanager
def opened(source: Source) -> Iterator[Path]:
    """The file to read; standard input is kept in one until it is read. Raises OSError."""
    if source.path != STANDARD_INPUT:
        source.path.open("rb").close()
        yield source.path
        return
    with NamedTemporaryFile(prefix="receipts-") as kept:
        copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name)

"""A look at a TIFF before Pillow and libtiff load it: pages, their strips or tiles, and JPEGs within these.

What is damaged is left to the decoder, which says so. Sections are those of TIFF 6.0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Final, Literal, TypeAlias

from receipts.adapters.ocr.inspection import inspect_jpeg
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_JOINED_BYTES, MAX_PAGES, MAX_PIECES, MAX_SCANNED_PIXELS
from receipts.errors import UnreadableError

_COMPRESSION: Final = 259
_PLACES: Final = (273, 324)
"""Where strips and tiles begin."""
_SIZES: Final = (279, 325)
_JPEG: Final = frozenset((6, 7))
_BYTES: Final[Mapping[int, int]] = {1: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4, 13: 4, 16: 8, 17: 8, 18: 8}
"""Of whole numbers by their kind (section 2, and BigTIFF's): libtiff takes signed ones and places as well."""
_MOST_ENTRIES: Final = 2**16

Directory: TypeAlias = defaultdict[int, list[tuple[int, int, bytes]]]
"""By tags: kind, count, and the values or the place of them."""


class _Tiff:
    """A TIFF or BigTIFF, read where asked."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        head = stream.read(16)
        self._order: Literal["little", "big"] = "little" if head.startswith(b"II") else "big"
        big = head[2:4] in (b"+\x00", b"\x00+")
        self._count, self._entry, self._pointer = (8, 20, 8) if big else (2, 12, 4)
        self._first = self._number(head[8:16] if big else head[4:8])

    def directories(self) -> Iterator[Directory]:
        """Each directory, which lies where its predecessor says (section 2)."""
        place, seen = self._first, set[int]()
        while place and place not in seen:
            seen.add(place)
            if len(seen) > MAX_PAGES:
                raise UnreadableError(FailureCause.TOO_MANY_PAGES, f"more than {MAX_PAGES} pages")
            count = self._number(self._at(place, self._count))
            yield self._directory(self._at(place + self._count, min(count, _MOST_ENTRIES) * self._entry))
            place = self._number(self._at(place + self._count + count * self._entry, self._pointer))

    def _directory(self, table: bytes) -> Directory:
        """A tag may stand there twice: Pillow takes the last, libtiff the first."""
        found: Directory = defaultdict(list)
        for start in range(0, len(table) - self._entry + 1, self._entry):
            one = table[start : start + self._entry]
            count, said = one[4 : -self._pointer], one[-self._pointer :]
            found[self._number(one[:2])].append((self._number(one[2:4]), self._number(count), said))
        return found

    def jpegs(self, directory: Directory) -> Iterator[bytes]:
        """The strips or tiles of a page that are JPEGs."""
        if not _JPEG.intersection(self._values(directory, (_COMPRESSION,))):
            return
        places, sizes = self._values(directory, _PLACES), self._values(directory, _SIZES)
        for place, size in zip(places, sizes, strict=False):
            yield self._at(place, size)

    def _values(self, directory: Directory, tags: tuple[int, ...]) -> list[int]:
        """The whole numbers of entries; none of those that are of another kind or not all there."""
        found: list[int] = []
        for kind, count, said in (entry for tag in tags for entry in directory[tag]):
            size = _BYTES.get(kind, 0)
            held = said if count * size <= len(said) else self._at(self._number(said), count * size)
            numbers = (held[start : start + size] for start in range(0, size and len(held), size or 1))
            found += map(self._number, islice(numbers, min(count, MAX_PIECES)))
        return found

    def _at(self, place: int, size: int) -> bytes:
        self._stream.seek(place)
        return self._stream.read(size)

    def _number(self, data: bytes) -> int:
        return int.from_bytes(data, self._order)


def inspect_tiff(file: Path) -> None:
    """Refuses too many pages or pieces, and endless passes of JPEGs within. Raises UnreadableError."""
    with file.open("rb") as stream:
        tiff, left = _Tiff(stream), _Share()
        for directory in tiff.directories():
            left.take(pieces=sum(count for tag in (*_PLACES, *_SIZES) for _, count, _ in directory[tag]))
            for jpeg in tiff.jpegs(directory):
                left.take(looked_at=len(jpeg))
                left.take(scanned=inspect_jpeg(jpeg, _any_size))


class _Share:
    """What is left of what a file may have; strips may lie on top of each other."""

    def __init__(self) -> None:
        self._pieces, self._scanned, self._looked_at = 2 * MAX_PIECES, MAX_SCANNED_PIXELS, MAX_JOINED_BYTES

    def take(self, *, pieces: int = 0, scanned: int = 0, looked_at: int = 0) -> None:
        """Raises UnreadableError(too_complex) when nothing is left. Each piece has a place and a size."""
        self._pieces -= pieces
        self._scanned -= scanned
        self._looked_at -= looked_at
        if min(self._pieces, self._scanned, self._looked_at) < 0:
            raise UnreadableError(FailureCause.TOO_COMPLEX, "a TIFF of endless pieces or passes")


def _any_size(width: int, height: int) -> None:
    """A strip may be as long as it likes: what counts is the page, whose size the directory tells."""

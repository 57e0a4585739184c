"""A look at a HEIC before libheif decodes it: a picture may be made of others, each of others again.

What is damaged is left to libheif, which says so. Paragraphs are those of ISO/IEC 14496-12 and 23008-12.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_PARTS, MAX_PIXELS
from receipts.errors import UnreadableError

_HEAD: Final = 8
"""Bytes of a box's length and name."""
_FULL: Final = 4
"""Bytes of version and flags, which some boxes begin with."""


def inspect_heic(file: Path) -> None:
    """Refuses a picture whose parts have too many pixels together. Raises UnreadableError(too_complex)."""
    data = file.read_bytes()
    meta = next((body for name, body in _boxes(data) if name == b"meta"), b"")[_FULL:]
    inner = _first_of_each(meta)
    primary = _number(inner.get(b"pitm", b"")[_FULL:])
    pixels = _Decoding(_parts(inner.get(b"iref", b"")), _areas(inner.get(b"iprp", b""))).pixels(primary)
    if pixels > MAX_PIXELS:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"parts of {pixels} pixels")


class _Decoding:
    """How many pixels are decoded for a picture: for one that is made of others, those of all its parts."""

    def __init__(self, parts: Mapping[int, Sequence[int]], areas: Mapping[int, int]) -> None:
        self._parts, self._areas = parts, areas
        self._known: dict[int, int] = {}

    def pixels(self, picture: int) -> int:
        """The parts' parts count each time; a picture that is part of itself libheif refuses."""
        waiting = [picture]
        while waiting:
            parts = self._parts.get(waiting[-1], ())
            unknown = [part for part in dict.fromkeys(parts) if part not in self._known]
            if unknown and waiting[-1] not in self._known:
                self._known[waiting[-1]] = 0
                waiting += unknown
                continue
            one = waiting.pop()
            self._known[one] = sum(self._known[part] for part in parts) if parts else self._areas.get(one, 0)
        return self._known[picture]


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each box (4.2); one of length 0 goes on to the end."""
    place = 0
    for _ in range(MAX_PARTS):
        if place + _HEAD > len(data):
            return
        length, begins = _number(data[place : place + 4]), _HEAD
        if length == 1:
            length, begins = _number(data[place + 8 : place + 16]), 2 * _HEAD
        ends = place + length if length else len(data)
        yield data[place + 4 : place + 8], data[place + begins : ends]
        place = max(ends, place + begins)
    raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_PARTS} boxes")


def _first_of_each(data: bytes) -> dict[bytes, bytes]:
    """The boxes by their names; of several libheif takes the first."""
    return dict(reversed(list(_boxes(data))))


def _parts(references: bytes) -> Mapping[int, Sequence[int]]:
    """What each picture is made of: references of the kind `dimg` (8.11.12)."""
    size = 4 if references[:1] == b"\x01" else 2
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    left = MAX_PARTS
    for kind, body in _boxes(references[_FULL:]):
        count = _number(body[size : size + 2])
        left -= count
        if left < 0:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_PARTS} parts")
        if kind == b"dimg":
            found[_number(body[:size])] += _numbers(body[size + 2 :], size)[:count]
    return found


def _areas(properties: bytes) -> dict[int, int]:
    """Pixels of each picture, by the sizes that it is said to have (6.5.3, 8.11.14)."""
    inner = _first_of_each(properties)
    sizes = [_area(name, body) for name, body in _boxes(inner.get(b"ipco", b""))]
    said = inner.get(b"ipma", b"")
    has_long_ids, has_long_places = said[:1] >= b"\x01", bool(said[3:4] and said[3] & 1)
    areas: dict[int, int] = defaultdict(int)
    numbers = iter(said[2 * _FULL :])
    for _ in range(min(_number(said[_FULL : 2 * _FULL]), len(said))):
        picture = _next(numbers, 4 if has_long_ids else 2)
        for _ in range(_next(numbers, 1)):
            place = _next(numbers, 2) & 0x7FFF if has_long_places else _next(numbers, 1) & 0x7F
            if 0 < place <= len(sizes):
                areas[picture] = max(areas[picture], sizes[place - 1])
    return areas


def _area(name: bytes, body: bytes) -> int:
    return _number(body[_FULL:8]) * _number(body[8:12]) if name == b"ispe" else 0


def _next(numbers: Iterator[int], size: int) -> int:
    return _number(bytes(islice(numbers, size)))


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _numbers(data: bytes, size: int) -> tuple[int, ...]:
    count = len(data) // size
    return struct.unpack(f">{count}{'I' if size == 4 else 'H'}", data[: count * size])  # noqa: PLR2004 - bytes

"""The objects of a PDF, as a look before rendering needs them: dictionaries, and what streams unpack to.

No parser: what is damaged, encrypted or rare is passed over, for PDFium will say what it makes of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from receipts.domain.failure import FailureCause
from receipts.domain.limits import (
    MAX_DECODED_BYTES,
    MAX_PDF_FILTERS,
    MAX_PDF_OBJECTS,
    MAX_PDF_UNPACKED_BYTES,
)
from receipts.errors import UnreadableError

_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,9})[\0\s]++\d{1,5}[\0\s]++obj")
_BODY: Final = re.compile(rb"(?<!end)stream\r?\n?|endobj")
_END: Final = b"endstream"
_FILTERS: Final = re.compile(rb"/Filter\s{0,9}(\[[^\[\]]*\]|/\w+)")
_NAME: Final = re.compile(rb"/(\w+)")
_FLATE: Final = frozenset((b"FlateDecode", b"Fl"))
_GAP: Final = re.compile(rb"[\0\s]{2,}+|\0")
"""What parts two words (ISO 32000-1, 7.2.2), where it is more than one sign or none that `\\s` knows."""
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_NUMBER: Final = re.compile(rb"\d+")
_BLOCK: Final = 1_000_000
_JPEG: Final = b"\xff\xd8\xff"
_JUNK: Final = 1024
"""Bytes in which a JPEG may begin."""
_LONGEST_HEAD: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class PdfObject:
    """An object's number and dictionary, and what its stream says; of pictures, only of JPEGs."""

    number: int
    head: bytes
    content: bytes = b""
    is_stream: bool = False

    @property
    def is_picture(self) -> bool:
        return self.says(b"Subtype", b"Image")

    def says(self, key: bytes, name: bytes) -> bool:
        return re.search(rb"/" + key + rb"\s{0,9}/" + name + rb"\b", self.head) is not None

    def numbers(self, key: bytes) -> list[float]:
        """The number or the numbers in brackets behind `key`; none where they are objects of their own."""
        found = re.search(rb"/" + key + rb"\s{0,9}(?:\[([^\[\]]*)\]|([-+.\d]+))(?!\s+\d+\s+R)", self.head)
        return _floats(found.group(1) or found.group(2)) if found else []


def joined(versions: Sequence[PdfObject]) -> PdfObject:
    """All as one, as heavy as all of them."""
    return PdfObject(
        versions[0].number,
        b"\n".join(one.head for one in versions),
        b"\n".join(one.content for one in versions),
        is_stream=any(one.is_stream for one in versions),
    )


def _floats(text: bytes) -> list[float]:
    return [float(number) for number in re.findall(rb"[-+]?(?:\d+\.?\d*|\.\d+)", text)]


def objects_in(data: bytes) -> list[PdfObject]:
    """All objects, those in object streams too. Raises UnreadableError(too_complex) past a limit."""
    unpacker = _Unpacker()
    found: list[PdfObject] = []
    for one, packed in _plain(data):
        one = unpacker.unpacked(one, packed) if one.is_stream else one  # noqa: PLW2901 - the same, unpacked
        found.append(one)
        if one.says(b"Type", b"ObjStm"):
            found.extend(_within(one))
        if len(found) > MAX_PDF_OBJECTS:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_PDF_OBJECTS} objects")
    return found


def check_what_opening_unpacks(data: bytes) -> None:
    """Tables and streams of objects, which PDFium unpacks before anybody can look at what is in them. Raises
    UnreadableError(too_complex) past a limit.
    """
    unpacker = _Unpacker()
    for one, packed in _plain(data):
        if one.is_stream and one.says(b"Type", rb"(?:XRef|ObjStm)"):
            unpacker.unpacked(one, packed)


def _plain(data: bytes) -> Iterator[tuple[PdfObject, bytes]]:
    """Each object, and of a stream what it holds as it is packed."""
    place = 0
    while start := _OBJECT.search(data, place):
        body = _BODY.search(data, start.end(), start.end() + _LONGEST_HEAD)
        place = body.end() if body else start.end()
        head = _plainly_spelt(data[start.end() : body.start() if body else place])
        if body is None or body.group() == b"endobj":
            yield PdfObject(int(start.group(1)), head), b""
            continue
        end = data.find(_END, place)
        packed = data[place : end if end >= 0 else len(data)]
        yield PdfObject(int(start.group(1)), head, is_stream=True), packed
        place = end if end >= 0 else len(data)


def _plainly_spelt(text: bytes) -> bytes:
    """Dictionaries and instructions with one sign between two words, and names without codes: /#46orm is
    /Form (ISO 32000-1, 7.3.5).
    """
    plain = _GAP.sub(b" ", text)
    return _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), plain)


def _within(stream: PdfObject) -> Iterator[PdfObject]:
    """The objects of an object stream: pairs of number and place, then the objects (ISO 32000-1, 7.5.7)."""
    (first,) = stream.numbers(b"First")[:1] or [0.0]
    table = [int(number) for number in _NUMBER.findall(stream.content[: int(first)])][: 2 * MAX_PDF_OBJECTS]
    places = [int(first) + place for place in table[1::2]]
    for number, start, end in zip(table[::2], places, [*places[1:], len(stream.content)], strict=False):
        yield PdfObject(number, _plainly_spelt(stream.content[start:end]))


class _Unpacker:
    """Unpacks streams until the file's share is used up."""

    def __init__(self) -> None:
        self._left = MAX_PDF_UNPACKED_BYTES
        self._left_for_pictures = MAX_DECODED_BYTES

    def unpacked(self, one: PdfObject, packed: bytes) -> PdfObject:
        filters = _filters(one)
        if len(filters) > MAX_PDF_FILTERS:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"a stream packed {len(filters)} times")
        # Filters may be an object of their own; a JPEG is one whatever it is called.
        is_jpeg = filters[-1:] in ([b"DCTDecode"], [b"DCT"]) or (not filters and _JPEG in packed[:_JUNK])
        if one.is_picture and is_jpeg:
            size, content = _inflated(packed, filters, self._left)
            self._left -= size if len(filters) > 1 else 0
            return PdfObject(one.number, one.head, content, is_stream=True)
        if one.is_picture:
            size, _ = _inflated(packed, filters, self._left_for_pictures, keep=False)
            self._left_for_pictures -= size
            return one
        size, content = _inflated(packed, filters, self._left)
        self._left -= size
        plain = content if one.says(b"Type", b"ObjStm") else _plainly_spelt(content)
        return PdfObject(one.number, one.head, plain, is_stream=True)


def _filters(one: PdfObject) -> list[bytes]:
    found = _FILTERS.search(one.head)
    return _NAME.findall(found.group(1)) if found else []


def _inflated(data: bytes, filters: list[bytes], most: int, *, keep: bool = True) -> tuple[int, bytes]:
    """Length and bytes of `data` after the Flate filters that lead; raises UnreadableError beyond `most`."""
    for number, name in enumerate(filters):
        if name not in _FLATE:
            break
        last = number + 1 == len(filters) or filters[number + 1] not in _FLATE
        size, data = _inflate(data, most, keep=keep or not last)
        if last and not keep:
            return size, b""
    return len(data), data


def _inflate(data: bytes, most: int, *, keep: bool) -> tuple[int, bytes]:
    inflater, size, kept = zlib.decompressobj(), 0, []
    try:
        while data and not inflater.eof:
            block = inflater.decompress(data, _BLOCK)
            size, data = size + len(block), inflater.unconsumed_tail
            if size > most:
                raise UnreadableError(FailureCause.TOO_COMPLEX, f"streams of more than {most} bytes")
            if keep:
                kept.append(block)
    except zlib.error:
        return size, b"".join(kept)
    return size, b"".join(kept)

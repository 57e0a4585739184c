"""Changes of a file at random: of bytes, of the parts of its format, and of what stands within a PDF."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from receipts.adapters.ocr.formats import HEAD_BYTES, Format, sniff
from receipts.errors import UnreadableError
from tests.file_fuzz.parts import parts_of, with_true_sums

Change: TypeAlias = Callable[[Random, bytes, Format | None], bytes]

MOST_BYTES: Final = 4_000_000
"""Of a changed file: what is repeated grows."""
_TELLING: Final = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)
"""Numbers at which counters and signs turn over."""
_TELLING_TEXT: Final = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999", b"0.00001", b"1e9")
_NUMBER: Final = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE: Final = re.compile(rb"\d+ 0 R")
_NAME: Final = re.compile(rb"/[A-Za-z]\w*")
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")


def changed(random: Random, content: bytes) -> bytes:
    """One to four changes, most of them of the kind that the format has."""
    kind = kind_of(content)
    choices = (*_ANY, *_OF_PARTS * 2, *(_OF_PDF * 3 if kind is Format.PDF else ()))
    for _ in range(random.choice((1, 1, 2, 4))):
        content = random.choice(choices)(random, content, kind)[:MOST_BYTES]
    return with_true_sums(content) if kind is Format.PNG else content


def kind_of(content: bytes) -> Format | None:
    """What the file says that it is."""
    try:
        return sniff(content[:HEAD_BYTES])
    except UnreadableError:
        return None


def _place(random: Random, content: bytes) -> int:
    """Anywhere, half of the time near the beginning, where headers are."""
    end = min(len(content), random.choice((200, len(content))))
    return random.randrange(end) if end else 0


def flip(random: Random, content: bytes, _: Format | None) -> bytes:
    """Some bits."""
    data = bytearray(content)
    for _number in range(random.choice((1, 3, 20, 200))):
        if data:
            data[_place(random, content)] ^= 1 << random.randrange(8)
    return bytes(data)


def set_number(random: Random, content: bytes, _: Format | None) -> bytes:
    """A number of one to four bytes that counters turn over at."""
    size = random.choice((1, 2, 4))
    value = random.choice(_TELLING) & ((1 << 8 * size) - 1)
    place = _place(random, content)
    number = value.to_bytes(size, random.choice(("big", "little")))
    return content[:place] + number + content[place + size :]


def cut(random: Random, content: bytes, _: Format | None) -> bytes:
    """The end is missing, or something in between."""
    start = _place(random, content)
    end = random.choice((len(content), start + random.randrange(1, 64)))
    return content[:start] + content[end:]


def repeat_bytes(random: Random, content: bytes, _: Format | None) -> bytes:
    """A piece over and over."""
    start = _place(random, content)
    piece = content[start : start + random.choice((1, 16, 256))]
    return content[:start] + piece * random.choice((2, 50, 2000)) + content[start:]


def drop_part(random: Random, content: bytes, kind: Format | None) -> bytes:
    """A part is missing."""
    parts = parts_of(content, kind)
    del parts[random.randrange(len(parts))]
    return b"".join(parts)


def repeat_part(random: Random, content: bytes, kind: Format | None) -> bytes:
    """A part over and over."""
    parts = parts_of(content, kind)
    number = random.randrange(len(parts))
    parts[number] = parts[number] * random.choice((2, 10, 300, 5000))
    return b"".join(parts)


def move_part(random: Random, content: bytes, kind: Format | None) -> bytes:
    """A part in another one's place."""
    parts = parts_of(content, kind)
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return b"".join(parts)


def change_within_part(random: Random, content: bytes, kind: Format | None) -> bytes:
    """As headers are short, each part is as likely as the pixels are."""
    parts = parts_of(content, kind)
    number = random.randrange(len(parts))
    change: Change = random.choice((flip, set_number, set_number))
    parts[number] = change(random, parts[number], kind)
    return b"".join(parts)


def change_text(random: Random, content: bytes, _: Format | None) -> bytes:
    """A number, a reference or a name of a PDF becomes another."""
    pattern = random.choice((_NUMBER, _REFERENCE, _NAME))
    found = [*pattern.finditer(content)]
    if not found:
        return content
    one = random.choice(found)
    others = _TELLING_TEXT if pattern is _NUMBER else [it.group() for it in found]
    return content[: one.start()] + random.choice(others) + content[one.end() :]


def change_stream(random: Random, content: bytes, _: Format | None) -> bytes:
    """What a packed stream says, packed again."""
    starts = [it.end() for it in _STREAM.finditer(content)]
    if not starts:
        return content
    start = random.choice(starts)
    end = content.find(b"endstream", start)
    unpacked = _unpacked(content[start:end])
    if unpacked is None:
        return content
    new = random.choice(_WITHIN_STREAM)(random, unpacked, None)
    return content[:start] + zlib.compress(new[:MOST_BYTES]) + b"\n" + content[end:]


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, MOST_BYTES)
    except zlib.error:
        return None


_ANY: Final[tuple[Change, ...]] = (flip, set_number, cut, repeat_bytes)
_OF_PARTS: Final[tuple[Change, ...]] = (
    drop_part,
    repeat_part,
    move_part,
    change_within_part,
    change_within_part,
)
_OF_PDF: Final[tuple[Change, ...]] = (change_text, change_text, change_stream)
_WITHIN_STREAM: Final[tuple[Change, ...]] = (flip, cut, repeat_bytes, change_text, change_text)

"""What the instructions of a page or form paint with: patterns as colours, and soft masks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Final

from receipts.adapters.ocr.pdf_objects import PdfObject

_STATE: Final = re.compile(
    rb"/([^\s/<>\[\]()]{1,255})\s{1,9}(scn|SCN|gs)\b"
    rb"|(?<![^\s\])>])(q|Q|cs|sc|scn|g|rg|k|CS|SC|SCN|G|RG|K|[fFBb]\*?|[sS]|sh|EI|Do|Tj|TJ|'|\")(?![^\s\[(</])"
)
"""A pattern becomes the colour, a named state is set; states are kept and brought back, other colours chosen,
something painted."""
_PAINTING: Final = frozenset(
    (b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*", b"s", b"S", b"Do", b"Tj", b"TJ", b"'", b'"')
)
_OF_ITS_OWN_COLOUR: Final = frozenset((b"sh", b"EI"))
_NAMED_STATE: Final = re.compile(rb"/([^\s/<>\[\]()]{1,255})\s{1,9}gs\b")
_BRACKETS: Final = re.compile(rb"<<|>>")


class Uses:
    """How often something is painted with each pattern as the colour, and within each soft mask, by names."""

    def __init__(
        self, masks: Collection[bytes], unmasked: Collection[bytes], step: Callable[[], None]
    ) -> None:
        """`masks` and `unmasked` name the states that set a soft mask and that take it away."""
        self._masks, self._unmasked, self._step = masks, unmasked, step
        self.patterns: Counter[bytes] = Counter()
        self.masks: Counter[bytes] = Counter()

    def add(self, content: bytes) -> None:
        """Follows the instructions; calls `step` at each that counts."""
        if not self._masks and b"scn" not in content and b"SCN" not in content:
            return
        filling, lines, mask = b"", b"", b""
        kept: list[tuple[bytes, bytes, bytes]] = []
        for found in _STATE.finditer(content):
            self._step()
            name, sets, operator = found.groups()
            if operator == b"q":
                kept.append((filling, lines, mask))
            elif operator == b"Q":
                filling, lines, mask = kept.pop() if kept else (b"", b"", b"")
            elif operator in _PAINTING or operator in _OF_ITS_OWN_COLOUR:
                self.masks.update({mask} - {b""})
                self.patterns.update({filling, lines} - {b""} if operator in _PAINTING else ())
            elif sets == b"gs":
                mask = self._mask_after(name, mask)
            elif (sets or operator).isupper():
                lines = name or b""
            else:
                filling = name or b""

    def _mask_after(self, name: bytes, mask: bytes) -> bytes:
        if name in self._masks:
            return name
        return b"" if name in self._unmasked else mask


def named_states(content: bytes) -> set[bytes]:
    """The names of the graphics states that are set (`/GS0 gs`)."""
    return set(_NAMED_STATE.findall(content))


def dictionary_of(name: bytes, one: PdfObject) -> Iterator[bytes]:
    """Each dictionary that stands behind the name in the object's own, to its end or the object's."""
    for start in re.finditer(rb"/" + re.escape(name) + rb"\s{0,9}(?=<<)", one.head):
        depth, end = 0, len(one.head)
        for bracket in _BRACKETS.finditer(one.head, start.end()):
            depth += 1 if bracket.group() == b"<<" else -1
            if depth == 0:
                end = bracket.end()
                break
        yield one.head[start.end() : end]

"""What a PDF's page lists (its instructions, its notes) counts as often as it is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from receipts.domain.failure import FailureCause
from tests.unit.adapters.ocr.test_pdf_inspection import (
    FILL,
    MASKED,
    form,
    mask_of,
    masking,
    opened,
    pdf_of,
    refusal_of,
    stream,
)


def listing(key: bytes, numbers: bytes, *objects: bytes) -> bytes:
    """A page that lists what stands under `key` so."""
    page = pdf_of(b"", *objects)
    if key == b"Contents":
        return page.replace(b"/Contents 4 0 R", b"/Contents" + numbers)
    return page.replace(b"/Contents", b"/Annots" + numbers + b"/Contents")


NOTE = b"<</Type/Annot/Subtype/Stamp/Rect[0 0 600 800]/P 3 0 R/F 4/AP<</N 7 0 R>>>>"
CHOICE = NOTE.replace(b"/N 7 0 R", b"/N<</On 7 0 R/Off 8 0 R>>")
DRAWN = form(FILL * 2000)
MANY = b" ".join([b"6 0 R"] * 2000)


@pytest.mark.parametrize(
    "hostile",
    [
        listing(b"Contents", b"[%s]" % MANY.replace(b"6", b"4"), stream(FILL * 2000, packed=1)),
        listing(b"Contents", b" 6 0 R", stream(FILL * 2000), b"[%s]" % MANY.replace(b"6", b"4")),
        listing(b"Annots", b"[%s]" % MANY, stream(FILL), NOTE, DRAWN),
        listing(b"Annots", b" 8 0 R", stream(FILL), NOTE, DRAWN, b"[%s]" % MANY),
        listing(b"Annots", b"[%s]" % MANY, stream(FILL), CHOICE, form(FILL), DRAWN),
        listing(b"Annots", b"[%s]" % MANY, stream(FILL), NOTE, stream(FILL * 2000, b"/BBox[0 0 9 9]")),
        listing(b"Annots", b"[6 0 R]/Annots[%s]" % MANY, stream(FILL), NOTE, DRAWN),
    ],
    ids=["instructions", "a list of them", "notes", "a list", "choices", "no form by name", "told twice"],
)
def test_what_a_page_lists_counts_as_often_as_it_is_listed(tmp_path: Path, hostile: bytes) -> None:
    """PDFium makes objects anew for each, 300 bytes for a stroke: a kilobyte took all memory."""
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX


def test_a_page_with_stamps_and_instructions_in_parts_is_drawn(tmp_path: Path) -> None:
    """A logo for each of many notes, as marks of a reviewer are."""
    parts = b"[%s]" % b" ".join([b"4 0 R"] * 20)
    assert opened(tmp_path, listing(b"Contents", parts, stream(FILL * 20))) == 1
    notes = b"[%s]" % b" ".join([b"6 0 R"] * 200)
    assert opened(tmp_path, listing(b"Annots", notes, stream(FILL), NOTE, form(FILL * 20))) == 1


@pytest.mark.parametrize("told", [b"/Type/Page/", b"/"])
def test_a_page_is_looked_at_whether_or_not_it_says_that_it_is_one(tmp_path: Path, told: bytes) -> None:
    """PDFium draws either."""
    page = pdf_of(mask_of(6), stream(MASKED * 2000, packed=1), masking(FILL))
    hostile = page.replace(b"/Type/Page/", told)
    assert hostile.count(b"/Type/Page/") == (told == b"/Type/Page/")
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX

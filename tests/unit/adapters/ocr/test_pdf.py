"""PDFs: text of their own is taken, scans are rendered, the rest is refused with its cause."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
from PIL import Image

from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.pages import Raster, check_file
from receipts.adapters.ocr.pdf import open_pdf
from receipts.adapters.ocr.pdf_text import Piece, lie_on_each_other
from receipts.domain.failure import FailureCause
from receipts.domain.text import Page
from receipts.errors import UnreadableError

PASSWORD_PROTECTED = (
    b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
)


def pdf_of(content: bytes, *, rotate: int = 0, encrypt: bytes = b"") -> bytes:
    """A one-page PDF, A5-sized, that draws `content`."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Rotate %d /Contents 4 0 R" % rotate
        + b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *([encrypt] if encrypt else []),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content_of in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content_of)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"<< /Root 1 0 R /Size %d" % (len(objects) + 1)
    if encrypt:
        trailer += b" /Encrypt 6 0 R /ID [<00><00>]"
    size = len(objects) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        trailer,
        len(body),
    )


def written(folder: Path, content: bytes) -> Path:
    file = folder / "a.pdf"
    file.write_bytes(content)
    return file


def cause_of(file: Path) -> FailureCause:
    with pytest.raises(UnreadableError) as refusal:
        list(open_pdf(file))
    return refusal.value.cause


E_RECEIPT = (
    b"BT /F1 12 Tf 50 500 Td (Coffee House Ltd, Seoul) Tj ET BT /F1 12 Tf 50 100 Td (Total 12,500) Tj ET"
)


def test_an_e_receipt_is_read_from_its_own_text(tmp_path: Path) -> None:
    (page,) = open_pdf(written(tmp_path, pdf_of(E_RECEIPT)))
    assert isinstance(page, Page)
    assert [line.text for line in page.lines] == ["Coffee House Ltd, Seoul", "Total 12,500"]
    assert (page.width, page.height) == (1200, 1700)
    first, last = page.lines
    assert first.left == pytest.approx(50 / 420 * 1200, abs=10)
    assert first.bottom == pytest.approx(95 / 595 * 1700, abs=20)
    assert last.top > first.bottom


UPRIGHT = {0: b"1 0 0 1 50 500", 90: b"0 1 -1 0 100 50", 180: b"-1 0 0 -1 370 95", 270: b"0 -1 1 0 320 545"}
"""Text matrices that stand upright at the left top of a page that is shown turned by so many degrees."""


HIDDEN = b"BT %b /F1 12 Tf 50 300 Td (Total 99,000) Tj ET"


@pytest.mark.parametrize(
    "hidden",
    [
        HIDDEN % b"3 Tr",
        HIDDEN.replace(b"50 300", b"50 100") % b"3 Tr",
        HIDDEN % b"1 1 1 rg",
        HIDDEN % b"0.95 g",
        HIDDEN % b"" + b" 1 1 1 rg 40 290 200 30 re f",
        HIDDEN.replace(b"50 300", b"50 -40") % b"",
        HIDDEN.replace(b"50 300", b"900 300") % b"",
        b"0 g 40 290 200 30 re f " + HIDDEN % b"0 g",
        b"q 0 0 10 10 re W n " + HIDDEN % b"" + b" Q",
    ],
    ids=[
        "invisible",
        "over what is seen",
        "white",
        "pale",
        "covered",
        "below",
        "beside",
        "black on black",
        "clipped",
    ],
)
def test_a_page_with_text_that_nobody_sees_is_looked_at(tmp_path: Path, hidden: bytes) -> None:
    (page,) = open_pdf(written(tmp_path, pdf_of(E_RECEIPT + b" " + hidden)))
    assert isinstance(page, Raster)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("bar", [b"0 g 40 290 200 30 re f BT 1 g", b"BT 0.6 g", b"BT 0 0 1 rg"])
def test_text_that_is_seen_in_any_colour_is_believed(tmp_path: Path, bar: bytes, rotate: int) -> None:
    shown = turned(rotate) if rotate else E_RECEIPT + b" " + bar + b" /F1 12 Tf 50 300 Td (VAT 1,136) Tj ET"
    (page,) = open_pdf(written(tmp_path, pdf_of(shown, rotate=rotate)))
    assert isinstance(page, Page)


def turned(degrees: int) -> bytes:
    return b"BT /F1 12 Tf " + UPRIGHT[degrees] + b" Tm (Coffee House Ltd, Seoul) Tj ET"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_text_of_a_rotated_page_lies_where_it_is_seen(tmp_path: Path, degrees: int) -> None:
    (page,) = open_pdf(written(tmp_path, pdf_of(turned(degrees), rotate=degrees)))
    assert isinstance(page, Page)
    (coffee,) = page.lines
    assert coffee.top < page.height * 0.3
    assert coffee.left < page.width * 0.3
    assert coffee.right - coffee.left > coffee.bottom - coffee.top


@pytest.mark.parametrize(("degrees", "shown"), [(0, 90), (0, 180), (90, 0), (180, 0), (270, 90)])
def test_text_that_does_not_stand_upright_is_rendered_and_turned_like_a_photo(
    tmp_path: Path, degrees: int, shown: int
) -> None:
    (page,) = open_pdf(written(tmp_path, pdf_of(turned(degrees), rotate=shown)))
    assert isinstance(page, Raster)


def test_a_scan_in_a_pdf_is_rendered(tmp_path: Path) -> None:
    Image.new("RGB", (600, 900), "red").save(tmp_path / "a.pdf")
    (page,) = open_pdf(tmp_path / "a.pdf")
    assert isinstance(page, Raster)
    assert page.pixels.shape == (1800, 1200, 3)
    assert page.pixels[900, 600, 2] > 240


def test_a_page_with_hardly_any_text_is_rendered(tmp_path: Path) -> None:
    (page,) = open_pdf(written(tmp_path, pdf_of(b"BT /F1 12 Tf 50 500 Td (1) Tj ET")))
    assert isinstance(page, Raster)


def test_a_long_till_roll_is_rendered_within_bounds(tmp_path: Path) -> None:
    Image.new("RGB", (100, 2000), "white").save(tmp_path / "a.pdf")
    (page,) = open_pdf(tmp_path / "a.pdf")
    assert isinstance(page, Raster)
    assert page.pixels.shape == (5000, 250, 3)


def test_a_pdf_is_known_by_its_content(tmp_path: Path) -> None:
    assert check_file(written(tmp_path, b"\n\n" + pdf_of(E_RECEIPT))) is Format.PDF


def test_a_protected_pdf_is_called_encrypted(tmp_path: Path) -> None:
    file = written(tmp_path, pdf_of(E_RECEIPT, encrypt=PASSWORD_PROTECTED))
    assert cause_of(file) is FailureCause.ENCRYPTED_PDF


def test_a_pdf_of_eleven_pages_has_too_many(tmp_path: Path) -> None:
    pages = [Image.new("1", (20, 20))] * 11
    pages[0].save(tmp_path / "a.pdf", save_all=True, append_images=pages[1:])
    assert cause_of(tmp_path / "a.pdf") is FailureCause.TOO_MANY_PAGES


def test_a_pdf_of_ten_pages_is_opened(tmp_path: Path) -> None:
    pages = [Image.new("1", (20, 20))] * 10
    pages[0].save(tmp_path / "a.pdf", save_all=True, append_images=pages[1:])
    assert len(list(open_pdf(tmp_path / "a.pdf"))) == 10


def test_a_damaged_pdf_is_unreadable(tmp_path: Path) -> None:
    assert cause_of(written(tmp_path, b"%PDF-1.7\n" + b"rubbish " * 200)) is FailureCause.UNREADABLE_IMAGE


BELOW_THE_RECEIPT = 1430
"""Pixels from the top: below the last row of E_RECEIPT."""


def texts_of(tmp_path: Path, *drawn: tuple[str, float, float]) -> list[str]:
    """The pieces of text in a PDF that draws each by itself, at so many points from left and bottom."""
    content = b" ".join(
        b"BT /F1 12 Tf %.2f %.2f Td (%s) Tj ET" % (x, y, text.encode()) for text, x, y in drawn
    )
    (page,) = open_pdf(written(tmp_path, pdf_of(E_RECEIPT + b" " + content)))
    assert isinstance(page, Page)
    return [line.text for line in page.lines if line.box[0][1] > BELOW_THE_RECEIPT]


def test_a_word_that_a_browser_draws_in_parts_is_one(tmp_path: Path) -> None:
    assert texts_of(tmp_path, ("T", 50, 80), ("otal ", 56.5, 80), ("V", 81, 80), ("isa", 88.4, 80)) == [
        "Total Visa"
    ]


def test_columns_that_stand_apart_are_two_however_near_their_rows(tmp_path: Path) -> None:
    columns = texts_of(
        tmp_path, ("Supplier", 50, 80), ("Buyer", 103, 80), ("Seoul", 50, 66), ("Busan", 103, 66)
    )
    assert columns == ["Supplier", "Buyer", "Seoul", "Busan"]


WIDTHS = {
    "P": 667,
    "a": 556,
    "y": 500,
    "m": 833,
    "e": 556,
    "n": 556,
    "t": 278,
    ":": 278,
    " ": 278,
} | dict.fromkeys("1942", 556)
"""Of Helvetica, in thousandths of its size."""


@pytest.mark.parametrize("letters", ["Payment", "19:42", "Payment 19:42"])
def test_letters_that_are_drawn_one_by_one_are_put_together(tmp_path: Path, letters: str) -> None:
    places = accumulate((WIDTHS[letter] * 12 / 1000 for letter in letters), initial=50.0)
    apart = [(letter, place, 80.0) for letter, place in zip(letters, places, strict=False) if letter != " "]
    assert texts_of(tmp_path, *apart) == [letters]


def test_no_letter_is_told_twice_where_two_objects_overlap(tmp_path: Path) -> None:
    assert texts_of(tmp_path, ("VA", 50, 80), ("T 1,136", 64.2, 80)) == ["VAT 1,136"]


def test_what_is_drawn_twice_to_look_bold_is_told_once(tmp_path: Path) -> None:
    assert texts_of(tmp_path, ("Total 1,136", 50, 80), ("Total 1,136", 50.4, 80)) == ["Total 1,136"]


def test_two_texts_in_one_place_are_looked_at(tmp_path: Path) -> None:
    over = b" BT /F1 12 Tf 50 100 Td (Total 99,500) Tj ET"
    (page,) = open_pdf(written(tmp_path, pdf_of(E_RECEIPT + over)))
    assert isinstance(page, Raster)


def test_a_watermark_hides_nothing(tmp_path: Path) -> None:
    mark = b" BT 0.9 g /F1 90 Tf 40 80 Td (COPY) Tj ET"
    (page,) = open_pdf(written(tmp_path, pdf_of(b"q" + mark + b" Q " + E_RECEIPT)))
    assert isinstance(page, Page)


def test_one_text_that_falls_apart_into_thousands_is_too_complex(tmp_path: Path) -> None:
    spaced = b"BT /F1 6 Tf 20 Tc 5 300 Td (" + b"1" * 5_000 + b") Tj ET"
    assert cause_of(written(tmp_path, pdf_of(spaced))) is FailureCause.TOO_COMPLEX


def test_texts_that_nobody_compares_are_looked_at(tmp_path: Path) -> None:
    column = b" ".join(b"BT /F1 1 Tf 50 %.2f Td (%d) Tj ET" % (5 + at * 0.01, at) for at in range(1000, 2400))
    (page,) = open_pdf(written(tmp_path, pdf_of(column)))
    assert isinstance(page, Raster)


@pytest.mark.parametrize("size", [2, 3, 4, 9])
def test_a_stroke_as_thick_as_its_box_is_seen(tmp_path: Path, size: int) -> None:
    stroke = b" BT /F1 %d Tf 50 80 Td (-) Tj ET" % size
    (page,) = open_pdf(written(tmp_path, pdf_of(E_RECEIPT + stroke)))
    assert isinstance(page, Page)


@pytest.mark.parametrize(("count", "too_many"), [(5, False), (100, False), (600, True)])
def test_so_many_texts_side_by_side_are_compared_by_nobody(count: int, *, too_many: bool) -> None:
    row = [Piece("1", (10.0 * at, 0.0, 10.0 * at + 5, 10.0)) for at in range(count)]
    assert lie_on_each_other(row) is too_many

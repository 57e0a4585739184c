"""PDFs that are small as files and endless to draw are refused before PDFium opens a page of them."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from receipts.adapters.ocr import pdf
from receipts.adapters.ocr.pdf import open_pdf
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_LINES, MAX_PDF_SHADINGS
from receipts.domain.text import Page
from receipts.errors import UnreadableError

GENEROUS = 10.0
"""CPU seconds for what takes a tenth."""
TEXT = b"BT /F1 12 Tf 50 500 Td (Coffee House Ltd, Seoul) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(content: bytes, head: bytes = b"", *, packed: int = 0) -> bytes:
    filters = b"/Filter[" + b"/FlateDecode" * packed + b"]" if packed else b""
    for _ in range(packed):
        content = zlib.compress(content, 9)
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (head, filters, len(content), content)


def form(content: bytes, resources: bytes = b"") -> bytes:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s>>" % resources
    return stream(content, head, packed=1)


def pdf_of(resources: bytes, *objects: bytes, box: bytes = b"0 0 600 800") -> bytes:
    """One page; object 4 is its content, 5 a font, and `objects` follow from 4 on but for 5."""
    content, *others = objects
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R" % box
    page += b"/Resources<</Font<</F1 5 0 R>>%s>>>>" % resources
    numbered = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        page,
        content,
        FONT,
        *others,
    ]
    body = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(numbered, 1)
    )
    return body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(numbered) + 1)


def refusal_of(folder: Path, content: bytes) -> FailureCause:
    file = folder / "hostile.pdf"
    file.write_bytes(content)
    start = time.process_time()
    with pytest.raises(UnreadableError) as refusal:
        list(open_pdf(file))
    assert time.process_time() - start < GENEROUS
    return refusal.value.cause


def opened(folder: Path, content: bytes) -> int:
    file = folder / "good.pdf"
    file.write_bytes(content)
    return len(list(open_pdf(file)))


def nested(depth: int, draws: int) -> bytes:
    chain = [
        form(b" /F Do" * draws, b"/XObject<</F %d 0 R>>" % (number + 1)) for number in range(6, 6 + depth - 1)
    ]
    return pdf_of(b"/XObject<</F 6 0 R>>", stream(b" /F Do" * draws), *chain, form(TEXT))


@pytest.mark.parametrize(("depth", "draws"), [(8, 10), (3, 300), (20, 2), (30, 3)])
def test_forms_in_forms_in_forms_are_too_complex(tmp_path: Path, depth: int, draws: int) -> None:
    assert refusal_of(tmp_path, nested(depth, draws)) is FailureCause.TOO_COMPLEX


def test_a_logo_in_a_frame_on_a_page_is_drawn(tmp_path: Path) -> None:
    assert opened(tmp_path, nested(3, 2)) == 1


def test_forms_that_draw_each_other_are_too_complex(tmp_path: Path) -> None:
    one, other = (form(b" /F Do" * 50, b"/XObject<</F %d 0 R>>" % number) for number in (7, 6))
    hostile = pdf_of(b"/XObject<</F 6 0 R>>", stream(b" /F Do"), one, other)
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX


def test_forms_that_share_a_list_of_names_do_not_draw_each_other(tmp_path: Path) -> None:
    names = b"/XObject<</F 6 0 R/G 7 0 R>>"
    page = pdf_of(names, stream(b" /F Do"), form(b" /G Do" * 50, names), form(TEXT, names))
    assert opened(tmp_path, page) == 1


@pytest.mark.parametrize("packed", [1, 2, 3])
def test_instructions_without_end_are_too_complex(tmp_path: Path, packed: int) -> None:
    endless = stream(b"0 0 1 1 re f\n" * 6_000_000, packed=packed)
    assert refusal_of(tmp_path, pdf_of(b"", endless)) is FailureCause.TOO_COMPLEX


def test_an_object_stream_hides_nothing(tmp_path: Path) -> None:
    """The page's form is drawn over and over by a form whose dictionary is packed with others."""
    inner = b"6 0 <</Type/XObject>>" + b" " * 80_000_000
    packed = stream(inner, b"/Type/ObjStm/N 1/First 4", packed=1)
    assert refusal_of(tmp_path, pdf_of(b"", stream(TEXT), packed)) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize(
    "steps",
    [
        b"/XStep 0.001/YStep 0.001",
        b"/XStep 1/YStep 0.0001",
        b"/XStep 1/YStep 1/Matrix[0.01 0 0 0.01 0 0]",
        b"/XStep 0/YStep 5",
        b"/XStep -.001/YStep -.001",
    ],
)
def test_a_pattern_of_endless_tiles_is_too_complex(tmp_path: Path, steps: bytes) -> None:
    head = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/Resources<<>>" + steps
    page = stream(b"/Pattern cs /P scn 0 0 600 800 re f")
    hostile = pdf_of(b"/Pattern<</P 6 0 R>>", page, stream(b"0 0 1 1 re f", head))
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX


def test_a_hatched_field_is_drawn(tmp_path: Path) -> None:
    head = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5/Resources<<>>"
    page = stream(b"/Pattern cs /P scn 0 0 100 100 re f")
    assert opened(tmp_path, pdf_of(b"/Pattern<</P 6 0 R>>", page, stream(b"0 0 1 1 re f", head))) == 1


def tiles(content: bytes, step: int, names: bytes = b"", *, box: int | None = None) -> bytes:
    head = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 %d %d]/XStep %d/YStep %d"
    side = box or step
    return stream(content, head % (side, side, step, step) + b"/Resources<<%s>>" % names, packed=1)


FILL = b"0 0 600 800 re f "


@pytest.mark.parametrize(
    ("content", "patterns"),
    [
        (FILL, [tiles(FILL * 200, 2, box=800)]),
        (FILL * 20_000, [tiles(b"0 0 1 1 re f", 2)]),
        (FILL, [tiles(b"/Pattern cs /P scn " + FILL, 2, b"/Pattern<</P 7 0 R>>"), tiles(FILL, 2)]),
        (b"q 0 g Q " + FILL * 500, [tiles(b"0 0 1 1 re f", 2)]),
        (b"/Pattern CS /P SCN 0 g " + b"0 0 m 9 9 l S " * 500, [tiles(b"0 0 1 1 re f", 2)]),
    ],
    ids=["much in each", "many fields", "patterns in patterns", "kept", "lines"],
)
def test_a_pattern_counts_as_often_as_it_is_drawn(
    tmp_path: Path, content: bytes, patterns: list[bytes]
) -> None:
    page = pdf_of(b"/Pattern<</P 6 0 R>>", stream(b"/Pattern cs /P scn " + content, packed=1), *patterns)
    assert refusal_of(tmp_path, page) is FailureCause.TOO_COMPLEX


def test_a_page_of_endless_colours_is_not_looked_through_to_its_end(tmp_path: Path) -> None:
    page = stream(b"/Pattern cs /P scn " + b"0 g q Q " * 1_900_000, packed=1)
    assert refusal_of(tmp_path, pdf_of(b"", page)) is FailureCause.TOO_COMPLEX


def test_hatched_cells_among_many_plain_ones_are_drawn(tmp_path: Path) -> None:
    hatched = b"q /Pattern cs /P scn 50 50 100 20 re f Q " * 30
    plain = b"0.5 g 50 80 100 20 re f " * 1000
    page = pdf_of(b"/Pattern<</P 6 0 R>>", stream(hatched + plain), tiles(b"0 0 m 5 5 l S", 5))
    assert opened(tmp_path, page) == 1


def test_gradients_that_are_colours_count_as_gradients(tmp_path: Path) -> None:
    shade = b"<</Type/Pattern/PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]>>>>"
    names = b"/Pattern<</P 6 0 R>>"
    many = stream(b"/Pattern cs /P scn " + FILL * (MAX_PDF_SHADINGS + 1), packed=1)
    assert refusal_of(tmp_path, pdf_of(names, many, shade)) is FailureCause.TOO_COMPLEX
    few = stream(b"q /Pattern cs /P scn 0 0 9 9 re f Q " + b"0 0 9 9 re f " * 1000)
    assert opened(tmp_path, pdf_of(names, few, shade)) == 1


@pytest.mark.parametrize(
    "kind", [b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1]", b"/ShadingType 7", b"/ShadingType 4"]
)
def test_programs_and_meshes_without_end_are_too_complex(tmp_path: Path, kind: bytes) -> None:
    endless = pdf_of(b"", stream(TEXT), stream(b"{ " + b"dup mul sqrt " * 2000 + b"}", kind, packed=1))
    assert refusal_of(tmp_path, endless) is FailureCause.TOO_COMPLEX
    usual = pdf_of(b"", stream(TEXT), stream(b"{ 1 exch sub dup dup }", kind, packed=1))
    assert opened(tmp_path, usual) == 1


def test_transparent_forms_without_end_are_too_complex(tmp_path: Path) -> None:
    """For each, PDFium makes a picture of the page."""
    group = form(b"0 0 9 9 re f").replace(b"/Type/XObject", b"/Type/XObject/Group<</S/Transparency>>")
    names = b"/XObject<</F 6 0 R>>"
    assert refusal_of(tmp_path, pdf_of(names, stream(b" /F Do" * 2_000), group)) is FailureCause.TOO_COMPLEX
    assert opened(tmp_path, pdf_of(names, stream(b" /F Do" * 20), group)) == 1


def test_a_large_picture_is_not_drawn_over_and_over(tmp_path: Path) -> None:
    head = b"/Type/XObject/Subtype/Image/Width 9000/Height 9000/BitsPerComponent 1/ColorSpace/DeviceGray"
    names, picture = b"/XObject<</I 6 0 R>>", stream(bytes(9000 * 1125), head, packed=1)
    assert refusal_of(tmp_path, pdf_of(names, stream(b" /I Do" * 200), picture)) is FailureCause.TOO_COMPLEX
    assert opened(tmp_path, pdf_of(names, stream(b" /I Do" * 2), picture)) == 1


def jpeg_of(passes: int, size: tuple[int, int] = (64, 64)) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 128).save(out, "JPEG", progressive=True)
    photo = out.getvalue()
    return (
        photo[:-2] + photo[photo.rindex(b"\xff\xda") : -2] * (passes - photo.count(b"\xff\xda")) + b"\xff\xd9"
    )


@pytest.mark.parametrize("packed", [0, 1])
def test_a_photo_inside_is_looked_at_like_one_outside(tmp_path: Path, packed: int) -> None:
    def page_with(photo: bytes) -> bytes:
        head = b"/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8/ColorSpace/DeviceGray"
        filters = b"/Filter[/FlateDecode/DCTDecode]" if packed else b"/Filter/DCTDecode"
        content = zlib.compress(photo) if packed else photo
        return pdf_of(b"/XObject<</I 6 0 R>>", stream(b" /I Do"), stream(content, head + filters))

    assert refusal_of(tmp_path, page_with(jpeg_of(1000))) is FailureCause.TOO_COMPLEX
    assert opened(tmp_path, page_with(jpeg_of(10))) == 1
    assert opened(tmp_path, page_with(jpeg_of(10, (1600, 8)))) == 1, "a print driver's strip"


def test_what_is_written_twice_counts_whichever_is_drawn(tmp_path: Path) -> None:
    """PDFium draws what the table points to, and only it knows which that is."""
    page = pdf_of(b"/XObject<</F 6 0 R>>", stream(b" /F Do" * 2000), form(FILL * 2000), form(b""))
    twice = page.replace(b"\n7 0 obj", b"\n6 0 obj")
    assert refusal_of(tmp_path, twice) is FailureCause.TOO_COMPLEX


def test_drawing_ends_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is painted over and over cannot be told from a drawing of many strokes beforehand."""
    monkeypatch.setattr(pdf, "MAX_PDF_SECONDS", 0.2)
    assert refusal_of(tmp_path, pdf_of(b"", stream(FILL * 30_000, packed=1))) is FailureCause.TOO_COMPLEX
    assert opened(tmp_path, pdf_of(b"", stream(FILL))) == 1


def test_gradients_without_end_are_too_complex(tmp_path: Path) -> None:
    page = stream(b"/S sh " * (MAX_PDF_SHADINGS + 1), packed=1)
    assert refusal_of(tmp_path, pdf_of(b"", page)) is FailureCause.TOO_COMPLEX


def test_a_picture_inside_is_held_to_the_limit_of_pictures(tmp_path: Path) -> None:
    head = b"/Type/XObject/Subtype/Image/Width 20000/Height 20000/BitsPerComponent 8/ColorSpace/DeviceGray"
    page = pdf_of(b"/XObject<</I 6 0 R>>", stream(b" /I Do"), stream(bytes(1000), head, packed=1))
    assert refusal_of(tmp_path, page) is FailureCause.TOO_LARGE
    assert refusal_of(tmp_path, page.replace(b"/Width 20", b"/W#69dth 20")) is FailureCause.TOO_LARGE


def test_a_page_of_a_hundred_metres_is_too_complex(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, pdf_of(b"", stream(TEXT), box=b"0 0 14400 10")) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize("lines", [MAX_LINES + 1, 40_000])
def test_more_lines_of_text_than_receipts_have_are_not_taken(tmp_path: Path, lines: int) -> None:
    text = b"BT /F1 8 Tf " + b"".join(
        b"1 0 0 1 %d %d Tm (a%d) Tj " % (20 + 60 * (number % 9), 10 + 3 * (number // 9 % 260), number)
        for number in range(lines)
    )
    hostile = pdf_of(b"", stream(text + b"ET", packed=1))
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX


def test_a_page_of_print_is_taken(tmp_path: Path) -> None:
    text = b"BT /F1 8 Tf " + b"".join(
        b"1 0 0 1 50 %d Tm (line of print %d) Tj " % (10 + 12 * number, number) for number in range(60)
    )
    file = tmp_path / "good.pdf"
    file.write_bytes(pdf_of(b"", stream(text + b"ET", packed=1)))
    (page,) = open_pdf(file)
    assert isinstance(page, Page)
    assert len(page.lines) == 60


@pytest.mark.parametrize("size", [b"/Width 1600/Height 8", b"/Width 600/Height 2", b"/Width 1/Height 128"])
def test_strips_and_rules_of_print_drivers_are_no_bombs(tmp_path: Path, size: bytes) -> None:
    head = b"/Type/XObject/Subtype/Image%s/BitsPerComponent 8/ColorSpace/DeviceGray" % size
    page = pdf_of(b"/XObject<</I 6 0 R>>", stream(b" /I Do"), stream(bytes(12_800), head, packed=1))
    assert opened(tmp_path, page) == 1


def mask_of(number: int) -> bytes:
    """Names a state `M` with a soft mask that object `number` makes."""
    return b"/ExtGState<</M <</Type/ExtGState/SMask<</S/Luminosity/BC[0]/G %d 0 R>>>>>>" % number


def masking(content: bytes, names: bytes = b"") -> bytes:
    """A form that makes a soft mask."""
    return form(content, names).replace(b"/Type/XObject", b"/Type/XObject/Group<</S/Transparency>>")


MASKED = b"/M gs " + FILL
FORM_ON_PAGE = (b"/XObject<</F 6 0 R>>", stream(b" /F Do"))
STATE = b"<</Type/ExtGState/SMask 9 0 R>>"
MASK = b"<</S/Luminosity/G 7 0 R>>"
WITHOUT_NAMES = stream(MASKED * 2000, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]", packed=1)


@pytest.mark.parametrize(
    "hostile",
    [
        pdf_of(mask_of(6), stream(MASKED * 2000, packed=1), masking(FILL)),
        pdf_of(*FORM_ON_PAGE, form(MASKED * 2000, mask_of(7)), masking(FILL)),
        pdf_of(*FORM_ON_PAGE, form(b"/M gs " + FILL * 2000, mask_of(7)), masking(FILL)),
        pdf_of(*FORM_ON_PAGE, form(MASKED * 200, mask_of(7)), masking(FILL * 20_000)),
        pdf_of(*FORM_ON_PAGE, form(MASKED * 2000, b"/ExtGState<</M 8 0 R>>"), masking(FILL), STATE, MASK),
        pdf_of(FORM_ON_PAGE[0] + mask_of(7), FORM_ON_PAGE[1], WITHOUT_NAMES, masking(FILL)),
        pdf_of(
            *FORM_ON_PAGE, form(MASKED * 40, mask_of(7)), masking(MASKED * 40, mask_of(8)), masking(FILL * 9)
        ),
        pdf_of(*FORM_ON_PAGE, form(MASKED, mask_of(7)), masking(MASKED, mask_of(7))),
        pdf_of(
            *FORM_ON_PAGE,
            form(MASKED * 20, mask_of(7)),
            masking(b"/Pattern cs /P scn " + FILL, b"/Pattern<</P 8 0 R>>"),
            tiles(b"0 0 1 1 re f", 2),
        ),
        pdf_of(
            b"/Pattern<</P 6 0 R>>",
            stream(b"/Pattern cs /P scn " + FILL),
            tiles(MASKED, 9, mask_of(7)),
            masking(FILL),
        ),
        pdf_of(*FORM_ON_PAGE, form(MASKED * 20, mask_of(7)), masking(b" /S sh" * 20)),
    ],
    ids=[
        "on the page",
        "in a form",
        "set once",
        "much in the mask",
        "objects of their own",
        "the page's names",
        "masks in masks",
        "of itself",
        "a pattern in the mask",
        "in a pattern",
        "gradients in the mask",
    ],
)
def test_a_soft_mask_counts_as_often_as_something_is_painted_within_it(
    tmp_path: Path, hostile: bytes
) -> None:
    """PDFium draws it anew each time, and within a form it does not ask whether to go on."""
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX


def test_a_shadow_among_many_strokes_is_drawn(tmp_path: Path) -> None:
    """What is painted before the mask is set, after it is taken away or brought back is not within it."""
    names = mask_of(7).replace(b">>>>>>", b">>>>/N <</SMask/None>>/A <</ca .5>>>>")
    plain = b"0 0 9 9 re f " * 3000
    content = plain + b"q /M gs /A gs 0 0 99 99 re f Q " + plain + b"/M gs 9 9 9 9 re f /N gs " + plain
    page = pdf_of(*FORM_ON_PAGE, form(content, names), masking(b"0 0 99 99 re f"))
    assert opened(tmp_path, page) == 1


def test_where_a_picture_is_transparent_counts_like_the_picture(tmp_path: Path) -> None:
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray%s"
    picture = stream(b"\0" * 8, head % (8, 8, b"/SMask 7 0 R"), packed=1)
    mask = stream(bytes(9000 * 1125), head % (9000, 9000, b""), packed=1)
    names = b"/XObject<</I 6 0 R>>"
    hostile = pdf_of(names, stream(b" /I Do" * 200), picture, mask)
    assert refusal_of(tmp_path, hostile) is FailureCause.TOO_COMPLEX
    assert opened(tmp_path, pdf_of(names, stream(b" /I Do" * 2), picture, mask)) == 1

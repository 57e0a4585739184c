"""PDFs that are small as files and endless to draw, to follow or to read; never twice the same."""

from __future__ import annotations

import base64
import struct
from random import Random
from typing import Final

from tests.file_fuzz.picture_bombs import Bomb
from tests.file_fuzz.sources import receipt_picture, saved
from tests.unit.adapters.ocr.test_pdf_inspection import (
    FILL,
    FONT,
    FORM_ON_PAGE,
    form,
    mask_of,
    masking,
    pdf_of,
    stream,
    tiles,
)

_WORDS: Final = (
    "합계", "부가세", "공급가액", "할인", "신용카드", "승인번호", "2024-03-04", "04/03/24 10:11", "1,000",
    "12,345", "TOTAL", "SUBTOTAL", "GST 6%", "TIP", "CO.", "SDN BHD", "123-45-67891", "4111-1111-1111-1111",
    "02-123-4567", "1", "x", "x 2", "@ 3.50", "-500", "(1,000)", "8.25%",
)  # fmt: skip
_KOREAN: Final = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Batang/Encoding/KSCms-UHC-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/Batang/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/Batang/Flags 4>>>>]>>"
)
_IMAGE: Final = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/DeviceGray"


def nested_forms(random: Random) -> bytes:
    """Forms in forms, some of themselves, transparent or not."""
    depth, draws = random.choice(((8, 10), (30, 2), (3, 300), (500, 1)))
    group = random.choice((b"", b"/Group<</S/Transparency>>"))
    chain = []
    for number in range(7, 7 + depth):
        inner = 6 if number == 6 + depth and random.randrange(2) else number
        one = form(b" /F Do" * draws, b"/XObject<</F %d 0 R>>" % inner)
        chain.append(one.replace(b"/Type/XObject", b"/Type/XObject" + group))
    return pdf_of(b"/XObject<</F 6 0 R>>", stream(b" /F Do" * draws), *chain, form(FILL))


def patterns(random: Random) -> bytes:
    """Tiles of any size, painted any number of times, by strokes, fields or letters."""
    step, draws = random.choice((1, 3, 9, 200)), random.choice((1, 50, 5_000))
    paint = random.choice((FILL, b"0 0 m 600 800 l S ", b"BT /F1 90 Tf 9 9 Td (MMMM) Tj ET "))
    content = b"/Pattern cs /P scn /Pattern CS /P SCN " + paint * draws
    inner = tiles(random.choice((b"0 0 1 1 re f", FILL * 50)), step, box=random.choice((step, 900)))
    return pdf_of(b"/Pattern<</P 6 0 R>>", stream(content, packed=1), inner)


def shadings(random: Random) -> bytes:
    """Gradients of all kinds, with functions of functions."""
    kind, depth = random.randrange(1, 8), random.choice((1, 20, 400))
    inner = b"<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>"
    for _ in range(depth):
        inner = b"<</FunctionType 3/Domain[0 1]/Functions[%s]/Bounds[]/Encode[0 1]>>" % inner
    head = b"/ShadingType %d/ColorSpace/DeviceGray/Coords[0 0 600 0 0 800]/Domain[0 1 0 1]" % kind
    head += b"/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 600 0 800 0 1]/VerticesPerRow 2"
    gradient = stream(bytes(random.choice((20, 9_000))), head + b"/Function " + inner)
    return pdf_of(b"/Shading<</S 6 0 R>>", stream(b"/S sh " * random.choice((1, 250)), packed=1), gradient)


def dashes(random: Random) -> bytes:
    """Lines of endless dashes, and curves as thick as the page."""
    dash = random.choice((b"[0.0001 0.0001] 0 d ", b"[1e-9] 0 d ", b"[0.01 0] 99999 d ", b"[] 0 d "))
    width = random.choice((b"0 w ", b"9999 w ", b"0.01 w 1 J 1 j "))
    path = random.choice((b"0 0 m 600 800 l S ", b"0 0 m 1e9 1e9 -1e9 0 600 800 c S ", b"0 0 600 800 re B* "))
    content = dash + width + path * random.choice((1, 30, 3_000))
    if random.randrange(2):
        return pdf_of(*FORM_ON_PAGE, form(content))
    return pdf_of(b"", stream(content, packed=1))


def long_path(random: Random) -> bytes:
    """One object of endless corners, each line crossing all others, filled, clipped or stroked."""
    count = random.choice((1_000, 40_000))
    corners = b"".join(b"%d %d l " % (number * 37 % 600, number * 53 % 800) for number in range(count))
    end = random.choice((b"f* ", b"W n " + FILL, b"20 w 1 j S "))
    return pdf_of(b"", stream((b"q 0 0 m " + corners + end) * random.choice((1, 20)), packed=1))


def unpacking(random: Random) -> bytes:
    """Instructions packed over and over, by all the ways there are."""
    content = FILL * random.choice((100, 300_000))
    if random.randrange(2):
        return pdf_of(b"", stream(content, packed=random.choice((1, 2, 3))))
    way, packed = random.choice(
        (
            (b"/ASCII85Decode", base64.a85encode(content[:50_000]) + b"~>"),
            (b"/ASCIIHexDecode", content[:50_000].hex().encode() + b">"),
            (b"/RunLengthDecode", b"\x81 " * 900_000 + b"\x80"),
            (b"/LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 9_000),
        )
    )
    return pdf_of(b"", stream(packed, b"/Filter" + way))


def masks(random: Random) -> bytes:
    """Soft masks within soft masks."""
    inner = masking(b"/M gs " + FILL * random.choice((1, 30)), mask_of(8))
    content = b"/M gs " + FILL * random.choice((1, 50, 2_000))
    return pdf_of(*FORM_ON_PAGE, form(content, mask_of(7)), inner, masking(FILL))


def letters_that_draw(random: Random) -> bytes:
    """A font whose letters are programs, which may draw letters again."""
    glyph = stream(b"600 0 0 0 600 600 d1 " + random.choice((FILL, b"BT /F1 1 Tf (aa) Tj ET ")) * 50)
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 600 600]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97"
        b"/LastChar 97/Widths[600]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>"
        b"/Resources<</Font<</F1 7 0 R>>>>>>"
    )
    text = b"BT /T 20 Tf 9 9 Td (" + b"a" * random.choice((10, 3_000)) + b") Tj ET"
    page = pdf_of(b"/Font<</T 7 0 R>>", stream(text, packed=1), glyph, font)
    return page.replace(b"<</Font<</F1 5 0 R>>/Font", b"<</Font")


def pictures_within(random: Random) -> bytes:
    """Pictures whose dictionary and data tell different sizes, or whose rows have no end."""
    width, height = random.choice(((8, 8), (9_000, 9_000), (60_000, 1_600)))
    jpeg2000 = saved(receipt_picture(), "JPEG2000")
    size = jpeg2000.index(b"\xff\x51") + 6
    large = (
        jpeg2000[:size]
        + struct.pack(">II", *random.choice(((20_000, 20_000), (2**31, 9))))
        + jpeg2000[size + 8 :]
    )
    how, content = random.choice(
        (
            (b"/Filter/JPXDecode", large),
            (b"/Filter/JPXDecode", jpeg2000),
            (b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>", bytes(900)),
            (b"/Filter/JBIG2Decode", b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\0\0\xff\xff" * 4 + bytes(3)),
            (b"/DecodeParms<</Predictor 15/Columns 99999999/Colors 4>>", bytes(900)),
            (b"", bytes(9_000)),
        )
    )
    picture = stream(content, _IMAGE % (width, height, random.choice((1, 8, 16))) + how)
    return pdf_of(
        b"/XObject<</I 6 0 R>>", stream(b"q 600 0 0 800 0 0 cm /I Do Q " * random.choice((1, 90))), picture
    )


def pictures_in_line(random: Random) -> bytes:
    """Pictures that stand among the instructions."""
    side = random.choice((8, 5_000, 60_000))
    one = b"q 600 0 0 800 0 0 cm BI /W %d /H %d /BPC 1 /CS /G ID %s EI Q\n" % (side, side, bytes(100))
    return pdf_of(b"", stream(one * random.choice((1, 400)), packed=1))


def notes_and_fields(random: Random) -> bytes:
    """Notes on the page that all show the same form, and fields without end."""
    count, kind = random.choice((1, 300, 9_000)), random.choice((b"Stamp", b"Widget/FT/Tx/T(a)/V(1,000)"))
    shown = form(FILL * random.choice((1, 2_000)))
    note = b"<</Type/Annot/Subtype/%s/Rect[0 0 600 800]/F 4/AP<</N 7 0 R>>>>" % kind
    page = pdf_of(b"", stream(FILL), note, shown)
    page = page.replace(b"/Contents", b"/Annots[%s]/Contents" % (b"6 0 R " * count))
    fields = b"/AcroForm<</Fields[%s]/NeedAppearances true>>/Pages" % (b"6 0 R " * count)
    return page.replace(b"/Pages", fields, 1) if b"Widget" in kind else page


def trees(random: Random) -> bytes:
    """Pages below pages below themselves; brackets within brackets; tables that point to themselves."""
    page = pdf_of(b"", stream(FILL))
    deep = random.choice((500, 100_000))
    return random.choice(
        (
            page.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R 3 0 R]/Count 999999999"),
            page.replace(b"/Kids[3 0 R]", b"/Kids[%s]" % (b"3 0 R " * deep)),
            page.replace(b"/Contents 4 0 R", b"/Contents[%s]" % (b"4 0 R " * deep)),
            page.replace(b"/Contents", b"/X " + b"[" * deep + b"]" * deep + b"/Contents"),
            page.replace(b"/Contents", b"/X " + b"<</Y" * deep + b">>" * deep + b"/Contents"),
            page.replace(b"trailer<<", b"trailer<</Prev 9/XRefStm 9/Size 2147483647"),
            page
            + b"".join(b"\n%d 0 obj\n%d 0 R\nendobj" % (number, number + 1) for number in range(6, 9_000)),
        )
    )


def boxes(random: Random) -> bytes:
    """Pages of any size, turned and enlarged."""
    side = (b"0", b"1", b"600", b"-600", b"14400", b"1e30", b"0.001", b"nan")
    box = b" ".join(random.choice(side) for _ in range(4))
    more = random.choice((b"", b"/Rotate 90", b"/Rotate 7", b"/UserUnit 75000", b"/CropBox[0 0 1e-9 1e9]"))
    page = pdf_of(b"", stream(b"BT /F1 12 Tf 9 9 Td (TOTAL 1,000) Tj ET " + FILL), box=box)
    return page.replace(b"/Contents", more + b"/Contents")


def receipt_words(random: Random) -> bytes:
    """As many lines as a file may have, of words that the rules look for, anywhere."""
    count = random.choice((300, 2_000, 2_990, 4_000))
    words = random.sample(_WORDS, random.choice((1, 2, 5, len(_WORDS))))
    columns, step = random.choice((1, 3, 8)), random.choice((0, 2, 11))
    text = b"BT /F1 8 Tf " + b"".join(
        b"1 0 0 1 %d %d Tm (%s) Tj "
        % (
            10 + 70 * (number % columns),
            10_000 - step * (number // columns),
            random.choice(words).encode("cp949"),
        )
        for number in range(count)
    )
    return pdf_of(b"", stream(text + b"ET", packed=1), box=b"0 0 600 10100").replace(FONT, _KOREAN)


def one_long_line(random: Random) -> bytes:
    """A word over and over in one line, and letters on top of each other."""
    word = random.choice(_WORDS).encode("cp949")
    count = random.choice((100, 950, 50_000)) // len(word) + 1
    size = random.choice((b"8", b"0.001", b"900"))
    line = stream(b"BT /F1 %s Tf 9 400 Td (%s) Tj ET" % (size, word * count), packed=1)
    return pdf_of(b"", line).replace(FONT, _KOREAN)


PDF_BOMBS: Final[tuple[Bomb, ...]] = (
    nested_forms,
    patterns,
    shadings,
    dashes,
    long_path,
    unpacking,
    masks,
    letters_that_draw,
    pictures_within,
    pictures_in_line,
    notes_and_fields,
    trees,
    boxes,
    receipt_words,
    receipt_words,
    one_long_line,
)

"""The look before decoding reads a file as its decoder does: what one of them passes over, both do."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from receipts.adapters.ocr import pdf
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_PIECES, MAX_SCANS
from tests.unit.adapters.ocr.test_inspection import (
    chunk,
    encoded,
    pages_of,
    png_with,
    progressive,
    refusal_of,
    segment,
)
from tests.unit.adapters.ocr.test_pdf_inspection import GENEROUS, form, opened, pdf_of, stream
from tests.unit.adapters.ocr.test_pdf_inspection import refusal_of as refusal_of_pdf

EMPTY_JPEG = b"\xff\xd8\xff\xd9"
"""Tables alone, as JPEG calls it (T.81, B.5): libjpeg and Pillow go on behind it."""
TABLES = b"\xff\xd8" + segment(0xFE, b"tables") + b"\xff\xd9"


@pytest.mark.parametrize("before", [EMPTY_JPEG, TABLES, EMPTY_JPEG * 3], ids=["empty", "tables", "several"])
def test_an_end_before_any_picture_ends_no_jpeg(tmp_path: Path, before: bytes) -> None:
    assert refusal_of(tmp_path, before + progressive(1000)) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, before + progressive(12)) == 1


@pytest.mark.parametrize("lone", [0x01, 0xD8])
def test_a_mark_without_a_length_hides_no_passes(tmp_path: Path, lone: int) -> None:
    """The two bytes behind it are the next mark; as a length they would hide 65 kB."""
    photo = progressive(12)
    last = photo[photo.rindex(b"\xff\xda") : -2]
    mark = bytes([0xFF, lone])
    hidden = photo[:-2] + (mark + last) * MAX_SCANS + b"\xff\xd9"
    assert refusal_of(tmp_path, hidden) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize("before", [b"\xff\xd9", b"\xff\xe0\xff\xff", b"%\n" + EMPTY_JPEG[2:]])
def test_what_stands_before_a_jpeg_in_a_pdf_hides_none_of_its_passes(tmp_path: Path, before: bytes) -> None:
    """PDFium looks for the beginning."""
    head = b"/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8/ColorSpace/DeviceGray"
    picture = stream(before + progressive(1000), head + b"/Filter/DCTDecode")
    page = pdf_of(b"/XObject<</I 6 0 R>>", stream(b"q 600 0 0 800 0 0 cm /I Do Q"), picture)
    assert refusal_of_pdf(tmp_path, page) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize("called", [b"/DCTDecode", b"[/DCTDecode]"])
def test_a_jpeg_whose_filter_is_an_object_of_its_own_is_looked_at(tmp_path: Path, called: bytes) -> None:
    head = b"/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8/ColorSpace/DeviceGray"
    for scans, is_read in ((12, True), (1000, False)):
        picture = stream(progressive(scans), head + b"/Filter 7 0 R")
        page = pdf_of(b"/XObject<</I 6 0 R>>", stream(b"q 600 0 0 800 0 0 cm /I Do Q"), picture, called)
        if is_read:
            assert opened(tmp_path, page) == 1
        else:
            assert refusal_of_pdf(tmp_path, page) is FailureCause.TOO_COMPLEX


def test_exif_in_pieces_counts_by_what_joining_them_copies(tmp_path: Path) -> None:
    """Pillow joins each piece with all before it: 50 MB in pieces of 65 kB copy 18 GB."""
    photo = encoded(Image.new("L", (64, 64)), "JPEG")
    piece = segment(0xE1, b"Exif\0\0" + bytes(65_000))
    assert refusal_of(tmp_path, photo[:2] + piece * 700 + photo[2:]) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, photo[:2] + piece * 30 + photo[2:]) == 1


def test_profiles_of_a_png_that_each_unpack_to_a_megabyte_are_counted(tmp_path: Path) -> None:
    """Pillow unpacks each, though it keeps the last alone: 19,000 took a minute."""
    profile = chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(1_000_000), 9))
    assert refusal_of(tmp_path, png_with(profile * 1_000)) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, png_with(profile * 20)) == 1


def tiff_directory(tags: dict[int, tuple[int, int, int]], place: int, following: int) -> bytes:
    entries = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    assert place >= 8
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)


def tiff(data: bytes, tags: dict[int, tuple[int, int, int]], pages: int = 1) -> bytes:
    """Pages that all say the same of `data`, which begins at byte 8."""
    size, first = 2 + 12 * len(tags) + 4, 8 + len(data)
    following = [first + size * number for number in range(1, pages)] + [0]
    body = b"".join(tiff_directory(tags, first, place) for place in following)
    return b"II*\0" + struct.pack("<I", first) + data + body


def in_strips(count: int, kind: int, pages: int = 1) -> bytes:
    """A page of 100 x 100 grey pixels whose `count` strips all begin at byte 8."""
    return tiff(
        bytes([8]) * count,
        {
            256: (4, 1, 100),
            257: (4, 1, 100),
            258: (3, 1, 8),
            259: (3, 1, 1),
            262: (3, 1, 1),
            (273 if kind == 1 else 324): (1, count, 8),
            277: (3, 1, 1),
            **({278: (4, 1, 1)} if kind == 1 else {322: (4, 1, 16), 323: (4, 1, 16)}),
            (279 if kind == 1 else 325): (1, count, 8),
        },
        pages,
    )


@pytest.mark.parametrize("kind", [1, 2], ids=["strips", "tiles"])
@pytest.mark.parametrize(("count", "pages"), [(MAX_PIECES + 1, 1), (MAX_PIECES // 8, 9)])
def test_a_tiff_in_a_million_strips_is_too_complex(tmp_path: Path, count: int, pages: int, kind: int) -> None:
    """Pillow makes an object for each, whatever the picture's size is: 4 MB of them took a gigabyte."""
    assert refusal_of(tmp_path, in_strips(count, kind, pages)) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, in_strips(1_000, kind)) == 1


def in_jpeg(scans: int, strips: int, pages: int, kind: int = 4) -> bytes:
    """Pages of strips that are all the same JPEG of so many passes."""
    photo = progressive(scans)
    table = struct.pack(f"<{strips}I", *[8] * strips) + struct.pack(f"<{strips}I", *[len(photo)] * strips)
    place = 8 + len(photo)
    return tiff(
        photo + table,
        {
            256: (4, 1, 64),
            257: (4, 1, 64 * strips),
            258: (3, 1, 8),
            259: (3, 1, 7),
            262: (3, 1, 1),
            273: (kind, strips, place),
            277: (3, 1, 1),
            278: (4, 1, 64),
            279: (kind, strips, place + 4 * strips),
        },
        pages,
    )


def test_a_tiff_of_jpegs_counts_the_passes_of_each_strip_and_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """libtiff reads a hundred passes of each: 98 kB of them took a minute."""
    monkeypatch.setattr("receipts.adapters.ocr.tiff_inspection.MAX_SCANNED_PIXELS", 64 * 64 * 12 * 10)
    assert refusal_of(tmp_path, in_jpeg(1000, 2, 1)) is FailureCause.TOO_COMPLEX
    assert refusal_of(tmp_path, in_jpeg(12, 6, 2)) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, in_jpeg(12, 5, 1)) == 1
    assert pages_of(tmp_path, in_jpeg(12, 5, 2)) == 2


def with_table(head: bytes, size: int, before: bytes = b"") -> bytes:
    """A PDF of one page whose table of objects is a stream of `size` zeros before its entries; or, with
    `before` an object that holds as many.
    """
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
        ),
        1,
    ):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    body += before
    places.append(len(body))
    entries = bytes(5) + b"".join(b"\1" + place.to_bytes(3, "big") + b"\0" for place in places)
    table = stream(entries + bytes(size), head + b"/Size 5/W[1 3 1]/Root 1 0 R", packed=1)
    return body + b"4 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (table, places[-1])


@pytest.mark.parametrize("kind", [b"/Type/XRef", b"/Type /XRef", b"/Type/#58Ref"])
def test_a_table_that_unpacks_without_end_is_refused_before_the_file_is_opened(
    tmp_path: Path, kind: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDFium unpacks it on opening: 875 kB took all of a reader's memory, twice."""
    assert opened(tmp_path, with_table(kind, 1_000)) == 1
    monkeypatch.setattr(pdf, "_open", None)
    assert refusal_of_pdf(tmp_path, with_table(kind, 100_000_000)) is FailureCause.TOO_COMPLEX


def test_objects_that_unpack_without_end_are_refused_before_the_file_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_open", None)
    objects = b"5 0 obj\n%s\nendobj\n" % stream(bytes(100_000_000), b"/Type/ObjStm/N 0/First 0", packed=1)
    assert refusal_of_pdf(tmp_path, with_table(b"/Type/XRef", 0, objects)) is FailureCause.TOO_COMPLEX


SPELLINGS = {
    "many spaces": (b"F", b"F", b" " * 12),
    "line ends": (b"F", b"F", b"\r\n" * 8),
    "NUL": (b"F", b"F", b"\0"),
    "spaces and NUL": (b"F", b"F", b" \0 \f\t" * 5),
    "a name in codes": (b"F", b"#46", b" "),
    "a name in codes where it is given": (b"#46", b"F", b" "),
    "a long name": (b"F" * 200, b"F" * 200, b" "),
}


@pytest.mark.parametrize(("given", "drawn", "gap"), SPELLINGS.values(), ids=SPELLINGS)
def test_forms_in_forms_are_seen_however_they_are_spelt(
    tmp_path: Path, given: bytes, drawn: bytes, gap: bytes
) -> None:
    """Twelve spaces before each `Do` hid 2 kB that took all of a reader's memory, twice."""
    draws = (b" /" + drawn + gap + b"Do") * 10
    names = b"/XObject<</" + given + gap + b"%d" + gap + b"0" + gap + b"R>>"
    chain = [form(draws, names % (number + 1)) for number in range(6, 13)]
    page = pdf_of(names % 6, stream(draws), *chain, form(b"0 0 9 9 re f"))
    assert (
        refusal_of_pdf(tmp_path, page.replace(b" 0 obj", gap + b"0" + gap + b"obj"))
        is FailureCause.TOO_COMPLEX
    )


@pytest.mark.parametrize("kind", [4, 9, 13])
def test_places_of_any_kind_that_libtiff_takes_lead_to_their_jpegs(tmp_path: Path, kind: int) -> None:
    assert refusal_of(tmp_path, in_jpeg(1000, 2, 1, kind)) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize("name", [b"/Contents[", b"/Annots [", b"/Filter[", b"/Matrix[", b"/MediaBox["])
@pytest.mark.parametrize(
    ("begin", "end"),
    [(b"", b""), (b"<<", b">>stream\nx\nendstream"), (b"<</PatternType 1/XStep 99/YStep 99", b">>")],
    ids=["object", "stream", "pattern"],
)
def test_brackets_that_never_close_are_looked_at_once(
    tmp_path: Path, name: bytes, begin: bytes, end: bytes
) -> None:
    """A megabyte of them took a minute: each was followed to the end of the object."""
    page = pdf_of(b"", stream(b""), begin + name * 90_000 + end)
    start = time.process_time()
    assert opened(tmp_path, page) == 1
    assert time.process_time() - start < GENEROUS


def test_a_long_list_that_thousands_of_forms_share_is_looked_at_once(tmp_path: Path) -> None:
    numbers = range(7, 3_000)
    names = b"".join(b"/F%d %d 0 R" % (number, number) for number in numbers)
    drawn = b" ".join(b"/F%d Do" % number for number in numbers)
    shared = b"<</X(" + b"y" * 900_000 + b")>>"
    forms = (form(b"/Z Do", b"6 0 R") for _ in numbers)
    page = pdf_of(b"/XObject<<" + names + b">>", stream(drawn), shared, *forms)
    start = time.process_time()
    assert opened(tmp_path, page) == 1
    assert time.process_time() - start < GENEROUS

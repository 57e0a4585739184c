"""Small real files of every format, to be changed at random: crops, since recognition is what takes time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image, ImageDraw

from local.state import ROOT
from tests.unit.adapters.ocr.test_pdf_inspection import form, pdf_of, stream

SAMPLES: Final = ROOT / "samples"
FIELD: Final = ROOT.parent / "shared/data/field"
_OF_TESTS: Final = ROOT / "tests/integration/ocr/field"
_LARGEST: Final = 400_000
_LINES: Final = ("Coffee House Ltd", "2026-03-05 12:01", "Latte        4,500", "TOTAL        4,500", "CARD")
_WAYS_TO_SAVE: Final[dict[str, tuple[str, str, dict[str, object]]]] = {
    "jpeg": ("RGB", "JPEG", {"quality": 60}),
    "jpeg progressive": ("RGB", "JPEG", {"progressive": True}),
    "jpeg cmyk": ("CMYK", "JPEG", {}),
    "jpeg restarts": ("L", "JPEG", {"restart_marker_blocks": 4}),
    "png": ("RGB", "PNG", {}),
    "png palette": ("P", "PNG", {"transparency": 3}),
    "png 1 bit": ("1", "PNG", {}),
    "png deep": ("I;16", "PNG", {}),
    "png transparent": ("RGBA", "PNG", {}),
    "webp": ("RGB", "WEBP", {"quality": 50}),
    "webp lossless": ("RGBA", "WEBP", {"lossless": True}),
    "tiff": ("RGB", "TIFF", {}),
    "tiff lzw": ("RGB", "TIFF", {"compression": "tiff_lzw"}),
    "tiff deflate": ("L", "TIFF", {"compression": "tiff_adobe_deflate"}),
    "tiff fax": ("1", "TIFF", {"compression": "group4"}),
    "tiff jpeg": ("RGB", "TIFF", {"compression": "jpeg"}),
    "tiff packbits": ("CMYK", "TIFF", {"compression": "packbits"}),
    "tiff big": ("L", "TIFF", {"big_tiff": True}),
    "pdf scan": ("RGB", "PDF", {}),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that viewers open. `way` names how it is stored."""

    way: str
    content: bytes


def own_sources() -> list[Source]:
    """Made here and now, and those of the tests: the same on every machine."""
    return [*_pictures(), *_frames(), *_pdfs()]


def all_sources() -> list[Source]:
    """And whatever lies in samples/ and in the field's folder, if it is small."""
    folders = [folder for folder in (SAMPLES, FIELD) if folder.is_dir()]
    found = sorted(file for folder in folders for file in folder.iterdir() if _is_receipt(file))
    return own_sources() + [Source(file.name, file.read_bytes()) for file in found]


def _is_receipt(file: Path) -> bool:
    kinds = {".jpg", ".png", ".webp", ".heic", ".pdf", ".tif"}
    return file.suffix in kinds and file.stat().st_size <= _LARGEST


def receipt_picture() -> Image.Image:
    """Five lines in print."""
    picture = Image.new("RGB", (320, 200), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(_LINES):
        draw.text((20, 15 + 34 * number), line, "black", font_size=22)
    return picture


def _pictures() -> Iterator[Source]:
    whole = receipt_picture()
    for way, (mode, kind, options) in _WAYS_TO_SAVE.items():
        picture = whole.convert("L").convert(mode) if mode == "I;16" else whole.convert(mode)
        yield Source(way, saved(picture, kind, **options))
    with Image.open(SAMPLES / "cash_receipt.jpg") as photo:
        small = photo.resize((425, 567)).crop((60, 60, 365, 260))
    exif = Image.Exif()
    exif[0x0112] = 6
    yield Source("jpeg photo with exif", saved(small, "JPEG", exif=exif, quality=50, icc_profile=b"x" * 200))
    yield Source("heic", _heic(small))
    yield Source("heic grid", (SAMPLES / "cafe.heic").read_bytes())


def _frames() -> Iterator[Source]:
    """Formats that hold several pictures."""
    pages = [receipt_picture(), receipt_picture().rotate(180)]
    for way, kind in {"webp animation": "WEBP", "tiff pages": "TIFF", "png animation": "PNG"}.items():
        yield Source(way, saved(pages[0], kind, save_all=True, append_images=pages[1:]))


def _pdfs() -> Iterator[Source]:
    lines = b"".join(
        b"BT /F1 12 Tf 50 %d Td (%s) Tj ET\n" % (700 - 20 * number, line.encode())
        for number, line in enumerate(_LINES)
    )
    yield Source("pdf text", pdf_of(b"", stream(lines, packed=1)))
    pattern = stream(
        b"0 0 5 5 re f", b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
    )
    drawn = b"/XObject<</F 6 0 R>>/Pattern<</P 7 0 R>>/Shading<</S 8 0 R>>/ExtGState<</M 9 0 R>>"
    shading = (
        b"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 9 9]"
        b"/Function<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1>>>>"
    )
    mask = b"<</Type/ExtGState/SMask<</S/Luminosity/G 6 0 R>>>>"
    painted = b"q /M gs /F Do Q /Pattern cs /P scn 0 0 90 90 re f q 0 0 50 50 re W n /S sh Q"
    yield Source("pdf drawn", pdf_of(drawn, stream(painted), form(lines), pattern, shading, mask))
    for file in sorted(_OF_TESTS.glob("*.pdf")):
        yield Source(file.name, file.read_bytes())


def _heic(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, quality=40)
    return out.getvalue()


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes that Pillow writes."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()

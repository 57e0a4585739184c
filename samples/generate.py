"""Draw the samples and write down what they show.

    uv sync --group samples
    python -m samples.generate [--out DIR]

The same contents and shots always give the same files, on the same versions of Pillow, OpenCV and libheif.
"""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from PIL import Image
from pillow_heif import from_pillow

from receipts.domain.failure import FailureCause
from samples.camera import take_photo
from samples.contents_english import ENGLISH
from samples.contents_korean import KOREAN_RECEIPTS
from samples.contents_korean_slips import KOREAN_SLIPS
from samples.layout import set_thermal
from samples.model import Held, Medium, Sample
from samples.scenery import draw_cat
from samples.screen import show_on_screen
from samples.shot import SHOTS

SAMPLES: Final = (*KOREAN_RECEIPTS, *KOREAN_SLIPS, *ENGLISH)
NOT_A_RECEIPT: Final = "not_a_receipt_cat.jpg"
EXPECTED: Final = "expected.json"
MEDIA_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".pdf": "application/pdf",
}

_ORIENTATION_TAG: Final = 0x0112
_TURN_RIGHT_TO_SEE: Final = 6
_QUALITY: Final = 85
_PDF_DATE: Final = time.struct_time((2026, 3, 17, 11, 30, 0, 1, 76, 0))


def picture(sample: Sample) -> Image.Image:
    """The sample as its file stores it, before encoding."""
    if sample.medium is Medium.PHONE_SCREEN:
        return show_on_screen(sample.text)
    upright = take_photo(set_thermal(sample.text, sample.stops), SHOTS[sample.file])
    if sample.held is Held.UPSIDE_DOWN_UNTOLD:
        return upright.transpose(Image.Transpose.ROTATE_180)
    if sample.held is Held.SIDEWAYS_TOLD_BY_EXIF:
        return upright.transpose(Image.Transpose.ROTATE_90)
    return upright


def expected() -> list[dict[str, object]]:
    """The content of expected.json."""
    rows: list[dict[str, object]] = [_header(sample.file) | asdict(sample.facts) for sample in SAMPLES]
    return [*rows, _header(NOT_A_RECEIPT) | {"failure": FailureCause.NOT_A_RECEIPT}]


def write_sample(sample: Sample, folder: Path) -> Path:
    """Draw one sample and write its file."""
    path = folder / sample.file
    _save(picture(sample), path, sideways=sample.held is Held.SIDEWAYS_TOLD_BY_EXIF)
    return path


def write_samples(folder: Path) -> list[Path]:
    """Write all samples and expected.json."""
    folder.mkdir(parents=True, exist_ok=True)
    cat = folder / NOT_A_RECEIPT
    _save(draw_cat(), cat)
    table = folder / EXPECTED
    table.write_text(json.dumps(expected(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [*(write_sample(sample, folder) for sample in SAMPLES), cat, table]


def _header(file: str) -> dict[str, object]:
    return {"file": file, "media_type": MEDIA_TYPES[Path(file).suffix]}


def _save(image: Image.Image, path: Path, *, sideways: bool = False) -> None:
    """Encode as the file's name asks; `sideways` adds the EXIF note to turn it right."""
    exif = Image.Exif()
    if sideways:
        exif[_ORIENTATION_TAG] = _TURN_RIGHT_TO_SEE
    match path.suffix:
        case ".heic":
            from_pillow(image).save(path, quality=60)
        case ".pdf":
            image.save(path, resolution=150.0, quality=_QUALITY, creationDate=_PDF_DATE, modDate=_PDF_DATE)
        case ".png":
            image.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
        case _:
            image.save(path, quality=_QUALITY, exif=exif)


def _main() -> None:
    parser = argparse.ArgumentParser(description="Draw the sample receipts.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    for path in write_samples(parser.parse_args().out):
        print(f"{path}  {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    _main()

"""Whatever way a receipt reaches us, its total, date and business number come out right.

The samples of this repository, which are invented, are put through what happens to receipts; each then goes
through the real engine and the reading rules. Where nothing can be read any more, nothing is said.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw, ImageFont

from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.domain.reading import read_receipt
from receipts.domain.reasons import MULTIPLE_RECEIPTS
from receipts.domain.receipt import Reading
from receipts.ports import OcrEngine
from tests.integration.ocr import damage
from tests.integration.ocr.damage import Picture

SAMPLES: Final = Path(__file__).parents[3] / "samples"
KOREAN, DINER, SLIP = "cash_receipt.jpg", "us_diner_tip.jpg", "delivery_app_slip.png"
MALAYSIAN: Final = "malaysia_gst.jpg"
CORNERS: Final = {
    KOREAN: ((123, 149), (1106, 85), (1153, 1547), (276, 1615)),
    DINER: ((75, 204), (1007, 80), (1125, 1466), (262, 1520)),
}
"""Of the paper in the photo, clockwise from its top left."""
ASPECTS: Final = {KOREAN: 1.6, DINER: 1.5}
TODAY: Final = date(2026, 6, 1)

Essentials: TypeAlias = tuple[str, Decimal, str | None]


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return EmbeddedEngine(threads=2)


@pytest.fixture(scope="module")
def printed() -> dict[str, Essentials]:
    """Date, total and business number of every sample."""
    rows = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
    receipts = [row for row in rows if "total" in row]
    return {row["file"]: (row["date"], Decimal(row["total"]), row["business_number"]) for row in receipts}


def photo_of(sample: str) -> Picture:
    return np.asarray(cv2.imread(str(SAMPLES / sample), cv2.IMREAD_COLOR), np.uint8)


def paper_of(sample: str) -> Picture:
    return damage.paper_in(photo_of(sample), CORNERS[sample], ASPECTS[sample])


def reading_of(engine: OcrEngine, file: Path) -> Reading:
    return read_receipt(engine.read(file), TODAY)


def reading_of_photo(engine: OcrEngine, folder: Path, photo: Picture) -> Reading:
    """As a phone stores it: JPEG of quality 85."""
    file = folder / "photo.jpg"
    cv2.imwrite(str(file), photo, [cv2.IMWRITE_JPEG_QUALITY, 85])
    return reading_of(engine, file)


def essentials(reading: Reading) -> Essentials:
    number = reading.merchant.business_number
    assert reading.amounts.total is not None
    return str(reading.issued_at)[:10], reading.amounts.total, str(number) if number else None


def on_its_head(photo: Picture) -> Picture:
    return np.ascontiguousarray(photo[::-1, ::-1])


Change: TypeAlias = Callable[[Picture], Picture]

PHOTOS: Final[dict[str, tuple[str, Change]]] = {
    "upside down": (KOREAN, on_its_head),
    "lying on its left side": (DINER, lambda photo: np.ascontiguousarray(np.rot90(photo))),
    "lying on its right side": (DINER, lambda photo: np.ascontiguousarray(np.rot90(photo, 3))),
    "crooked by 3 degrees": (KOREAN, lambda photo: damage.crooked(photo, 3)),
    "crooked by 20 degrees": (KOREAN, lambda photo: damage.crooked(photo, 20)),
    "crooked the other way": (DINER, lambda photo: damage.crooked(photo, -20)),
    "thrown down diagonally": (MALAYSIAN, lambda photo: damage.crooked(photo, 45)),
    "thrown down, head below": (DINER, lambda photo: damage.crooked(photo, 125)),
    "taken from the side": (KOREAN, lambda photo: damage.from_the_side(photo, 0.35)),
    "taken from the side, also crooked": (
        DINER,
        lambda photo: damage.crooked(damage.from_the_side(photo, 0.3), 8),
    ),
    "curved": (KOREAN, lambda photo: damage.curved(photo, 0.06)),
    "strongly curved": (KOREAN, lambda photo: damage.curved(photo, 0.12)),
    "curved and crooked": (DINER, lambda photo: damage.crooked(damage.curved(photo, 0.05), 6)),
    "folded": (DINER, lambda photo: damage.folded(photo, 0.3)),
    "in too little light": (KOREAN, lambda photo: damage.dark(photo, 0.35)),
    "pale thermal paper": (KOREAN, lambda photo: damage.pale(photo, 170, 215)),
    "paper so pale that its print is hardly seen": (DINER, lambda photo: damage.pale(photo, 200, 210)),
    "half in the shadow": (KOREAN, lambda photo: damage.shadowed(photo, 0.7)),
    "light print on dark": (DINER, lambda photo: 255 - photo),
}


@pytest.mark.parametrize(("sample", "change"), PHOTOS.values(), ids=PHOTOS)
def test_what_happens_to_a_receipt_costs_neither_sum_nor_date_nor_number(
    engine: OcrEngine, printed: dict[str, Essentials], tmp_path: Path, sample: str, change: Change
) -> None:
    reading = reading_of_photo(engine, tmp_path, change(photo_of(sample)))
    assert essentials(reading) == printed[sample]


@pytest.mark.parametrize(
    "change", [lambda photo: photo, lambda photo: damage.crooked(on_its_head(photo), 12)], ids=["", "turned"]
)
def test_a_receipt_on_a_sixth_of_the_photo_is_read(
    engine: OcrEngine, printed: dict[str, Essentials], tmp_path: Path, change: Change
) -> None:
    photo = change(damage.on_desk(paper_of(KOREAN), 1 / 6))
    assert essentials(reading_of_photo(engine, tmp_path, photo)) == printed[KOREAN]


def test_an_app_in_dark_mode_is_read(
    engine: OcrEngine, printed: dict[str, Essentials], tmp_path: Path
) -> None:
    light = photo_of(SLIP).astype(np.float32).mean(axis=2, keepdims=True)
    dark = np.repeat(225 - light * (225 - 28) / 255, 3, axis=2).astype(np.uint8)
    assert essentials(reading_of_photo(engine, tmp_path, dark)) == printed[SLIP]


@pytest.mark.parametrize("degrees", [0, 10])
def test_of_two_receipts_the_larger_is_read_and_the_other_noticed(
    engine: OcrEngine, printed: dict[str, Essentials], tmp_path: Path, degrees: float
) -> None:
    small = cv2.resize(paper_of(DINER), None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    photo = damage.beside(np.asarray(small, np.uint8), paper_of(KOREAN))
    reading = reading_of_photo(engine, tmp_path, damage.crooked(photo, degrees))
    assert essentials(reading) == printed[KOREAN]
    assert MULTIPLE_RECEIPTS in reading.review_reasons


def test_one_receipt_is_not_taken_for_several(engine: OcrEngine, tmp_path: Path) -> None:
    reading = reading_of_photo(engine, tmp_path, damage.crooked(photo_of(KOREAN), 8))
    assert MULTIPLE_RECEIPTS not in reading.review_reasons


def till_roll(goods: int) -> tuple[Picture, Decimal]:
    """A receipt eight times as long as wide, and its total."""
    roll = Image.new("RGB", (560, 4480), "white")
    pen, font, pitch = ImageDraw.Draw(roll), ImageFont.load_default(26), 4480 // (goods + 8)
    cents = [199 + 37 * number % 800 for number in range(goods)]
    total = Decimal(sum(cents)) / 100
    bought = [(f"Orange juice {number + 1}", f"{price / 100:.2f}") for number, price in enumerate(cents)]
    head = [("CORNER GROCERY LTD", ""), ("12 Harbour Road, Leeds LS1 4AB", ""), ("14/03/2026 09:26", "")]
    for row, (name, amount) in enumerate([*head, *bought, ("TOTAL", f"£{total}"), ("Card", f"£{total}")], 1):
        pen.text((30, row * pitch), name, "black", font)
        pen.text((530, row * pitch), amount, "black", font, anchor="ra")
    return np.asarray(roll)[:, :, ::-1].copy(), total


def test_a_receipt_eight_times_as_long_as_wide_is_read(engine: OcrEngine, tmp_path: Path) -> None:
    roll, total = till_roll(goods=36)
    reading = reading_of_photo(engine, tmp_path, roll)
    assert essentials(reading) == ("2026-03-14", total, None)
    assert len(reading.items) == 36


@pytest.mark.parametrize(("left", "top"), [(500, 200), (2100, 1000)])
def test_a_small_receipt_on_a_scanned_sheet_is_read(
    engine: OcrEngine, tmp_path: Path, left: int, top: int
) -> None:
    roll, total = till_roll(goods=8)
    width, height = 300, 300 * roll.shape[0] // roll.shape[1]
    sheet = np.full((3508, 2480, 3), 254, np.uint8)
    small = cv2.resize(roll, (width, height), interpolation=cv2.INTER_AREA)
    sheet[top : top + height, left : left + width] = small
    assert essentials(reading_of_photo(engine, tmp_path, sheet)) == ("2026-03-14", total, None)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff", "a.heic", "a.pdf"])
def test_every_format_that_people_upload_is_read(
    engine: OcrEngine, printed: dict[str, Essentials], tmp_path: Path, name: str
) -> None:
    photo = Image.fromarray(paper_of(DINER)[:, :, ::-1])
    if name.endswith(".heic"):
        pillow_heif.from_pillow(photo).save(tmp_path / name)
    else:
        photo.save(tmp_path / name)
    assert essentials(reading_of(engine, tmp_path / name)) == printed[DINER]


@pytest.mark.parametrize("name", ["fax.tiff", "scan.pdf"])
def test_a_receipt_on_two_pages_is_one(
    engine: OcrEngine, printed: dict[str, Essentials], tmp_path: Path, name: str
) -> None:
    paper = Image.fromarray(paper_of(KOREAN)[:, :, ::-1])
    middle = round(paper.height * 0.48)
    upper, lower = paper.crop((0, 0, 700, middle)), paper.crop((0, middle, 700, paper.height))
    upper.save(tmp_path / name, save_all=True, append_images=[lower])
    assert essentials(reading_of(engine, tmp_path / name)) == printed[KOREAN]

"""Photos with card and resident numbers (invented), as they were let through or took others along."""

from decimal import Decimal
from pathlib import Path

import pytest

from receipts.adapters.category_table import load_categories
from receipts.adapters.clock import SystemClock
from receipts.adapters.ocr import EmbeddedEngine
from receipts.domain.receipt import Reading
from receipts.usecases.read_file import ReadFile

PHOTOS = Path(__file__).parent / "numbers"


@pytest.fixture(scope="module")
def engine() -> EmbeddedEngine:
    return EmbeddedEngine(threads=2)


def read(engine: EmbeddedEngine, name: str) -> Reading:
    return ReadFile(engine, SystemClock(), load_categories()).read(PHOTOS / name)


@pytest.mark.parametrize(
    ("photo", "hidden", "approval"),
    [
        ("pan_amex_slash.jpg", "546107", "300124"),
        ("pan_amount_glued.jpg", "578720", None),
        ("pan_korean_between.jpg", "776467", "30012342"),
        ("pan_twolines_8_8.jpg", "130445", "30012349"),
    ],
)
def test_no_photo_shows_what_may_not_be_shown(
    engine: EmbeddedEngine, photo: str, hidden: str, approval: str | None
) -> None:
    reading = read(engine, photo)
    kept = [
        reading.text,
        *(found.raw for found in reading.fields.values()),
        *(item.name for item in reading.items),
    ]
    assert [text for text in kept if hidden in "".join(filter(str.isdigit, text.partition("승인")[0]))] == []
    assert reading.payment.approval_number == approval


def test_goods_and_approval_number_of_a_receipt_without_a_card_stay_whole(engine: EmbeddedEngine) -> None:
    reading = read(engine, "mask-destroys.jpg")
    assert [item.amount for item in reading.items] == [Decimal(120_000), Decimal(700_000)]
    assert reading.payment.approval_number == "30012345"


def test_nothing_of_the_last_seven_of_a_resident_number_is_left(engine: EmbeddedEngine) -> None:
    assert "주민등록번호 900101-*******" in read(engine, "pan_rrn.jpg").text

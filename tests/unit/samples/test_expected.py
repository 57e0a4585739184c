"""expected.json tells the truth: about its files, about the printed text, and in its own arithmetic."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

import samples
from receipts.domain.business_number import BusinessNumber
from samples.generate import EXPECTED, MEDIA_TYPES, NOT_A_RECEIPT, SAMPLES, expected
from samples.layout import columns_of
from samples.model import Facts, Sample
from samples.shot import SHOTS

FOLDER = Path(samples.__file__).parent
MAGIC = {
    "image/jpeg": (0, b"\xff\xd8\xff"),
    "image/png": (0, b"\x89PNG"),
    "image/webp": (8, b"WEBP"),
    "image/heic": (4, b"ftypheic"),
    "application/pdf": (0, b"%PDF-"),
}
TAX_ON_TOP = {"us_diner_tip.jpg"}
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)


def amount(text: str | None) -> Decimal:
    return Decimal(text or 0)


def printed(value: str) -> str:
    """Money as the receipts print it."""
    return value if "." in value else f"{int(value):,}"


def test_expected_json_is_what_the_generator_would_write() -> None:
    written = json.loads((FOLDER / EXPECTED).read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(expected()))


def test_expected_json_names_exactly_the_files_of_the_folder() -> None:
    on_disk = {path.name for path in FOLDER.iterdir() if path.suffix in MEDIA_TYPES}
    assert {row["file"] for row in expected()} == on_disk


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 5_000_000


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["file"])
def test_the_media_type_is_that_of_the_bytes(row: dict[str, str]) -> None:
    offset, magic = MAGIC[row["media_type"]]
    assert (FOLDER / row["file"]).read_bytes()[offset : offset + len(magic)] == magic


def test_only_the_cat_is_expected_to_fail() -> None:
    assert [row["file"] for row in expected() if "failure" in row] == [NOT_A_RECEIPT]


def test_every_photo_has_its_shot() -> None:
    assert set(SHOTS) <= {sample.file for sample in SAMPLES}


@every_sample
def test_supply_tax_exempt_and_service_are_the_total(sample: Sample) -> None:
    facts = sample.facts
    if facts.vat is None:
        assert facts.supply is None
    else:
        parts = (facts.supply, facts.vat, facts.exempt, facts.service_charge)
        assert sum(map(amount, parts)) == amount(facts.total)


@every_sample
def test_the_discount_leads_from_the_gross_to_the_paid_total(sample: Sample) -> None:
    facts = sample.facts
    assert amount(facts.gross_total) - amount(facts.discount) == amount(facts.total)


@every_sample
def test_the_items_add_up(sample: Sample) -> None:
    facts = sample.facts
    if facts.items:
        goods = facts.supply if sample.file in TAX_ON_TOP else facts.gross_total
        assert sum(amount(item.amount) for item in facts.items) == amount(goods)


@every_sample
def test_each_item_is_quantity_times_unit_price(sample: Sample) -> None:
    for item in sample.facts.items:
        if item.unit_price is not None:
            assert amount(item.quantity) * amount(item.unit_price) == amount(item.amount)


@every_sample
def test_business_numbers_have_their_check_digit(sample: Sample) -> None:
    number = sample.facts.business_number
    assert (number is not None) == (sample.facts.currency == "KRW")
    assert number is None or BusinessNumber(number.replace("-", "")).is_valid


@every_sample
def test_everything_expected_is_printed(sample: Sample) -> None:
    facts, text = sample.facts, sample.text
    assert facts.merchant in text
    assert facts.business_number is None or facts.business_number in text
    for name in ("total", "gross_total", "supply", "vat", "exempt", "service_charge"):
        value: str | None = getattr(facts, name)
        assert value is None or printed(value) in text, name
    for item in facts.items:
        assert item.name in text
        assert item.quantity is None or item.quantity in text
        assert printed(item.amount) in text
        assert item.unit_price is None or printed(item.unit_price) in text


@every_sample
def test_the_date_and_time_are_printed(sample: Sample) -> None:
    year, month, day = sample.facts.date.split("-")
    orders = ((year, month, day), (day, month, year), (month, day, year))
    assert any(sign.join(order) in sample.text for order in orders for sign in "-/.")
    assert sample.facts.time.lstrip("0") in sample.text


def test_a_discount_is_the_sum_of_its_lines() -> None:
    discounted = {sample.file: sample for sample in SAMPLES if sample.facts.discount}
    assert list(discounted) == ["convenience_store.jpg"]
    text = discounted["convenience_store.jpg"].text
    lines = [line.rsplit(" | ", 1)[1] for line in text.splitlines() if "할인" in line]
    assert sum(-int(line.replace(",", "")) for line in lines) == 1600


def test_hangul_takes_two_columns() -> None:
    assert columns_of("합계 40,420") == 11


def test_expected_json_has_a_key_for_every_fact() -> None:
    names = {field.name for field in fields(Facts)}
    assert all(names <= row.keys() for row in expected() if "failure" not in row)

"""The set: 40 kinds at five levels, sums that agree, a truth that is printed, numbers that are nobody's."""

import re
from collections import Counter
from decimal import Decimal
from importlib.util import find_spec
from io import BytesIO

import pytest
from PIL import Image

from benchmarks.accuracy.judging import squash
from benchmarks.korean_receipts.contents import EACH, KINDS, SEED, drawn, truths
from benchmarks.korean_receipts.making import published_digest
from benchmarks.korean_receipts.picture import draw
from benchmarks.korean_receipts.slip import Medium, Slip
from benchmarks.korean_receipts.till import KINDS as TILLS
from benchmarks.korean_receipts.truth import FIELDS, LEVELS, MONEY, Receipt, digest, written
from receipts.domain.business_number import BusinessNumber
from samples.layout import check_fit

PAGES = list(drawn())
RECEIPTS = [receipt for receipt, _ in PAGES]
NOT_IN_WORDS = {"document_type", "transaction", "payment_method", "date", "time"}
"""What the paper says in other words than the truth."""

needs_fonts = pytest.mark.skipif(
    find_spec("koreanize_matplotlib") is None, reason="the fonts are not installed: uv sync --group samples"
)
each_kind = pytest.mark.parametrize("kind", list(KINDS))


def pages_of(kind: str) -> list[tuple[Receipt, Slip]]:
    return [page for page in PAGES if page[0].kind == kind]


def text_of(slip: Slip) -> str:
    return "\n".join([*slip.lines, *(box.text for row in slip.boxes for box in row)])


def test_there_are_a_thousand_receipts_of_forty_kinds_at_five_levels() -> None:
    assert len(KINDS) == 40
    assert len({receipt.id for receipt in RECEIPTS}) == 1000
    assert set(Counter((one.kind, one.level) for one in RECEIPTS).values()) == {EACH}


def test_the_beginning_is_as_mixed_as_the_whole() -> None:
    assert {one.kind for one in RECEIPTS[:40]} == set(KINDS)
    assert set(Counter(one.level for one in RECEIPTS[:40]).values()) == {8}
    assert set(Counter((one.kind, one.level) for one in RECEIPTS[:200]).values()) == {1}


def test_a_seed_gives_the_same_truth_and_another_gives_another() -> None:
    assert written(truths()) == written(RECEIPTS)
    assert written(truths(SEED + 1)) != written(RECEIPTS)


def test_this_is_the_published_set() -> None:
    assert digest(written(RECEIPTS)) == published_digest()


def test_a_row_has_every_field() -> None:
    row = RECEIPTS[0].row()
    assert row.keys() == {"id", "file", "kind", "level", "merchant_alt", "items", *FIELDS}
    assert row["items"][0].keys() == {"name", "quantity", "unit_price", "amount"}


@each_kind
def test_the_truth_says_nothing_that_is_not_printed(kind: str) -> None:
    for receipt, slip in pages_of(kind):
        printed = text_of(slip)
        for name in FIELDS.keys() - NOT_IN_WORDS - set(MONEY):
            assert squash(receipt.fields.get(name)) in squash(printed), (receipt.id, name)
        sums = {int(found.replace(",", "")) for found in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", printed)}
        for name in MONEY:
            assert abs(receipt.fields.get(name) or 0) in {0, *sums}, (receipt.id, name)
        for good in receipt.items:
            assert squash(good.name) in squash(printed), receipt.id
            assert good.amount in sums, receipt.id


@each_kind
def test_the_sums_agree(kind: str) -> None:
    for receipt, slip in pages_of(kind):
        said = receipt.fields
        total, discount = said["total"], said.get("discount") or 0
        if slip.medium is not Medium.SCREEN:  # an app adds what the delivery costs
            assert said["gross_total"] - discount == total, receipt.id
        if "supply" in said and "vat" in said:
            assert said["supply"] + said["vat"] + said.get("exempt", 0) == total, receipt.id
            assert abs(said["vat"] - (said["supply"] + said["vat"]) / 11) <= 1, receipt.id
        for good in receipt.items:
            if good.unit_price and good.quantity:
                assert abs(good.unit_price * good.quantity - good.amount) < 1, receipt.id


@pytest.mark.parametrize("kind", sorted(TILLS))
def test_the_goods_of_a_till_make_its_sum(kind: str) -> None:
    for receipt in (one for one in RECEIPTS if one.kind == kind):
        goods = sum(good.amount for good in receipt.items)
        vat, service = (receipt.fields.get(name) or 0 for name in ("vat", "service_charge"))
        on_top = {"sashimi_vat_on_top": vat, "hotel_restaurant": vat + service}.get(kind, 0)
        assert goods + on_top == receipt.fields["gross_total"]


def test_exempt_goods_are_sold_beside_taxed_ones_and_alone() -> None:
    exempt = [one for one in RECEIPTS if one.fields.get("exempt")]
    assert any(one.fields.get("vat") for one in exempt)
    assert any(one.fields.get("vat") is None for one in exempt)


def test_a_cancellation_is_negative() -> None:
    for receipt in (one for one in RECEIPTS if one.kind == "card_cancellation"):
        assert receipt.fields["transaction"] == "cancellation"
        assert max(receipt.fields[name] for name in ("total", "supply", "vat")) < 0


def test_numbers_are_valid_and_nobodys() -> None:
    for receipt in RECEIPTS:
        number, phone, card = (
            receipt.fields.get(name) for name in ("business_number", "phone", "card_number_masked")
        )
        if number:
            assert BusinessNumber(number.replace("-", "")).is_valid
            assert number[:3] >= "901"
        assert phone is None or "-0000-" in phone
        assert card is None or (card.startswith("4000") and "*" in card)


def test_everything_fits_on_its_paper() -> None:
    for _, slip in PAGES:
        if slip.medium is Medium.THERMAL:
            check_fit("\n".join(slip.lines), slip.stops, slip.printer)


def test_litres_keep_their_digits() -> None:
    petrol = next(one for one in RECEIPTS if one.kind == "petrol")
    litres = petrol.items[0].quantity
    assert litres == Decimal(petrol.row()["items"][0]["quantity"])
    assert str(litres)[-4] == "."


@needs_fonts
def test_a_picture_comes_out_the_same_twice() -> None:
    taxi = next(page for page in PAGES if page[0].kind == "taxi" and page[0].level == 5)
    assert draw(*taxi, SEED) == draw(*taxi, SEED)


@needs_fonts
@pytest.mark.parametrize("kind", ["toll", "delivery_app"])
def test_each_level_is_smaller_than_the_one_before(kind: str) -> None:
    slip = next(slip for receipt, slip in PAGES if receipt.kind == kind)
    sizes = []
    for level in LEVELS:
        with Image.open(BytesIO(draw(Receipt(f"{kind}-1", kind, level, {}, ()), slip, SEED))) as picture:
            sizes.append(picture.size)
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(LEVELS)

"""A correction or approval whose answer got lost is sent again: what was done is told, and done once."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import pytest

from receipts.domain.correction import Value
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Item
from receipts.domain.record import Receipt
from receipts.errors import StaleReceiptError
from receipts.usecases.correct_receipt import Seen
from tests.unit.usecases.conftest import TENANT, World
from tests.unit.usecases.test_correct_receipt import NUMBER, read

CORRECTIONS: list[Mapping[str, Value]] = [
    {"merchant.name": "가나다식당"},
    {"amounts.total": Decimal("2600.00"), "issued_at": datetime(2026, 11, 19, 8, 30)},
    {"merchant.business_number": NUMBER, "merchant.name": "가나다식당", "payment.approval_number": None},
    {"items": (Item(1, "보리커피", Decimal(1), Decimal(2500), Decimal(2500)),)},
]


def seen(receipt: Receipt, by: str = "김경리") -> Seen:
    return Seen(TENANT, receipt.id, receipt.version, by)


@pytest.mark.parametrize("values", CORRECTIONS)
def test_a_correction_sent_again_is_answered_with_what_it_made(
    world: World, values: Mapping[str, Value]
) -> None:
    receipt = read(world)
    first = world.correct(seen(receipt), values)
    assert world.correct(seen(receipt), values) == first
    assert len(world.store.corrections(TENANT, receipt.id).corrections) == 1


def test_another_correction_is_told_that_the_record_has_changed(world: World) -> None:
    receipt = read(world)
    world.correct(seen(receipt), {"merchant.name": "가나다식당"})
    with pytest.raises(StaleReceiptError):
        world.correct(seen(receipt), {"merchant.name": "나나다식당"})
    with pytest.raises(StaleReceiptError):
        world.correct(seen(receipt), {"merchant.name": "가나다식당", "amounts.vat": Decimal(228)})


def test_the_same_correction_by_another_is_somebody_elses(world: World) -> None:
    receipt = read(world)
    world.correct(seen(receipt), {"merchant.name": "가나다식당"})
    with pytest.raises(StaleReceiptError):
        world.correct(seen(receipt, "이대리"), {"merchant.name": "가나다식당"})


def test_a_correction_that_something_followed_is_stale(world: World) -> None:
    receipt = read(world)
    corrected = world.correct(seen(receipt), {"merchant.name": "가나다식당"})
    world.approve(seen(corrected))
    with pytest.raises(StaleReceiptError):
        world.correct(seen(receipt), {"merchant.name": "가나다식당"})


def test_an_approval_sent_again_is_answered_and_announced_once(world: World) -> None:
    receipt = read(world)
    first = world.approve(seen(receipt))
    announced = len(world.store.outbox)
    assert world.approve(seen(receipt)) == first
    assert first.status is Status.APPROVED
    assert len(world.store.outbox) == announced
    assert len(world.store.corrections(TENANT, receipt.id).corrections) == 1


def test_an_approval_is_not_taken_for_a_correction(world: World) -> None:
    receipt = read(world)
    world.correct(seen(receipt), {"merchant.name": "가나다식당"})
    with pytest.raises(StaleReceiptError):
        world.approve(seen(receipt))


@pytest.mark.parametrize("values", [{"category": None}, {"category": None, "merchant.name": "가나다식당"}])
def test_a_category_that_is_suggested_again_is_no_other_correction(
    world: World, values: Mapping[str, Value]
) -> None:
    receipt = read(world)
    assert world.correct(seen(receipt), values) == world.correct(seen(receipt), values)

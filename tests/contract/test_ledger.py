"""What every Ledger takes out, and of whom."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from receipts.adapters.postgres import PostgresLedger
from receipts.adapters.postgres.application_login import Part
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.ports import Ledger
from tests.contract.conftest import World
from tests.fakes.ledger import FakeLedger
from tests.fakes.receipt_store import FakeReceiptStore
from tests.fixtures.makers import KST, NOON, a_message, a_reading, a_receipt

READ = frozenset({Status.PARSED, Status.NEEDS_REVIEW, Status.APPROVED})


@pytest.fixture
def ledger(world: World, request: pytest.FixtureRequest) -> Ledger:
    if isinstance(world.store, FakeReceiptStore):
        return FakeLedger(world.store)
    return PostgresLedger(request.getfixturevalue("part_engines")[Part.API])


def bought(world: World, tenant: UUID, issued_at: datetime | date | None, arrived: int = 0) -> Receipt:
    receipt = world.store.add(a_receipt(tenant, at=NOON + timedelta(seconds=arrived)))
    return world.read(receipt, a_reading(issued_at=issued_at))


def test_receipts_come_by_the_day_they_print_whenever_they_arrived(
    world: World, tenant: UUID, ledger: Ledger
) -> None:
    undated = bought(world, tenant, None, arrived=1)
    third = bought(world, tenant, datetime(2026, 10, 9, 0, 5, tzinfo=KST), arrived=2)
    second = bought(world, tenant, datetime(2026, 10, 3, 23, 55, tzinfo=KST), arrived=3)
    first = bought(world, tenant, date(2026, 9, 30), arrived=4)
    found = ledger.select(tenant, Selection(READ))
    assert list(found) == [first.id, second.id, third.id, undated.id]
    assert [it.id for it in ledger.receipts(tenant, found)] == list(found)


def test_both_days_of_a_period_belong_to_it(world: World, tenant: UUID, ledger: Ledger) -> None:
    days = [bought(world, tenant, date(2026, 10, day)) for day in (1, 2, 3, 4)]
    bought(world, tenant, None)
    within = ledger.select(tenant, Selection(READ, date(2026, 10, 2), date(2026, 10, 3)))
    assert list(within) == [days[1].id, days[2].id]
    assert len(ledger.select(tenant, Selection(READ, issued_from=date(2026, 10, 2)))) == 3
    assert len(ledger.select(tenant, Selection(READ, issued_until=date(2026, 10, 2)))) == 2


def test_the_night_of_a_months_last_day_belongs_to_that_month(
    world: World, tenant: UUID, ledger: Ledger
) -> None:
    """01:30 in Korea is the day before in UTC."""
    late = bought(world, tenant, datetime(2026, 11, 1, 1, 30, tzinfo=KST))
    october = Selection(READ, date(2026, 10, 1), date(2026, 10, 31))
    assert list(ledger.select(tenant, october)) == []
    assert list(ledger.select(tenant, Selection(READ, date(2026, 11, 1)))) == [late.id]


def test_only_the_statuses_asked_for_are_taken(world: World, tenant: UUID, ledger: Ledger) -> None:
    read = bought(world, tenant, date(2026, 10, 1))
    failed = world.failed(world.store.add(a_receipt(tenant)))
    world.store.add(a_receipt(tenant))
    assert list(ledger.select(tenant, Selection(frozenset({read.status})))) == [read.id]
    assert list(ledger.select(tenant, Selection(frozenset({Status.FAILED})))) == [failed.id]


def test_nothing_of_another_tenant_is_taken_even_by_its_id(
    world: World, tenant: UUID, ledger: Ledger
) -> None:
    theirs = bought(world, world.new_tenant(), date(2026, 10, 1))
    assert list(ledger.select(tenant, Selection(READ))) == []
    assert list(ledger.receipts(tenant, [theirs.id])) == []


def test_a_row_has_its_values_without_the_heavy_evidence(world: World, tenant: UUID, ledger: Ledger) -> None:
    read = bought(world, tenant, date(2026, 10, 1))
    (taken,) = ledger.receipts(tenant, [read.id])
    assert taken.reading is not None
    assert read.reading is not None
    assert (taken.reading.amounts, taken.reading.merchant) == (read.reading.amounts, read.reading.merchant)
    assert (taken.reading.fields, taken.reading.text) == ({}, "")


def test_a_life_tells_when_it_was_read_corrected_and_approved(
    world: World, tenant: UUID, ledger: Ledger
) -> None:
    untouched, corrected = bought(world, tenant, date(2026, 10, 1)), bought(world, tenant, date(2026, 10, 2))
    theirs = bought(world, world.new_tenant(), date(2026, 10, 1))
    changed = a_reading(issued_at=date(2026, 10, 3))
    correction = Correction(NOON, "김경리", corrected.version + 1, ())
    corrected = world.store.record_correction(corrected, changed, correction)
    approval = Correction(NOON + timedelta(hours=1), "김경리", corrected.version + 1, (), approved=True)
    world.store.approve(corrected, approval, a_message(corrected))
    lives = ledger.lives(tenant, [untouched.id, corrected.id, theirs.id])
    assert not lives[untouched.id].is_corrected
    assert lives[untouched.id].read_at
    assert lives[untouched.id].approved_at is None
    assert lives[corrected.id].is_corrected
    assert lives[corrected.id].approved_at
    assert theirs.id not in lives

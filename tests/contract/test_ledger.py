"""What every Ledger takes out, and of whom."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.adapters.postgres import PostgresLedger
from receipts.adapters.postgres.application_login import Part
from receipts.domain.annotations import Annotations
from receipts.domain.business_number import BusinessNumber
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Category, Merchant, Transaction
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping, Sums, sums_of
from receipts.ports import Ledger
from tests.contract.conftest import World
from tests.fakes.ledger import FakeLedger
from tests.fakes.receipt_store import FakeReceiptStore
from tests.fixtures.makers import KST, NOON, a_message, a_reading, a_receipt, announcing

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
    (taken,) = ledger.receipts(tenant, [read.id], with_text=True)
    assert taken.reading is not None
    assert (taken.reading.fields, taken.reading.text) == ({}, read.reading.text)
    assert read.reading.text


def a_month_of(world: World, tenant: UUID) -> None:
    number, other = BusinessNumber("9024500731"), BusinessNumber("9011234564")
    meals, taxi = Category("meals", "복리후생비"), Category("taxi", "여비교통비")
    bought_here = [
        (Merchant("도토리다방", number), "KRW", "2500", "227", Transaction.SALE, meals),
        (Merchant("도토리 다방", number), "KRW", "1700", None, Transaction.SALE, None),
        (Merchant("도토리다방", number), "KRW", "1000", "91", Transaction.CANCELLATION, meals),
        (Merchant("은하수운수", other), "KRW", "14200", None, Transaction.SALE, taxi),
        (Merchant("Diner"), "USD", "12.35", None, Transaction.SALE, meals),
        (Merchant("Diner"), "USD", "0.10", None, Transaction.SALE, meals),
        (Merchant(), None, None, None, Transaction.SALE, None),
    ]
    for merchant, currency, total, vat, transaction, category in bought_here:
        reading = a_reading(
            merchant=merchant,
            issued_at=date(2026, 10, 5),
            currency=currency,
            amounts=Amounts(
                total=Decimal(total) if total else None,
                vat=Decimal(vat) if vat else None,
                supply=Decimal(total) - Decimal(vat) if total and vat else None,
            ),
            transaction=transaction,
            category=category,
        )
        written = Annotations(department="영업부", person="김대리" if category == meals else None)
        world.read(world.store.add(replace(a_receipt(tenant), annotations=written)), reading)


@pytest.mark.parametrize(("currency", "each"), [("KWD", "12.345"), ("USD", "0.10"), ("CLF", "0.0001")])
def test_sums_lose_no_decimal_of_any_currency(
    world: World, tenant: UUID, ledger: Ledger, currency: str, each: str
) -> None:
    for _ in range(3):
        reading = a_reading(
            issued_at=date(2026, 10, 5), currency=currency, amounts=Amounts(total=Decimal(each))
        )
        world.read(world.store.add(a_receipt(tenant)), reading)
    (sums,) = ledger.sums(tenant, Selection(READ), Grouping.ACCOUNT)
    assert sums.total == 3 * Decimal(each)


def test_the_sums_of_a_month_are_those_of_its_receipts_to_the_won(
    world: World, tenant: UUID, ledger: Ledger
) -> None:
    """By the shop's number, whatever it was called; cancellations negative; each currency by itself."""
    a_month_of(world, tenant)
    bought(world, tenant, date(2026, 11, 1))
    bought(world, world.new_tenant(), date(2026, 10, 1))
    october = Selection(READ, date(2026, 10, 1), date(2026, 10, 31))
    receipts = ledger.receipts(tenant, ledger.select(tenant, october))
    for by in Grouping:
        assert list(ledger.sums(tenant, october, by)) == list(sums_of(receipts, by))
    shops = {it.key: it for it in ledger.sums(tenant, october, Grouping.MERCHANT)}
    assert shops["9024500731"] == Sums(
        "9024500731", "도토리다방", "KRW", 3, Decimal(1364), Decimal(136), Decimal(3200)
    )
    assert shops["Diner"].total == Decimal("12.45")
    assert (shops[None].count, shops[None].total) == (1, Decimal(0))
    accounts = {(it.key, it.currency): it for it in ledger.sums(tenant, october, Grouping.ACCOUNT)}
    assert accounts["meals", "KRW"].name == "복리후생비"
    assert accounts["meals", "KRW"].total == 1500
    [sales] = (it for it in ledger.sums(tenant, october, Grouping.DEPARTMENT) if it.currency == "KRW")
    assert (sales.key, sales.name, sales.count, sales.total) == ("영업부", "영업부", 4, Decimal(17_400))
    persons = {(it.key, it.currency): it.total for it in ledger.sums(tenant, october, Grouping.PERSON)}
    assert (persons["김대리", "KRW"], persons[None, "KRW"]) == (Decimal(1500), Decimal(15_900))
    won = sum(it.total for it in accounts.values() if it.currency == "KRW")
    assert won == sum(it.total for it in shops.values() if it.currency == "KRW") == 17_400


def test_a_life_tells_when_it_was_read_corrected_and_approved(
    world: World, tenant: UUID, ledger: Ledger
) -> None:
    untouched, corrected = bought(world, tenant, date(2026, 10, 1)), bought(world, tenant, date(2026, 10, 2))
    theirs = bought(world, world.new_tenant(), date(2026, 10, 1))
    changed = a_reading(issued_at=date(2026, 10, 3))
    correction = Correction(NOON, "김경리", corrected.version + 1, ())
    corrected = world.store.record_correction(corrected, changed, correction, announce=announcing)
    approval = Correction(
        NOON + timedelta(hours=1), "김경리", corrected.version + 1, (), approved=True, looked=9
    )
    world.store.approve(corrected, approval, a_message)
    lives = ledger.lives(tenant, [untouched.id, corrected.id, theirs.id])
    assert not lives[untouched.id].is_corrected
    assert lives[untouched.id].read_at
    assert lives[untouched.id].approved_at is None
    assert lives[corrected.id].is_corrected
    assert lives[corrected.id].approved_at
    assert lives[corrected.id].looked == 9
    assert theirs.id not in lives

"""At the same instant: barriers make the threads meet, real commits decide."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import URL, Engine, FromClause, event, func, select
from sqlalchemy.engine.interfaces import ExceptionContext

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.migrate import migrate
from receipts.adapters.postgres.rows import lock_receipt, of_tenant
from receipts.adapters.postgres.tables import outbox, readings, receipt_items, receipts
from receipts.domain.claims import Claim
from receipts.domain.fairness import Share
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Payment, Reading, Transaction
from receipts.domain.receipt import Engine as ReadBy
from receipts.domain.record import Receipt
from receipts.errors import (
    IllegalTransitionError,
    StaleReceiptError,
    StillProcessingError,
    StorageUnavailableError,
)
from tests.fixtures.database import new_database
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing

ROUNDS = 5
T = TypeVar("T")


def at_once(*calls: Callable[[], T]) -> list[T]:
    barrier = Barrier(len(calls))

    def meet(call: Callable[[], T]) -> T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(meet, call) for call in calls]]


def claim(store: PostgresReceiptStore, receipt: Receipt, claimed_by: str) -> Claim | None:
    """None where another was first."""
    with suppress(StillProcessingError):
        claimed = store.claim(receipt.photo.key, "v1", claimed_by=claimed_by, now=NOON, lease=LEASE)
        return claimed if isinstance(claimed, Claim) else None
    return None


def count(engine: Engine, table: FromClause) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("again", range(ROUNDS))
def test_two_requests_with_the_same_photo_get_the_same_receipt(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, again: int
) -> None:
    sha = f"{again:064x}"
    several = [a_receipt(tenant, sha=sha) for _ in range(4)]
    added = at_once(*(partial(store.add, it, a_message(it)) for it in several))
    assert len({receipt.id for receipt in added}) == 1
    assert count(engine, receipts) == 1
    assert count(engine, outbox) == 1


@pytest.mark.parametrize("again", range(ROUNDS))
def test_of_two_deliveries_one_gets_the_claim(store: PostgresReceiptStore, tenant: UUID, again: int) -> None:
    receipt = store.add(a_receipt(tenant))
    claims = at_once(*(partial(claim, store, receipt, f"delivery-{n}") for n in range(3)))
    assert sum(it is not None for it in claims) == 1


@pytest.mark.parametrize("again", range(ROUNDS))
def test_a_tenant_whose_photos_all_come_at_once_gets_its_share_of_the_readers(
    store: PostgresReceiptStore, tenant: UUID, again: int
) -> None:
    share = Share(4)
    receipts = [store.add(a_receipt(tenant)) for _ in range(5)]
    claims = at_once(*(partial(claim_in_turn, store, receipt, share) for receipt in receipts))
    assert sum(it is not None for it in claims) == share.most


def claim_in_turn(store: PostgresReceiptStore, receipt: Receipt, share: Share) -> Claim | None:
    claimed = store.claim(
        receipt.photo.key, "v1", claimed_by=str(receipt.id), now=NOON, lease=LEASE, share=share
    )
    return claimed if isinstance(claimed, Claim) else None


@pytest.mark.parametrize("again", range(ROUNDS))
def test_of_two_results_one_is_recorded(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, again: int
) -> None:
    receipt = store.add(a_receipt(tenant))
    claimed = claim(store, receipt, "delivery-1")
    assert claimed is not None

    def record() -> bool:
        return store.record_reading(claimed, a_reading(), announcing) is not None

    assert sorted(at_once(record, record, record)) == [False, False, True]
    assert [count(engine, table) for table in (readings, receipt_items, outbox)] == [1, 1, 1]


@pytest.mark.parametrize("again", range(ROUNDS))
def test_two_duplicates_recorded_at_once_see_each_other(
    store: PostgresReceiptStore, tenant: UUID, again: int
) -> None:
    pair = [store.add(a_receipt(tenant)) for _ in range(2)]
    claims = [claim(store, receipt, "delivery-1") for receipt in pair]
    reading = a_reading()

    def record(claimed: Claim | None) -> bool:
        assert claimed is not None
        return store.record_reading(claimed, reading, announcing) is not None

    assert at_once(*(partial(record, it) for it in claims)) == [True, True]
    found = [store.get(tenant, receipt.id).duplicate_of for receipt in pair]
    assert sorted(found, key=str) in (
        sorted([None, pair[0].id], key=str),
        sorted([None, pair[1].id], key=str),
    )


@pytest.mark.parametrize("won", [2500, 500])
@pytest.mark.parametrize("again", range(ROUNDS))
def test_a_sale_and_its_cancellation_recorded_at_once_find_each_other(
    store: PostgresReceiptStore, tenant: UUID, again: int, won: int
) -> None:
    sale, cancellation = (store.add(a_receipt(tenant)) for _ in range(2))
    bought = a_reading()
    amounts = Amounts(total=Decimal(-won))
    taken_back = replace(bought, transaction=Transaction.CANCELLATION, amounts=amounts, items=())

    def record(receipt: Receipt, reading: Reading) -> bool:
        claimed = claim(store, receipt, "delivery-1")
        assert claimed is not None
        return store.record_reading(claimed, reading, announcing) is not None

    at_once(partial(record, sale, bought), partial(record, cancellation, taken_back))
    assert store.get(tenant, cancellation.id).cancels == sale.id
    assert store.get(tenant, sale.id).cancelled_by == (cancellation.id if won == 2500 else None)


@pytest.mark.parametrize("again", range(ROUNDS))
def test_of_two_bookkeepers_at_once_one_is_told_that_the_other_was_faster(
    store: PostgresReceiptStore, tenant: UUID, again: int
) -> None:
    receipt = store.add(a_receipt(tenant))
    claimed = claim(store, receipt, "delivery-1")
    assert claimed is not None
    store.record_reading(claimed, a_reading(), announcing)
    seen = store.get(tenant, receipt.id)

    def approve(by: str) -> bool:
        approval = Correction(NOON, by, seen.version + 1, (), approved=True)
        with suppress(StaleReceiptError):
            return store.approve(seen, approval, a_message).status is Status.APPROVED
        return False

    assert sorted(at_once(*(partial(approve, by) for by in ("김경리", "박과장")))) == [False, True]
    assert len(store.corrections(tenant, receipt.id).corrections) == 1


def test_a_duplicate_is_recorded_while_its_original_is_held(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    """Otherwise two duplicates recorded at once could wait for each other for ever."""
    reading, original, duplicate = a_reading(), store.add(a_receipt(tenant)), store.add(a_receipt(tenant))
    first, second = claim(store, original, "delivery-1"), claim(store, duplicate, "delivery-2")
    assert first is not None
    assert second is not None
    store.record_reading(first, reading, announcing)
    with engine.begin() as other:
        lock_receipt(other, of_tenant(tenant, original.id))
        assert store.record_reading(second, reading, announcing)
    assert store.get(tenant, duplicate.id).duplicate_of == original.id


@pytest.mark.parametrize("again", range(ROUNDS))
def test_two_late_photos_of_one_picture_revive_one_slot(
    store: PostgresReceiptStore, tenant: UUID, again: int
) -> None:
    first = store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    assert store.expire([first]) == 1
    second = store.add(replace(a_receipt(tenant, sha=first.photo.sha256), status=Status.AWAITING_UPLOAD))
    assert store.expire([second]) == 1
    claims = at_once(*(partial(claim, store, it, "delivery-1") for it in (first, second)))
    assert sum(it is not None for it in claims) == 1


def test_two_migrations_at_once_wait_in_line(postgres_server_url: URL) -> None:
    url = new_database(postgres_server_url, "migrated_twice", migrated=False)
    at_once(*[lambda: migrate(url)] * 3)


CROWD = 6


@pytest.fixture
def deadlocks(engine: Engine) -> Iterator[list[str]]:
    """What PostgreSQL found waiting in a circle, while the test runs."""
    found: list[str] = []

    def note(context: ExceptionContext) -> None:
        if "deadlock" in str(context.original_exception):
            found.append(str(context.original_exception))

    event.listen(engine, "handle_error", note)
    yield found
    event.remove(engine, "handle_error", note)


@pytest.mark.parametrize("again", range(4 * ROUNDS))
def test_a_sale_and_the_cancellations_that_wait_for_it_are_corrected_at_once(
    store: PostgresReceiptStore, tenant: UUID, deadlocks: list[str], again: int
) -> None:
    """The sale reaches for rows that their own correctors hold, who wait for the sum that the sale holds."""
    sale, *waiting = (store.add(a_receipt(tenant)) for _ in range(1 + 3))
    settle(store, sale, crossing(Transaction.SALE, 7))
    parts = [crossing(Transaction.CANCELLATION, won) for won in (500, 1000, 1500)]
    for receipt, part in zip(waiting, parts, strict=True):
        settle(store, receipt, part)
    changed = (crossing(Transaction.SALE, 3000), *parts)
    at_once(*(partial(correct, store, *it) for it in zip((sale, *waiting), changed, strict=True)))
    assert deadlocks == []
    assert {store.get(tenant, receipt.id).cancels for receipt in waiting} == {sale.id}


@pytest.mark.parametrize("again", range(2 * ROUNDS))
def test_the_true_sale_comes_while_the_misread_one_is_corrected(
    store: PostgresReceiptStore, tenant: UUID, deadlocks: list[str], again: int
) -> None:
    """Either sees the other: the cancellation is let go and found by the one, or by the other."""
    misread, cancellation, true = (store.add(a_receipt(tenant)) for _ in range(3))
    settle(store, misread, crossing(Transaction.SALE, 3000))
    settle(store, cancellation, crossing(Transaction.CANCELLATION, 3000))
    assert store.get(tenant, cancellation.id).cancels == misread.id
    at_once(
        partial(correct, store, misread, crossing(Transaction.SALE, 1900)),
        partial(settle, store, true, crossing(Transaction.SALE, 3000)),
    )
    assert deadlocks == []
    assert store.get(tenant, cancellation.id).cancels == true.id


@pytest.mark.parametrize("again", range(2 * ROUNDS))
def test_an_original_is_corrected_while_its_copies_are_approved(
    store: PostgresReceiptStore, tenant: UUID, deadlocks: list[str], again: int
) -> None:
    """Nobody approves what he has not seen, and nobody's approval is undone."""
    bought = a_reading()
    original, *copies = (store.add(a_receipt(tenant)) for _ in range(1 + 3))
    for receipt in (original, *copies):
        settle(store, receipt, bought)
    wrong = replace(bought, amounts=Amounts(total=Decimal(1900)))
    at_once(
        partial(correct, store, original, wrong), *(partial(approve, store, receipt) for receipt in copies)
    )
    assert deadlocks == []
    found = [store.get(tenant, receipt.id) for receipt in copies]
    assert sorted(it.duplicate_of is None for it in found) == [False, False, True]
    (first,) = (it for it in found if it.duplicate_of is None)
    assert {it.duplicate_of for it in found} == {None, first.id}
    for it in found:
        approved = any(act.approved for act in store.corrections(tenant, it.id).corrections)
        assert (it.status is Status.APPROVED) == approved


def test_corrections_and_readings_that_cross_each_other_never_wait_in_a_circle(
    store: PostgresReceiptStore, tenant: UUID, deadlocks: list[str]
) -> None:
    """Sales and cancellations of few sums and approval numbers, turned into each other all at once."""
    crowd = [store.add(a_receipt(tenant)) for _ in range(CROWD)]
    for number, receipt in enumerate(crowd):
        settle(store, receipt, of_turn(number, 0))
    for again in range(1, 3 * ROUNDS):
        at_once(*(partial(turn, store, receipt, number, again) for number, receipt in enumerate(crowd)))
    assert deadlocks == []


def test_receipts_that_share_three_numbers_are_corrected_at_once_and_none_is_sent_away(
    store: PostgresReceiptStore, tenant: UUID, deadlocks: list[str]
) -> None:
    crowd = [store.add(a_receipt(tenant)) for _ in range(CROWD)]
    for number, receipt in enumerate(crowd):
        settle(store, receipt, sharing(number, 0))

    sent_away: list[str] = []

    def change(receipt: Receipt, number: int, again: int) -> None:
        seen = store.get(tenant, receipt.id)
        act = Correction(NOON, "김경리", seen.version + 1, ())
        try:
            store.record_correction(seen, sharing(number, again), act, announce=announcing)
        except StaleReceiptError:  # another's correction has changed what this one is linked to
            return
        except StorageUnavailableError as error:
            sent_away.append(str(error))

    for again in range(1, 2 * ROUNDS):
        at_once(*(partial(change, receipt, number, again) for number, receipt in enumerate(crowd)))
    assert deadlocks == []
    # A machine so busy that a lock is waited for longer than LOCK_TIMEOUT is another matter.
    assert [it for it in sent_away if "all the time" in it] == []


def sharing(number: int, again: int) -> Reading:
    """A sale, or a part of it taken back, of one of three approval numbers."""
    transaction, total = ((Transaction.SALE, 9000), (Transaction.CANCELLATION, 1000 * (number + 1)))[
        (number + again) % 2
    ]
    return crossing(transaction, total, approval=(number + again) % 3)


def crossing(transaction: Transaction, total: int, approval: int = 0) -> Reading:
    payment = Payment(approval_number=f"{approval:08d}")
    amounts = Amounts(total=Decimal(total))
    return a_reading(transaction=transaction, amounts=amounts, payment=payment, items=())


def of_turn(number: int, again: int) -> Reading:
    """Sale and cancellation by turns; the sum is that of one neighbour, the approval number another's."""
    transaction = list(Transaction)[(number + again) % 2]
    total = 1000 * (1 + (number + again // 2) % 2)
    return crossing(transaction, total, approval=(number // 2 + again) % 2)


def turn(store: PostgresReceiptStore, receipt: Receipt, number: int, again: int) -> None:
    """Correct a receipt, or read it once more."""
    if number % 3:
        correct(store, receipt, of_turn(number, again))
    else:
        read_anew(store, receipt, replace(of_turn(number, again), engine=ReadBy("embedded", str(again), 0.1)))


def read_anew(store: PostgresReceiptStore, receipt: Receipt, reading: Reading) -> None:
    seen = store.get(receipt.tenant_id, receipt.id)
    try:
        store.requeue(seen, a_message(seen))
    except IllegalTransitionError:  # another's correction has freed it or shown it to be a copy meanwhile
        return
    settle(store, seen, reading)


def correct(store: PostgresReceiptStore, receipt: Receipt, reading: Reading) -> None:
    """Whoever is told to come back later does not: the next turn comes by itself."""
    seen = store.get(receipt.tenant_id, receipt.id)
    with suppress(StorageUnavailableError, StaleReceiptError):
        store.record_correction(
            seen, reading, Correction(NOON, "김경리", seen.version + 1, ()), announce=announcing
        )


def approve(store: PostgresReceiptStore, receipt: Receipt) -> None:
    seen = store.get(receipt.tenant_id, receipt.id)
    with suppress(StaleReceiptError):
        store.approve(seen, Correction(NOON, "김경리", seen.version + 1, (), approved=True), a_message)


def settle(store: PostgresReceiptStore, receipt: Receipt, reading: Reading) -> None:
    claimed = claim(store, receipt, f"delivery of {receipt.id}")
    assert claimed is not None
    with suppress(StorageUnavailableError):
        store.record_reading(claimed, reading, announcing)

"""What every ReceiptStore keeps of a bookkeeper's work, and how it pairs cancellations with sales."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from receipts.domain import history
from receipts.domain.approval import open_reasons
from receipts.domain.business_number import BusinessNumber
from receipts.domain.history import Change, Correction
from receipts.domain.life_cycle import Status
from receipts.domain.reasons import CORRECTED_AFTER_APPROVAL
from receipts.domain.receipt import Amounts, Merchant, Payment, Precision, Reading, Transaction
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.errors import (
    HistoryFullError,
    IllegalTransitionError,
    ReceiptNotFoundError,
    StaleReceiptError,
)
from receipts.ports import Destination
from tests.contract.conftest import World
from tests.fixtures.makers import NOON, a_reading, a_receipt, announcing

LATER = NOON + timedelta(minutes=5)
RENAMED = Change("merchant.name", "도토리다방", "도토리카페")


def read(world: World, tenant: UUID, reading: Reading | None = None) -> Receipt:
    return world.read(world.store.add(a_receipt(tenant)), reading)


def renamed(receipt: Receipt, name: str = "도토리카페") -> Reading:
    assert receipt.reading
    return replace(receipt.reading, merchant=replace(receipt.reading.merchant, name=name))


def reopened(receipt: Receipt, name: str = "도토리카페") -> Reading:
    """An approved one is corrected, and has to be approved anew."""
    return replace(renamed(receipt, name), review_reasons=(CORRECTED_AFTER_APPROVAL,))


def a_correction(receipt: Receipt, *, approved: bool = False) -> Correction:
    changes = () if approved else (RENAMED,)
    return Correction(LATER, "김경리", receipt.version + 1, changes, approved=approved)


def recorded(world: World, seen: Receipt, reading: Reading, correction: Correction) -> Receipt:
    return world.store.record_correction(seen, reading, correction, announce=announcing)


def corrected_times(world: World, receipt: Receipt, times: int) -> tuple[Correction, ...]:
    """What was written into the history of a receipt whose merchant was renamed so many times."""
    made = []
    for number in range(times):
        made.append(a_correction(receipt))
        receipt = recorded(world, receipt, renamed(receipt, f"이름 {number}"), made[-1])
    return tuple(made)


def approved(world: World, receipt: Receipt) -> Receipt:
    return world.store.approve(receipt, a_correction(receipt, approved=True), announcing)


# Corrections


def test_a_correction_replaces_the_reading_and_counts_as_a_version(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    corrected = recorded(world, seen, renamed(seen), a_correction(seen))
    assert corrected == replace(seen, reading=renamed(seen), version=seen.version + 1, updated_at=LATER)
    assert world.store.get(tenant, seen.id) == corrected


def test_who_corrected_what_and_when_is_kept_in_order(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    first = a_correction(seen)
    corrected = recorded(world, seen, renamed(seen), first)
    assert world.store.last_correction(tenant, seen.id) == first
    approved(world, corrected)
    kept = world.store.corrections(tenant, seen.id)
    assert kept.corrections == (first, a_correction(corrected, approved=True))
    assert kept.last is None
    assert world.store.last_correction(tenant, seen.id) == kept.corrections[-1]


def test_a_long_history_is_seen_page_by_page(world: World, tenant: UUID) -> None:
    read(world, tenant)
    seen = read(world, tenant, a_reading(text="another"))
    made = corrected_times(world, seen, 5)
    pages, after = [], 0
    while True:
        page = world.store.corrections(tenant, seen.id, after=after, limit=2)
        pages.append(page.corrections)
        if page.last is None:
            break
        after = page.last
    assert pages == [made[:2], made[2:4], made[4:]]


def test_a_page_that_ends_with_the_history_is_the_last(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    made = corrected_times(world, seen, 2)
    page = world.store.corrections(tenant, seen.id, limit=2)
    assert (page.corrections, page.last) == (made, None)


def test_a_correction_made_while_somebody_reads_is_on_the_last_page(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    made = corrected_times(world, seen, 3)
    first = world.store.corrections(tenant, seen.id, limit=2)
    latest = corrected_times(world, world.store.get(tenant, seen.id), 1)
    rest = world.store.corrections(tenant, seen.id, after=first.last or 0, limit=2)
    assert rest.corrections == made[2:] + latest


def test_a_receipt_takes_so_many_corrections_and_can_then_still_be_approved(
    world: World, tenant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_CORRECTIONS", 3)
    seen = read(world, tenant)
    corrected_times(world, seen, 3)
    full = world.store.get(tenant, seen.id)
    with pytest.raises(HistoryFullError) as refusal:
        recorded(world, full, renamed(full, "한 번 더"), a_correction(full))
    assert refusal.value.most == 3
    assert world.store.get(tenant, seen.id) == full
    assert approved(world, full).status is Status.APPROVED


def test_approvals_do_not_use_up_corrections(
    world: World, tenant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_CORRECTIONS", 2)
    closed = approved(world, read(world, tenant))
    again = approved(
        world,
        recorded(world, closed, reopened(closed), a_correction(closed)),
    )
    last = recorded(world, again, reopened(again, "끝"), a_correction(again))
    assert last.status is Status.NEEDS_REVIEW


def test_the_key_that_acted_is_kept_beside_the_name(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    by_key = replace(a_correction(seen), key="rk_Ab3dE6g")
    corrected = recorded(world, seen, renamed(seen), by_key)
    closing = replace(a_correction(corrected, approved=True), key="rk_Zz9zZ9z")
    world.store.approve(corrected, closing, announcing)
    assert world.store.corrections(tenant, seen.id).corrections == (by_key, closing)


def test_what_nobody_has_touched_has_no_last_correction(world: World, tenant: UUID) -> None:
    assert world.store.last_correction(tenant, read(world, tenant).id) is None


def test_of_two_who_correct_at_once_the_second_is_told(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    corrected = recorded(world, seen, renamed(seen), a_correction(seen))
    with pytest.raises(StaleReceiptError) as stale:
        recorded(world, seen, renamed(seen, "다른 이름"), a_correction(seen))
    assert stale.value.current == corrected.version
    with pytest.raises(StaleReceiptError):
        approved(world, seen)
    assert world.store.get(tenant, seen.id) == corrected


def test_an_approval_is_announced_and_final(world: World, tenant: UUID) -> None:
    seen = read(world, tenant)
    closed = approved(world, seen)
    assert (closed.status, closed.reading) == (Status.APPROVED, seen.reading)
    destinations = [message.destination for message in world.unsent(NOON.replace(year=2999))]
    assert destinations == [Destination.RECEIPT_EVENTS] * 2  # read, approved
    with pytest.raises(IllegalTransitionError):
        approved(world, closed)


def test_an_approved_receipt_that_is_corrected_needs_review_again(world: World, tenant: UUID) -> None:
    closed = approved(world, read(world, tenant))
    corrected = recorded(world, closed, reopened(closed), a_correction(closed))
    assert corrected.status is Status.NEEDS_REVIEW


def test_what_was_approved_is_not_corrected_without_a_doubt(world: World, tenant: UUID) -> None:
    closed = approved(world, read(world, tenant))
    with pytest.raises(IllegalTransitionError):
        recorded(world, closed, renamed(closed), a_correction(closed))
    assert world.store.get(tenant, closed.id) == closed


def test_what_is_not_read_cannot_be_approved(world: World, tenant: UUID) -> None:
    with pytest.raises(IllegalTransitionError):
        approved(world, world.store.add(a_receipt(tenant)))


def test_another_tenants_receipt_is_neither_corrected_nor_seen(world: World, tenant: UUID) -> None:
    theirs = read(world, world.new_tenant())
    taken = replace(theirs, tenant_id=tenant)
    with pytest.raises(ReceiptNotFoundError):
        recorded(world, taken, renamed(taken), a_correction(taken))
    with pytest.raises(ReceiptNotFoundError):
        approved(world, taken)
    with pytest.raises(ReceiptNotFoundError):
        world.store.corrections(tenant, theirs.id)
    assert world.store.get(theirs.tenant_id, theirs.id) == theirs
    assert world.store.corrections(theirs.tenant_id, theirs.id).corrections == ()


def test_the_history_of_a_receipt_that_is_not_there_is_not_found(world: World, tenant: UUID) -> None:
    with pytest.raises(ReceiptNotFoundError):
        world.store.corrections(tenant, uuid4())


def test_a_corrected_total_shows_a_double_that_was_hidden(world: World, tenant: UUID) -> None:
    reading = a_reading()
    first = read(world, tenant, reading)
    misread = read(world, tenant, replace(reading, amounts=Amounts(total=Decimal(250))))
    assert misread.duplicate_of is None
    corrected = recorded(world, misread, reading, a_correction(misread))
    assert (corrected.duplicate_of, corrected.status) == (first.id, Status.NEEDS_REVIEW)


def test_a_duplicate_that_is_corrected_elsewhere_stays_doubtful_until_it_is_approved(
    world: World, tenant: UUID
) -> None:
    reading = a_reading()
    read(world, tenant, reading)
    duplicate = read(world, tenant, reading)
    corrected = recorded(world, duplicate, renamed(duplicate), a_correction(duplicate))
    assert (corrected.status, open_reasons(corrected)) == (Status.NEEDS_REVIEW, ("possible_duplicate",))
    assert approved(world, corrected).status is Status.APPROVED


def test_a_duplicate_whose_misread_total_is_put_right_is_a_purchase_of_its_own(
    world: World, tenant: UUID
) -> None:
    reading = a_reading()
    read(world, tenant, reading)
    duplicate = read(world, tenant, reading)
    right = replace(reading, amounts=Amounts(total=Decimal(250)))
    own = recorded(world, duplicate, right, a_correction(duplicate))
    assert (own.duplicate_of, own.status, open_reasons(own)) == (None, Status.PARSED, ())


# Cancellations


def cancelling(sale: Reading, **changes: object) -> Reading:
    amounts = Amounts(total=-(sale.amounts.total or Decimal(0)))
    cancelled = replace(sale, transaction=Transaction.CANCELLATION, amounts=amounts, items=())
    return replace(cancelled, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_cancellation_is_paired_with_its_sale(world: World, tenant: UUID, sign: int) -> None:
    reading = a_reading()
    sale = read(world, tenant, reading)
    amounts = Amounts(total=sign * Decimal(2500))
    cancellation = read(world, tenant, cancelling(reading, amounts=amounts))
    assert (cancellation.cancels, cancellation.duplicate_of) == (sale.id, None)
    assert (sale.status, cancellation.status) == (Status.PARSED, Status.PARSED)
    assert world.store.get(tenant, sale.id).cancelled_by == cancellation.id
    listed = {line.id: line for line in world.finder.find(tenant, Selection()).found}
    assert listed[sale.id].cancelled_by == cancellation.id
    assert listed[cancellation.id].cancels == sale.id


def test_a_cancellation_that_comes_first_waits_for_its_sale(world: World, tenant: UUID) -> None:
    reading = a_reading()
    cancellation = read(world, tenant, cancelling(reading))
    assert cancellation.cancels is None
    sale = read(world, tenant, reading)
    assert sale.cancelled_by == cancellation.id
    assert world.store.get(tenant, cancellation.id).cancels == sale.id


def test_a_cancellation_with_a_number_of_its_own_is_known_by_card_and_shop(
    world: World, tenant: UUID
) -> None:
    reading = a_reading()
    sale = read(world, tenant, reading)
    payment = replace(reading.payment, approval_number="99999999")
    assert read(world, tenant, cancelling(reading, payment=payment)).cancels == sale.id


@pytest.mark.parametrize(
    "difference",
    [
        {"amounts": Amounts(total=Decimal(-2501))},
        {"amounts": Amounts()},
        {"payment": Payment(approval_number="99999999")},
        {"payment": Payment()},
        {"issued_at": date(2022, 11, 20), "issued_at_precision": Precision.DAY},  # before the sale
        {
            "payment": Payment(card_number_masked="4579-73**-****-1234", approval_number="99999999"),
            "merchant": Merchant("다른 가게", BusinessNumber("1234567891")),
        },
    ],
)
def test_another_purchases_cancellation_is_not_paired(
    world: World, tenant: UUID, difference: dict[str, object]
) -> None:
    reading = a_reading()
    sale = read(world, tenant, reading)
    assert read(world, tenant, cancelling(reading, **difference)).cancels is None
    assert world.store.get(tenant, sale.id).cancelled_by is None


def test_a_sale_is_taken_back_once(world: World, tenant: UUID) -> None:
    reading = a_reading()
    read(world, tenant, reading)
    first = read(world, tenant, cancelling(reading))
    again = read(world, tenant, cancelling(reading, text="the same slip photographed twice"))
    assert (again.cancels, again.duplicate_of) == (None, first.id)


def part_of(sale: Reading, won: int, day: int = 22, **changes: object) -> Reading:
    return cancelling(
        sale,
        amounts=Amounts(total=Decimal(-won)),
        issued_at=date(2022, 11, day),
        issued_at_precision=Precision.DAY,
        **changes,
    )


def test_a_part_taken_back_is_paired_and_leaves_the_sale_standing(world: World, tenant: UUID) -> None:
    reading = a_reading()
    sale = read(world, tenant, reading)
    refund = read(world, tenant, part_of(reading, 1000))
    assert refund.cancels == sale.id
    assert world.store.get(tenant, sale.id).cancelled_by is None


def test_parts_that_make_the_whole_cancel_the_sale(world: World, tenant: UUID) -> None:
    reading = a_reading()
    sale = read(world, tenant, reading)
    parts = [read(world, tenant, part_of(reading, won, day)) for won, day in ((1000, 22), (1500, 23))]
    assert [part.cancels for part in parts] == [sale.id, sale.id]
    assert world.store.get(tenant, sale.id).cancelled_by == parts[1].id


def test_no_more_is_taken_back_than_was_paid(world: World, tenant: UUID) -> None:
    reading = a_reading()
    read(world, tenant, reading)
    read(world, tenant, part_of(reading, 2000))
    assert read(world, tenant, part_of(reading, 501, day=23)).cancels is None
    assert read(world, tenant, part_of(reading, 2501, day=23)).cancels is None


def test_the_same_refund_photographed_twice_takes_back_once(world: World, tenant: UUID) -> None:
    reading = a_reading()
    read(world, tenant, reading)
    first = read(world, tenant, part_of(reading, 1000))
    again = read(world, tenant, part_of(reading, 1000, text="the same slip photographed twice"))
    assert (again.cancels, again.duplicate_of) == (None, first.id)


def test_parts_that_come_first_wait_for_their_sale(world: World, tenant: UUID) -> None:
    reading = a_reading()
    parts = [read(world, tenant, part_of(reading, won, day)) for won, day in ((1000, 22), (600, 23))]
    sale = read(world, tenant, reading)
    assert [world.store.get(tenant, part.id).cancels for part in parts] == [sale.id, sale.id]
    assert sale.cancelled_by is None


def test_a_smaller_sum_at_the_same_shop_with_the_same_card_may_be_another_purchases(
    world: World, tenant: UUID
) -> None:
    reading = a_reading()
    read(world, tenant, reading)
    payment = replace(reading.payment, approval_number="99999999")
    assert read(world, tenant, part_of(reading, 1000, payment=payment)).cancels is None


def test_of_several_such_sales_the_latest_before_it_is_taken_back(world: World, tenant: UUID) -> None:
    days = [date(2022, 11, day) for day in (1, 3, 9)]
    readings = [
        a_reading(
            issued_at=day, issued_at_precision=Precision.DAY, payment=Payment(card_number_masked="4579")
        )
        for day in days
    ]
    sales = [read(world, tenant, reading) for reading in readings]
    cancellation = read(world, tenant, cancelling(readings[0], issued_at=date(2022, 11, 5)))
    assert cancellation.cancels == sales[1].id


def test_another_tenants_sale_is_not_taken_back(world: World, tenant: UUID) -> None:
    reading = a_reading()
    theirs = read(world, world.new_tenant(), reading)
    assert read(world, tenant, cancelling(reading)).cancels is None
    assert world.store.get(theirs.tenant_id, theirs.id).cancelled_by is None

"""When one end of a pair is corrected, both ends are settled anew: the sale and what takes it back, the
original and its copies.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.domain.approval import open_reasons
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Payment, Precision, Reading, Transaction
from receipts.domain.record import Receipt
from receipts.errors import StaleReceiptError
from tests.contract.conftest import World
from tests.fixtures.makers import NOON, a_message, a_reading, a_receipt, announcing

LATER = NOON + timedelta(minutes=5)
PARSED, NEEDS_REVIEW, APPROVED = Status.PARSED, Status.NEEDS_REVIEW, Status.APPROVED


def read(world: World, tenant: UUID, reading: Reading) -> Receipt:
    return world.read(world.store.add(a_receipt(tenant)), reading)


def now(world: World, receipt: Receipt) -> Receipt:
    return world.store.get(receipt.tenant_id, receipt.id)


def corrected(world: World, receipt: Receipt, **changes: object) -> Receipt:
    """What a bookkeeper makes of it; it had no doubts but those that other receipts raise."""
    seen = now(world, receipt)
    assert seen.reading
    reading = replace(seen.reading, **changes)  # type: ignore[arg-type]
    return world.store.record_correction(
        seen, reading, Correction(LATER, "김경리", seen.version + 1, ()), announce=announcing
    )


def approved(world: World, receipt: Receipt) -> Receipt:
    seen = now(world, receipt)
    approval = Correction(LATER, "김경리", seen.version + 1, (), approved=True)
    return world.store.approve(seen, approval, announcing)


def won(total: int) -> Amounts:
    return Amounts(total=Decimal(total))


def cancelling(sale: Reading, total: int | None = None, day: int = 22, **changes: object) -> Reading:
    """The slip that takes all of it back, or `total` won, on that day."""
    amounts = Amounts(total=-(sale.amounts.total or Decimal(0))) if total is None else won(-total)
    cancelled = replace(
        sale,
        transaction=Transaction.CANCELLATION,
        amounts=amounts,
        items=(),
        issued_at=date(2022, 11, day),
        issued_at_precision=Precision.DAY,
    )
    return replace(cancelled, **changes)  # type: ignore[arg-type]


# A sale that is corrected


def test_a_sale_whose_sum_is_corrected_lets_its_cancellation_go(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    changed = corrected(world, sale, amounts=won(1900))
    assert changed.cancelled_by is None
    assert (now(world, cancellation).cancels, now(world, sale)) == (None, changed)


def test_the_true_sale_that_comes_later_takes_the_cancellation(world: World, tenant: UUID) -> None:
    bought = a_reading()
    misread, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    corrected(world, misread, amounts=won(1900))
    true = read(world, tenant, bought)
    assert (now(world, cancellation).cancels, true.cancelled_by) == (true.id, cancellation.id)


def test_the_true_sale_that_is_there_already_takes_it_at_once(world: World, tenant: UUID) -> None:
    bought = a_reading(issued_at=date(2022, 11, 20), issued_at_precision=Precision.DAY)
    true = read(world, tenant, bought)
    misread = read(world, tenant, replace(bought, issued_at=date(2022, 11, 21)))
    cancellation = read(world, tenant, cancelling(bought))
    assert cancellation.cancels == misread.id  # the latest before it
    corrected(world, misread, amounts=won(1900))
    assert now(world, cancellation).cancels == true.id
    assert now(world, true).cancelled_by == cancellation.id


@pytest.mark.parametrize("total", [2500, -2500], ids=["printed plain", "printed negative"])
def test_a_sale_that_is_corrected_to_match_takes_the_cancellation_that_waits(
    world: World, tenant: UUID, total: int
) -> None:
    bought = a_reading()
    cancellation = read(world, tenant, cancelling(bought, amounts=won(total)))
    sale = read(world, tenant, replace(bought, amounts=won(1900)))
    assert now(world, cancellation).cancels is None
    changed = corrected(world, sale, amounts=won(2500))
    assert (now(world, cancellation).cancels, changed.cancelled_by) == (sale.id, cancellation.id)


def test_a_sale_keeps_the_refunds_that_it_can_still_pay_for(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale = read(world, tenant, bought)
    refunds = [read(world, tenant, cancelling(bought, *it)) for it in ((1000, 22), (1500, 23))]
    corrected(world, sale, amounts=won(2000))
    assert [now(world, refund).cancels for refund in refunds] == [sale.id, None]
    corrected(world, sale, amounts=won(2500))
    assert [now(world, refund).cancels for refund in refunds] == [sale.id, sale.id]
    assert now(world, sale).cancelled_by == refunds[1].id


def test_a_corrected_approval_number_parts_a_refund_from_its_sale(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale, refund = read(world, tenant, bought), read(world, tenant, cancelling(bought, 1000))
    corrected(world, sale, payment=replace(bought.payment, approval_number="77777777"))
    assert now(world, refund).cancels is None
    corrected(world, refund, payment=replace(bought.payment, approval_number="77777777"))
    assert now(world, refund).cancels == sale.id


def test_what_was_taken_for_a_sale_lets_go_what_seemed_to_take_it_back(world: World, tenant: UUID) -> None:
    bought = a_reading()
    taken_for_a_sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    changed = corrected(world, taken_for_a_sale, transaction=Transaction.CANCELLATION)
    assert (changed.cancels, changed.cancelled_by, now(world, cancellation).cancels) == (None, None, None)
    sale = read(world, tenant, bought)
    assert sale.cancelled_by in {changed.id, cancellation.id}


def test_a_sale_that_is_corrected_elsewhere_stays_taken_back(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    before = now(world, cancellation)
    changed = corrected(world, sale, merchant=replace(bought.merchant, name="도토리카페"))
    assert changed.cancelled_by == cancellation.id
    assert now(world, cancellation) == before


# A cancellation that is corrected


def test_a_cancellation_whose_sum_is_corrected_lets_its_sale_stand(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    changed = corrected(world, cancellation, amounts=won(-2600))
    assert (changed.cancels, now(world, sale).cancelled_by) == (None, None)


def test_what_a_corrected_refund_gives_back_another_takes(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale = read(world, tenant, bought)
    misread = read(world, tenant, cancelling(bought, 2000))
    waiting = read(world, tenant, cancelling(bought, 1500, day=23))
    assert (misread.cancels, waiting.cancels) == (sale.id, None)
    corrected(world, misread, amounts=won(-1000))
    assert (now(world, misread).cancels, now(world, waiting).cancels) == (sale.id, sale.id)
    assert now(world, sale).cancelled_by == waiting.id


def test_a_cancellation_that_proves_to_be_anothers_leaves_its_sale_to_the_one_that_waits(
    world: World, tenant: UUID
) -> None:
    bought, other = a_reading(), a_reading(amounts=won(4000))
    sale, others_sale = read(world, tenant, bought), read(world, tenant, other)
    misread = read(world, tenant, cancelling(bought, day=22))
    waiting = read(world, tenant, cancelling(bought, day=23))
    changed = corrected(world, misread, amounts=won(-4000), payment=other.payment)
    assert (changed.cancels, now(world, waiting).cancels) == (others_sale.id, sale.id)


def test_what_was_taken_for_a_cancellation_gives_its_sale_back(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale, taken_back = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    changed = corrected(world, taken_back, transaction=Transaction.SALE, amounts=won(2500))
    assert (changed.cancels, now(world, sale).cancelled_by) == (None, None)


# An original that is corrected


def test_a_copy_whose_original_is_corrected_is_a_copy_no_longer(world: World, tenant: UUID) -> None:
    bought = a_reading()
    original, copy = read(world, tenant, bought), read(world, tenant, bought)
    assert (copy.duplicate_of, copy.status) == (original.id, NEEDS_REVIEW)
    corrected(world, original, amounts=won(1900))
    freed = now(world, copy)
    assert (freed.duplicate_of, freed.status, open_reasons(freed)) == (None, PARSED, ())


def test_a_freed_copy_that_is_doubtful_in_itself_still_needs_review(world: World, tenant: UUID) -> None:
    bought = a_reading(review_reasons=("merchant_low_confidence",))
    original, copy = read(world, tenant, bought), read(world, tenant, bought)
    corrected(world, original, amounts=won(1900))
    freed = now(world, copy)
    assert (freed.duplicate_of, freed.status, freed.version) == (None, NEEDS_REVIEW, copy.version + 1)


def test_of_several_freed_copies_the_oldest_is_the_original_of_the_rest(world: World, tenant: UUID) -> None:
    bought = a_reading()
    ages = (3, 1, 2)
    original, *copies = [
        world.read(world.store.add(a_receipt(tenant, at=NOON + timedelta(seconds=age))), bought)
        for age in (0, *ages)
    ]
    corrected(world, original, amounts=won(1900))
    third, first, second = (now(world, copy) for copy in copies)
    assert [it.duplicate_of for it in (first, second, third)] == [None, first.id, first.id]
    assert [it.status for it in (first, second, third)] == [PARSED, NEEDS_REVIEW, NEEDS_REVIEW]


def test_a_copy_stays_one_while_its_original_is_corrected_elsewhere(world: World, tenant: UUID) -> None:
    bought = a_reading()
    original, copy = read(world, tenant, bought), read(world, tenant, bought)
    corrected(world, original, merchant=replace(bought.merchant, name="도토리카페"))
    assert now(world, copy) == copy


def test_an_original_that_becomes_a_copy_itself_hands_its_copies_on(world: World, tenant: UUID) -> None:
    bought = a_reading()
    misread = replace(bought, issued_at=None, payment=Payment(approval_number="1"))
    first = read(world, tenant, bought)
    original, copy = (read(world, tenant, replace(misread, issued_at=date(2022, 11, 20))) for _ in range(2))
    changed = corrected(world, original, issued_at=bought.issued_at, payment=bought.payment)
    assert (changed.duplicate_of, now(world, copy).duplicate_of) == (first.id, None)


def test_copies_of_copies_never_go_round_in_a_ring_of_which_none_would_count(
    world: World, tenant: UUID
) -> None:
    """The first shows the second with the second, the second shows the approval number with the third."""
    bought = a_reading()
    assert isinstance(bought.issued_at, datetime)
    a_minute_later = replace(bought, issued_at=bought.issued_at + timedelta(minutes=1))
    first = read(world, tenant, replace(bought, payment=replace(bought.payment, approval_number=None)))
    second, third = read(world, tenant, bought), read(world, tenant, a_minute_later)
    assert (second.duplicate_of, third.duplicate_of) == (first.id, second.id)
    changed = corrected(world, first, payment=bought.payment)
    assert changed.duplicate_of is None
    assert [now(world, it).duplicate_of for it in (second, third)] == [first.id, second.id]


def test_the_copy_of_a_cancellation_takes_its_place(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale = read(world, tenant, bought)
    first, copy = (read(world, tenant, cancelling(bought)) for _ in range(2))
    assert (first.cancels, copy.cancels) == (sale.id, None)
    corrected(world, first, amounts=won(-100), payment=Payment(approval_number="5"))
    freed = now(world, copy)
    assert (freed.duplicate_of, freed.cancels, now(world, sale).cancelled_by) == (None, sale.id, copy.id)


def test_a_copy_takes_nothing_back_whichever_came_first(world: World, tenant: UUID) -> None:
    bought = a_reading()
    first, copy = (read(world, tenant, cancelling(bought)) for _ in range(2))
    sales = [read(world, tenant, replace(bought, issued_at=date(2022, 11, day))) for day in (1, 3)]
    assert copy.duplicate_of == first.id
    assert now(world, first).cancels == sales[0].id
    assert (now(world, copy).cancels, now(world, sales[1]).cancelled_by) == (None, None)


# What people have approved, and what they see


def test_an_approved_copy_is_a_copy_no_longer_and_stays_approved(world: World, tenant: UUID) -> None:
    bought = a_reading()
    original, copy = read(world, tenant, bought), read(world, tenant, bought)
    closed = approved(world, copy)
    corrected(world, original, amounts=won(1900))
    freed = now(world, copy)
    assert (freed.duplicate_of, freed.status, freed.version) == (None, APPROVED, closed.version + 1)


def test_the_copy_that_was_approved_is_the_original_of_the_others(world: World, tenant: UUID) -> None:
    bought = a_reading()
    original, doubtful, closed = (read(world, tenant, bought) for _ in range(3))
    approved(world, closed)
    corrected(world, original, amounts=won(1900))
    assert (now(world, closed).duplicate_of, now(world, doubtful).duplicate_of) == (None, closed.id)
    assert (now(world, closed).status, now(world, doubtful).status) == (APPROVED, NEEDS_REVIEW)


def test_an_approved_cancellation_lets_its_sale_go_and_stays_approved(world: World, tenant: UUID) -> None:
    bought = a_reading()
    sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    closed = approved(world, cancellation)
    corrected(world, sale, amounts=won(1900))
    free = now(world, cancellation)
    assert (free.cancels, free.status, free.version) == (None, APPROVED, closed.version + 1)


def test_who_saw_a_receipt_before_it_was_settled_anew_is_told(world: World, tenant: UUID) -> None:
    bought = a_reading()
    original, copy = read(world, tenant, bought), read(world, tenant, bought)
    corrected(world, original, amounts=won(1900))
    approval = Correction(LATER, "김경리", copy.version + 1, (), approved=True)
    with pytest.raises(StaleReceiptError) as refusal:
        world.store.approve(copy, approval, a_message)
    assert refusal.value.current == now(world, copy).version == copy.version + 1


def test_what_was_settled_anew_is_not_in_the_history_of_what_people_did(world: World, tenant: UUID) -> None:
    bought = a_reading()
    original, copy = read(world, tenant, bought), read(world, tenant, bought)
    corrected(world, original, amounts=won(1900))
    assert world.store.corrections(tenant, copy.id).corrections == ()


def test_a_cancellation_that_waited_has_a_new_version_once_its_sale_comes(world: World, tenant: UUID) -> None:
    bought = a_reading()
    waiting = read(world, tenant, cancelling(bought))
    read(world, tenant, bought)
    assert now(world, waiting).version == waiting.version + 1


# Across tenants


def test_nothing_of_another_tenant_is_settled_anew(world: World, tenant: UUID) -> None:
    bought = a_reading()
    other = world.new_tenant()
    theirs = [read(world, other, it) for it in (bought, bought, cancelling(bought))]
    waiting = read(world, other, cancelling(bought, 100, payment=Payment(approval_number="8")))
    before = [now(world, it) for it in (*theirs, waiting)]
    ours = read(world, tenant, bought)
    corrected(world, ours, amounts=won(100), payment=Payment(approval_number="8"))
    assert [now(world, it) for it in (*theirs, waiting)] == before
    assert now(world, ours).cancelled_by is None


# A reading that is made once more


def test_a_sale_that_is_read_anew_with_another_sum_lets_its_cancellation_go(
    world: World, tenant: UUID
) -> None:
    bought = a_reading()
    assert bought.engine
    sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    seen = now(world, sale)
    world.store.requeue(seen, a_message(seen))
    newer = replace(bought, amounts=won(1900), engine=replace(bought.engine, version="2"))
    assert world.read(seen, newer).cancelled_by is None
    assert now(world, cancellation).cancels is None

"""What people decide about whole receipts, and what it means to the receipts that they are linked to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from receipts.domain.decisions import Act, Decision, Keep, RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.history import MOST_CORRECTIONS, Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Merchant, Reading
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.errors import (
    HistoryFullError,
    NotDuplicatesError,
    PhotoLiveError,
    ReceiptNotFoundError,
    StaleReceiptError,
)
from receipts.ports import Destination, OutboxMessage
from tests.contract.conftest import FAR, World
from tests.contract.test_resettling import approved, cancelling, corrected, now, read, won
from tests.fixtures.makers import NOON, a_message, a_reading, a_receipt, announcing

LATER = NOON + timedelta(minutes=5)
DOUBLE = Status.NEEDS_REVIEW


def act(seen: Receipt, kind: Act, **decided: Any) -> Correction:  # noqa: ANN401 - fields of a decision
    return Correction(LATER, "김경리", seen.version + 1, (), decision=Decision(kind, **decided))


def told(receipt: Receipt) -> OutboxMessage:
    return a_message(receipt, Destination.RECEIPT_EVENTS)


def rejected(world: World, receipt: Receipt, reason: RejectReason = RejectReason.PRIVATE) -> Receipt:
    seen = now(world, receipt)
    return world.store.put_aside(seen, act(seen, Act.REJECTED, reason=reason), told, announce=announcing)


def deleted(world: World, receipt: Receipt) -> Receipt:
    seen = now(world, receipt)
    return world.store.put_aside(seen, act(seen, Act.DELETED), told, announce=announcing)


def back(world: World, receipt: Receipt) -> Receipt:
    seen = now(world, receipt)
    kind = Act.RESTORED if seen.status is Status.DELETED else Act.REOPENED
    return world.store.bring_back(seen, act(seen, kind), told, announce=announcing)


def kept(world: World, receipt: Receipt, other: Receipt, keep: Keep) -> Receipt:
    seen = now(world, receipt)
    reason = RejectReason.DUPLICATE if keep is Keep.OTHER else None
    decided = act(seen, Act.RESOLVED, keep=keep, other=other.id, reason=reason)
    if keep is Keep.BOTH:
        return world.store.tell_apart(seen, other.id, decided, announce=announcing)
    return world.store.keep_one(seen, other.id, decided, told, announce=announcing)


# A way out and a way back, for the receipts that are linked as well


@pytest.mark.parametrize("put_aside", [rejected, deleted])
def test_an_original_that_is_put_aside_frees_its_copies_and_takes_them_again(
    world: World, tenant: UUID, put_aside: Callable[[World, Receipt], Receipt]
) -> None:
    bought = a_reading()
    first, *copies = (read(world, tenant, bought) for _ in range(3))
    second, third = sorted(copies, key=lambda it: it.id)  # as old as each other
    put_aside(world, first)
    assert (now(world, second).duplicate_of, now(world, second).status) == (None, Status.PARSED)
    assert now(world, third).duplicate_of == second.id
    again = back(world, first)
    assert (again.status, again.duplicate_of) == (DOUBLE, second.id)


@pytest.mark.parametrize("put_aside", [rejected, deleted])
def test_a_sale_that_is_put_aside_lets_its_cancellation_wait_for_it(
    world: World, tenant: UUID, put_aside: Callable[[World, Receipt], Receipt]
) -> None:
    bought = a_reading()
    sale, cancellation = read(world, tenant, bought), read(world, tenant, cancelling(bought))
    put_aside(world, sale)
    assert now(world, cancellation).cancels is None
    assert back(world, sale).cancelled_by == cancellation.id
    assert now(world, cancellation).cancels == sale.id


@pytest.mark.parametrize("put_aside", [rejected, deleted])
def test_a_cancellation_that_is_put_aside_frees_its_sale_for_another(
    world: World, tenant: UUID, put_aside: Callable[[World, Receipt], Receipt]
) -> None:
    bought = a_reading()
    sale, part = read(world, tenant, bought), read(world, tenant, cancelling(bought, 1500))
    waiting = read(world, tenant, cancelling(bought, 2000, day=23))
    assert now(world, waiting).cancels is None  # 2,500 won cannot pay for both
    put_aside(world, part)
    assert (now(world, part).cancels, now(world, waiting).cancels) == (None, sale.id)
    assert back(world, part).cancels is None


@pytest.mark.parametrize("put_aside", [rejected, deleted])
def test_what_is_put_aside_is_no_original_and_no_sale_for_what_comes(
    world: World, tenant: UUID, put_aside: Callable[[World, Receipt], Receipt]
) -> None:
    bought = a_reading()
    put_aside(world, read(world, tenant, bought))
    assert read(world, tenant, cancelling(bought)).cancels is None
    assert read(world, tenant, bought).duplicate_of is None


def test_a_correction_of_another_changes_nothing_of_what_was_rejected(world: World, tenant: UUID) -> None:
    bought = a_reading()
    first, copy = read(world, tenant, bought), read(world, tenant, bought)
    aside = rejected(world, copy, RejectReason.DUPLICATE)
    assert aside.duplicate_of == first.id
    corrected(world, first, amounts=won(1900))
    assert now(world, copy) == aside


@pytest.mark.parametrize("status", [Status.AWAITING_UPLOAD, Status.QUEUED])
def test_what_was_never_read_is_deleted_and_stands_where_it_stood(
    world: World, tenant: UUID, status: Status
) -> None:
    receipt = world.store.add(a_receipt(tenant, status=status))
    assert deleted(world, receipt).status is Status.DELETED
    assert world.store.claim(receipt.photo.key, "v1", claimed_by="m", now=NOON, lease=LATER - NOON) is None
    assert back(world, receipt).status is status


def test_what_is_deleted_while_it_is_read_is_read_in_vain(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    claim = world.claimed(receipt)
    deleted(world, receipt)
    assert world.store.record_reading(claim, a_reading(), announcing) is None
    assert now(world, receipt).status is Status.DELETED


def test_a_failure_is_rejected_and_deleted_and_comes_back_as_one(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    assert rejected(world, failed, RejectReason.ILLEGIBLE).rejection is RejectReason.ILLEGIBLE
    deleted(world, failed)
    assert back(world, failed).status is Status.REJECTED
    again = back(world, failed)
    assert (again.status, again.failure, again.rejection) == (
        Status.FAILED,
        FailureCause.NOT_A_RECEIPT,
        None,
    )


def test_the_photo_of_a_deleted_receipt_may_be_sent_again_and_then_stands_in_its_way(
    world: World, tenant: UUID
) -> None:
    receipt = world.store.add(a_receipt(tenant, sha="5" * 64))
    deleted(world, receipt)
    again = world.store.add(a_receipt(tenant, sha="5" * 64))
    assert again.id != receipt.id
    with pytest.raises(PhotoLiveError) as refused:
        back(world, receipt)
    assert refused.value.live == again.id
    deleted(world, again)
    assert back(world, receipt).status is Status.QUEUED


def test_the_photo_of_a_rejected_receipt_is_that_receipt(world: World, tenant: UUID) -> None:
    receipt = world.read(world.store.add(a_receipt(tenant, sha="5" * 64)))
    rejected(world, receipt)
    assert world.store.add(a_receipt(tenant, sha="5" * 64)).id == receipt.id


def test_what_is_deleted_is_found_only_when_asked_for(world: World, tenant: UUID) -> None:
    receipt = read(world, tenant, a_reading())
    deleted(world, receipt)
    assert world.finder.find(tenant, Selection()).found == ()
    deleted_ones = world.finder.find(tenant, Selection(frozenset({Status.DELETED}))).found
    assert [it.id for it in deleted_ones] == [receipt.id]


def test_each_decision_is_announced_and_kept_in_the_history(world: World, tenant: UUID) -> None:
    receipt = read(world, tenant, a_reading())
    before = len(world.unsent(FAR))
    for step in (rejected, back, deleted, back):
        step(world, receipt)
    assert len(world.unsent(FAR)) == before + 4
    page = world.store.corrections(tenant, receipt.id)
    decisions = [it.decision and it.decision.act for it in page.corrections]
    assert decisions == [Act.REJECTED, Act.REOPENED, Act.DELETED, Act.RESTORED]
    assert page.corrections[0].decision == Decision(Act.REJECTED, RejectReason.PRIVATE)


def test_a_decision_about_what_was_not_seen_is_refused_and_changes_nothing(
    world: World, tenant: UUID
) -> None:
    seen = read(world, tenant, a_reading())
    changed = corrected(world, seen, amounts=won(1900))
    stale_acts: tuple[Callable[[], Receipt], ...] = (
        lambda: world.store.put_aside(seen, act(seen, Act.DELETED), told, announce=announcing),
        lambda: world.store.read_anew(seen, act(seen, Act.REREAD), a_message(seen)),
    )
    for stale in stale_acts:
        with pytest.raises(StaleReceiptError):
            stale()
    assert now(world, seen) == changed


def test_a_receipt_is_brought_back_as_often_as_it_is_corrected_and_goes_out_at_any_time(
    world: World, tenant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("receipts.domain.history.MOST_CORRECTIONS", 2)
    receipt = read(world, tenant, a_reading())
    for _ in range(2):
        rejected(world, receipt)
        back(world, receipt)
    rejected(world, receipt)
    with pytest.raises(HistoryFullError):
        back(world, receipt)
    assert deleted(world, receipt).status is Status.DELETED
    assert MOST_CORRECTIONS > 2


# Of two receipts of one purchase


def test_both_are_real_and_never_taken_for_doubles_again(world: World, tenant: UUID) -> None:
    bought = a_reading()
    first, second = read(world, tenant, bought), read(world, tenant, bought)
    told_apart = kept(world, second, first, Keep.BOTH)
    assert (told_apart.duplicate_of, told_apart.status) == (None, Status.PARSED)
    corrected(world, first, merchant=Merchant("도토리카페", (bought.merchant.business_number)))
    corrected(world, second, merchant=Merchant("도토리카페", (bought.merchant.business_number)))
    deleted(world, first)
    assert back(world, first).duplicate_of is None
    assert now(world, second).duplicate_of is None


def test_the_copy_of_what_was_told_apart_stays_its_copy_alone(world: World, tenant: UUID) -> None:
    bought = a_reading()
    first, second, third = (read(world, tenant, bought) for _ in range(3))
    kept(world, first, second, Keep.BOTH)  # asked of the original this time
    assert now(world, second).duplicate_of is None
    assert now(world, third).duplicate_of == first.id


def test_the_copy_is_kept_and_the_original_rejected_with_the_other_copies_under_it(
    world: World, tenant: UUID
) -> None:
    bought = a_reading()
    first, older, chosen = (read(world, tenant, bought) for _ in range(3))
    cancellation = read(world, tenant, cancelling(bought))
    assert cancellation.cancels == first.id
    approved(world, first)
    result = kept(world, chosen, first, Keep.THIS)
    assert (result.status, result.duplicate_of) == (Status.PARSED, None)
    aside = now(world, first)
    assert (aside.status, aside.rejection, aside.duplicate_of) == (
        Status.REJECTED,
        RejectReason.DUPLICATE,
        chosen.id,
    )
    assert now(world, older).duplicate_of == chosen.id
    assert now(world, cancellation).cancels == chosen.id
    (*_, last) = world.store.corrections(tenant, first.id).corrections
    assert last.decision == Decision(Act.REJECTED, RejectReason.DUPLICATE, other=chosen.id)


def test_the_original_is_kept_and_the_copy_rejected(world: World, tenant: UUID) -> None:
    bought = a_reading()
    first, copy = read(world, tenant, bought), read(world, tenant, bought)
    aside = kept(world, copy, first, Keep.OTHER)
    assert (aside.status, aside.duplicate_of) == (Status.REJECTED, first.id)
    assert now(world, first) == replace(first, version=now(world, first).version)
    assert back(world, copy).duplicate_of == first.id


@pytest.mark.parametrize("keep", sorted(Keep))
def test_what_are_no_duplicates_cannot_be_resolved(world: World, tenant: UUID, keep: Keep) -> None:
    one, other = read(world, tenant, a_reading()), read(world, tenant, a_reading())
    for compared in (other, replace(other, id=uuid4()), one):
        with pytest.raises(NotDuplicatesError):
            kept(world, one, compared, keep)
    assert (now(world, one), now(world, other)) == (one, other)


@pytest.mark.parametrize("keep", sorted(Keep))
def test_anothers_receipt_cannot_be_drawn_into_a_resolution(world: World, tenant: UUID, keep: Keep) -> None:
    """Nor does the answer tell that it is there."""
    bought = a_reading()
    ours, copy = read(world, tenant, bought), read(world, tenant, bought)
    theirs = read(world, world.new_tenant(), bought)
    with pytest.raises(NotDuplicatesError):
        kept(world, copy, theirs, keep)
    assert (now(world, theirs), now(world, ours), now(world, copy)) == (theirs, ours, copy)


def test_nobody_decides_about_anothers_receipt(world: World, tenant: UUID) -> None:
    theirs = read(world, world.new_tenant(), a_reading())
    guessed = replace(theirs, tenant_id=tenant)
    attacks: tuple[Callable[[], Receipt], ...] = (
        lambda: world.store.put_aside(guessed, act(guessed, Act.DELETED), a_message, announce=announcing),
        lambda: world.store.bring_back(guessed, act(guessed, Act.RESTORED), told, announce=announcing),
        lambda: world.store.read_anew(guessed, act(guessed, Act.REREAD), a_message(guessed)),
        lambda: world.store.tell_apart(
            guessed, theirs.id, act(guessed, Act.RESOLVED, keep=Keep.BOTH), announce=announcing
        ),
    )
    for attack in attacks:
        with pytest.raises(ReceiptNotFoundError):
            attack()
    assert world.store.engine_reading(tenant, theirs.id) is None
    assert now(world, theirs) == theirs


# Read anew


def reread(world: World, receipt: Receipt, reading: Reading, shown: Reading) -> Receipt:
    seen = now(world, receipt)
    world.store.read_anew(seen, act(seen, Act.REREAD), a_message(seen))
    claim = world.claimed(now(world, receipt), f"reread {seen.version}")
    assert world.store.record_rereading(claim, reading, shown, announcing)
    return now(world, receipt)


def test_what_the_engine_makes_of_it_now_is_kept_beside_what_is_shown(world: World, tenant: UUID) -> None:
    bought = a_reading()
    receipt = read(world, tenant, bought)
    again = replace(bought, merchant=Merchant("도토리카페"))
    for _ in range(2):  # the same engine, too
        result = reread(world, receipt, again, bought)
        assert (result.status, result.reading, result.came_from) == (Status.PARSED, bought, None)
        assert world.store.engine_reading(tenant, receipt.id) == again


def test_what_was_approved_is_approved_still_when_it_has_been_read_anew(world: World, tenant: UUID) -> None:
    bought = a_reading()
    receipt = approved(world, read(world, tenant, bought))
    seen = now(world, receipt)
    assert world.store.read_anew(seen, act(seen, Act.REREAD), a_message(seen)).status is Status.QUEUED
    claim = world.claimed(now(world, receipt))
    message = world.store.keep_reading(claim, FailureCause.TOO_COMPLEX, announcing)
    assert message is not None
    assert "approved" in message.body
    stands = now(world, receipt)
    assert (stands.status, stands.reading, stands.failure) == (Status.APPROVED, bought, None)
    assert reread(world, receipt, replace(bought, text="…"), bought).status is Status.APPROVED
    assert world.store.keep_reading(claim, FailureCause.TOO_COMPLEX, announcing) is None


# Purged


def test_what_was_deleted_long_ago_goes_with_all_that_it_was_linked_to_by(world: World, tenant: UUID) -> None:
    bought = a_reading()
    first, copy = read(world, tenant, bought), read(world, tenant, bought)
    rejected(world, copy, RejectReason.DUPLICATE)
    deleted(world, first)
    stays = read(world, tenant, a_reading())
    assert world.store.purge(LATER, 10) == 0
    assert world.store.purge(FAR, 10) == 1
    with pytest.raises(ReceiptNotFoundError):
        now(world, first)
    assert now(world, stays) == stays
    assert now(world, copy).status is Status.REJECTED
    assert world.store.photos_to_purge(FAR, 10) == [first.photo.key]
    assert world.store.named_photos([first.photo.key]).keys() == {first.photo.key}
    world.store.note_purged_photo(first.photo.key, FAR + timedelta(days=1))
    assert world.store.photos_to_purge(FAR, 10) == []
    world.store.note_purged_photo(first.photo.key, None)
    assert world.store.photos_to_purge(FAR + timedelta(days=2), 10) == []
    assert world.store.named_photos([first.photo.key]) == {}

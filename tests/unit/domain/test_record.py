"""Each move of a receipt: where it may start, what the record is afterwards, what its audit trail is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.annotations import Annotations
from receipts.domain.decisions import Act, Decision, RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.history import Change, Correction, Event
from receipts.domain.life_cycle import READ, Status
from receipts.domain.links import NO_LINKS, Links
from receipts.domain.record import KeptReading, Lease, Move, Receipt
from receipts.errors import IllegalTransitionError, StaleReceiptError
from tests.fixtures.makers import LEASE, NOON, a_reading, a_receipt

LATER = NOON + timedelta(minutes=5)
OTHER = UUID(int=7)
READING, DOUBTFUL = a_reading(), a_reading(review_reasons=("merchant_low_confidence",))
MINE = Lease("message-1", LATER + LEASE)
ACT = Correction(LATER, "김경리", 2, (Change("merchant.name", "도토리다방", "도토리카페"),))
APPROVAL = Correction(LATER, "김경리", 2, (), approved=True)


def decided(act: Act, **changes: Any) -> Correction:  # noqa: ANN401 - fields of a decision
    return Correction(LATER, "김경리", 2, (), decision=Decision(act, **changes))


REJECTION = decided(Act.REJECTED, reason=RejectReason.PRIVATE, note="가족 모임")
REOPENING, DELETION, RESTORING = map(decided, (Act.REOPENED, Act.DELETED, Act.RESTORED))
RESOLVING, REREADING = map(decided, (Act.RESOLVED, Act.REREAD))


def kept(doubtful: bool = False) -> KeptReading:
    return KeptReading(OTHER, DOUBTFUL if doubtful else READING, "embedded 1")


def a_record(status: Status) -> Receipt:
    """As it stands there, with what every record of that status has."""
    receipt = replace(a_receipt(UUID(int=1), status=status), attempts=3)
    if status is Status.PROCESSING:
        return replace(receipt, lease=MINE)
    if status is Status.FAILED:
        return replace(receipt, failure=FailureCause.EMPTY_FILE)
    if status is Status.REJECTED:
        return replace(receipt, reading=READING, rejection=RejectReason.OTHER)
    if status is Status.DELETED:
        return replace(receipt, reading=READING, came_from=Status.APPROVED)
    return replace(receipt, reading=READING) if status in READ else receipt


IN_LINE = {Status.AWAITING_UPLOAD, Status.QUEUED, Status.PROCESSING, Status.FAILED}
MOVES: dict[str, tuple[Callable[[Receipt], Move], set[Status]]] = {
    "describe": (lambda it: it.describe(it, LATER), {Status.AWAITING_UPLOAD, Status.FAILED}),
    "arrive": (lambda it: it.arrive("v1", LATER), {Status.AWAITING_UPLOAD}),
    "expire": (lambda it: it.expire(LATER), {Status.AWAITING_UPLOAD}),
    "revive": (lambda it: it.revive(LATER), {Status.EXPIRED}),
    "requeue": (
        lambda it: it.requeue(it, LATER),
        {Status.QUEUED, Status.PROCESSING, Status.PARSED, Status.NEEDS_REVIEW, Status.FAILED},
    ),
    "claim": (lambda it: it.claim(MINE, LATER, "v1"), IN_LINE),
    "hold back": (lambda it: it.hold_back(LATER, LATER, "v1"), IN_LINE),
    "give back": (lambda it: it.give_back(0, LATER, requeued=False), {Status.PROCESSING}),
    "settle": (lambda it: it.settle(kept(), NO_LINKS, LATER), {Status.PROCESSING}),
    "fail": (lambda it: it.fail(FailureCause.EMPTY_FILE, LATER), {Status.PROCESSING}),
    "correct": (
        lambda it: it.correct(DOUBTFUL, NO_LINKS, ACT),
        {Status.PARSED, Status.NEEDS_REVIEW, Status.APPROVED},
    ),
    "relink": (
        lambda it: it.relink(NO_LINKS, LATER, because_of=OTHER),
        {Status.PARSED, Status.NEEDS_REVIEW, Status.APPROVED},
    ),
    "reject": (lambda it: it.reject(REJECTION), {*READ, Status.FAILED}),
    "reopen": (lambda it: it.reopen(NO_LINKS, REOPENING), {Status.REJECTED}),
    "delete": (lambda it: it.delete(DELETION), set(Status) - {Status.DELETED}),
    "restore": (lambda it: it.restore(NO_LINKS, RESTORING), {Status.DELETED}),
    "tell apart": (lambda it: it.tell_apart(OTHER, NO_LINKS, RESOLVING), set(READ)),
    "stand for both": (lambda it: it.stand_for(NO_LINKS, RESOLVING), set(READ)),
    "read anew": (lambda it: it.read_anew(REREADING), {*READ, Status.FAILED}),
    "keep what was read": (
        lambda it: it.keep(FailureCause.EMPTY_FILE, NO_LINKS, LATER),
        {Status.PROCESSING},
    ),
    "annotate": (
        lambda it: it.annotate(Annotations(memo="점심"), ACT),
        set(Status) - {Status.EXPIRED, Status.DELETED},
    ),
    "approve": (lambda it: it.approve(APPROVAL), {Status.PARSED, Status.NEEDS_REVIEW}),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_is_made_from_where_it_may_start_and_refused_elsewhere(name: str, status: Status) -> None:
    make, may_start = MOVES[name]
    receipt = a_record(status)
    if status in may_start:
        assert make(receipt)[0].id == receipt.id
    else:
        with pytest.raises(IllegalTransitionError):
            make(receipt)


@pytest.mark.parametrize("name", sorted(set(MOVES) - {"hold back"}))
def test_a_move_makes_one_new_version_and_tells_the_audit_trail(name: str) -> None:
    make, may_start = MOVES[name]
    for status in may_start:
        receipt = a_record(status)
        moved, event = make(receipt)
        assert moved.version == receipt.version + 1
        assert event is not None
        assert event.at == LATER


# Waiting for its photo


def test_what_is_said_of_a_photo_is_noted_and_a_failure_keeps_its_time() -> None:
    for status, touched in ((Status.AWAITING_UPLOAD, LATER), (Status.FAILED, NOON)):
        receipt = a_record(status)
        told = replace(receipt.photo, content_type="image/png", size=7, version="not ours to say")
        described, event = receipt.describe(replace(receipt, photo=told), LATER)
        assert described.photo == replace(receipt.photo, content_type="image/png", size=7)
        assert (described.status, described.updated_at) == (status, touched)
        assert event == Event("described", LATER, {"content_type": "image/png", "size": 7})


def test_a_photo_that_arrived_is_queued_in_its_version() -> None:
    arrived, event = a_record(Status.AWAITING_UPLOAD).arrive("v7", LATER)
    assert (arrived.status, arrived.photo.version, arrived.updated_at) == (Status.QUEUED, "v7", LATER)
    assert event == Event("arrived", LATER, {"version": "v7"})


def test_a_slot_expires_for_itself_or_for_another() -> None:
    slot = a_record(Status.AWAITING_UPLOAD)
    assert slot.expire(LATER)[1] == Event("expired", LATER)
    assert slot.expire(LATER, superseded_by=OTHER)[1] == Event(
        "expired", LATER, {"superseded_by": str(OTHER)}
    )


# On the queue


def test_a_retry_begins_anew_with_the_photo_that_was_seen() -> None:
    failed = replace(a_record(Status.FAILED), turn=NOON)
    seen = replace(failed, photo=replace(failed.photo, version="v2"))
    queued, event = failed.requeue(seen, LATER, key="rk_Ab3dE6g")
    assert (queued.status, queued.failure, queued.attempts, queued.turn) == (Status.QUEUED, None, 0, None)
    assert queued.photo.version == "v2"
    assert event == Event("requeued", LATER, {"status": "failed", "key": "rk_Ab3dE6g"})


def test_a_retry_of_what_has_moved_on_is_refused() -> None:
    failed = a_record(Status.FAILED)
    with pytest.raises(IllegalTransitionError):
        a_record(Status.QUEUED).requeue(failed, LATER)


def test_a_retry_ends_the_claim_of_whoever_reads_it() -> None:
    processing = a_record(Status.PROCESSING)
    assert processing.requeue(processing, LATER)[0].lease is None


# Being read


def test_a_claim_counts_a_read_until_it_is_given_back() -> None:
    queued = a_record(Status.QUEUED)
    claimed, event = queued.claim(MINE, LATER, "v1")
    assert (claimed.status, claimed.lease, claimed.attempts) == (Status.PROCESSING, MINE, queued.attempts + 1)
    assert (claimed.photo.version, claimed.updated_at) == ("v1", LATER)
    assert event == Event("claimed", LATER, {"claimed_by": "message-1", "until": MINE.until.isoformat()})
    given_back, event = claimed.give_back(queued.died, LATER, requeued=False)
    assert (given_back.status, given_back.lease, given_back.attempts) == (
        Status.QUEUED,
        None,
        queued.attempts,
    )
    assert event == Event("given_back", LATER, {"claimed_by": "message-1"})
    assert claimed.give_back(0, LATER, requeued=True)[1] == replace(event, kind="requeued")


def test_a_claim_without_a_look_at_the_photo_counts_nothing_and_keeps_the_version() -> None:
    queued = replace(a_record(Status.QUEUED), turn=NOON)
    queued = replace(queued, photo=replace(queued.photo, version="v1"))
    claimed, _ = queued.claim(MINE, LATER, reads=False)
    assert (claimed.attempts, claimed.photo.version, claimed.turn) == (queued.attempts, "v1", None)


def test_a_photo_that_is_sent_again_begins_to_count_anew() -> None:
    failed = a_record(Status.FAILED)
    assert failed.died == 0
    claimed, _ = failed.claim(MINE, LATER, "v2")
    assert (claimed.attempts, claimed.failure) == (1, None)
    held, _ = failed.hold_back(LATER, NOON, "v2")
    assert (held.attempts, held.failure) == (0, None)


def test_who_takes_over_has_the_lease() -> None:
    taken_over, _ = a_record(Status.PROCESSING).claim(Lease("message-2", LATER), NOON)
    assert taken_over.lease == Lease("message-2", LATER)


def test_what_is_held_back_is_queued_with_its_turn() -> None:
    held, event = a_record(Status.PROCESSING).hold_back(LATER, NOON, "v1")
    assert (held.status, held.turn, held.lease, held.photo.version) == (Status.QUEUED, LATER, None, "v1")
    assert event == Event("held_back", NOON, {"until": LATER.isoformat()})


def test_only_what_people_can_see_makes_a_new_version() -> None:
    queued = a_record(Status.QUEUED)
    held, event = queued.hold_back(LATER, NOON, None)
    assert (held.version, held.turn, event) == (queued.version, LATER, None)
    let_in, event = held.let_in(NOON)
    assert (let_in.version, let_in.turn, event) == (queued.version, NOON, None)


@pytest.mark.parametrize(
    ("doubtful", "original", "status"),
    [
        (False, None, Status.PARSED),
        (True, None, Status.NEEDS_REVIEW),
        (False, OTHER, Status.NEEDS_REVIEW),
    ],
)
def test_what_was_read_needs_review_if_it_is_doubtful_or_a_copy(
    doubtful: bool,
    original: UUID | None,
    status: Status,
) -> None:
    reading = kept(doubtful)
    settled, event = a_record(Status.PROCESSING).settle(reading, Links(original), LATER)
    assert (settled.status, settled.reading, settled.lease) == (status, reading.reading, None)
    assert settled.links == Links(original)
    assert event == Event(status.value, LATER, {"reading": str(OTHER), "claimed_by": "message-1"})


def test_a_failure_has_its_cause() -> None:
    failed, event = a_record(Status.PROCESSING).fail(FailureCause.EMPTY_FILE, LATER)
    assert (failed.status, failed.failure, failed.lease) == (Status.FAILED, FailureCause.EMPTY_FILE, None)
    assert event == Event("failed", LATER, {"cause": "empty_file", "claimed_by": "message-1"})


# In people's hands


@pytest.mark.parametrize("status", [Status.PARSED, Status.NEEDS_REVIEW])
def test_a_correction_that_answers_all_doubts_leaves_it_parsed(status: Status) -> None:
    corrected, event = a_record(status).correct(READING, Links(cancels=OTHER), ACT)
    assert (corrected.status, corrected.cancels) == (Status.PARSED, OTHER)
    assert (corrected.version, corrected.updated_at) == (ACT.version, LATER)
    assert event is not None
    assert Correction.of(event) == ACT


@pytest.mark.parametrize("status", [Status.PARSED, Status.NEEDS_REVIEW])
def test_a_correction_that_shows_a_copy_leaves_it_in_review(status: Status) -> None:
    assert a_record(status).correct(READING, Links(OTHER), ACT)[0].status is Status.NEEDS_REVIEW


def test_what_was_approved_is_corrected_only_into_review() -> None:
    approved = a_record(Status.APPROVED)
    assert approved.correct(DOUBTFUL, NO_LINKS, ACT)[0].status is Status.NEEDS_REVIEW
    with pytest.raises(IllegalTransitionError):
        approved.correct(READING, NO_LINKS, ACT)


def test_an_approval_is_in_the_audit_trail() -> None:
    approved, event = a_record(Status.NEEDS_REVIEW).approve(APPROVAL)
    assert approved.status is Status.APPROVED
    assert event is not None
    assert (event.kind, Correction.of(event)) == ("approved", APPROVAL)


def test_who_saw_another_version_is_told_of_the_one_there_is() -> None:
    receipt = a_record(Status.PARSED)
    receipt.ensure_seen(receipt.version)
    with pytest.raises(StaleReceiptError) as refusal:
        receipt.ensure_seen(receipt.version + 1)
    assert refusal.value.current == receipt.version


# When another receipt changes


@pytest.mark.parametrize(
    ("status", "links", "becomes"),
    [
        (Status.NEEDS_REVIEW, NO_LINKS, Status.PARSED),
        (Status.PARSED, Links(OTHER), Status.NEEDS_REVIEW),
        (Status.PARSED, Links(cancels=OTHER), Status.PARSED),
        (Status.APPROVED, Links(OTHER), Status.APPROVED),
    ],
)
def test_a_receipt_is_relinked_and_what_was_approved_stays_so(
    status: Status, links: Links, becomes: Status
) -> None:
    receipt = replace(a_record(status), duplicate_of=UUID(int=3))
    relinked, event = receipt.relink(links, LATER, because_of=UUID(int=3))
    assert (relinked.links, relinked.status, relinked.updated_at) == (links, becomes, LATER)
    assert relinked.version == receipt.version + 1
    assert event is not None
    assert (event.kind, event.data["because_of"], event.data["status"]) == (
        "relinked",
        str(UUID(int=3)),
        becomes,
    )
    told = (links.duplicate_of and str(links.duplicate_of), links.cancels and str(links.cancels))
    assert (event.data["duplicate_of"], event.data["cancels"]) == told


def test_what_is_doubtful_in_itself_stays_in_review() -> None:
    doubtful = replace(a_record(Status.NEEDS_REVIEW), reading=DOUBTFUL, duplicate_of=OTHER)
    assert doubtful.relink(NO_LINKS, LATER, because_of=OTHER)[0].status is Status.NEEDS_REVIEW


def test_a_reading_that_cannot_be_used_is_not_taken_for_one_without_doubts() -> None:
    damaged = replace(a_record(Status.NEEDS_REVIEW), reading=None, duplicate_of=OTHER)
    assert damaged.relink(NO_LINKS, LATER, because_of=OTHER)[0].status is Status.NEEDS_REVIEW
    seen_as_a_copy, _ = replace(damaged, status=Status.PARSED).relink(Links(OTHER), LATER, because_of=OTHER)
    assert seen_as_a_copy.status is Status.NEEDS_REVIEW

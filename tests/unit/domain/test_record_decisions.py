"""What people decide about whole records: where they are afterwards, and where they go back to."""

from dataclasses import replace

import pytest

from receipts.domain.decisions import Act, RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.links import NO_LINKS, Links
from tests.unit.domain.test_record import (
    DELETION,
    DOUBTFUL,
    LATER,
    MINE,
    OTHER,
    READING,
    REJECTION,
    REOPENING,
    REREADING,
    RESTORING,
    a_record,
    decided,
    kept,
)


def test_what_is_rejected_says_why_and_is_paired_with_nothing() -> None:
    linked = replace(a_record(Status.APPROVED), duplicate_of=OTHER, cancels=OTHER)
    rejected, event = linked.reject(REJECTION)
    assert (rejected.status, rejected.rejection) == (Status.REJECTED, RejectReason.PRIVATE)
    assert rejected.links == NO_LINKS
    assert event is not None
    assert event.data == {
        "by": "김경리",
        "key": None,
        "person": None,
        "version": 2,
        "changes": [],
        "reason": "private",
        "note": "가족 모임",
    }
    assert Correction.of(event) == REJECTION


def test_a_double_that_is_rejected_stays_known_as_one() -> None:
    double = replace(a_record(Status.NEEDS_REVIEW), duplicate_of=OTHER, cancels=OTHER)
    rejected, _ = double.reject(decided(Act.REJECTED, reason=RejectReason.DUPLICATE))
    assert rejected.links == Links(OTHER, None)
    resolved, _ = replace(double, duplicate_of=None).reject(
        decided(Act.RESOLVED, reason=RejectReason.DUPLICATE, other=OTHER)
    )
    assert resolved.duplicate_of == OTHER


def test_a_rejection_is_taken_back_to_another_look_or_to_the_failure_that_it_was() -> None:
    rejected = a_record(Status.REJECTED)
    reopened, _ = rejected.reopen(Links(OTHER, None), REOPENING)
    assert (reopened.status, reopened.rejection) == (Status.NEEDS_REVIEW, None)
    assert rejected.reopen(NO_LINKS, REOPENING)[0].status is Status.PARSED
    failed, _ = a_record(Status.FAILED).reject(REJECTION)
    again, _ = failed.reopen(NO_LINKS, REOPENING)
    assert (again.status, again.failure) == (Status.FAILED, FailureCause.EMPTY_FILE)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DELETED, Status.PROCESSING}))
def test_what_is_deleted_comes_back_to_where_it_stood(status: Status) -> None:
    receipt = a_record(status)
    if status is Status.NEEDS_REVIEW:
        receipt = replace(receipt, reading=DOUBTFUL)
    deleted, _ = receipt.delete(DELETION)
    restored, _ = deleted.restore(NO_LINKS, replace(RESTORING, version=3))
    assert restored == replace(receipt, version=3, updated_at=LATER, attempts=0)


def test_what_is_deleted_while_it_is_read_is_read_in_vain_and_queued_when_it_comes_back() -> None:
    deleted, _ = a_record(Status.PROCESSING).delete(DELETION)
    assert deleted.lease is None
    assert deleted.restore(NO_LINKS, RESTORING)[0].status is Status.QUEUED


@pytest.mark.parametrize("status", [Status.PARSED, Status.APPROVED])
def test_a_double_by_now_needs_review_when_it_comes_back(status: Status) -> None:
    """Whatever it repeats may have been approved meanwhile: both would be in the books."""
    deleted, _ = a_record(status).delete(DELETION)
    restored, _ = deleted.restore(Links(OTHER, None), RESTORING)
    assert (restored.status, restored.duplicate_of) == (Status.NEEDS_REVIEW, OTHER)


@pytest.mark.parametrize(
    ("status", "to"),
    [(Status.PARSED, Status.NEEDS_REVIEW), (Status.APPROVED, Status.APPROVED)],
)
def test_what_is_read_anew_shows_what_it_showed_and_what_was_approved_stays_so(
    status: Status, to: Status
) -> None:
    queued, _ = a_record(status).read_anew(REREADING)
    assert (queued.status, queued.reading, queued.attempts) == (Status.QUEUED, READING, 0)
    assert queued.is_read_anew
    lost, _ = queued.requeue(queued, LATER)  # its message was lost
    claimed, _ = lost.claim(MINE, LATER)
    settled, _ = claimed.settle(kept(doubtful=True), NO_LINKS, LATER)
    assert (settled.status, settled.came_from, settled.is_read_anew) == (to, None, False)


@pytest.mark.parametrize("status", [Status.PARSED, Status.APPROVED])
def test_what_cannot_be_read_anew_stands_where_it_stood(status: Status) -> None:
    claimed, _ = a_record(status).read_anew(REREADING)[0].claim(MINE, LATER)
    stands, event = claimed.keep(FailureCause.TOO_COMPLEX, NO_LINKS, LATER)
    assert (stands.status, stands.reading, stands.failure) == (status, READING, None)
    assert event is not None
    assert (event.kind, event.data["cause"]) == ("reread_failed", "too_complex")


def test_what_is_deleted_while_it_is_read_anew_comes_back_approved() -> None:
    queued, _ = a_record(Status.APPROVED).read_anew(REREADING)
    deleted, _ = queued.delete(DELETION)
    assert deleted.restore(NO_LINKS, RESTORING)[0].status is Status.APPROVED


def test_a_failure_that_is_read_anew_has_nowhere_to_go_back_to() -> None:
    queued, _ = a_record(Status.FAILED).read_anew(REREADING)
    assert (queued.failure, queued.came_from, queued.is_read_anew) == (None, None, False)

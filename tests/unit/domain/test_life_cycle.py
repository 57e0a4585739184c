import itertools

import pytest

from receipts.domain.life_cycle import SETTLED, Status, move
from receipts.errors import IllegalTransitionError


def test_a_receipt_goes_from_slot_to_approval() -> None:
    way = [Status.AWAITING_UPLOAD, Status.QUEUED, Status.PROCESSING, Status.NEEDS_REVIEW, Status.APPROVED]
    for current, to in itertools.pairwise(way):
        assert move(current, to) is to


@pytest.mark.parametrize(
    ("current", "to"),
    [
        (Status.AWAITING_UPLOAD, Status.PARSED),
        (Status.AWAITING_UPLOAD, Status.APPROVED),
        (Status.QUEUED, Status.PARSED),
        (Status.QUEUED, Status.APPROVED),
        (Status.REJECTED, Status.APPROVED),
        (Status.PROCESSING, Status.REJECTED),
        (Status.DELETED, Status.PROCESSING),
        (Status.FAILED, Status.PARSED),
        (Status.FAILED, Status.PROCESSING),
        (Status.APPROVED, Status.PROCESSING),
        (Status.APPROVED, Status.FAILED),
    ],
)
def test_a_wrong_move_is_refused_by_name(current: Status, to: Status) -> None:
    with pytest.raises(IllegalTransitionError, match=f"{current} to {to}"):
        move(current, to)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DELETED, Status.PROCESSING}))
def test_from_wherever_it_is_deleted_it_comes_back(status: Status) -> None:
    assert move(status, Status.DELETED) is Status.DELETED
    assert move(Status.DELETED, status) is status


def test_a_failed_receipt_can_be_tried_again() -> None:
    assert move(Status.FAILED, Status.QUEUED) is Status.QUEUED


def test_an_expired_slot_is_not_settled_because_the_photo_may_still_come() -> None:
    assert Status.EXPIRED not in SETTLED
    assert Status.PROCESSING not in SETTLED

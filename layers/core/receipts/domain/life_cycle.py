"""The life of a receipt, as a state machine that refuses wrong moves.

awaiting_upload ─▶ queued ─▶ processing ─▶ parsed | needs_review ─▶ approved

What people put aside, as `rejected` or `deleted`, has a way back to where it stood.
"""

from enum import StrEnum

from receipts.errors import IllegalTransitionError


class Status(StrEnum):
    """Where a receipt stands."""

    AWAITING_UPLOAD = "awaiting_upload"
    QUEUED = "queued"
    PROCESSING = "processing"
    PARSED = "parsed"
    NEEDS_REVIEW = "needs_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    FAILED = "failed"
    EXPIRED = "expired"
    DELETED = "deleted"


_MOVES: dict[Status, frozenset[Status]] = {
    Status.AWAITING_UPLOAD: frozenset({Status.QUEUED, Status.EXPIRED, Status.DELETED}),
    # queued to queued: a message that got lost is sent again
    Status.QUEUED: frozenset({Status.PROCESSING, Status.QUEUED, Status.FAILED, Status.DELETED}),
    # to approved: what was approved is read anew, and stays so
    Status.PROCESSING: frozenset(
        {
            Status.PARSED,
            Status.NEEDS_REVIEW,
            Status.APPROVED,
            Status.FAILED,
            Status.QUEUED,
            Status.DELETED,
        }
    ),
    Status.PARSED: frozenset(
        {Status.NEEDS_REVIEW, Status.APPROVED, Status.REJECTED, Status.QUEUED, Status.DELETED}
    ),
    Status.NEEDS_REVIEW: frozenset(
        {Status.PARSED, Status.APPROVED, Status.REJECTED, Status.QUEUED, Status.DELETED}
    ),
    Status.APPROVED: frozenset({Status.NEEDS_REVIEW, Status.REJECTED, Status.QUEUED, Status.DELETED}),
    Status.REJECTED: frozenset({Status.PARSED, Status.NEEDS_REVIEW, Status.FAILED, Status.DELETED}),
    Status.FAILED: frozenset({Status.QUEUED, Status.REJECTED, Status.DELETED}),
    Status.EXPIRED: frozenset({Status.QUEUED, Status.DELETED}),
    Status.DELETED: frozenset(
        {
            Status.AWAITING_UPLOAD,
            Status.QUEUED,
            Status.PARSED,
            Status.NEEDS_REVIEW,
            Status.APPROVED,
            Status.REJECTED,
            Status.FAILED,
            Status.EXPIRED,
        }
    ),
}

SETTLED = frozenset(
    {
        Status.PARSED,
        Status.NEEDS_REVIEW,
        Status.APPROVED,
        Status.REJECTED,
        Status.FAILED,
        Status.DELETED,
    }
)
"""No work is under way: the record says how the reading ended. `EXPIRED` is left out because the
photo may still arrive: a late upload revives the slot."""

READ = frozenset({Status.PARSED, Status.NEEDS_REVIEW, Status.APPROVED})
"""There is a reading that people may correct."""

IN_WORK = frozenset({Status.QUEUED, Status.PROCESSING})
"""It is being read, or will be."""

CLAIMABLE = frozenset({Status.AWAITING_UPLOAD, Status.QUEUED, Status.PROCESSING, Status.FAILED})
"""Its photo may be read when it is there; an expired slot has to be revived first."""

WANTS_PHOTO = frozenset({Status.AWAITING_UPLOAD, Status.FAILED})
"""Its photo has not come, or could not be read."""

NOT_LIVE = frozenset({Status.DELETED, Status.EXPIRED})
"""It does not stand in the way of the same photo."""

NOT_COUNTED = NOT_LIVE | {Status.REJECTED}
"""Nothing is a copy of it or paired with it."""

CLOSED = frozenset({Status.APPROVED, Status.REJECTED, Status.DELETED})
"""A person has decided: nobody has to look."""


def move(current: Status, to: Status) -> Status:
    """Return `to`, or raise IllegalTransitionError if a receipt cannot go there from `current`."""
    if to not in _MOVES[current]:
        raise IllegalTransitionError(current, to)
    return to


UNDER_WAY = IN_WORK | {Status.AWAITING_UPLOAD}
"""Something of it is still to come: its photo, or its reading."""

"""The error tree.

ReceiptsError
├── IllegalTransitionError     a move that the life cycle does not have
├── UnreadableError            the image itself is the reason; permanent, carries its FailureCause
├── InvalidMessageError        a queue message that is not an S3 event; permanent
├── UnknownObjectError         an object that belongs to no receipt; permanent
├── PhotoArchivedError         the photo lies in the archive, which takes hours to give it back
├── ReceiptNotFoundError       no such receipt for this tenant
├── StaleReceiptError          the receipt has changed since the caller saw it
├── ApprovalRefusedError       something is in the way of an approval; it is listed
├── AcceptanceError            a warning was accepted that is not there
├── ImpossibleValuesError      no receipt can have these values; their fields are named
├── InvalidCursorError         the mark where a list goes on is none of ours
├── StoredReadingError         a reading is kept in a form that this code cannot use
├── UndecidableError           a decision that the status of the receipt does not allow
├── NotDuplicatesError         neither of two receipts is known as the double of the other
├── PhotoLiveError             a deleted receipt cannot come back: its photo is another receipt by now
├── HistoryFullError           the receipt has been corrected as often as a receipt can be
├── BatchNotFoundError         no such batch of this tenant
├── AccountNotFoundError       no such account in this tenant's chart
├── ChartFullError             a chart of accounts takes no more
├── TenantExistsError          a tenant of this name is there
├── TenantNotFoundError        no such tenant
├── ApiKeyNotFoundError        no such API key, or it is revoked already
├── AmbiguousKeyError          several API keys begin like this
├── InvalidRequestError        an administrator asked for something that cannot be done
├── SettingsError              an entry point was started with a setting missing or wrong
├── ReaderFaultError           the reader met a fault of ours; the receipt is not to blame
├── EscalationError            an optional engine has no answer; the embedded reading stands
│   ├── PictureRefusedError    it does not take this picture
│   ├── EngineUnavailableError  it did not answer, or not as documented
│   └── BudgetSpentError       the tenant's money for this month is spent
└── TransientError             worth trying again
    ├── StillProcessingError   another delivery of the same receipt is being read right now
    ├── ReaderUnavailableError  no reader could be started
    │   └── ReaderBrokenError  what it needs is missing or damaged: the file is named, and what to do
    └── StorageUnavailableError  the bucket, queue or database did not answer
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from receipts.domain.failure import FailureCause
    from receipts.domain.obstacles import Obstacle


class ReceiptsError(Exception):
    """Root of every error this system raises on purpose."""


class IllegalTransitionError(ReceiptsError):
    """A receipt cannot move from the status `current` to `to`."""

    def __init__(self, current: str, to: str) -> None:
        super().__init__(f"a receipt cannot go from {current} to {to}")
        self.current = current
        self.to = to


class UnreadableError(ReceiptsError):
    """The image cannot be read and never will be; `detail` is for logs, the cause's sentence for people."""

    def __init__(self, cause: FailureCause, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else str(cause))
        self.cause = cause
        self.detail = detail


class ReaderFaultError(ReceiptsError):
    """The reader met a fault of ours. The message names the error and its places in the code, and nothing of
    the receipt.
    """


class InvalidMessageError(ReceiptsError):
    """The message is no S3 event notification."""


class UnknownObjectError(ReceiptsError):
    """An uploaded object that no receipt was announced for."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no receipt is known for the object {key!r}")
        self.key = key


class PhotoArchivedError(ReceiptsError):
    """The photo lies in the archive, which gives it back within 12 hours of being asked."""


class ReceiptNotFoundError(ReceiptsError):
    """This tenant has no receipt of that id."""

    def __init__(self, receipt_id: UUID) -> None:
        super().__init__(f"no receipt {receipt_id}")
        self.receipt_id = receipt_id


class StaleReceiptError(ReceiptsError):
    """The caller saw another version of the receipt than `current`, the one there is now."""

    def __init__(self, receipt_id: UUID, current: int) -> None:
        super().__init__(f"receipt {receipt_id} is at version {current} by now")
        self.current = current


class ApprovalRefusedError(ReceiptsError):
    """A receipt is not approved as it is; `obstacles` are what has to be put right, or accepted by name."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(f"not approved: {', '.join(it.code for it in obstacles)}")
        self.obstacles = tuple(obstacles)


class AcceptanceError(ReceiptsError):
    """Whoever approves accepts warnings that the receipt does not have; `found` by their places in the
    request.
    """

    def __init__(self, found: Mapping[int, str]) -> None:
        super().__init__(f"nothing to accept: {', '.join(found.values())}")
        self.found = dict(found)


class ImpossibleValuesError(ReceiptsError):
    """A correction has values that no receipt can have; `found` tells why, by the path of the field."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__(f"impossible: {', '.join(f'{path} {why}' for path, why in found.items())}")
        self.found = dict(found)


class InvalidCursorError(ReceiptsError):
    """The cursor that a caller gave is not one that a list has answered with."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"not a cursor: {cursor!r}")


class StoredReadingError(ReceiptsError):
    """A reading is kept in a version that this code does not know, or damaged; the message tells the reason
    and nothing of the reading.
    """


class HistoryFullError(ReceiptsError):
    """A receipt has been corrected `most` times, and takes no more corrections."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a receipt takes {most} corrections at most")
        self.most = most


class UndecidableError(ReceiptsError):
    """A receipt of the status `current` does not allow this decision, those of `possible` do."""

    def __init__(self, current: str, possible: Sequence[str]) -> None:
        super().__init__(
            f"only a receipt that is {' or '.join(possible)} allows this, not one that is {current}"
        )
        self.current = current
        self.possible = possible


class NotDuplicatesError(ReceiptsError):
    """Neither of the two receipts is known as the double of the other, or one of them counts no longer."""

    def __init__(self, receipt_id: UUID, other: UUID | None) -> None:
        super().__init__(f"receipts {receipt_id} and {other} are no duplicates")


class PhotoLiveError(ReceiptsError):
    """The photo of a deleted receipt was sent again, and is the receipt `live` by now."""

    def __init__(self, live: UUID) -> None:
        super().__init__(f"the same photo is receipt {live} by now")
        self.live = live


class BatchNotFoundError(ReceiptsError):
    """This tenant has no batch of that id."""

    def __init__(self, batch_id: UUID) -> None:
        super().__init__(f"no batch {batch_id}")


class AccountNotFoundError(ReceiptsError):
    """This tenant's chart has no account of that code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no account {code!r}")


class ChartFullError(ReceiptsError):
    """A company's chart of accounts has `most` entries of its own, and takes no more."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a chart takes {most} accounts at most")
        self.most = most


class TenantExistsError(ReceiptsError):
    """A tenant of this name is there; another would be mistaken for it."""

    def __init__(self, name: str, tenant_id: UUID) -> None:
        super().__init__(f"there is a tenant {name!r}: {tenant_id}; ask for another key for it")
        self.tenant_id = tenant_id


class TenantNotFoundError(ReceiptsError):
    """No tenant has this id."""

    def __init__(self, tenant_id: UUID) -> None:
        super().__init__(f"no tenant {tenant_id}")
        self.tenant_id = tenant_id


class ApiKeyNotFoundError(ReceiptsError):
    """No key that is still valid is this one; the message does not repeat it."""

    def __init__(self) -> None:
        super().__init__("no valid API key is this one")


class AmbiguousKeyError(ReceiptsError):
    """Several valid keys begin like this one; `candidates` tells them apart, without their secrets."""

    def __init__(self, candidates: Sequence[str]) -> None:
        told = "; ".join(candidates)
        super().__init__(f"several API keys begin like this; give all of it or its SHA-256: {told}")
        self.candidates = candidates


class InvalidRequestError(ReceiptsError):
    """An administrator's request is none; the message says why."""


class SettingsError(ReceiptsError):
    """A setting is missing or wrong; the message names it."""


class EscalationError(ReceiptsError):
    """An optional engine has no answer for a receipt; the message says why, without the picture's content."""


class PictureRefusedError(EscalationError):
    """The engine does not take this picture, which does not speak against the engine."""


class EngineUnavailableError(EscalationError):
    """The engine did not answer in time, or not as documented."""


class BudgetSpentError(EscalationError):
    """The tenant has no money left for optional engines this month."""


class TransientError(ReceiptsError):
    """Worth trying again."""


class StillProcessingError(TransientError):
    """Another delivery of this receipt is being read right now."""


class ReaderUnavailableError(TransientError):
    """No reader could be started; no photo is to blame."""


class ReaderBrokenError(ReaderUnavailableError):
    """No reader can be started before somebody has mended the installation; the message names the file that
    is missing or damaged. Receipts wait until then, as in any outage.
    """


class StorageUnavailableError(TransientError):
    """The bucket, the queue or the database did not answer."""

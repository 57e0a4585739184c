"""All that the page asks of the use cases and ports, in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.ports import ReceiptPage
from receipts.usecases.approve_clear import Approvals
from receipts.usecases.correct_receipt import Seen
from receipts_api.corrections import CorrectionRequest
from receipts_api.dependencies import Dependencies

MOST_AT_ONCE = 50
"""Receipts on one screen."""


class Tab(StrEnum):
    """What the inbox shows."""

    REVIEW = "review"
    READY = "ready"
    FAILED = "failed"
    WAITING = "waiting"
    DONE = "done"


STATUSES = {
    Tab.REVIEW: Status.NEEDS_REVIEW,
    Tab.READY: Status.PARSED,
    Tab.FAILED: Status.FAILED,
    Tab.WAITING: Status.QUEUED,
    Tab.DONE: Status.APPROVED,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person does with one tenant's receipts."""

    provided: Dependencies
    tenant_id: UUID
    person: str
    key: str

    def page(self, tab: Tab, cursor: str | None) -> ReceiptPage:
        """Raises InvalidCursorError."""
        return self.provided.store.find(
            self.tenant_id, status=STATUSES[tab], cursor=cursor, limit=MOST_AT_ONCE
        )

    def receipt(self, receipt_id: UUID) -> Receipt:
        """Raises ReceiptNotFoundError."""
        return self.provided.store.get(self.tenant_id, receipt_id)

    def history(self, receipt_id: UUID) -> Sequence[Correction]:
        """What people did with it, newest first."""
        found = self.provided.store.corrections(self.tenant_id, receipt_id, limit=50)
        return tuple(reversed(found.corrections))

    def next_after(self, receipt: Receipt) -> Receipt | None:
        """What to review after this one: what is in doubt comes before what only waits for a nod."""
        for tab in (Tab.REVIEW, Tab.READY):
            for one in self.provided.store.find(self.tenant_id, status=STATUSES[tab], limit=2).receipts:
                if one.id != receipt.id:
                    return one
        return None

    def correct(self, receipt_id: UUID, correction: CorrectionRequest) -> Receipt:
        """Raises as `CorrectReceipt` does."""
        return self.provided.correct(self._seen(receipt_id, correction.version), correction.values())

    def approve(self, receipt_id: UUID, version: int) -> Receipt:
        """Raises as `ApproveReceipt` does."""
        return self.provided.approve(self._seen(receipt_id, version))

    def approve_clear(self, shown: Sequence[tuple[UUID, int]]) -> Approvals:
        """Those of the receipts, each at the version that was shown, that nobody has to look at."""
        return self.provided.approve_clear(self._seen(*one) for one in shown)

    def retry(self, receipt_id: UUID) -> Receipt:
        """Raises as `RetryReceipt` does."""
        return self.provided.retry(self.tenant_id, receipt_id, self.key)

    def _seen(self, receipt_id: UUID, version: int) -> Seen:
        return Seen(self.tenant_id, receipt_id, version, self.person, self.key)

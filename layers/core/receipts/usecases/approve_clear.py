"""Approve at once what a bookkeeper has seen in a list, but for what needs a closer look."""

from collections.abc import Iterable
from dataclasses import dataclass

from receipts.domain.clear import is_clear
from receipts.errors import (
    ApprovalRefusedError,
    IllegalTransitionError,
    ReceiptNotFoundError,
    StaleReceiptError,
)
from receipts.ports import ReceiptStore
from receipts.usecases.correct_receipt import ApproveReceipt, Seen


@dataclass(frozen=True, slots=True)
class Approvals:
    """How many were approved, and how many were left: doubtful, changed since they were seen, or gone."""

    approved: int
    left: int


@dataclass(frozen=True, slots=True)
class ApproveClear:
    """Approves those that are clear (`domain/clear.py`) as they are now, each in a transaction of its own."""

    store: ReceiptStore
    approve: ApproveReceipt

    def __call__(self, seen: Iterable[Seen]) -> Approvals:
        """Raises StorageUnavailableError; what was approved before stays so."""
        outcomes = [self._approved(one) for one in seen]
        return Approvals(sum(outcomes), len(outcomes) - sum(outcomes))

    def _approved(self, seen: Seen) -> bool:
        try:
            if not is_clear(self.store.get(seen.tenant_id, seen.receipt_id)):
                return False
            self.approve(seen)
        except (ApprovalRefusedError, ReceiptNotFoundError, StaleReceiptError, IllegalTransitionError):
            return False
        return True

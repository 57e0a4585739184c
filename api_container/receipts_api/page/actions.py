"""All that the page asks of the use cases and ports, in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from receipts.domain.accounts import Account
from receipts.domain.advice import advice_on
from receipts.domain.annotations import CompanySettings
from receipts.domain.decisions import Keep, RejectReason
from receipts.domain.history import Correction
from receipts.domain.life_cycle import READ, UNDER_WAY, Status
from receipts.domain.obstacles import Obstacle
from receipts.domain.reconsidering import Foreseen, number_taught
from receipts.domain.record import Receipt
from receipts.domain.selection import Order, Position, Selection
from receipts.domain.sentence import Sentence
from receipts.usecases.approve_clear import Approvals
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.reconsider import Shop
from receipts_api.corrections import CorrectionRequest
from receipts_api.cursors import of_list
from receipts_api.dependencies import Dependencies

MOST_AT_ONCE = 50
"""Receipts on one screen."""


class Tab(StrEnum):
    """What the inbox shows."""

    REVIEW = "review"
    READY = "ready"
    DUPLICATES = "duplicates"
    FAILED = "failed"
    WAITING = "waiting"
    DONE = "done"
    REJECTED = "rejected"


STATUSES: Final[Mapping[Tab, frozenset[Status]]] = {
    Tab.REVIEW: frozenset({Status.NEEDS_REVIEW}),
    Tab.READY: frozenset({Status.PARSED}),
    Tab.DUPLICATES: frozenset({Status.NEEDS_REVIEW, Status.PARSED}),
    Tab.FAILED: frozenset({Status.FAILED}),
    Tab.WAITING: frozenset({Status.AWAITING_UPLOAD, Status.QUEUED, Status.PROCESSING}),
    Tab.DONE: frozenset({Status.APPROVED}),
    Tab.REJECTED: frozenset({Status.REJECTED}),
}


_TO_DO: Final = frozenset({Tab.REVIEW, Tab.READY, Tab.DUPLICATES})
_MOST_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of a shop's receipts: how many changed, and how many of these only wait for a nod."""

    shop: Shop | None
    cleared: int
    changed: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Photos that were dropped together: how many are still to be read, of how many, and until when."""

    left: int
    count: int
    finish: datetime | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person does with one tenant's receipts."""

    provided: Dependencies
    tenant_id: UUID
    person: str
    key: str
    sees_originals: bool

    def page(self, tab: Tab, which: Selection, cursor: str | None) -> tuple[Sequence[Receipt], str | None]:
        """The receipts of a tab that meet the conditions, and where the next ones begin. Raises
        InvalidCursorError.
        """
        selected = _of(tab, which)
        its = of_list(self.tenant_id, selected, Order.NEWEST)
        after = its.decode(cursor)
        page = self.provided.finder.find_records(self.tenant_id, selected, after=after, limit=MOST_AT_ONCE)
        return page.found, its.encode(page.last)

    def counts(self, which: Selection) -> tuple[Mapping[Tab, int], bool]:
        """How many receipts each tab has, and whether these are all or only some of very many."""
        count = partial(self.provided.finder.count, self.tenant_id)
        whole, duplicates = count(which), count(_of(Tab.DUPLICATES, which))
        by_status = whole.by_status
        found = {tab: sum(by_status.get(it, 0) for it in statuses) for tab, statuses in STATUSES.items()}
        of_duplicates = {Tab.DUPLICATES: sum(duplicates.by_status.values())}
        return found | of_duplicates, whole.is_whole and duplicates.is_whole

    def receipt(self, receipt_id: UUID) -> Receipt:
        """Raises ReceiptNotFoundError."""
        return self.provided.store.get(self.tenant_id, receipt_id)

    def arrival(self) -> Arrival | None:
        """How far the newest drop of photos has come; None where nothing of it waits any more."""
        kept, estimate = self.provided.batches.kept, self.provided.batches.estimate
        for batch in kept.find(self.tenant_id, limit=1).batches:
            counts = kept.counts(self.tenant_id, [batch.id]).get(batch.id, {})
            left = sum(counts.get(status, 0) for status in UNDER_WAY)
            if left:
                finish = estimate.batch(self.tenant_id, batch.id)
                to_the_minute = finish and finish.replace(second=0, microsecond=0)  # as it is shown
                return Arrival(left, sum(counts.values()), to_the_minute)
        return None

    def history(self, receipt_id: UUID) -> Sequence[Correction]:
        """What people did with it, newest first."""
        found = self.provided.store.corrections(self.tenant_id, receipt_id, limit=50)
        return tuple(reversed(found.corrections))

    def next_after(self, receipt: Receipt, which: Selection, tab: Tab | None) -> UUID | None:
        """What to review after this one: the next of its list, which a person may have chosen, else the first
        that is left; what is in doubt comes before what only waits for a nod.
        """
        chosen = tab if tab in _TO_DO else None
        first = chosen or (Tab.READY if receipt.status is Status.PARSED else Tab.REVIEW)
        behind = Position(receipt.created_at, receipt.id)
        again = [(chosen, None)] if chosen else []
        for shown, after in ((first, behind), *again, (Tab.REVIEW, None), (Tab.READY, None)):
            page = self.provided.finder.find(self.tenant_id, _of(shown, which), after=after, limit=2)
            for one in page.found:
                if one.id != receipt.id:
                    return one.id
        return None

    def last_issued(self) -> date | None:
        """The day of the latest receipt that was read; None where none has a day."""
        which = Selection(statuses=READ)
        page = self.provided.finder.find(self.tenant_id, which, Order.ISSUED_LAST, limit=1)
        return page.found[0].issued_on if page.found else None

    def chart(self) -> Sequence[Account]:
        """The accounts that the company books to. Raises StorageUnavailableError."""
        return self.provided.correct.suggest.accounts(self.tenant_id).chart()

    def settings(self) -> CompanySettings:
        """What the company requires. Raises StorageUnavailableError."""
        return self.provided.company.books.settings(self.tenant_id)

    def keep(self, receipt_id: UUID, correction: CorrectionRequest) -> Receipt:
        """Raises as `Dependencies.keep` does."""
        return self.provided.keep(self._seen(receipt_id, correction.version or 0), correction)

    def approve(
        self,
        receipt_id: UUID,
        version: int,
        accept: Sequence[str] = (),
        opened_at: datetime | None = None,
    ) -> Receipt:
        """`accept` names the warnings that may stay. Raises as `ApproveReceipt` does."""
        seen = replace(self._seen(receipt_id, version), opened_at=opened_at)
        return self.provided.approve(seen, accept)

    def obstacles(self, receipt: Receipt) -> Sequence[tuple[Obstacle, Sentence]]:
        """What stands in the way of approving it, each with what to do about it."""
        return [(it, advice_on(it)) for it in self.provided.approve.obstacles(receipt)]

    def reject(self, receipt_id: UUID, version: int, reason: RejectReason, note: str | None) -> Receipt:
        """Raises as `Decide` does, like the two below."""
        return self.provided.decide.reject(self._seen(receipt_id, version), reason, note)

    def reopen(self, receipt_id: UUID, version: int) -> Receipt:
        """A rejection is taken back."""
        return self.provided.decide.reopen(self._seen(receipt_id, version))

    def resolve(self, receipt_id: UUID, version: int, keep: Keep) -> Receipt:
        """Which counts of this receipt and the one that it probably repeats."""
        return self.provided.decide.resolve(self._seen(receipt_id, version), keep)

    def approve_clear(self, shown: Sequence[tuple[UUID, int]]) -> Approvals:
        """Those of the receipts, each at the version that was shown, that nobody has to look at."""
        return self.provided.page.approve_clear(self._seen(*one) for one in shown)

    def teaches(self, receipt: Receipt) -> bool:
        """Whether approving it teaches what its shop is called, or what is booked where."""
        return self._shop(receipt) is not None

    def foresee(self, receipt: Receipt) -> Foreseen | None:
        """What the name or the account of this shop would settle of its other receipts; None where the
        receipt teaches neither.
        """
        shop = self._shop(receipt)
        return self.provided.company.reconsider.foresee(shop, receipt) if shop else None

    def clear_shop(self, receipt: Receipt) -> Cleared:
        """Apply what is known of its shop to all receipts that wait, up to some thousand of them."""
        shop = self._shop(receipt)
        if shop is None:
            return Cleared(None, 0, 0)
        after, changed = None, list[Receipt]()
        for _ in range(_MOST_STEPS):
            done = self.provided.company.reconsider(shop, after)
            changed += done.changed
            after = done.last
            if after is None:
                break
        return Cleared(shop, sum(it.status is Status.PARSED for it in changed), len(changed))

    def _shop(self, receipt: Receipt) -> Shop | None:
        number = number_taught(receipt.reading) if receipt.reading else None
        return Shop(self.tenant_id, number, self.person, self.key) if number else None

    def retry(self, receipt_id: UUID) -> Receipt:
        """Raises as `RetryReceipt` does."""
        return self.provided.retry(self.tenant_id, receipt_id, self.key)

    def reread(self, receipt_id: UUID, version: int) -> Receipt:
        """Raises as `RereadReceipt` does."""
        return self.provided.reread(self._seen(receipt_id, version))

    def _seen(self, receipt_id: UUID, version: int) -> Seen:
        return Seen(self.tenant_id, receipt_id, version, self.person, self.key)


def _of(tab: Tab, which: Selection) -> Selection:
    duplicate = True if tab is Tab.DUPLICATES else which.is_duplicate
    return replace(which, statuses=STATUSES[tab], is_duplicate=duplicate)

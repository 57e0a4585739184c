"""One correction clears a shop: what is known by now is applied to its receipts that still wait."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from receipts.domain.business_number import BusinessNumber
from receipts.domain.correction import changes_between
from receipts.domain.directory import learned
from receipts.domain.history import shortened
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Reading
from receipts.domain.reconsidering import Foreseen, is_changed, number_known_of, reconsidered
from receipts.domain.record import Receipt, settled_as
from receipts.errors import HistoryFullError, IllegalTransitionError, StaleReceiptError
from receipts.ports import Clock, MerchantDirectory, ReceiptStore
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.relay import announcing
from receipts.usecases.suggest_account import SuggestAccount

MOST_AT_ONCE: Final = 100
"""Receipts that one call looks at: a few milliseconds each."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Whose receipts are reconsidered, and who asks, as in `Seen`."""

    tenant_id: UUID
    number: BusinessNumber
    by: str | None
    key: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """The receipts that changed, how many were looked at, and where to go on; None where all was done."""

    changed: tuple[Receipt, ...]
    looked_at: int
    last: UUID | None


@dataclass(frozen=True, slots=True)
class Reconsider:
    """Goes through a shop's receipts in needs_review, in the order of their ids."""

    store: ReceiptStore
    directory: MerchantDirectory
    suggest: SuggestAccount
    clock: Clock
    new_id: Callable[[], UUID]

    def __call__(self, shop: Shop, after: UUID | None = None, limit: int = MOST_AT_ONCE) -> Reconsidered:
        """The next `limit` of them, from behind the receipt `after`.

        Each that changes is a correction of its own, with a history; one without a doubt left becomes parsed.
        One that somebody else changes this moment, or whose history is full, stays as it is: asking again
        finds it again. Raises StorageUnavailableError; what was done by then stays done.
        """
        waiting = self.store.waiting_of(shop.tenant_id, shop.number, after=after, limit=limit)
        changed = tuple(self._changed(shop, waiting))
        return Reconsidered(changed, len(waiting), waiting[-1].id if len(waiting) == limit else None)

    def foresee(self, shop: Shop, taught_by: Receipt) -> Foreseen:
        """What would become of the other receipts of the shop if `taught_by` were approved as it is now;
        nothing is changed. Of the first MOST_AT_ONCE. Raises StorageUnavailableError.
        """
        waiting = self.store.waiting_of(shop.tenant_id, shop.number, after=None, limit=MOST_AT_ONCE)
        others = [receipt for receipt in waiting if receipt.id != taught_by.id]
        by = None if taught_by.status is Status.APPROVED else taught_by.reading
        after = list(self._again(shop, others, by))
        cleared = sum(settled_as(again, it.duplicate_of) is Status.PARSED for it, again in after)
        return Foreseen(len(after), cleared, len(waiting) < MOST_AT_ONCE)

    def _again(
        self, shop: Shop, waiting: Sequence[Receipt], taught_by: Reading | None = None
    ) -> Iterator[tuple[Receipt, Reading]]:
        """Those that change, with what they become; as if `taught_by` had been approved, if it is given."""
        entry = self.directory.find(shop.tenant_id, shop.number)
        accounts = self.suggest.accounts(shop.tenant_id, shop.number)
        if taught_by:
            entry, accounts = learned(entry, taught_by), accounts.after(taught_by)
        for receipt in waiting:
            reading = receipt.reading
            if reading is None or number_known_of(reading) != shop.number:
                continue
            again = reconsidered(reading, entry, accounts, self.clock.now().date())
            if is_changed(reading, again):
                yield receipt, again

    def _changed(self, shop: Shop, waiting: Sequence[Receipt]) -> Iterator[Receipt]:
        for receipt, again in self._again(shop, waiting):
            changes = tuple(changes_between(receipt.reading or Reading(), again))
            seen = Seen(shop.tenant_id, receipt.id, receipt.version, shop.by, shop.key, shop.person)
            act = seen.act(self.clock.now(), shortened(changes))
            try:
                yield self.store.record_correction(receipt, again, act, announce=announcing(self.new_id))
            except (StaleReceiptError, HistoryFullError, IllegalTransitionError):
                continue

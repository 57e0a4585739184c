"""Let go of what nobody needs any longer. Whatever a receipt names stays."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from receipts.domain.budget import Budget
from receipts.domain.object_key import renditions_of, tenant_of
from receipts.domain.retention import StoredVersion, Surplus, outlived, surplus
from receipts.ports import Clock, ObjectStore, ReceiptStore

log = logging.getLogger(__name__)

SENT_MESSAGES_STAY = timedelta(days=7)
EXPIRED_SLOTS_STAY = timedelta(days=30)
ORPHANS_STAY = timedelta(days=90)
"""RDS goes back 35 days at most: what a restored database does not know can be brought back for weeks."""
_ROWS = 500


@dataclass(frozen=True, slots=True)
class SweepRows:
    """Messages that were sent, and slots that were never used."""

    store: ReceiptStore
    clock: Clock

    def __call__(self, budget: Budget) -> Iterator[int]:
        """How many rows went, chunk by chunk."""
        while not budget.is_spent(now := self.clock.now()):
            messages = self.store.sweep_messages(sent_before=now - SENT_MESSAGES_STAY, limit=_ROWS)
            slots = self.store.sweep_slots(created_before=now - EXPIRED_SLOTS_STAY, limit=_ROWS)
            yield messages + slots
            if max(messages, slots) < _ROWS:
                break


@dataclass(frozen=True, slots=True)
class SweepBucket:
    """Photos without a receipt: put, and then the row was never written. Goes through the bucket once a day,
    page by page, from where the last run stopped.
    """

    store: ReceiptStore
    objects: ObjectStore
    clock: Clock
    deleted_after: timedelta | None = None
    """A photo's age at which the law no longer wants it; None where photos stay for ever."""
    locked_for: timedelta = timedelta()
    """S3 refuses to delete anything younger."""

    def __call__(self, budget: Budget) -> Iterator[int]:
        """How many versions went, page by page."""
        while not budget.is_spent(now := self.clock.now()):
            last = self.store.bucket_sweep()
            if not last.is_due(now):
                break
            page = self.objects.versions(after=last.after)
            past = outlived(page.found, now - self.deleted_after) if self.deleted_after else ()
            rest = [one for one in page.found if one not in past]
            named = self.store.named_photos({one.key for one in rest})
            before = now - max(ORPHANS_STAY, self.locked_for)
            yield self._let_go(past) + self._sweep(surplus(rest, named, before))
            self.store.note_bucket_sweep(last.went_on(page.next_after, now))

    def _let_go(self, past: Sequence[StoredVersion]) -> int:
        """A rendition may be younger than its photo, and goes with it."""
        for key in {one.key for one in past if tenant_of(one.key)}:
            self.objects.delete_versions(renditions_of(key))
        return sum(map(self._delete, past))

    def _sweep(self, found: Surplus) -> int:
        if found.is_suspicious:
            log.error("%d photos have no receipt: too many to be let go of", len(found.orphans))
            return sum(map(self._delete, found.copies))
        return sum(map(self._delete, (*found.orphans, *found.copies)))

    def _delete(self, one: StoredVersion) -> bool:
        log.warning("let go of %s, version %s, of %s", one.key, one.version, one.stored_at)
        self.objects.delete(one.key, one.version)
        return True

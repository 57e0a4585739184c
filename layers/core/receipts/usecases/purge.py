"""Let go of what was deleted long ago: rows first, then all versions of photo and renditions."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from receipts.domain.budget import Budget
from receipts.domain.object_key import renditions_of
from receipts.ports import Clock, ObjectStore, ReceiptStore

log = logging.getLogger(__name__)

_ROWS: Final = 100
_PHOTOS: Final = 20
_LOCKED_UNTIL_NEXT_LOOK: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Purge:
    """Deleted receipts go for good. The database remembers which photos are to go, so a crash between the
    two, or a bucket that does not answer, leaves nothing behind for ever.
    """

    store: ReceiptStore
    objects: ObjectStore
    clock: Clock
    deleted_for: timedelta
    """How long a deleted receipt can be restored."""

    def __call__(self, budget: Budget) -> Iterator[int]:
        """How many receipts went, chunk by chunk."""
        while not budget.is_spent(now := self.clock.now()):
            gone = self.store.purge(deleted_before=now - self.deleted_for, limit=_ROWS)
            yield gone
            photos = self._let_go_of_photos(budget)
            if gone < _ROWS and photos < _PHOTOS:
                break

    def _let_go_of_photos(self, budget: Budget) -> int:
        now = self.clock.now()
        due = self.store.photos_to_purge(now, _PHOTOS)
        for key in due:
            if budget.is_spent(self.clock.now()):
                break
            gone = self._gone(key)
            if not gone:
                log.warning("a photo of a purged receipt is locked, and is looked at again later: %s", key)
            self.store.note_purged_photo(key, look_again_at=None if gone else now + _LOCKED_UNTIL_NEXT_LOOK)
        return len(due)

    def _gone(self, key: str) -> bool:
        """The renditions first: while the photo is there, the database remembers that both have to go."""
        shown = self.objects.delete_versions(renditions_of(key))
        return self.objects.delete_versions(key) and shown

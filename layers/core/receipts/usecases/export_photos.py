"""Take the photos of receipts out: for an auditor, or for another system."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from receipts.domain.export_layout import Value
from receipts.domain.limits import MAX_PAGES
from receipts.domain.object_key import rendition_key
from receipts.domain.photo_archive import Kept, index_row, photo_name
from receipts.domain.record import Receipt, StoredObject
from receipts.domain.rendition import MEDIA_TYPE
from receipts.domain.selection import Selection
from receipts.errors import PhotoArchivedError, UnknownObjectError
from receipts.ports import Ledger, ObjectStore

_AT_ONCE: Final = 200
"""Receipts in memory at a time; of their photos a part of one."""


@dataclass(slots=True)
class PhotoExport:
    """The photos of what was selected. `index` is complete once `photos` is through."""

    ledger: Ledger
    objects: ObjectStore
    tenant_id: UUID
    ids: Sequence[UUID]
    originals: bool = True
    """False: pages with their numbers covered, in place of photos as they came."""
    index: list[tuple[Value, ...]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.ids)

    def photos(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Name and content of each photo that is at hand, which has to be taken before the next one. Those
        in the archive are not asked back: thousands at once would cost more than anybody expects.

        Raises StorageUnavailableError: a part of the photos must not look like all of them.
        """
        for start in range(0, len(self.ids), _AT_ONCE):
            found = self.ledger.receipts(self.tenant_id, self.ids[start : start + _AT_ONCE])
            for number, receipt in enumerate(found, start + 1):
                yield from self._original(number, receipt) if self.originals else self._shown(number, receipt)

    def _original(self, number: int, receipt: Receipt) -> Iterator[tuple[str, Iterator[bytes]]]:
        kept, content = self._opened(receipt.photo)
        self.index.append(index_row(number, receipt, kept))
        if content:
            yield photo_name(number, receipt), content

    def _shown(self, number: int, receipt: Receipt) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Page by page, until there is none."""
        kept = Kept.MISSING
        for page in range(1, MAX_PAGES + 1):
            key = rendition_key(receipt.photo.key, page)
            _, content = self._opened(StoredObject(key, MEDIA_TYPE, 0, ""))
            if content is None:
                break
            kept = Kept.COVERED
            yield photo_name(number, receipt, page), content
        self.index.append(index_row(number, receipt, kept))

    def _opened(self, photo: StoredObject) -> tuple[Kept, Iterator[bytes] | None]:
        try:
            return Kept.INCLUDED, self.objects.read(photo)
        except PhotoArchivedError:
            return Kept.ARCHIVED, None
        except UnknownObjectError:
            return Kept.MISSING, None


@dataclass(frozen=True, slots=True)
class ExportPhotos:
    """Selects at once, as `ExportReceipts` does."""

    ledger: Ledger
    objects: ObjectStore

    def __call__(self, tenant_id: UUID, which: Selection, originals: bool) -> PhotoExport:
        ids = tuple(self.ledger.select(tenant_id, which))
        return PhotoExport(self.ledger, self.objects, tenant_id, ids, originals)

"""Keep what may be shown of a photo beside it: upright pages with their numbers painted over."""

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO

from receipts.domain.object_key import rendition_key
from receipts.domain.record import StoredObject
from receipts.domain.rendition import MEDIA_TYPE, Rendition
from receipts.errors import StorageUnavailableError
from receipts.ports import ObjectStore, PageRenderer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShowPages:
    """Stores the renditions of the file that the reader read last. A receipt is worth more than its picture:
    where there is none, or the bucket takes none, the receipt goes on, and is shown once it is read anew.
    """

    renderer: PageRenderer
    objects: ObjectStore

    def __call__(self, photo: StoredObject) -> int:
        """How many pages can be shown now."""
        renditions = self.renderer.renditions()
        if not renditions:
            log.warning("no page of %s can be shown", photo.key)
        try:
            for rendition in renditions:
                self._put(photo, rendition)
        except StorageUnavailableError as error:
            log.warning("the pages of %s were not kept: %s", photo.key, error)
            return 0
        return len(renditions)

    def _put(self, photo: StoredObject, rendition: Rendition) -> None:
        """Over what an earlier reading may have left: a newer one knows better what to cover."""
        key, sha256 = rendition_key(photo.key, rendition.page), hashlib.sha256(rendition.jpeg).hexdigest()
        kept = StoredObject(key, MEDIA_TYPE, len(rendition.jpeg), sha256)
        self.objects.put(kept, BytesIO(rendition.jpeg), anew=True)

"""The keys of photos: `uploads/` or `direct/`, the tenant, the receipt. So a key names its tenant itself.
What is shown of a photo lies under `renditions/`, its tenant, its receipt, and the page.
"""

import re
from enum import StrEnum
from typing import Final
from uuid import UUID

from receipts.errors import UnknownObjectError

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Folder(StrEnum):
    """Where a photo lies: what clients put there by themselves, and what the API was sent."""

    UPLOADS = "uploads"
    DIRECT = "direct"


RENDITIONS: Final = "renditions/"
_KEY = re.compile(f"(?:{'|'.join(Folder)})/({_UUID})/{_UUID}")


def object_key(folder: Folder, tenant_id: UUID, receipt_id: UUID) -> str:
    """The one key of this receipt's photo in that folder."""
    return f"{folder}/{tenant_id}/{receipt_id}"


def tenant_of(key: str) -> UUID | None:
    """The tenant that the key names, or None where it is no key of ours, to the last character."""
    found = _KEY.fullmatch(key)
    return UUID(found[1]) if found else None


def owner_of(key: str) -> UUID:
    """As `tenant_of`; raises UnknownObjectError for a key that is nobody's."""
    tenant_id = tenant_of(key)
    if tenant_id is None:
        raise UnknownObjectError(key)
    return tenant_id


def renditions_of(photo_key: str) -> str:
    """Under which all renditions lie of the photo that is kept under `photo_key`: so begin their keys."""
    return f"{RENDITIONS}{photo_key.partition('/')[2]}/"


def rendition_key(photo_key: str, page: int) -> str:
    """The one key of a page's rendition."""
    return f"{renditions_of(photo_key)}{page}"

"""The keys of photos: `uploads/` or `direct/`, the tenant, the receipt. So a key names its tenant itself."""

import re
from enum import StrEnum
from uuid import UUID

from receipts.errors import UnknownObjectError

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Folder(StrEnum):
    """Where a photo lies: what clients put there by themselves, and what the API was sent."""

    UPLOADS = "uploads"
    DIRECT = "direct"


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

"""The bucket that photos are in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from receipts.domain.record import StoredObject
from receipts.domain.retention import StoredVersion


@dataclass(frozen=True, slots=True)
class UploadSlot:
    """A presigned PUT: send the bytes to `url` with exactly these headers before `expires_at`."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Some of what is in the bucket; `next_after` says where to go on, None on the last page."""

    found: tuple[StoredVersion, ...]
    next_after: str | None


class ObjectStore(Protocol):
    """The bucket. Every call raises StorageUnavailableError when the store does not answer."""

    def presign_put(self, photo: StoredObject, expires_in: timedelta) -> UploadSlot:
        """A PUT, for once, whose signature binds key, length, content type and SHA-256."""

    def presign_get(self, photo: StoredObject, expires_in: timedelta) -> str: ...

    def recall(self, photo: StoredObject) -> bool:
        """Whether the photo can be had now; one in the archive is asked back. Raises UnknownObjectError."""

    def put(self, photo: StoredObject, body: BinaryIO, *, anew: bool = False) -> StoredObject:
        """Store `body`, streamed, and return the photo with its version. Done twice, it is stored once; where
        what is there is no good, `anew` puts a version over it.
        """

    def stored(self, photos: Sequence[StoredObject]) -> Sequence[StoredObject]:
        """Those of `photos` that are in the bucket, each with the version that is there."""

    def versions(self, after: str | None) -> VersionPage:
        """A page of all versions of all objects, from where the page before said to go on."""

    def download(self, key: str, version: str | None, to: Path) -> None:
        """Write the object to the file `to`. Raises UnknownObjectError if there is none, PhotoArchivedError
        if it has to be recalled first.
        """

    def read(self, photo: StoredObject) -> Iterator[bytes]:
        """The photo's bytes, some hundred kilobytes at a time. Raises at once, as `download` does; while it
        is read StorageUnavailableError alone.
        """

    def has(self, key: str, version: str | None) -> bool:
        """Whether the object is there, in this version if one is named."""

    def delete(self, key: str, version: str | None) -> None: ...

    def delete_versions(self, key: str) -> bool:
        """Delete the object in all its versions, and all marks that it was deleted; all objects whose keys so
        begin, for a `key` that ends with a slash. False if one of them is locked, or must not be deleted for
        another reason.
        """

    def is_ready(self) -> bool: ...

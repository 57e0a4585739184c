from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from receipts.domain.record import StoredObject
from receipts.domain.retention import StoredVersion
from receipts.errors import PhotoArchivedError, StorageUnavailableError, UnknownObjectError
from receipts.ports import UploadSlot, VersionPage


class FakeObjectStore:
    """Keeps objects in memory, newest version only."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.put_as: dict[str, list[str]] = {}
        self.cut_downloads = 0
        self.is_down = False
        self.archived: set[str] = set()
        self.locked: set[str] = set()
        self.found: list[StoredVersion] = []
        self.page_size = 1000

    def presign_put(self, photo: StoredObject, expires_in: timedelta) -> UploadSlot:
        headers = {"Content-Type": photo.content_type, "Content-Length": str(photo.size)}
        return UploadSlot(f"https://bucket.test/{photo.key}", headers, datetime.now(UTC) + expires_in)

    def presign_get(self, photo: StoredObject, expires_in: timedelta) -> str:
        return f"https://bucket.test/{photo.key}?expires={int(expires_in.total_seconds())}"

    def recall(self, photo: StoredObject) -> bool:
        self._answer()
        if photo.key not in self.bodies:
            raise UnknownObjectError(photo.key)
        return photo.key not in self.archived

    def put(self, photo: StoredObject, body: BinaryIO, *, anew: bool = False) -> StoredObject:
        self._answer()
        if photo.key in self.bodies and not anew:
            return replace(photo, version=self.put_as[photo.key][-1])
        content = body.read()
        if len(content) != photo.size:
            raise StorageUnavailableError("the body is not as long as its Content-Length")
        self.bodies[photo.key] = content
        versions = self.put_as.setdefault(photo.key, [])
        versions.append(f"v{len(versions) + 1}")
        return replace(photo, version=versions[-1])

    def has(self, key: str, version: str | None) -> bool:
        self._answer()
        return key in self.bodies and (version is None or version in self.put_as[key])

    def stored(self, photos: Sequence[StoredObject]) -> Sequence[StoredObject]:
        self._answer()
        return [
            replace(photo, version=self.put_as[photo.key][-1]) for photo in photos if photo.key in self.bodies
        ]

    def versions(self, after: str | None) -> VersionPage:
        self._answer()
        rest = [one for one in self.found if one.key > (after or "")]
        more = len(rest) > self.page_size
        return VersionPage(tuple(rest[: self.page_size]), rest[self.page_size - 1].key if more else None)

    def download(self, key: str, version: str | None, to: Path) -> None:
        self._answer()
        if key not in self.bodies:
            raise UnknownObjectError(key)
        if key in self.archived:
            raise PhotoArchivedError(key)
        self.cut_downloads -= 1
        body = self.bodies[key]
        to.write_bytes(body[: self.cut_downloads] if self.cut_downloads >= 0 else body)

    def read(self, photo: StoredObject) -> Iterator[bytes]:
        self._answer()
        if photo.key not in self.bodies:
            raise UnknownObjectError(photo.key)
        if photo.key in self.archived:
            raise PhotoArchivedError(photo.key)
        return self._chunks(self.bodies[photo.key])

    def _chunks(self, body: bytes) -> Iterator[bytes]:
        for start in range(0, len(body), 7):
            self._answer()
            yield body[start : start + 7]

    def delete(self, key: str, version: str | None) -> None:
        self._answer()
        self.bodies.pop(key, None)
        self.found = [one for one in self.found if (one.key, one.version) != (key, version)]

    def delete_versions(self, key: str) -> bool:
        self._answer()
        if key in self.locked:
            return False
        kept = [one for one in self.bodies if one != key and not (key.endswith("/") and one.startswith(key))]
        self.bodies = {one: self.bodies[one] for one in kept}
        self.found = [one for one in self.found if one.key != key]
        return True

    def is_ready(self) -> bool:
        return not self.is_down

    def _answer(self) -> None:
        if self.is_down:
            raise StorageUnavailableError("the bucket does not answer")

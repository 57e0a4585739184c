"""The bucket on Amazon S3."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, TypedDict

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import S3DownloadFailedError, S3ValidationError

from receipts.adapters.aws import unavailable_as
from receipts.domain.record import StoredObject
from receipts.domain.retention import StoredVersion
from receipts.errors import PhotoArchivedError, StorageUnavailableError, UnknownObjectError
from receipts.ports import UploadSlot, VersionPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import ChecksumModeType
    from mypy_boto3_s3.type_defs import PutObjectOutputTypeDef

_DENIED = "AccessDenied"
"""What S3 answers for a version under Object Lock."""
_GONE = {"404", "NoSuchKey", "NoSuchVersion"}
_NO_VERSION = {"400", "405"}  # HEAD of a version id that is none, and of a delete marker
_ARCHIVED = "InvalidObjectState"
_ARCHIVES = {"GLACIER", "DEEP_ARCHIVE"}  # unlike GLACIER_IR, whose photos come at once
_GIVEN_BACK = 'ongoing-request="false"'
_NOT_WHOLE = (BotoCoreError, Boto3Error, S3DownloadFailedError, S3ValidationError, OSError)
"""What keeps a photo from coming whole. Where all its tries end in the middle of the body, a transfer raises
errors that are none of botocore's; OSError is a disk that is full.
"""
_HEADS_AT_ONCE = 16  # as many as the client keeps connections
_CHUNK = 256 * 1024
_KEPT_DAYS = 7  # a copy out of the archive stays as long as somebody may need to look again


class _Condition(TypedDict, total=False):
    IfNoneMatch: str


@dataclass(frozen=True, slots=True)
class S3ObjectStore:
    """Photos in one bucket. URLs for others are made by `signer`, where they find it at another address: the
    signature covers the host.
    """

    client: S3Client
    bucket: str
    signer: S3Client | None = None

    @property
    def _signer(self) -> S3Client:
        return self.signer or self.client

    def presign_put(self, photo: StoredObject, expires_in: timedelta) -> UploadSlot:
        """Length, type and checksum become signed headers: S3 refuses a PUT that differs in any of them.
        `If-None-Match: *` does, too: who replays the PUT is answered 412, and there is no second version.
        https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        checksum = _base64_of(photo.sha256)
        url = self._signer.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self.bucket,
                "Key": photo.key,
                "ContentType": photo.content_type,
                "ContentLength": photo.size,
                "ChecksumSHA256": checksum,
                "IfNoneMatch": "*",
            },
            ExpiresIn=int(expires_in.total_seconds()),
        )
        headers = {
            "Content-Type": photo.content_type,
            "Content-Length": str(photo.size),
            "x-amz-checksum-sha256": checksum,
            "If-None-Match": "*",
        }
        return UploadSlot(url, headers, datetime.now(UTC) + expires_in)

    def presign_get(self, photo: StoredObject, expires_in: timedelta) -> str:
        """The browser is told the declared type, and never to run what it gets as a page."""
        return self._signer.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": photo.key,
                "ResponseContentType": photo.content_type,
                "ResponseContentDisposition": "inline",
                **_version(photo.version),
            },
            ExpiresIn=int(expires_in.total_seconds()),
        )

    def recall(self, photo: StoredObject) -> bool:
        """Deep Archive gives a copy within 12 hours of being asked (tier Standard)."""
        with _missing_as_unknown(photo.key):
            head = self.client.head_object(Bucket=self.bucket, Key=photo.key, **_version(photo.version))
            if head.get("StorageClass") not in _ARCHIVES or _GIVEN_BACK in head.get("Restore", ""):
                return True
            if "Restore" not in head:
                self.client.restore_object(
                    Bucket=self.bucket,
                    Key=photo.key,
                    RestoreRequest={"Days": _KEPT_DAYS, "GlacierJobParameters": {"Tier": "Standard"}},
                    **_version(photo.version),
                )
        return False

    def put(self, photo: StoredObject, body: BinaryIO, *, anew: bool = False) -> StoredObject:
        with unavailable_as("put object"):
            condition: _Condition = {} if anew else {"IfNoneMatch": "*"}
            answer = self._put(photo, body, condition) or self.client.head_object(
                Bucket=self.bucket, Key=photo.key
            )
        return replace(photo, version=answer.get("VersionId"))

    def _put(
        self, photo: StoredObject, body: BinaryIO, condition: _Condition
    ) -> PutObjectOutputTypeDef | None:
        """None if the photo is there: put by an earlier try whose answer was lost, or by a phone. Both ways
        in bind the SHA-256, so the bytes are these.
        """
        try:
            return self.client.put_object(
                Bucket=self.bucket,
                Key=photo.key,
                Body=body,
                ContentType=photo.content_type,
                ContentLength=photo.size,
                ChecksumSHA256=_base64_of(photo.sha256),
                **condition,
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "PreconditionFailed":
                raise
            return None

    def stored(self, photos: Sequence[StoredObject]) -> Sequence[StoredObject]:
        with ThreadPoolExecutor(_HEADS_AT_ONCE) as threads:
            return [found for found in threads.map(self._head, photos) if found]

    def _head(self, photo: StoredObject) -> StoredObject | None:
        try:
            with _missing_as_unknown(photo.key):
                head = self.client.head_object(Bucket=self.bucket, Key=photo.key)
        except UnknownObjectError:
            return None
        return replace(photo, version=head.get("VersionId"))

    def versions(self, after: str | None) -> VersionPage:
        with unavailable_as("list versions"):
            page = self.client.list_object_versions(Bucket=self.bucket, **_markers(after))
        found = tuple(
            StoredVersion(one["Key"], one["VersionId"], one["LastModified"])
            for one in page.get("Versions", [])
        )
        more = page["IsTruncated"]
        return VersionPage(found, f"{page['NextVersionIdMarker']} {page['NextKeyMarker']}" if more else None)

    def download(self, key: str, version: str | None, to: Path) -> None:
        with _missing_as_unknown(key):
            self.client.download_file(self.bucket, key, str(to), ExtraArgs=dict(_as_stored(version)))

    def read(self, photo: StoredObject) -> Iterator[bytes]:
        with _missing_as_unknown(photo.key):
            answer = self.client.get_object(Bucket=self.bucket, Key=photo.key, **_as_stored(photo.version))
        return _chunks(photo.key, answer["Body"])

    def has(self, key: str, version: str | None) -> bool:
        try:
            self.client.head_object(Bucket=self.bucket, Key=key, **_version(version))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _GONE | _NO_VERSION:
                return False
            raise StorageUnavailableError(f"head object: {error}") from error
        except BotoCoreError as error:
            raise StorageUnavailableError(f"head object: {error}") from error
        return True

    def delete(self, key: str, version: str | None) -> None:
        with unavailable_as("delete object"):
            self.client.delete_object(Bucket=self.bucket, Key=key, **_version(version))

    def delete_versions(self, key: str) -> bool:
        with unavailable_as("list versions"):
            pages = self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=key)
            found = [
                (one["Key"], one["VersionId"])
                for page in pages
                for one in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
                if one["Key"] == key or key.endswith("/")
            ]
        kept = [one for one in found if not self._deleted(*one)]
        return not kept

    def _deleted(self, key: str, version: str) -> bool:
        try:
            self.client.delete_object(Bucket=self.bucket, Key=key, VersionId=version)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == _DENIED:
                return False
            raise StorageUnavailableError(f"delete object: {error}") from error
        except BotoCoreError as error:
            raise StorageUnavailableError(f"delete object: {error}") from error
        return True

    def is_ready(self) -> bool:
        try:
            self.client.head_bucket(Bucket=self.bucket)
        except (ClientError, BotoCoreError):
            return False
        return True


@contextmanager
def _missing_as_unknown(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE:
            raise UnknownObjectError(key) from error
        if error.response.get("Error", {}).get("Code") == _ARCHIVED:
            raise PhotoArchivedError(key) from error
        raise StorageUnavailableError(f"download: {error}") from error
    except _NOT_WHOLE as error:
        raise StorageUnavailableError(f"download: {error!r}") from error


def _chunks(key: str, body: StreamingBody) -> Iterator[bytes]:
    """The connection goes back when it is read to its end, and is closed when nobody reads on."""
    with closing(body), _missing_as_unknown(key):
        yield from body.iter_chunks(_CHUNK)


def _base64_of(sha256_hex: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256_hex)).decode()


class _Version(TypedDict, total=False):
    VersionId: str


def _version(version: str | None) -> _Version:
    return {"VersionId": version} if version else {}


class _AsStored(_Version):
    ChecksumMode: ChecksumModeType


def _as_stored(version: str | None) -> _AsStored:
    """S3 sends the SHA-256 that it bound at the PUT along, and botocore raises where the body is another: one
    that is garbled on its way is our trouble, and never taken for what was put.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (x-amz-checksum-mode)
    """
    return {"ChecksumMode": "ENABLED", **_version(version)}


class _Markers(TypedDict, total=False):
    KeyMarker: str
    VersionIdMarker: str


def _markers(after: str | None) -> _Markers:
    """Where to go on, from what a page before said."""
    if after is None:
        return {}
    version, _, key = after.partition(" ")
    return {"KeyMarker": key, "VersionIdMarker": version}

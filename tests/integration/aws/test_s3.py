"""The S3 adapter against moto. What moto does not enforce, presigned conditions above all, tests/e2e tries
against the local stack's S3.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.stub import Stubber

from receipts.adapters.aws import s3_client
from receipts.adapters.s3 import S3ObjectStore
from receipts.domain.record import StoredObject
from receipts.domain.retention import StoredVersion
from receipts.errors import PhotoArchivedError, StorageUnavailableError, UnknownObjectError
from receipts.ports import VersionPage

BODY = b"a photo"
PHOTO = StoredObject("uploads/t/r", "image/jpeg", len(BODY), hashlib.sha256(BODY).hexdigest())


def test_a_photo_comes_back_as_it_was_put(bucket: S3ObjectStore, tmp_path: Path) -> None:
    stored = bucket.put(PHOTO, BytesIO(BODY))
    assert stored.version
    bucket.download(stored.key, stored.version, tmp_path / "photo")
    assert (tmp_path / "photo").read_bytes() == BODY


def test_the_version_that_was_announced_is_read_even_after_another_upload(
    bucket: S3ObjectStore, tmp_path: Path
) -> None:
    first = bucket.put(PHOTO, BytesIO(BODY))
    bucket.client.put_object(Bucket="receipts", Key=PHOTO.key, Body=b"another")
    bucket.download(first.key, first.version, tmp_path / "photo")
    assert (tmp_path / "photo").read_bytes() == BODY


def test_a_photo_that_is_not_there_is_unknown(bucket: S3ObjectStore, tmp_path: Path) -> None:
    with pytest.raises(UnknownObjectError, match="uploads/nothing"):
        bucket.download("uploads/nothing", None, tmp_path / "photo")


class CutBody(BytesIO):
    """Half a photo, as urllib3 hands it over."""

    def stream(self, _amount: int = 0, **_: object) -> Iterator[bytes]:
        yield self.read()


def test_a_photo_that_comes_cut_each_time_is_our_trouble(bucket: S3ObjectStore, tmp_path: Path) -> None:
    """boto3 gives up after five tries, with an error that is none of botocore's. Taken for an unforeseen one
    it would count as a reader that died of the photo.
    """
    stored = bucket.put(PHOTO, BytesIO(BODY))

    def cut(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = HTTPHeaders()
        headers["Content-Length"] = str(len(BODY))
        return AWSResponse(request.url, 200, headers, CutBody(BODY[:3]))

    events: Any = bucket.client.meta.events  # its types know no handler that answers
    events.register_first("before-send.s3.GetObject", cut)
    with pytest.raises(StorageUnavailableError):
        bucket.download(stored.key, stored.version, tmp_path / "photo")


def test_a_photo_that_comes_garbled_is_our_trouble_however_often(
    bucket: S3ObjectStore, tmp_path: Path
) -> None:
    """S3 knows the checksum of what it stored, and says it to whoever asks."""
    stored = bucket.put(PHOTO, BytesIO(BODY))

    def garble(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = HTTPHeaders()
        headers["Content-Length"] = str(len(BODY))
        if request.headers.get("x-amz-checksum-mode") in {"ENABLED", b"ENABLED"}:
            headers["x-amz-checksum-sha256"] = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
        return AWSResponse(request.url, 200, headers, CutBody(b"x" + BODY[1:]))

    events: Any = bucket.client.meta.events
    events.register_first("before-send.s3.GetObject", garble)
    with pytest.raises(StorageUnavailableError):
        bucket.download(stored.key, stored.version, tmp_path / "photo")
    with pytest.raises(StorageUnavailableError):
        list(bucket.read(stored))


def test_a_place_that_takes_no_photo_is_our_trouble(bucket: S3ObjectStore, tmp_path: Path) -> None:
    stored = bucket.put(PHOTO, BytesIO(BODY))
    with pytest.raises(StorageUnavailableError):
        bucket.download(stored.key, stored.version, tmp_path / "no folder" / "photo")


def test_a_photo_is_read_a_part_at_a_time(bucket: S3ObjectStore) -> None:
    body = bytes(range(256)) * 4096
    large = StoredObject("uploads/t/large", "image/jpeg", len(body), hashlib.sha256(body).hexdigest())
    stored = bucket.put(large, BytesIO(body))
    parts = list(bucket.read(stored))
    assert b"".join(parts) == body
    assert max(map(len, parts)) <= len(body) // 4


def test_what_cannot_be_read_says_why_before_the_first_part(bucket: S3ObjectStore) -> None:
    with pytest.raises(UnknownObjectError):
        bucket.read(PHOTO)
    bucket.client.put_object(Bucket="receipts", Key=PHOTO.key, Body=BODY, StorageClass="DEEP_ARCHIVE")
    with pytest.raises(PhotoArchivedError):
        bucket.read(PHOTO)


def test_a_deleted_photo_is_gone(bucket: S3ObjectStore, tmp_path: Path) -> None:
    stored = bucket.put(PHOTO, BytesIO(BODY))
    bucket.delete(stored.key, stored.version)
    with pytest.raises(UnknownObjectError):
        bucket.download(stored.key, None, tmp_path / "photo")


def test_the_signature_of_a_slot_binds_length_type_checksum_and_that_nothing_is_there(
    bucket: S3ObjectStore,
) -> None:
    slot = bucket.presign_put(PHOTO, timedelta(minutes=15))
    query = parse_qs(urlsplit(slot.url).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-Expires"] == ["900"]
    signed = set(query["X-Amz-SignedHeaders"][0].split(";"))
    assert {name.lower() for name in slot.headers} <= signed | {name.lower() for name in query}
    assert {"content-length", "content-type", "if-none-match", "x-amz-checksum-sha256"} <= signed
    assert slot.headers["If-None-Match"] == "*"


def test_a_link_to_a_photo_is_short_lived_and_names_its_type(bucket: S3ObjectStore) -> None:
    query = parse_qs(urlsplit(bucket.presign_get(PHOTO, timedelta(minutes=5))).query)
    assert query["X-Amz-Expires"] == ["300"]
    assert query["response-content-type"] == ["image/jpeg"]


def test_a_bucket_that_is_not_there_is_not_ready(bucket: S3ObjectStore) -> None:
    assert bucket.is_ready()
    missing = S3ObjectStore(bucket.client, "elsewhere")
    assert not missing.is_ready()
    with pytest.raises(StorageUnavailableError):
        missing.put(PHOTO, BytesIO(BODY))


def test_presigned_urls_name_the_region_of_the_bucket(bucket: S3ObjectStore) -> None:
    slot = bucket.presign_put(PHOTO, timedelta(minutes=15))
    assert urlsplit(slot.url).hostname == "receipts.s3.ap-northeast-2.amazonaws.com"


def test_an_endpoint_that_is_an_address_keeps_the_bucket_in_the_path(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    slot = S3ObjectStore(s3_client(), "receipts").presign_put(PHOTO, timedelta(minutes=15))
    assert slot.url.startswith(f"http://127.0.0.1:4566/receipts/{PHOTO.key}?")


def test_urls_for_others_name_the_address_where_they_find_the_bucket(bucket: S3ObjectStore) -> None:
    public = replace(bucket, signer=s3_client(endpoint="http://192.0.2.1:4566"))
    slot = public.presign_put(PHOTO, timedelta(minutes=15))
    assert slot.url.startswith(f"http://192.0.2.1:4566/receipts/{PHOTO.key}?")
    assert public.presign_get(PHOTO, timedelta(minutes=5)).startswith("http://192.0.2.1:4566/receipts/")
    assert public.put(PHOTO, BytesIO(BODY)).version  # what the API does itself goes the old way


def test_a_photo_at_hand_needs_no_recall(bucket: S3ObjectStore) -> None:
    assert bucket.recall(bucket.put(PHOTO, BytesIO(BODY)))


def test_a_photo_whose_put_was_done_but_not_answered_is_not_put_again(bucket: S3ObjectStore) -> None:
    first = bucket.put(PHOTO, BytesIO(BODY))
    assert bucket.put(PHOTO, BytesIO(BODY)) == first
    assert len(bucket.client.list_object_versions(Bucket="receipts")["Versions"]) == 1


def test_an_archived_photo_is_asked_back_once_and_then_at_hand(bucket: S3ObjectStore) -> None:
    bucket.client.put_object(Bucket="receipts", Key=PHOTO.key, Body=BODY, StorageClass="DEEP_ARCHIVE")
    assert not bucket.recall(PHOTO)
    assert bucket.recall(PHOTO)  # moto gives back at once


def test_a_photo_in_the_archive_cannot_be_downloaded_and_says_why(
    bucket: S3ObjectStore, tmp_path: Path
) -> None:
    bucket.client.put_object(Bucket="receipts", Key=PHOTO.key, Body=BODY, StorageClass="DEEP_ARCHIVE")
    with pytest.raises(PhotoArchivedError):
        bucket.download(PHOTO.key, None, tmp_path / "photo")


def test_a_photo_that_is_not_there_cannot_be_recalled(bucket: S3ObjectStore) -> None:
    with pytest.raises(UnknownObjectError):
        bucket.recall(PHOTO)


def test_what_is_in_the_bucket_is_found_with_its_version(bucket: S3ObjectStore) -> None:
    there = [replace(PHOTO, key=f"uploads/t/{number}") for number in range(20)]
    put = [bucket.put(photo, BytesIO(BODY)) for photo in there]
    deleted = replace(PHOTO, key="uploads/t/deleted")
    bucket.put(deleted, BytesIO(BODY))
    bucket.delete(deleted.key, None)
    assert bucket.stored([*there, deleted, PHOTO]) == put
    assert bucket.stored([]) == []


def test_a_bucket_that_does_not_answer_does_not_say_that_a_photo_is_missing(bucket: S3ObjectStore) -> None:
    with Stubber(bucket.client) as stubber:
        stubber.add_client_error("head_object", "403", http_status_code=403)
        with pytest.raises(StorageUnavailableError):
            bucket.stored([PHOTO])


def test_every_version_in_the_bucket_is_listed_page_by_page(bucket: S3ObjectStore) -> None:
    first = bucket.put(PHOTO, BytesIO(BODY))
    other = bucket.put(replace(PHOTO, key="direct/t/r"), BytesIO(BODY))
    again = bucket.client.put_object(Bucket="receipts", Key=PHOTO.key, Body=b"again")["VersionId"]
    page = bucket.versions(after=None)
    assert {(one.key, one.version) for one in page.found} == {
        (PHOTO.key, first.version),
        (PHOTO.key, again),
        (other.key, other.version),
    }
    assert all(one.stored_at.tzinfo for one in page.found)
    assert page.next_after is None


def test_a_page_of_versions_says_where_to_go_on(bucket: S3ObjectStore) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    listed = {"Key": "uploads/a", "VersionId": "1", "LastModified": at}
    answer = {
        "Versions": [listed],
        "IsTruncated": True,
        "NextKeyMarker": "uploads/a",
        "NextVersionIdMarker": "1",
    }
    asked = {"Bucket": "receipts", "KeyMarker": "uploads/a", "VersionIdMarker": "1"}
    with Stubber(bucket.client) as stubber:
        stubber.add_response("list_object_versions", answer, {"Bucket": "receipts"})
        stubber.add_response("list_object_versions", {"IsTruncated": False}, asked)
        page = bucket.versions(after=None)
        assert page.found == (StoredVersion("uploads/a", "1", at),)
        assert bucket.versions(page.next_after) == VersionPage((), None)


def test_a_photo_is_there_in_the_versions_it_was_put_in_and_in_no_other(bucket: S3ObjectStore) -> None:
    first, second = bucket.put(PHOTO, BytesIO(BODY)), bucket.put(PHOTO, BytesIO(BODY))
    for version in (None, first.version, second.version):
        assert bucket.has(PHOTO.key, version)
    bucket.delete(PHOTO.key, first.version)
    assert not bucket.has(PHOTO.key, first.version)
    assert not bucket.has("uploads/nothing", None)


def test_bytes_that_are_no_good_are_put_over(bucket: S3ObjectStore, tmp_path: Path) -> None:
    bucket.client.put_object(Bucket="receipts", Key=PHOTO.key, Body=b"garbled")
    bucket.put(PHOTO, BytesIO(BODY), anew=True)
    bucket.download(PHOTO.key, None, tmp_path / "photo")
    assert (tmp_path / "photo").read_bytes() == BODY


def test_a_photo_goes_in_all_its_versions_and_no_other_photo_with_it(bucket: S3ObjectStore) -> None:
    other = replace(PHOTO, key=f"{PHOTO.key}0")
    for photo in (PHOTO, PHOTO, other):
        bucket.put(photo, BytesIO(BODY), anew=True)
    bucket.delete(PHOTO.key, None)  # leaves a mark
    assert bucket.delete_versions(PHOTO.key)
    listed = bucket.client.list_object_versions(Bucket="receipts")
    assert [one["Key"] for one in listed["Versions"]] == [other.key]
    assert "DeleteMarkers" not in listed
    assert bucket.delete_versions(PHOTO.key)  # again does no harm


def test_what_is_shown_of_a_photo_goes_in_all_versions_and_nothing_beside_it(bucket: S3ObjectStore) -> None:
    pages = [replace(PHOTO, key=f"renditions/1/1/{page}") for page in (1, 2)]
    beside = replace(PHOTO, key="renditions/1/11/1")
    for one in (*pages, pages[0], beside):
        bucket.put(one, BytesIO(BODY), anew=True)
    assert bucket.delete_versions("renditions/1/1/")
    left = bucket.client.list_object_versions(Bucket="receipts")["Versions"]
    assert [one["Key"] for one in left] == [beside.key]


@pytest.mark.usefixtures("aws")
def test_what_s3_holds_locked_is_not_deleted() -> None:
    """As PhotoLock makes the bucket. What comes in needs a checksum: S3 takes ours, moto takes MD5 alone."""
    client = s3_client()
    client.create_bucket(
        Bucket="locking",
        CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"},
        ObjectLockEnabledForBucket=True,
    )
    client.put_object_lock_configuration(
        Bucket="locking",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 2557}},
        },
    )
    md5 = base64.b64encode(hashlib.md5(BODY, usedforsecurity=False).digest()).decode()
    version = client.put_object(Bucket="locking", Key=PHOTO.key, Body=BODY, ContentMD5=md5)["VersionId"]
    bucket = S3ObjectStore(client, "locking")

    with pytest.raises(StorageUnavailableError):
        bucket.delete(PHOTO.key, version)
    assert not bucket.delete_versions(PHOTO.key)
    assert bucket.has(PHOTO.key, version)

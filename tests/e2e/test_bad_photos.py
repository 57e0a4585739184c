"""Photos that cannot be read: each fails for its own reason, and drags no other along."""

from pathlib import Path

import httpx
import pytest

from local.client import Document, Photo
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import MAX_PHOTO_BYTES
from samples.bad_inputs import write_bad_inputs
from tests.e2e.photos import sample, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]

_ANY_BYTES = "application/octet-stream"


def test_each_fails_with_its_own_cause_and_the_others_are_read(stack: RunningStack, tmp_path: Path) -> None:
    written = write_bad_inputs(tmp_path)
    causes = {file: cause for file, cause in written.items() if 0 < file.stat().st_size <= MAX_PHOTO_BYTES}
    photos = {file: Photo(file.name, file.read_bytes(), _ANY_BYTES) for file in causes}
    good = sample()
    with stack.client("bad photos") as client:
        # One good photo among them, sent in the middle of the batch.
        half = len(photos) // 2
        ids = {file: client.upload(photo)["id"] for file, photo in list(photos.items())[:half]}
        good_id = client.upload(good)["id"]
        ids |= {file: client.post(photo)["id"] for file, photo in list(photos.items())[half:]}

        settled = dict(zip(ids, wait_settled(client, ids.values()), strict=True))
        (read,) = wait_settled(client, [good_id])

        assert {file.name: cause_of(receipt) for file, receipt in settled.items()} == {
            file.name: cause.value for file, cause in causes.items()
        }
        assert read["amounts"]["total"] == "7000"
        for file, receipt_id in ids.items():
            assert client.image(receipt_id) == photos[file].content, file.name


def test_one_that_is_too_large_is_refused_at_the_door(stack: RunningStack, tmp_path: Path) -> None:
    (large,) = [file for file in write_bad_inputs(tmp_path) if file.stat().st_size > MAX_PHOTO_BYTES]
    with stack.client("too large") as client, pytest.raises(httpx.HTTPStatusError, match="413"):
        client.post(Photo(large.name, large.read_bytes(), _ANY_BYTES))


def test_the_reason_is_told_in_korean_and_in_english(stack: RunningStack) -> None:
    with stack.client("languages") as client:
        receipt_id = client.post(Photo("note.jpg", b"not a photo at all", _ANY_BYTES))["id"]
        wait_settled(client, [receipt_id])

        korean = client.receipt(receipt_id)["failure"]
        english = _receipt_in(client.url, client.api_key, receipt_id, "en")["failure"]

    assert korean["code"] == english["code"] == "unsupported_type"
    assert korean["message"] == FailureCause.UNSUPPORTED_TYPE.sentence.korean
    assert english["message"] == FailureCause.UNSUPPORTED_TYPE.sentence.english


def test_a_failed_receipt_can_be_tried_again(stack: RunningStack) -> None:
    with stack.client("retry") as client:
        receipt_id = client.post(Photo("note.jpg", b"not a photo either", _ANY_BYTES))["id"]
        (failed,) = wait_settled(client, [receipt_id])

        retried = client.retry(receipt_id)
        assert retried["status"] == "queued"
        (again,) = wait_settled(client, [receipt_id])

    assert cause_of(failed) == cause_of(again) == "unsupported_type"
    assert again["version"] > failed["version"]


def cause_of(receipt: Document) -> str | None:
    return receipt["failure"]["code"] if receipt["failure"] else None


def _receipt_in(url: str, api_key: str, receipt_id: str, language: str) -> Document:
    headers = {"Authorization": f"Bearer {api_key}", "Accept-Language": language}
    answer = httpx.get(f"{url}/api/receipts/{receipt_id}", headers=headers, trust_env=False)
    document: Document = answer.raise_for_status().json()
    return document

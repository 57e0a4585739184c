from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pg8000.core
import pytest
from mypy_boto3_s3 import S3Client
from mypy_boto3_sqs import SQSClient
from sqlalchemy import Engine

from receipts.adapters.postgres import PostgresReceiptStore, PostgresTenants
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.record import Receipt
from receipts.messages import uploads_in
from receipts.usecases.revoke_key import revoke_key
from tests.fakes.clock import FakeClock
from tests.fixtures.aws import BUCKET
from tests.fixtures.makers import a_reading, announcing
from tests.fixtures.tenants import create_tenant, issue_api_key
from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import announcement, assert_problem


def messages(sqs: SQSClient, queue_url: str) -> list[str]:
    answer = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def fail(store: PostgresReceiptStore, receipt: Receipt) -> None:
    """Let a worker find that the receipt cannot be read."""
    now, photo = datetime.now(UTC), receipt.photo
    claim = store.claim(photo.key, photo.version, claimed_by="m1", now=now, lease=timedelta(minutes=1))
    assert isinstance(claim, Claim)
    assert store.record_failure(claim, FailureCause.ENCRYPTED_PDF, announcing)


def test_a_photo_is_in_the_bucket_in_the_database_and_on_the_queue(
    api: ApiClient, s3: S3Client, sqs: SQSClient, queue_url: str, store: PostgresReceiptStore, tenant: UUID
) -> None:
    receipt = api.send(b"a photo", filename="점심.jpg").json()
    [message] = messages(sqs, queue_url)
    [uploaded] = uploads_in(message)
    kept = store.get(tenant, UUID(receipt["id"]))
    assert (kept.photo.key, kept.photo.version) == (uploaded.key, uploaded.version)
    stored = s3.get_object(Bucket=BUCKET, Key=uploaded.key, VersionId=str(uploaded.version))
    assert stored["Body"].read() == b"a photo"
    assert kept.filename == "점심.jpg"


def test_a_photo_larger_than_the_spool_arrives_whole(
    api: ApiClient, s3: S3Client, store: PostgresReceiptStore, tenant: UUID
) -> None:
    photo = bytes(range(256)) * 16 * 1024
    receipt = api.send(photo).json()
    kept = store.get(tenant, UUID(receipt["id"]))
    assert s3.get_object(Bucket=BUCKET, Key=kept.photo.key)["Body"].read() == photo


def test_an_empty_file_is_refused_and_nothing_is_kept(api: ApiClient, s3: S3Client) -> None:
    assert api.send(b"").status_code == 422
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)


def test_the_same_photo_sent_eight_times_at_once_is_one_receipt(
    api: ApiClient, s3: S3Client, sqs: SQSClient, queue_url: str
) -> None:
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: api.send(b"a photo"), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [202]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(messages(sqs, queue_url)) == 1
    assert len(s3.list_objects_v2(Bucket=BUCKET)["Contents"]) == 1


def test_a_slot_is_presigned_for_exactly_what_was_announced(api: ApiClient) -> None:
    slot = api.post("/api/uploads", json=announcement(b"a photo")).json()["upload"]
    query = parse_qs(urlsplit(slot["url"]).query)
    signed = set(query["X-Amz-SignedHeaders"][0].split(";"))
    assert signed == {"host", *(name.lower() for name in slot["headers"])}
    assert {"content-type", "content-length", "if-none-match", "x-amz-checksum-sha256"} <= signed
    assert query["X-Amz-Expires"] == ["900"]


def test_a_receipt_can_be_listed_followed_and_seen(api: ApiClient) -> None:
    receipt = api.send(b"a photo").json()
    assert api.get(f"/api/receipts/{receipt['id']}").json() == receipt
    listed = api.get("/api/receipts?status=queued").json()["receipts"]
    assert [summary["id"] for summary in listed] == [receipt["id"]]
    image = api.get(f"/api/receipts/{receipt['id']}/image")
    assert image.status_code == 307
    assert receipt["id"] in image.headers["location"]


def test_pages_follow_each_other(api: ApiClient) -> None:
    sent = [api.send(f"photo {number}".encode()).json()["id"] for number in range(3)]
    first = api.get("/api/receipts?limit=2").json()
    rest = api.get(f"/api/receipts?limit=2&cursor={first['next_cursor']}").json()
    assert [receipt["id"] for receipt in first["receipts"] + rest["receipts"]] == sent[::-1]
    assert rest["next_cursor"] is None


def test_a_failed_receipt_tells_why_and_can_be_retried_once(
    api: ApiClient, store: PostgresReceiptStore, tenant: UUID, sqs: SQSClient, queue_url: str
) -> None:
    receipt_id = api.send(b"a photo").json()["id"]
    fail(store, store.get(tenant, UUID(receipt_id)))
    failed = api.get(f"/api/receipts/{receipt_id}").json()
    assert failed["failure"] == {
        "code": "encrypted_pdf",
        "message": FailureCause.ENCRYPTED_PDF.sentence.korean,
    }
    assert api.post(f"/api/receipts/{receipt_id}/retry").json()["status"] == "queued"
    assert_problem(api.post(f"/api/receipts/{receipt_id}/retry"), 409, "receipt-not-failed")
    assert len(messages(sqs, queue_url)) == 2


def test_another_tenants_key_finds_nothing(api: ApiClient, engine: Engine) -> None:
    receipt_id = api.send(b"a photo").json()["id"]
    attacker = ApiClient(api.app, issue_api_key(engine, create_tenant(engine, "남의 회사")))
    assert_problem(attacker.get(f"/api/receipts/{receipt_id}"), 404, "receipt-not-found")
    assert attacker.get("/api/receipts").json()["receipts"] == []


def test_a_revoked_key_opens_nothing_ten_seconds_later(
    api: ApiClient, engine: Engine, tenant: UUID, clock: FakeClock
) -> None:
    key = issue_api_key(engine, tenant)
    client = ApiClient(api.app, key)
    assert client.get("/api/receipts").status_code == 200
    revoke_key(PostgresTenants(engine), key)
    clock.pass_time(timedelta(seconds=10))
    assert_problem(client.get("/api/receipts"), 401, "unauthorized")
    assert api.get("/api/receipts").status_code == 200


def test_a_good_key_is_let_in_beside_strangers_who_guess_from_the_same_address(
    api: ApiClient, engine: Engine, tenant: UUID
) -> None:
    """On a task that has just started and knows nobody yet."""
    guesses = [ApiClient(api.app, f"rk_guess-{number}").get("/api/receipts") for number in range(61)]
    assert [guess.status_code for guess in guesses] == [401] * 60 + [429]
    assert api.get("/api/receipts").status_code == 200
    revoked = issue_api_key(engine, tenant)
    revoke_key(PostgresTenants(engine), revoked)
    assert ApiClient(api.app, revoked).get("/api/receipts").status_code == 429


def test_a_cursor_that_is_not_ours_is_refused(api: ApiClient) -> None:
    assert_problem(api.get("/api/receipts?cursor=nonsense"), 400, "invalid-cursor")


def test_it_is_ready_when_database_bucket_and_queue_answer(api: ApiClient) -> None:
    assert api.get("/ready").json() == {"database": "ok", "bucket": "ok", "queue": "ok"}


def test_a_bucket_that_is_gone_is_named(api: ApiClient, s3: S3Client) -> None:
    s3.delete_bucket(Bucket=BUCKET)
    response = api.get("/ready")
    assert_problem(response, 503, "not-ready")
    assert response.json()["detail"].endswith("bucket")


@pytest.mark.parametrize(
    "issued_at",
    [
        "9999-12-31T23:59:59-09:00",
        "0001-01-01T00:00:00+09:00",
        "0001-01-01T00:00:00",
        "2026-W01-1",
        "10000-01-01",
    ],
)
def test_a_date_that_the_database_cannot_hold_is_refused_and_touches_nobody_else(
    api: ApiClient, store: PostgresReceiptStore, engine: Engine, tenant: UUID, issued_at: str
) -> None:
    receipt_id = UUID(api.send(b"a photo").json()["id"])
    read(store, store.get(tenant, receipt_id))
    neighbour = ApiClient(api.app, issue_api_key(engine, create_tenant(engine, "다른 회사")))
    before = api.get(f"/api/receipts/{receipt_id}").json()
    correction = {"version": before["version"], "by": "김경리", "issued_at": issued_at}
    refused = api.request("PATCH", f"/api/receipts/{receipt_id}", json=correction)
    assert_problem(refused, 422, "invalid-input")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/issued_at"]
    for _ in range(5):
        assert api.get(f"/api/receipts/{receipt_id}").json() == before
        assert neighbour.get("/api/receipts").json() == {"receipts": [], "next_cursor": None}


def test_a_driver_that_breaks_under_one_request_leaves_the_others_their_answers(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever value is not thought of yet: the one who sends it has the trouble, and nobody else."""
    receipt_id, convert = api.send(b"a photo").json()["id"], pg8000.core.make_params

    def break_down(types: object, values: Sequence[object]) -> object:
        if values:
            raise OverflowError("date value out of range")
        return convert(types, values)

    for _ in range(3):
        with monkeypatch.context() as broken:
            broken.setattr(pg8000.core, "make_params", break_down)
            assert api.get(f"/api/receipts/{receipt_id}").status_code == 500
        for _ in range(3):
            assert api.get(f"/api/receipts/{receipt_id}").json()["id"] == receipt_id
            assert len(api.get("/api/receipts").json()["receipts"]) == 1


def read(store: PostgresReceiptStore, receipt: Receipt) -> None:
    """Let a worker have read the receipt."""
    now, photo = datetime.now(UTC), receipt.photo
    claim = store.claim(photo.key, photo.version, claimed_by="m1", now=now, lease=timedelta(minutes=1))
    assert isinstance(claim, Claim)
    assert store.record_reading(claim, a_reading(), announcing)

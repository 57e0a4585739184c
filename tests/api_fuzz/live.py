"""The API on a socket, with a real PostgreSQL behind it and two tenants whose receipts stand everywhere."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from unittest.mock import patch
from uuid import UUID, uuid4

import uvicorn
from moto import mock_aws
from sqlalchemy import URL, Engine, func, select

from receipts.adapters.aws import s3_client, sqs_client
from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.migrate import migrate
from receipts.adapters.postgres.tables import receipt_events
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Merchant, Reading
from receipts_api import main
from receipts_api.patient_protocol import protocol_with
from tests.fixtures.aws import BUCKET, REGION
from tests.fixtures.database import as_login, new_database
from tests.fixtures.makers import LEASE, NOON, a_reading, a_receipt, announcing
from tests.fixtures.tenants import create_tenant, issue_api_key

OTHERS_SHOP = "남의회사만아는가게"
"""Stands on the receipts of the other tenant: an answer that says it has leaked."""

_OF_EACH = 4


@dataclass(frozen=True, slots=True)
class LiveApi:
    """Where it is, a key of one tenant, and receipts: its own, and somebody else's."""

    owner: Engine
    url: str
    key: str
    own: tuple[UUID, ...]
    others: tuple[UUID, ...]

    def events(self) -> list[tuple[str, int]]:
        """What its receipts went through, and how often."""
        ours = receipt_events.c.receipt_id.in_(self.own)
        kinds = select(receipt_events.c.kind, func.count()).where(ours).group_by(receipt_events.c.kind)
        with self.owner.connect() as connection:
            return [
                (kind, count) for kind, count in connection.execute(kinds.order_by(receipt_events.c.kind))
            ]


@contextmanager
def live_api(server: URL) -> Iterator[LiveApi]:
    """The API as its entry point puts it together, on a database of its own on this server."""
    login = Login("receipts_fuzzed", "password of the API")
    owner_url = new_database(server, f"fuzz_{uuid4().hex}", migrated=True)
    migrate(owner_url, {Part.API: login})
    owner = connect(owner_url)
    with mock_aws(), patch.dict(os.environ, _environment(as_login(owner_url, login))):
        s3_client().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3_client().put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        os.environ["RECEIPT_QUEUE_URL"] = sqs_client().create_queue(QueueName="receipt-uploads")["QueueUrl"]
        tenant, other = create_tenant(owner, "한빛상사"), create_tenant(owner, "다른회사")
        own, others = _receipts(owner, tenant), _receipts(owner, other, Merchant(OTHERS_SHOP))
        with patch.object(main, "share_log_format"), _served() as url:
            yield LiveApi(owner, url, issue_api_key(owner, tenant), own, others)
    owner.dispose()


def _environment(database_url: str) -> Mapping[str, str]:
    """Rates are another test's matter: here each answer counts."""
    many = str(10**6)
    return {
        "DATABASE_URL": database_url,
        "RECEIPT_BUCKET": BUCKET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "REQUESTS_A_MINUTE": many,
        "UPLOADS_A_MINUTE": many,
        "FAILED_LOGINS_A_MINUTE": many,
    }


def _receipts(owner: Engine, tenant: UUID, merchant: Merchant | None = None) -> tuple[UUID, ...]:
    """Some that were read, two of them alike, some that failed, some that wait."""
    store = PostgresReceiptStore(owner)
    readings = [a_reading(**({"merchant": merchant} if merchant else {})) for _ in range(_OF_EACH)]
    read = [_read(store, tenant, reading) for reading in (*readings, readings[0])]
    failed = [_failed(store, tenant) for _ in range(_OF_EACH)]
    waiting = (Status.QUEUED, Status.AWAITING_UPLOAD)
    return (*read, *failed, *(store.add(a_receipt(tenant, status=status)).id for status in waiting))


def _read(store: PostgresReceiptStore, tenant: UUID, reading: Reading) -> UUID:
    claim = _claimed(store, tenant)
    store.record_reading(claim, reading, announcing)
    return claim.receipt.id


def _failed(store: PostgresReceiptStore, tenant: UUID) -> UUID:
    claim = _claimed(store, tenant)
    store.record_failure(claim, FailureCause.UNREADABLE_IMAGE, announcing)
    return claim.receipt.id


def _claimed(store: PostgresReceiptStore, tenant: UUID) -> Claim:
    """A receipt with its photo in the bucket, about to be read."""
    receipt = store.add(a_receipt(tenant))
    version = s3_client().put_object(Bucket=BUCKET, Key=receipt.photo.key, Body=b"photo")["VersionId"]
    claim = store.claim(receipt.photo.key, version, claimed_by="fuzz", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    return claim


@contextmanager
def _served() -> Iterator[str]:
    """As `main.main` serves, in a thread of this process: moto plays AWS only here."""
    config = uvicorn.Config(
        main.create(), http=protocol_with(60, 60), ws="none", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()

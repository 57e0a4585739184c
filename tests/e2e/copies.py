"""Receipts that are on a person's desk without waiting for thirty readings: copies of what was read here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

import boto3

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.domain.claims import Claim
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from tests.e2e.stacks import RunningStack
from tests.fixtures.makers import a_receipt, announcing

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Copier:
    """Puts receipts on the desk of one tenant, each with a photo of its own."""

    tenant: UUID
    store: PostgresReceiptStore
    bucket: str
    client: "S3Client"

    def another(self, receipt_id: str, **changes: object) -> str:
        """A receipt like this one, of another day; `changes` are of its reading. Returns its id."""
        original = self.store.get(self.tenant, UUID(receipt_id))
        made = self.store.add(self._photographed(original))
        claim = self.store.claim(
            made.photo.key, None, claimed_by="copier", now=datetime.now(UTC), lease=timedelta(minutes=1)
        )
        assert isinstance(claim, Claim)
        assert original.reading
        reading = replace(_another_day(original.reading), **changes)  # type: ignore[arg-type]
        assert self.store.record_reading(claim, reading, announcing)
        return str(made.id)

    def _photographed(self, original: Receipt) -> Receipt:
        made = a_receipt(self.tenant, at=datetime.now(UTC), filename=original.filename)
        key = f"direct/{self.tenant}/{made.id}"  # a photo there is announced to nobody
        source = {"Bucket": self.bucket, "Key": original.photo.key}
        self.client.copy_object(Bucket=self.bucket, Key=key, CopySource=source)  # type: ignore[arg-type]
        photo = replace(made.photo, key=key, content_type=original.photo.content_type)
        return replace(made, photo=photo)


@contextmanager
def copier(stack: RunningStack, receipt_ids: Sequence[str]) -> Iterator[Copier]:
    """Of the tenant whose receipts these are."""
    env = stack.env
    engine = connect(env["DATABASE_OWNER_URL"])
    client = boto3.client(
        "s3",
        endpoint_url=env["AWS_ENDPOINT_URL"],
        region_name=env["AWS_REGION"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
    )
    tenant = stack.tenant_of(receipt_ids[0])
    yield Copier(tenant, PostgresReceiptStore(engine), env["RECEIPT_BUCKET"], client)
    client.close()
    engine.dispose()


def _another_day(reading: Reading) -> Reading:
    """No duplicate of any other: the day, the approval number and the looks of the paper differ."""
    number = next(_numbers)
    issued = reading.issued_at - timedelta(days=number) if reading.issued_at else None
    payment = replace(reading.payment, approval_number=f"{number:08d}")
    return replace(reading, issued_at=issued, payment=payment, picture=None)

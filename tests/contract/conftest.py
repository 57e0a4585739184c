"""Each contract test runs against the fake, and against PostgreSQL with the application's own logins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import pytest

from receipts.adapters.postgres import (
    PostgresBatches,
    PostgresCompany,
    PostgresMerchantDirectory,
    PostgresReceiptFinder,
    PostgresRereadings,
)
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.directory import PostgresGivenMerchants
from receipts.domain.api_key import hash_of
from receipts.domain.claims import Claim
from receipts.domain.directory import DirectoryEntry
from receipts.domain.failure import FailureCause
from receipts.domain.history import Correction
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.ports import (
    Batches,
    Company,
    Destination,
    MerchantDirectory,
    OutboxMessage,
    ReceiptFinder,
    ReceiptStore,
    Rereadings,
)
from tests.fakes.batches import FakeBatches
from tests.fakes.finder import FakeFinder
from tests.fakes.receipt_store import FakeReceiptStore
from tests.fakes.rereadings import FakeRereadings
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing
from tests.fixtures.parts import store_of_all_parts
from tests.fixtures.tenants import create_tenant, issue_api_key

FAR = NOON.replace(year=2999)


@dataclass
class World:
    store: ReceiptStore
    new_tenant: Callable[[], UUID]
    new_key: Callable[[UUID], str]
    directory: MerchantDirectory
    finder: ReceiptFinder
    share: Callable[[DirectoryEntry], object]
    company: Company
    batches: Batches
    rereadings: Rereadings
    archive: Rereadings
    """As operators ask it, of all tenants."""

    def claimed(self, receipt: Receipt, claimed_by: str = "delivery-1") -> Claim:
        claim = self.store.claim(receipt.photo.key, "v1", claimed_by=claimed_by, now=NOON, lease=LEASE)
        assert isinstance(claim, Claim)
        return claim

    def read(self, receipt: Receipt, reading: Reading | None = None) -> Receipt:
        """The receipt as it stands once a reading was recorded."""
        assert self.store.record_reading(self.claimed(receipt), reading or a_reading(), announcing)
        return self.store.get(receipt.tenant_id, receipt.id)

    def correct(self, seen: Receipt, reading: Reading) -> Receipt:
        """Somebody puts this in place of what was read."""
        return self.store.record_correction(
            seen, reading, Correction(NOON, "김경리", seen.version + 1, ()), announce=announcing
        )

    def teach(self, tenant_id: UUID, lesson: DirectoryEntry) -> None:
        """Somebody approves a receipt that teaches this."""
        receipt = self.read(self.store.add(a_receipt(tenant_id)))
        approval = Correction(NOON, "김경리", receipt.version + 1, (), approved=True)
        self.store.approve(receipt, approval, a_message, lesson)

    def failed(self, receipt: Receipt) -> Receipt:
        claim = self.claimed(receipt)
        assert self.store.record_failure(claim, FailureCause.NOT_A_RECEIPT, a_message)
        return self.store.get(receipt.tenant_id, receipt.id)

    def unsent(self, written_before: datetime) -> list[OutboxMessage]:
        """What is left in the outbox, taken from nobody: the lease ends as it begins."""
        lease = partial(self.store.lease_unsent, written_before=written_before, now=FAR, until=NOON, limit=50)
        return [message for destination in Destination for message in lease(destination)]

    def unused_slots(self, created_before: datetime, limit: int) -> Sequence[Receipt]:
        """Whenever they were touched."""
        return self.store.unused_slots(created_before=created_before, touched_before=FAR, limit=limit)

    def expire_slots(self, created_before: datetime) -> int:
        return self.store.expire(self.unused_slots(created_before, 50))


@pytest.fixture(params=["fake", "postgres"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        fake = FakeReceiptStore()

        def fake_key(tenant_id: UUID) -> str:
            key = f"rk_{uuid4()}"
            fake.tenants_by_key[hash_of(key)] = tenant_id
            return key

        put = fake.directory.put
        return World(
            fake,
            uuid4,
            fake_key,
            fake.directory,
            FakeFinder(fake),
            lambda it: put(None, it),
            fake.company,
            FakeBatches(fake),
            FakeRereadings(fake),
            FakeRereadings(fake),
        )
    engine = request.getfixturevalue("engine")
    engines = request.getfixturevalue("part_engines")
    return World(
        store_of_all_parts(engines),
        lambda: create_tenant(engine, "한빛상사"),
        lambda it: issue_api_key(engine, it),
        PostgresMerchantDirectory(engines[Part.API]),
        PostgresReceiptFinder(engines[Part.API]),
        lambda it: PostgresGivenMerchants(engine).give([it], NOON, None),
        PostgresCompany(engines[Part.API]),
        PostgresBatches(engines[Part.API]),
        PostgresRereadings(engines[Part.API]),
        PostgresRereadings(engines[Part.OPERATOR]),
    )


@pytest.fixture
def tenant(world: World) -> UUID:
    return world.new_tenant()

"""What is left of a receipt that was purged, and who may decide about receipts at all."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.exc import ProgrammingError

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import purged_receipts, receipt_events, receipts
from receipts.domain.decisions import Act, Decision, RejectReason
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from tests.fixtures.makers import NOON, a_message, a_receipt, announcing
from tests.integration.postgres.lives import everything_of, purged_life, read

FAR = datetime(2999, 1, 1, tzinfo=UTC)
Engines = Mapping[Part, Engine]


def deleted(store: PostgresReceiptStore, receipt: Receipt, at: datetime) -> Receipt:
    act = Correction(at, "김경리", receipt.version + 1, (), decision=Decision(Act.DELETED))
    return store.put_aside(receipt, act, a_message, announce=announcing)


def test_nothing_personal_is_left_of_what_was_purged(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    gone = purged_life(engine, store, tenant)
    left = everything_of(engine, tenant)
    (stone,) = left["purged_receipts"]
    assert (stone["receipt_id"], stone["object_key"]) == (gone.id, gone.photo.key)
    assert [act["kind"] for act in stone["trail"]][-1] == "deleted"
    assert {name for act in stone["trail"] for name in act} == {"kind", "at"}
    for name in ("receipts", "readings", "receipt_items", "receipt_events", "outbox"):
        assert left[name] == []
    told = str(left)
    assert not any(personal in told for personal in ("도토리다방", "김경리", "영수증.jpg", gone.photo.sha256))


def test_no_receipt_that_was_deleted_today_goes_and_none_that_was_not(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    today = datetime.now(UTC)
    young = deleted(store, read(store, a_receipt(tenant)), today - timedelta(hours=23))
    deleted(store, read(store, a_receipt(tenant)), today - timedelta(hours=25))
    stays = read(store, a_receipt(tenant))
    with engine.begin() as owner:
        assert owner.scalar(select(func.purge_receipts(FAR, 10))) == 1
    assert store.get(tenant, young.id).status is Status.DELETED
    assert store.get(tenant, stays.id) == stays


@pytest.mark.parametrize("part", [Part.API, Part.PARSER])
def test_who_purges_is_the_jobs_alone(part: Part, part_engines: Engines, tenant: UUID) -> None:
    for statement in (
        select(func.purge_receipts(FAR, 10)),
        select(purged_receipts),
        delete(receipts),
        delete(receipt_events),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(part_engines[part], tenant) as connection,
        ):
            connection.execute(statement)


@pytest.mark.parametrize("part", [Part.PARSER, Part.OPERATOR])
def test_neither_parser_nor_jobs_decide_about_a_receipt_or_say_that_somebody_did(
    part: Part, part_engines: Engines, store: PostgresReceiptStore, tenant: UUID
) -> None:
    receipt = read(store, a_receipt(tenant))
    forged = {"tenant_id": tenant, "receipt_id": receipt.id, "at": NOON, "data": {}}
    attempts = [
        update(receipts).values(status="rejected", reject_reason="private"),
        update(receipts).values(status="deleted", came_from="parsed"),
        *(insert(receipt_events).values(forged | {"kind": kind}) for kind in sorted(Act)),
    ]
    for attempt in attempts:
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction(part_engines[part], tenant) as connection,
        ):
            connection.execute(attempt)
    assert store.get(tenant, receipt.id) == receipt


def test_anothers_purged_receipt_is_seen_by_no_tenant(
    store: PostgresReceiptStore, engine: Engine, part_engines: Engines, tenant: UUID
) -> None:
    purged_life(engine, store, tenant)
    with transaction(part_engines[Part.OPERATOR]) as connection:  # it serves all
        assert len(connection.execute(select(purged_receipts)).all()) == 1
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(update(purged_receipts).values(trail=[]))
        connection.rollback()


def test_a_rejected_double_forgets_an_original_that_is_gone(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    first = read(store, a_receipt(tenant))
    assert first.reading
    copy = read(store, a_receipt(tenant), payment=first.reading.payment, issued_at=first.reading.issued_at)
    assert copy.duplicate_of == first.id
    rejection = Decision(Act.REJECTED, RejectReason.DUPLICATE)
    act = Correction(NOON, "김경리", copy.version + 1, (), decision=rejection)
    store.put_aside(copy, act, a_message, announce=announcing)
    deleted(store, store.get(tenant, first.id), NOON)
    with engine.begin() as owner:
        assert owner.scalar(select(func.purge_receipts(NOON + timedelta(days=1), 10))) == 1
    left = store.get(tenant, copy.id)
    assert (left.status, left.duplicate_of) == (Status.REJECTED, None)

"""What the database holds of a reading may be older or newer than this code, or damaged. A list goes on."""

import logging
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select, update

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.mask_stored import mask_stored
from receipts.adapters.postgres.tables import readings
from receipts.domain.receipt import Amounts
from tests.fixtures.makers import a_message, a_reading
from tests.integration.postgres.test_concurrency import settle
from tests.integration.postgres.test_rows import record
from tests.unit.api.client import ApiClient

CARD = "4579731234561234"


@pytest.fixture
def sound(store: PostgresReceiptStore, tenant: UUID) -> str:
    """A receipt whose stored reading is as this code wrote it."""
    return str(record(store, tenant, a_reading()))


@pytest.fixture
def damaged(store: PostgresReceiptStore, tenant: UUID, engine: Engine) -> str:
    """A receipt whose stored reading lost its amounts, and names a card."""
    return changed(store, tenant, engine, {"amounts": CARD})


def changed(store: PostgresReceiptStore, tenant: UUID, engine: Engine, part: dict[str, object]) -> str:
    receipt_id = record(store, tenant, a_reading())
    stored = func.jsonb_concat(readings.c.reading, part, type_=readings.c.reading.type)
    with engine.begin() as connection:
        connection.execute(update(readings).where(readings.c.receipt_id == receipt_id).values(reading=stored))
    return str(receipt_id)


def test_a_damaged_reading_takes_no_other_receipt_out_of_the_list(
    api: ApiClient, sound: str, damaged: str
) -> None:
    listed = {one["id"]: one for one in api.get("/api/receipts?view=full").json()["receipts"]}
    assert listed.keys() == {sound, damaged}
    assert listed[sound]["amounts"]["total"] == "2500"
    assert (listed[damaged]["status"], listed[damaged]["amounts"], listed[damaged]["review"]) == (
        "parsed",
        None,
        None,
    )
    assert api.get(f"/api/receipts/{damaged}").json()["amounts"] is None


def test_a_reading_of_a_version_to_come_is_shown_as_none(
    api: ApiClient, store: PostgresReceiptStore, tenant: UUID, engine: Engine
) -> None:
    receipt_id = changed(store, tenant, engine, {"version": 99})
    assert api.get(f"/api/receipts/{receipt_id}").json()["merchant"] is None
    assert api.get("/api/receipts?view=full").status_code == 200


def test_the_log_names_the_receipt_and_the_reason_and_nothing_of_the_reading(
    api: ApiClient, damaged: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "receipts"):
        api.get("/api/receipts?view=full")
    (line,) = [one.getMessage() for one in caplog.records if one.name == "receipts.adapters.postgres.rows"]
    assert line == f"the stored reading of receipt {damaged} cannot be used: amounts: model_attributes_type"


def test_nobody_corrects_or_approves_what_cannot_be_shown(api: ApiClient, damaged: str) -> None:
    seen = {"version": api.get(f"/api/receipts/{damaged}").json()["version"], "by": "김경리"}
    for answer in (
        api.request("PATCH", f"/api/receipts/{damaged}", json={**seen, "currency": "USD"}),
        api.post(f"/api/receipts/{damaged}/approve", json=seen),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/receipt-not-reviewable")


def test_a_damaged_reading_is_masked_too(engine: Engine, damaged: str) -> None:
    assert damaged
    assert sum(progress.masked for progress in mask_stored(engine, dry_run=False)) == 1
    with engine.connect() as connection:
        stored = connection.execute(readings.select()).mappings().one()["reading"]
    assert CARD not in str(stored)


def test_a_first_result_that_cannot_be_used_does_not_keep_a_receipt_from_being_read(
    api: ApiClient, store: PostgresReceiptStore, tenant: UUID, damaged: str
) -> None:
    """It is kept beside the new one; the new one counts from now on, also when it is read once more."""
    for _ in range(2):
        seen = store.get(tenant, UUID(damaged))
        store.requeue(seen, a_message(seen))
        settle(store, seen, a_reading())
        shown = api.get(f"/api/receipts/{damaged}").json()
        assert (shown["status"], shown["amounts"]["total"]) == ("parsed", "2500")


def test_of_results_of_one_engine_the_first_that_can_be_used_counts(
    store: PostgresReceiptStore, tenant: UUID, engine: Engine, damaged: str
) -> None:
    for total in ("2500", "9900"):
        seen = store.get(tenant, UUID(damaged))
        store.requeue(seen, a_message(seen))
        settle(store, seen, a_reading(amounts=Amounts(total=Decimal(total)), items=()))
    found = store.get(tenant, UUID(damaged)).reading
    assert found
    assert found.amounts.total == Decimal(2500)
    with engine.connect() as connection:
        query = select(readings.c.parser_version).order_by(readings.c.created_at)
        assert connection.scalars(query).all() == ["embedded 1", "embedded 1, again 1"]

"""Of two photos of one purchase, one is in the books at most, unless a person says that both are real."""

from typing import Any
from uuid import UUID

from receipts.adapters.postgres import PostgresReceiptStore
from tests.fixtures.makers import NOON, a_reading
from tests.integration.postgres.test_rows import record
from tests.unit.api.client import ApiClient


def asked(api: ApiClient, receipt_id: UUID, what: str) -> dict[str, Any]:
    address = f"/api/receipts/{receipt_id}"
    version = api.get(address).json()["version"]
    if what == "delete":
        answer = api.request("DELETE", f"{address}?version={version}")
    else:
        answer = api.post(f"{address}/{what}", json={"version": version})
    shown: dict[str, Any] = answer.json()
    assert answer.status_code == 200, shown
    return shown


def test_an_approved_receipt_that_comes_back_beside_its_approved_double_needs_review(
    api: ApiClient, store: PostgresReceiptStore, tenant: UUID
) -> None:
    purchase = a_reading(issued_at=NOON)
    first, second = (record(store, tenant, purchase) for _ in range(2))
    asked(api, first, "approve")
    asked(api, first, "delete")
    assert asked(api, second, "approve")["status"] == "approved"
    back = asked(api, first, "restore")
    assert (back["status"], back["duplicate_of"]) == ("needs_review", str(second))
    exported = api.get("/api/exports/receipts.csv").text.splitlines()
    assert len(exported) == 2  # the headings, and one row


def test_an_approved_receipt_without_a_double_comes_back_approved(
    api: ApiClient, store: PostgresReceiptStore, tenant: UUID
) -> None:
    alone = record(store, tenant, a_reading(issued_at=NOON))
    asked(api, alone, "approve")
    asked(api, alone, "delete")
    assert asked(api, alone, "restore")["status"] == "approved"

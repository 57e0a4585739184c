"""A month of three tenants: all that went in ends approved or rejected, and the books agree to the won."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine, func, select

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.tables import receipts
from receipts.domain.receipt import Amounts, Payment, PaymentMethod, Reading, Transaction
from tests.fakes.clock import FakeClock
from tests.fixtures.makers import KST, a_reading
from tests.fixtures.tenants import create_tenant, issue_api_key
from tests.integration.postgres.test_rows import record
from tests.unit.api.client import ApiClient


@dataclass(frozen=True)
class Share:
    """What of the month is one tenant's; the duplicates and cancellations are among the receipts."""

    duplicates: int
    cancellations: int
    corrections: int
    rejects: int
    receipts: int = 100


SHARES = (Share(5, 2, 7, 3), Share(4, 2, 7, 3), Share(3, 1, 6, 2))
"""Together 300 receipts, 12 duplicates, 5 cancellations, 20 corrections and 8 rejects."""
WHOLE_MONTH = "issued_from=2026-10-01&issued_until=2026-10-31"


def a_purchase(random: Random, number: int) -> Reading:
    total = Decimal(random.randrange(1, 300) * 100)
    supply = (total / Decimal("1.1")).quantize(Decimal(1))
    moment = datetime(2026, 10, 1, 8, tzinfo=KST) + timedelta(minutes=random.randrange(30 * 24 * 60))
    return a_reading(
        issued_at=min(moment, datetime(2026, 10, 31, 23, tzinfo=KST)) + timedelta(seconds=number % 60),
        amounts=Amounts(total=total, gross_total=total, supply=supply, vat=total - supply),
        payment=Payment(
            PaymentMethod.CARD, "신한카드", "4579-73**-****-1234", f"{random.randrange(10**8):08d}"
        ),
        items=(),
    )


def taken_back(sale: Reading) -> Reading:
    amounts = sale.amounts
    minus = Amounts(*(value and -value for value in (amounts.total, amounts.gross_total)))
    return a_reading(
        issued_at=sale.issued_at,
        transaction=Transaction.CANCELLATION,
        amounts=minus,
        payment=sale.payment,
        items=(),
    )


@dataclass
class Bookkeeper:
    """Whoever closes the month of one tenant, with nothing but the API."""

    api: ApiClient
    clock: FakeClock

    def ask(self, method: str, path: str, **body: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        self.clock.pass_time(timedelta(seconds=1))  # nobody is faster than the rates
        return self.api.request(method, path, **body)

    def listed(self, query: str) -> Iterator[dict[str, Any]]:
        cursor: str | None = ""
        while cursor is not None:
            asked = f"/api/receipts?limit=50&{query}" + (f"&cursor={cursor}" if cursor else "")
            page = self.ask("GET", asked).json()
            yield from page["receipts"]
            cursor = page["next_cursor"]

    def correct(self, receipt_id: str) -> None:
        receipt = self.ask("GET", f"/api/receipts/{receipt_id}").json()
        total = str(int(receipt["amounts"]["total"]) + 1100)
        amounts = {"total": total, "gross_total": total, "supply": None, "vat": None}
        body = {"version": receipt["version"], "amounts": amounts}
        assert self.ask("PATCH", f"/api/receipts/{receipt_id}", json=body).status_code == 200

    def close(self, receipt: dict[str, Any], reason: str | None = None) -> None:
        """Reject it for this reason or as a duplicate, else approve it with what has to be named."""
        address = f"/api/receipts/{receipt['id']}"
        receipt = self.ask("GET", address).json()
        seen = {"version": receipt["version"]}
        if receipt["duplicate_of"]:
            answer = self.ask("POST", f"{address}/resolve", json=seen | {"keep": "other"})
        elif reason:
            answer = self.ask("POST", f"{address}/reject", json=seen | {"reason": reason})
        else:
            answer = self.ask("POST", f"{address}/approve", json=seen)
            if answer.json().get("obstacles"):
                accept = [it["code"] for it in answer.json()["obstacles"] if it["acceptable"]]
                answer = self.ask("POST", f"{address}/approve", json=seen | {"accept": accept})
        assert answer.status_code == 200, answer.text

    def exported(self, query: str) -> list[dict[str, str]]:
        text = self.ask("GET", f"/api/exports/receipts.csv?{query}").content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def bookkeepers(api: ApiClient, engine: Engine, clock: FakeClock) -> dict[UUID, Bookkeeper]:
    tenants = [create_tenant(engine, f"회사 {number}") for number in range(3)]
    return {it: Bookkeeper(ApiClient(api.app, issue_api_key(engine, it)), clock) for it in tenants}


def a_month_went_in(store: PostgresReceiptStore, tenant: UUID, seed: int, share: Share) -> None:
    random = Random(seed)  # noqa: S311 - a story, no secret
    sales = share.receipts - share.duplicates - share.cancellations
    bought = [a_purchase(random, number) for number in range(sales)]
    for reading in (*bought, *bought[: share.duplicates], *map(taken_back, bought[-share.cancellations :])):
        record(store, tenant, reading)


def sum_in_database(engine: Engine, tenant: UUID) -> Decimal:
    approved = (receipts.c.tenant_id == tenant) & (receipts.c.status == "approved")
    with engine.connect() as connection:
        return connection.scalar(select(func.sum(receipts.c.total)).where(approved)) or Decimal(0)


@pytest.mark.timeout(1200)  # 300 receipts, each decided by calls of their own, on a machine that may be busy
def test_a_month_of_three_tenants_is_closed(
    bookkeepers: dict[UUID, Bookkeeper], store: PostgresReceiptStore, engine: Engine
) -> None:
    for seed, (share, (tenant, bookkeeper)) in enumerate(zip(SHARES, bookkeepers.items(), strict=True)):
        a_month_went_in(store, tenant, seed, share)
        listed = list(bookkeeper.listed(f"{WHOLE_MONTH}&sort=issued_on"))
        assert len(listed) == share.receipts
        assert sum(it["duplicate_of"] is not None for it in listed) == share.duplicates
        assert sum(it["cancels"] is not None for it in listed) == share.cancellations
        plain = [it["id"] for it in listed if not it["duplicate_of"] and not it["cancels"]]
        for receipt_id in plain[share.rejects : share.rejects + share.corrections]:
            bookkeeper.correct(receipt_id)
        for receipt in bookkeeper.listed(WHOLE_MONTH):
            bookkeeper.close(receipt, "private" if receipt["id"] in plain[: share.rejects] else None)
        counts = bookkeeper.ask("GET", f"/api/receipts/counts?{WHOLE_MONTH}").json()["by_status"]
        rejected = share.duplicates + share.rejects
        assert {status: count for status, count in counts.items() if count} == {
            "approved": share.receipts - rejected,
            "rejected": rejected,
        }
    for share, (tenant, bookkeeper) in zip(SHARES, bookkeepers.items(), strict=True):
        rows = bookkeeper.exported(WHOLE_MONTH)
        assert len(rows) == share.receipts - share.duplicates - share.rejects
        whole = sum((Decimal(row["합계"]) for row in rows), Decimal(0))
        assert whole == sum_in_database(engine, tenant)
        summary = bookkeeper.ask("GET", "/api/summaries/month?month=2026-10&by=account").json()
        assert sum(Decimal(it["total"]) for it in summary["sums"]) == whole

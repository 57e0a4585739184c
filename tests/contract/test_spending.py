"""What every keeper of expenses promises: the fake and PostgreSQL alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from receipts.adapters.postgres import PostgresSpending
from receipts.adapters.postgres.application_login import Part
from receipts.ports import Spending
from tests.fakes.spending import FakeSpending
from tests.fixtures.tenants import create_tenant

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@dataclass
class Books:
    spending: Spending
    new_tenant: Callable[[], UUID]


@pytest.fixture(params=["fake", "postgres"])
def books(request: pytest.FixtureRequest) -> Books:
    if request.param == "fake":
        return Books(FakeSpending(), uuid4)
    engine = request.getfixturevalue("engine")
    parser = request.getfixturevalue("part_engines")[Part.PARSER]
    return Books(PostgresSpending(parser), lambda: create_tenant(engine, "한빛상사"))


def test_who_has_spent_nothing_has_spent_nothing(books: Books) -> None:
    assert books.spending.spent(books.new_tenant(), NOVEMBER) == 0


def test_what_is_spent_in_a_month_adds_up_to_the_fraction_of_a_cent(books: Books) -> None:
    tenant = books.new_tenant()
    for usd in ("0.01", "0.060000", "0.000123"):
        books.spending.add(tenant, NOVEMBER, Decimal(usd))
    assert books.spending.spent(tenant, NOVEMBER) == Decimal("0.070123")


def test_months_and_tenants_are_kept_apart(books: Books) -> None:
    ours, theirs = books.new_tenant(), books.new_tenant()
    books.spending.add(ours, NOVEMBER, Decimal("0.01"))
    assert books.spending.spent(ours, DECEMBER) == 0
    assert books.spending.spent(theirs, NOVEMBER) == 0

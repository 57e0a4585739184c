"""What a month adds up to, as it is closed."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.annotations import Annotations
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Category, Merchant, Transaction
from tests.fixtures.makers import KST, a_reading
from tests.unit.api.conftest import World, assert_problem

MEALS, TAXI = Category("meals", "복리후생비"), Category("taxi", "여비교통비")


def bought(
    world: World,
    won: int,
    day: int = 5,
    annotations: Annotations | None = None,
    **values: Any,  # noqa: ANN401 - of a reading
) -> None:
    reading = a_reading(
        amounts=Amounts(total=Decimal(won)), issued_at=datetime(2026, 10, day, 9, 30, tzinfo=KST), **values
    )
    receipt_id = world.read(reading, str(len(world.store.receipts)).encode())
    world.becomes(receipt_id, Status.APPROVED)
    if annotations:
        known = world.store.receipts[UUID(receipt_id)]
        world.store.receipts[known.id] = replace(known, annotations=annotations)


def sums(world: World, by: str) -> list[tuple[str | None, str, int, str]]:
    answer = world.api.get(f"/api/summaries/month?month=2026-10&by={by}")
    assert answer.status_code == 200, answer.text
    return [(it["name"], it["currency"], it["count"], it["total"]) for it in answer.json()["sums"]]


def test_a_month_is_summed_up_by_account_the_largest_first(world: World) -> None:
    bought(world, 9_000, category=MEALS)
    bought(world, 14_200, category=TAXI)
    bought(world, 8_000, 31, category=MEALS)
    bought(world, 3_000, category=MEALS, transaction=Transaction.CANCELLATION)
    bought(world, 500, category=None)
    assert sums(world, "account") == [
        ("여비교통비", "KRW", 1, "14200"),
        ("복리후생비", "KRW", 3, "14000"),
        (None, "KRW", 1, "500"),
    ]


def test_whose_and_which_department_s_it_is_comes_from_what_was_written(world: World) -> None:
    kim, lee = (
        Annotations(person="김경리", department="개발팀"),
        Annotations(person="이대리", department="개발팀"),
    )
    bought(world, 1_000, annotations=kim)
    bought(world, 2_000, annotations=lee)
    assert sums(world, "person") == [("이대리", "KRW", 1, "2000"), ("김경리", "KRW", 1, "1000")]
    assert sums(world, "department") == [("개발팀", "KRW", 2, "3000")]


def test_currencies_are_never_added_together(world: World) -> None:
    bought(world, 1_000, merchant=Merchant("Diner"))
    bought(world, 12, merchant=Merchant("Diner"), currency="USD")
    assert sums(world, "merchant") == [("Diner", "KRW", 1, "1000"), ("Diner", "USD", 1, "12")]


def test_the_sums_are_those_of_the_exported_rows(world: World) -> None:
    for number in range(7):
        turned = Transaction.CANCELLATION if number % 3 else Transaction.SALE
        bought(
            world, 1_000 + number, number + 1, transaction=turned, category=[MEALS, TAXI, None][number % 3]
        )
    period = "issued_from=2026-10-01&issued_until=2026-10-31"
    file = world.api.get(f"/api/exports/receipts.csv?{period}").content.decode("utf-8-sig")
    exported = sum(Decimal(row["합계"]) for row in csv.DictReader(io.StringIO(file)))
    for by in ("merchant", "account", "department", "person"):
        assert sum(Decimal(total) for *_, total in sums(world, by)) == exported


def test_only_what_is_approved_counts_unless_more_is_asked_for(world: World) -> None:
    world.read(a_reading(issued_at=datetime(2026, 10, 5, tzinfo=KST)), b"open")
    assert sums(world, "account") == []
    more = "/api/summaries/month?month=2026-10&by=account&status=parsed&status=approved"
    assert len(world.api.get(more).json()["sums"]) == 1


def test_nobody_sums_up_what_is_another_s(world: World) -> None:
    bought(world, 1_000)
    assert world.attacker.get("/api/summaries/month?month=2026-10&by=account").json()["sums"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("by=account", "/month"),
        ("month=2026-13&by=account", "/month"),
        ("month=2026-1&by=account", "/month"),
        ("month=202610&by=account", "/month"),
        ("month=２０２６-10&by=account", "/month"),
        ("month=2026-10", "/by"),
        ("month=2026-10&by=shop", "/by"),
        ("month=2026-10&by=account&year=2026", "/year"),
        ("month=2026-10&by=account&status=failed", "/status/0"),
    ],
)
def test_a_wrong_question_is_named(world: World, query: str, pointer: str) -> None:
    answer = world.api.get(f"/api/summaries/month?{query}")
    assert_problem(answer, 422, "invalid-input")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

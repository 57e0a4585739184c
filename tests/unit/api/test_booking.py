"""To which accounts a receipt can be booked: those of the company's chart, by their own names."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from receipts.domain.receipt import Category
from tests.unit.api.conftest import World, assert_problem
from tests.unit.api.test_corrections import READING, patched

MEALS = {"code": "meals", "account": "복리후생비"}


@pytest.fixture
def receipt_id(world: World) -> str:
    return world.read(READING)


@pytest.fixture
def chart(world: World) -> None:
    """A company that numbers its accounts, and has ended some."""
    for code, name in (("811", "복리후생비"), ("813", "기업업무추진비"), ("814", "통신비")):
        world.api.request("PUT", f"/api/accounts/{code}", json={"account": name})
    for code in ("814", "taxi"):
        world.api.request("DELETE", f"/api/accounts/{code}")


def refused(response: httpx.Response, pointer: str, code: str) -> str:
    assert_problem(response, 422, "invalid-input")
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    return str(error["detail"])


@pytest.mark.usefixtures("chart")
@pytest.mark.parametrize(
    ("category", "pointer", "code"),
    [
        ({"code": "999", "account": "잡비"}, "/category/code", "unknown_account"),
        ({"code": "999"}, "/category/code", "unknown_account"),
        ({"code": "MEALS", "account": "복리후생비"}, "/category/code", "unknown_account"),
        ({"code": "814", "account": "통신비"}, "/category/code", "ended_account"),
        ({"code": "taxi", "account": "여비교통비"}, "/category/code", "ended_account"),
        ({"code": "811", "account": "기업업무추진비"}, "/category/account", "other_account_name"),
        ({"code": "meals", "account": "여비교통비"}, "/category/account", "other_account_name"),
    ],
)
def test_an_account_that_the_chart_does_not_have_so_is_refused_and_nothing_is_changed(
    world: World, receipt_id: str, category: dict[str, str], pointer: str, code: str
) -> None:
    before = world.store.receipts[UUID(receipt_id)]
    told = refused(patched(world, receipt_id, category=category), pointer, code)
    assert any("가" <= letter <= "힣" for letter in told)
    assert world.store.receipts[UUID(receipt_id)] == before


@pytest.mark.usefixtures("chart")
@pytest.mark.parametrize(
    ("category", "booked"),
    [
        ({"code": "811"}, {"code": "811", "account": "복리후생비"}),
        ({"code": "811", "account": None}, {"code": "811", "account": "복리후생비"}),
        ({"code": "813", "account": "기업업무추진비"}, {"code": "813", "account": "기업업무추진비"}),
        ({"code": "office_supplies"}, {"code": "office_supplies", "account": "소모품비"}),
    ],
)
def test_the_chart_says_what_an_account_is_called(
    world: World, receipt_id: str, category: dict[str, Any], booked: dict[str, str]
) -> None:
    assert patched(world, receipt_id, category=category).json()["category"] == booked


@pytest.mark.usefixtures("chart")
def test_another_code_alone_brings_its_own_name_along(world: World, receipt_id: str) -> None:
    """And not the one of the account that the receipt had before, as a merge patch would have it."""
    patched(world, receipt_id, category={"code": "811"})
    told = patched(world, receipt_id, category={"code": "813"}).json()["category"]
    assert told == {"code": "813", "account": "기업업무추진비"}


def test_a_company_that_keeps_its_chart_elsewhere_names_its_own_codes(world: World, receipt_id: str) -> None:
    told = patched(world, receipt_id, category={"code": "811-01", "account": "식대"}).json()["category"]
    assert told == {"code": "811-01", "account": "식대"}
    refused(patched(world, receipt_id, category={"code": "812"}), "/category/code", "unknown_account")
    other = patched(world, receipt_id, category={"code": "meals", "account": "여비교통비"})
    refused(other, "/category/account", "other_account_name")


def test_a_receipt_keeps_an_account_that_was_ended_since(world: World, receipt_id: str) -> None:
    patched(world, receipt_id, category=MEALS)
    world.api.request("DELETE", "/api/accounts/meals")
    told = patched(world, receipt_id, category=MEALS, merchant={"name": "한빛식당"})
    assert (told.status_code, told.json()["category"]) == (200, MEALS)
    assert patched(world, receipt_id, category=told.json()["category"]).status_code == 200


def test_an_ended_account_can_be_put_back(world: World, receipt_id: str) -> None:
    world.api.request("DELETE", "/api/accounts/meals")
    world.api.request("PUT", "/api/accounts/meals", json={"account": "식대"})
    told = patched(world, receipt_id, category={"code": "meals"}).json()["category"]
    assert told == {"code": "meals", "account": "식대"}


@pytest.mark.parametrize(
    "code",
    [
        "81|1",
        "811|복리",
        "a b",
        "81,1",
        "81;1",
        "8\t1",
        "8\n1",
        "8/1",
        "",
        " ",
        "8\u00001",
        "a" * 41,
        "８１１",
    ],
)
def test_a_code_holds_nothing_that_separates(world: World, receipt_id: str, code: str) -> None:
    response = patched(world, receipt_id, category={"code": code, "account": "복리후생비"})
    assert_problem(response, 422, "invalid-input")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/category/code"]


@pytest.mark.parametrize(
    ("language", "sentence"), [("ko", "회사의 계정과목표에"), ("en", "The company's chart")]
)
@pytest.mark.usefixtures("chart")
def test_why_is_told_in_the_readers_language(
    world: World, receipt_id: str, language: str, sentence: str
) -> None:
    body = {"version": 1, "category": {"code": "999"}}
    answer = world.api.request(
        "PATCH", f"/api/receipts/{receipt_id}", {"Accept-Language": language}, json=body
    )
    assert answer.json()["errors"][0]["detail"].startswith(sentence)


def test_an_account_of_no_chart_that_was_once_approved_is_suggested_no_more(world: World) -> None:
    """It was taught before there was a chart."""
    receipt_id = world.read(READING)
    patched(world, receipt_id, category={"code": "777", "account": "잡비"})
    assert world.api.post(f"/api/receipts/{receipt_id}/approve", json={"version": 2}).status_code == 200
    assert suggested(world) == Category("777", "잡비")
    world.api.request("PUT", "/api/accounts/811", json={"account": "잡비 아님"})
    assert suggested(world) != Category("777", "잡비")


def suggested(world: World) -> Category | None:
    number = READING.merchant.business_number
    dependencies = world.app.state.dependencies
    accounts = dependencies.company.suggest.accounts(UUID(int=1), number)
    category: Category | None = accounts.suggest(replace(READING, items=()))
    return category

"""Branches of chains: beside their brand, below a logo, and called after their town."""

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

REST = "902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n볼펜  2,000\n합계  2,000"


def of(head: str) -> Reading:
    return read(f"{head}\n{REST}")


def sure_of(reading: Reading) -> float:
    return reading.fields["merchant.name"].confidence


@pytest.mark.parametrize(
    ("brand", "branch"), [("달빛문구", "강남점"), ("GS99", "서현역점"), ("별마트24", "R수원점")]
)
def test_a_branch_goes_with_the_brand_beside_it_and_is_asked(brand: str, branch: str) -> None:
    found = of(f"{brand}  {branch}")
    assert found.merchant.name == f"{brand} {branch}"
    assert sure_of(found) < ENOUGH


def test_a_branch_below_something_that_may_be_its_brand_is_asked() -> None:
    assert sure_of(of("달빛문구\n서현역점")) < ENOUGH <= sure_of(of("달빛문구 서현역점"))


@pytest.mark.parametrize(
    ("printed", "address", "name"),
    [
        ("달빛문구 총주점", "충북 충주시 중원대로 3420", "달빛문구 충주점"),
        ("달빛문구 진안점", "충남 천안시 서북구 불당로 12", "달빛문구 진안점"),
        ("달빛문구 순전점", "전남 순천시 중앙로 95", "달빛문구 순천점"),
        ("달빛문구 김헤점", "경남 김해시 금관대로 100", "달빛문구 김해점"),
        ("달빛문구 남문점", "경기도 수원시 팔달구 정조로 800", "달빛문구 남문점"),
        ("달빛문구 영주점", "경북 영천시 시청로 16", "달빛문구 영주점"),
    ],
)
def test_a_branch_called_after_its_town_is_put_right_by_the_address(
    printed: str, address: str, name: str
) -> None:
    assert of(f"{printed}\n{address}").merchant.name == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("강남점\n(주)한빛식품", "(주)한빛식품 강남점"),
        ("강남점  (주)한빛식품", "(주)한빛식품 강남점"),
        ("역삼점\n한빛마트\n(주)한빛유통", "한빛마트 역삼점"),
        ("매장명 강남점\n(주)한빛식품", "(주)한빛식품 강남점"),
        ("강남점\n대표 김달빛", "강남점"),
        ("강남점\n서울시 강남구 한빛로 12", "강남점"),
    ],
)
def test_a_branch_above_who_runs_it_is_asked_with_its_name(head: str, name: str) -> None:
    found = of(head)
    assert found.merchant.name == name
    assert sure_of(found) < ENOUGH


def test_the_word_for_a_branch_is_no_part_of_the_name() -> None:
    assert of("상호 : 한빛식품\n지점 : 강남점").merchant.name == "한빛식품 강남점"


@pytest.mark.parametrize("head", ["(주)한빛유통\n한빛마트 역삼점", "한빛마트 역삼점\n(주)한빛유통"])
def test_a_branch_with_its_brand_is_the_shop_whoever_runs_it(head: str) -> None:
    assert of(head).merchant.name == "한빛마트 역삼점"


def test_a_branch_above_its_brand_and_the_company_is_the_brand() -> None:
    for head in ("역삼점\n한빛마트\n(주)한빛유통", "한빛마트\n역삼점\n(주)한빛유통"):
        assert of(head).merchant.name == "한빛마트 역삼점"


def test_a_branch_apart_from_the_company_makes_it_doubtful() -> None:
    found = of("신촌점\n영수증\n(주)별빛")
    assert found.merchant.name == "(주)별빛"
    assert sure_of(found) < ENOUGH

"""Shops of chains: known by the chain's name, also where a letter of it was misread."""

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read_doubting

REST = "902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n볼펜  2,000\n합계  2,000"


def of(head: str, *doubted: str) -> Reading:
    """What is read where the engine is sure of all words but these."""
    return read_doubting(f"{head}\n{REST}", *doubted)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("투썸플레이스 서현역점", "투썸플레이츠 서현역점"),
        ("컴포즈커피서현점", "컴포츠커피서현점"),
        ("버거킹 강남점", "버거칭 강남점"),
        ("뚜레쥬르 남문점", "뚜레주르 남문점"),
        ("처갓집양념치킨 봉천점", "처갓칩양념치긴 봉천점"),
        ("교촌치킨 3호점", "고촌치킨 3호점"),
        ("(주)올리브영 강남점", "(주)울리브영 강남점"),
        ("현대오일뱅크 분당점", "현대오뱅크 분당점"),
        ("홈플러스익스프레스 분당점", "홈플러스익프레스 분당점"),
        ("롯데마트 서현점", "롯데마트 서현젬"),
        ("(주)코레일유통 롯데마트 대전점", "(주)코레일유통 롯데마트 대전정"),
        ("배스킨라빈스 서현점", "배스킨라스 서현점"),
    ],
)
def test_a_doubted_name_is_spelt_as_the_chain_that_it_is_a_letter_off_and_asked(
    printed: str, read: str
) -> None:
    found = of(read, *read.split())
    assert found.merchant.name == printed
    assert found.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("컴포츠커피 서현점", False),  # the engine is sure of it
        ("카페보니또 서현점", True),  # two syllables of the four of 카페베네 differ
        ("김가본 서현점", True),  # two letters off 김가네
        ("이마트 서현점", True),  # a chain, and a letter off none
        ("맥뻘날드 서현점", True),  # all three letters of a syllable differ
        ("배스킨스 서현점", True),  # two syllables short of 배스킨라빈스
        ("넵네치킨 서현점", True),  # 굽네치킨 or 네네치킨
        ("달빛문구 서현젬", True),  # no chain: who knows what ends its name
        ("롯데마트 서현젬", False),
        ("달빛문구 서현점", True),
        ("에이케이치과 서현점", True),  # begins as 에이케이플라자 does
        ("에프 서현점", True),
    ],
)
def test_a_name_that_may_be_meant_stays(name: str, doubted: bool) -> None:
    assert of(name, *(name.split() if doubted else ())).merchant.name == name


def test_the_chain_is_the_shop_and_not_what_stands_above_it() -> None:
    assert of("늘 처음처럼\n메가커피 서현역\n테이블 3").merchant.name == "메가커피 서현역"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("한국맥도날드유한회사", "한국액도날드유한회사"),
        ("홈플러스익스프레스 분당점", "홈플러스익스프레츠 분당점"),
        ("이마트에브리데이 서현점", "이마트메브리데이 서현점"),
    ],
)
def test_a_long_name_of_a_chain_is_put_right_where_the_engine_is_sure_of_a_wrong_letter(
    printed: str, read: str
) -> None:
    assert of(read).merchant.name == printed


@pytest.mark.parametrize("name", ["홈플러스익프레츠 분당점", "이마트메브러데이 서현점", "컴포츠커피 서현점"])
def test_what_is_further_off_or_short_stays_where_the_engine_is_sure(name: str) -> None:
    assert of(name).merchant.name == name

"""Numbers glued to others, in pieces with signs around each, and residents' birthdays with their signs."""

import json
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from receipts.domain.mask import mask, mask_all
from tests.mask_fuzz.card_forms import card_forms, resident_forms

Write = Callable[[str], str]


def cards(seed: int, length: int = 16) -> Iterator[str]:
    return islice((form.number for form in card_forms(seed) if len(form.number) == length), 60)


def fours(number: str) -> list[str]:
    return [number[at : at + 4] for at in range(0, len(number), 4)]


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def middle_of(number: str) -> str:
    """What may not be shown, and a digit at both of its ends."""
    return number[5:-3]


GLUED: dict[str, Write] = {
    "zeros": lambda card: f"0000{card}",
    "zeros and a word": lambda card: f"카드번호 {card:0>21}",
    "misread zeros": lambda card: f"OOO{card}",
    "expiry": lambda card: f"{card}3006",
    "month first": lambda card: f"{card}0631",
    "expiry and code": lambda card: f"{card}2711384",
    "expiry behind fours": lambda card: f"{'-'.join(fours(card))}2712",
    "day before": lambda card: f"20251231{card}",
    "day and time before": lambda card: f"20240229235959{card}",
    "time behind": lambda card: f"합계 9,500\n{card}083059",
    "another card": lambda card: f"{card}5555555555554444",
    "two others": lambda card: f"4012888888881881{card}371449635398431",
    "approval behind the word": lambda card: f"카드번호 30451287{card}",
}


@pytest.mark.parametrize("form", GLUED)
def test_a_card_in_a_longer_run_is_covered(form: str) -> None:
    for card in cards(77):
        told = GLUED[form](card)
        assert middle_of(card) not in digits_of(mask(told)), told
        assert card[6:12] not in digits_of(mask(told)) or card[6:12] in told.replace(card, ""), told


IN_PIECES: dict[str, Write] = {
    "thousands": lambda card: f"{int(card):,}",
    "thousands behind the word": lambda card: f"카드번호: {int(card):,}",
    "thousands with points": lambda card: f"{int(card):,}".replace(",", "."),
    "thousands, an amount's unit": lambda card: f"합계 {int(card):,}원",
    "won below each other": lambda card: "\n".join(f"{four}원" for four in fours(card)),
    "won and commas": lambda card: ", ".join(f"{four} 원" for four in fours(card)),
    "dollars": lambda card: " ".join(f"${four}" for four in fours(card)),
    "pieces": lambda card: " ".join(f"{four}개" for four in fours(card)),
    "italics": lambda card: " ".join(f"*{four}*" for four in fours(card)),
    "bold with dashes": lambda card: "-".join(f"**{four}**" for four in fours(card)),
    "bold underscores": lambda card: " ".join(f"__{four}__" for four in fours(card)),
    "as code": lambda card: "\n".join(f"`{four}`" for four in fours(card)),
    "JSON": lambda card: json.dumps(dict(zip(("first", "next", "third", "last"), fours(card), strict=True))),
    "JSON of many lines": lambda card: json.dumps(
        {f"part{at}": four for at, four in enumerate(fours(card))}, indent=2
    ),
    "query": lambda card: "/pay?" + "&".join(f"n{at}={four}" for at, four in enumerate(fours(card))),
    "other keys before": lambda card: (
        '{"shop": "1234", "a": "' + '", "b": "'.join(fours(card)[:2]) + '", "c": "{}", "d": "{}"}}'.format(
            *fours(card)[2:]
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", IN_PIECES)
def test_a_card_with_signs_around_each_piece_is_covered(form: str) -> None:
    told = [
        IN_PIECES[form](card)
        for card in cards(78)
        if sum(four.endswith("0") and four[0] != "0" for four in fours(card)) <= 2  # else they are prices
    ]
    assert [text for text in told if mask(text).count("*") - text.count("*") < 6] == []


def test_fields_that_stand_together_hide_a_card_over_six_and_ten() -> None:
    for card in cards(79):
        if card[5] != "0":  # six digits that end with 0 are an amount
            assert middle_of(card) not in digits_of("".join(mask_all([card[:6], card[6:]])))


def residents(seed: int) -> Iterator[tuple[str, str, str]]:
    """The century, the day of birth and the last seven of people who were born before 2016."""
    for form in islice(resident_forms(seed), 120):
        born, back = form.parts
        century = "19" if back[0] in "1256" else "20"
        if century + born[:2] < "2016":
            yield century, born, back


def dotted(sign: str, born: str) -> str:
    return sign.join((born[:2], born[2:4], born[4:]))


BORN: dict[str, Callable[[str, str, str], str]] = {
    "year and dash": lambda century, born, back: f"{century}{born}-{back}",
    "year and space": lambda century, born, back: f"성명 홍길동 {century}{born} {back}",
    "year, nothing between": lambda century, born, back: f"{century}{born}{back}",
    "dots": lambda _, born, back: f"{dotted('.', born)}-{back}",
    "dashes": lambda _, born, back: f"{dotted('-', born)} - {back}",
    "slashes": lambda _, born, back: f"{dotted('/', born)} {back}",
    "year and dots": lambda century, born, back: f"{century}{dotted('.', born)}-{back}",
    "year and dashes": lambda century, born, back: f"{century}{dotted('-', born)} {back}",
    "spelled out": lambda century, born, back: f"{century}{born[:2]}년 {born[2:4]}월 {born[4:]}일 {back}",
    "en dash": lambda century, born, back: f"{century}{born}–{back}",
}  # fmt: skip


@pytest.mark.parametrize("word", ["", "주민등록번호 ", "주민번호: ", "외국인등록번호\n"])
@pytest.mark.parametrize("form", BORN)
def test_nothing_of_the_last_seven_is_left_behind_any_birthday(form: str, word: str) -> None:
    for century, born, back in residents(80):
        told = word + BORN[form](century, born, back)
        kept = mask(told)
        assert kept == told.replace(back, "*******"), told


@pytest.mark.parametrize(
    "printed",
    [
        "No. 220712-0180850",
        "No. 930712-0180850",
        "영수증 780906-9984882",
        "20260304-1234567",
        "20260304 3234567",
        "2024-03-04 3234567",
        "26.03.04 3234567",
        "주문번호 19991231-1234567",
        "19780906-0984882",
        "멤버십 9410-1234-5678-9012",
        "멤버십번호 : 5310-1234-5678-9012",
        "전자납부번호 5110-1234-5678-901",
        "카드 265566 47537324",
        "4500원 5000원 3500원 2000원",
        "1,234,567 2,345,678",
        '{"amount": "4242", "total": "4242", "tax": "4242", "sum": "4242"}',
        "주문번호 202611284111111111111111",
        "12345678901234567890",
        "ORDER NO 20516344848884\n등기번호 81419 4511 4974\n다이제2000 18,300 2 36,600\n다이제2000 8 801,600",
        "9966-52**-****-419* / 40984839\n다이제2000  5  2275000\n생수 2L  467500  11  5142500",
        "승인일시 : 19/06/04 16:21 No.577677\n200911 1874761\n19520\n743500",
    ],
)
def test_numbers_of_papers_that_are_like_these_stay_whole(printed: str) -> None:
    assert mask(printed) == printed

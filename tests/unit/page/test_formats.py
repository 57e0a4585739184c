"""How money and counts look to people."""

from decimal import Decimal

import pytest

from receipts.domain.sentence import Language
from receipts_api.page.formats import money, plain_money
from receipts_api.page.wording import counted, field_name


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        (Decimal(7000), "KRW", "7,000"),
        (Decimal(7000), None, "7,000"),
        (Decimal(29), "GBP", "29.00"),
        (Decimal("5.8"), "GBP", "5.80"),
        (Decimal(1200), "JPY", "1,200"),
        (None, "USD", ""),
        (Decimal("12.345"), "KWD", "12.345"),
        (Decimal("12.5"), "BHD", "12.500"),
        (Decimal(250000), "VND", "250,000"),
        (Decimal("12.5"), None, "12.50"),
        (Decimal("12.345"), "USD", "12.345"),
    ],
)
def test_money_shows_its_decimals(value: Decimal | None, currency: str | None, shown: str) -> None:
    assert plain_money(value, currency) == shown


def test_a_price_keeps_all_of_its_places() -> None:
    assert plain_money(Decimal("1592.8571"), "KRW") == "1,592.8571"
    assert plain_money(Decimal("11.5"), "USD") == "11.50"


def test_the_sign_of_the_money_stands_where_its_readers_expect_it() -> None:
    assert money(Language.KOREAN, Decimal(-45500)) == "-45,500원"
    assert money(Language.ENGLISH, Decimal(-29), "GBP") == "-£29.00"


@pytest.mark.parametrize(("number", "english"), [(1, "1 photo"), (0, "0 photos"), (1200, "1,200 photos")])
def test_one_is_no_plural(number: int, english: str) -> None:
    words = counted(number, "사진 {n}장", "1 photo", "{n} photos")
    assert (words.english, words.korean) == (english, f"사진 {number:,}장")


def test_an_account_and_its_code_are_told_apart_in_the_history() -> None:
    assert field_name("category.code") != field_name("category.account")

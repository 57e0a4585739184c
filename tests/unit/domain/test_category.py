"""The suggested account, by the table that comes along and by an accountant's own."""

from decimal import Decimal
from pathlib import Path

import pytest

from receipts.adapters.category_table import load_categories
from receipts.domain.category import CategoryTable
from receipts.domain.receipt import Category, Item, Merchant, Reading
from receipts.errors import SettingsError

TABLE = load_categories()
HEAD = "code,account,merchant_words,text_words,item_words"


def suggested(name: str | None = None, *items: str, text: str = "") -> str | None:
    goods = tuple(Item(line, item, amount=Decimal(1000)) for line, item in enumerate(items, start=1))
    category = TABLE.suggest(Reading(merchant=Merchant(name), items=goods, text=text))
    return category.code if category else None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("한빛식당", "meals"),
        ("구름 카페", "meals"),
        ("한빛 셀프 주유소", "fuel"),
        ("한빛개인택시", "taxi"),
        ("제일공영주차장", "parking_and_tolls"),
        ("구름호텔", "lodging"),
        ("달빛문구", "office_supplies"),
        ("한빛편의점", "groceries"),
        ("바람서점", "books_and_printing"),
        ("한빛약국", "medical"),
        ("Moonlight Coffee", "meals"),
    ],
)
def test_the_kind_of_shop_tells_the_account(name: str, code: str) -> None:
    assert suggested(name) == code


def test_the_word_that_stands_last_in_the_name_counts() -> None:
    assert suggested("구름호텔 커피숍") == "meals"


def test_a_latin_word_counts_only_by_itself() -> None:
    assert suggested("Smartwear Barbers") is None


def test_where_the_name_says_nothing_the_paper_does() -> None:
    assert suggested("한빛산업", text="승차시간 11:20\n택시요금 8,600") == "taxi"


def test_where_neither_does_most_of_the_items_do() -> None:
    assert suggested("한빛산업", "볼펜 3색", "복사용지 A4", "생수") == "office_supplies"
    assert suggested("한빛산업", "볼펜 3색", "생수", "장갑") is None


def test_where_nothing_speaks_for_one_there_is_none() -> None:
    assert suggested() is None


def test_an_accountants_own_table_counts_instead(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{HEAD}\nteam,회의비,카페,,\n", encoding="utf-8-sig")  # as Excel saves it
    reading = Reading(merchant=Merchant("구름카페"))
    assert load_categories(own).suggest(reading) == Category("team", "회의비")


@pytest.mark.parametrize(
    ("text", "told"), [("a,b\n1,2", "line 1"), (f"{HEAD}\nmeals,,식당,,", "line 2"), ("", "line 1")]
)
def test_a_table_that_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(text)
    with pytest.raises(SettingsError, match=told):
        load_categories(own)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.csv"):
        load_categories(tmp_path / "none.csv")


def test_without_a_table_nothing_is_suggested() -> None:
    assert CategoryTable().suggest(Reading(merchant=Merchant("한빛식당"))) is None

"""Which account a company books to: in its own chart, after what its people approved."""

from decimal import Decimal

import pytest

from receipts.domain.accounts import (
    MOST_ACCOUNTS,
    Account,
    AccountLesson,
    CompanyAccounts,
    KnownAccounts,
    account_lesson_of,
    ensure_room,
    taught,
)
from receipts.domain.business_number import BusinessNumber
from receipts.domain.category import CategoryTable, Rule
from receipts.domain.correction import correct
from receipts.domain.receipt import Category, Item, Merchant, Reading
from receipts.errors import ChartFullError

NUMBER = BusinessNumber("9024500731")
MEALS, SUPPLIES = Category("meals", "복리후생비"), Category("office_supplies", "소모품비")
ENTERTAINMENT = Category("813", "기업업무추진비")
TABLE = CategoryTable((Rule(MEALS, ("식당",), (), ()), Rule(SUPPLIES, ("문구",), (), ("볼펜",))))


def bought(*names: str, at: str = "한빛식당") -> Reading:
    items = tuple(Item(line, name, amount=Decimal(1000)) for line, name in enumerate(names, start=1))
    return Reading(merchant=Merchant(at, NUMBER), items=items)


def suggested(reading: Reading, *known: Account | AccountLesson) -> Category | None:
    own = tuple(one for one in known if isinstance(one, Account))
    lessons = tuple(one for one in known if isinstance(one, AccountLesson))
    return CompanyAccounts(TABLE, KnownAccounts(own, lessons)).suggest(reading)


def test_a_company_that_said_nothing_is_suggested_what_all_are() -> None:
    assert suggested(bought()) == MEALS


def test_a_company_that_numbers_its_accounts_is_suggested_its_own_number() -> None:
    assert suggested(bought(), Account("811", "복리후생비")) == Category("811", "복리후생비")


def test_a_default_account_can_be_called_something_else() -> None:
    assert suggested(bought(), Account("meals", "직원식대")) == Category("meals", "직원식대")


def test_an_account_that_was_ended_is_not_suggested() -> None:
    assert suggested(bought(), Account("meals", "복리후생비", is_used=False)) is None
    renumbered = Account("meals", "복리후생비", is_used=False), Account("811", "복리후생비")
    assert suggested(bought(), *renumbered) == Category("811", "복리후생비")


def test_the_chart_is_the_defaults_as_the_company_has_changed_them() -> None:
    own = Account("meals", "직원식대"), Account("office_supplies", "소모품비", is_used=False)
    chart = CompanyAccounts(TABLE, KnownAccounts((*own, Account("813", "기업업무추진비")))).chart()
    assert chart == (Account("813", "기업업무추진비"), Account("meals", "직원식대"))


def test_what_was_approved_for_a_shop_is_suggested_whatever_its_kind_says() -> None:
    assert suggested(bought("한우정식"), AccountLesson(NUMBER, ENTERTAINMENT, ("한우정식",))) == ENTERTAINMENT


def test_a_shop_that_always_was_one_account_is_it_for_goods_never_seen() -> None:
    assert suggested(bought("회정식"), AccountLesson(NUMBER, ENTERTAINMENT, ("한우정식",))) == ENTERTAINMENT


def test_where_a_shop_has_several_accounts_the_goods_decide_and_else_its_kind() -> None:
    mart = (
        AccountLesson(NUMBER, ENTERTAINMENT, ("선물세트", "홍삼")),
        AccountLesson(NUMBER, SUPPLIES, ("볼펜", "복사용지")),
    )
    assert suggested(bought("홍삼 선물세트", "볼펜"), *mart) == ENTERTAINMENT
    assert suggested(bought("복사용지 A4 500매"), *mart) == SUPPLIES
    assert suggested(bought("홍삼", "볼펜"), *mart) == MEALS  # as many for one as for the other
    assert suggested(bought("생수"), *mart) == MEALS


def test_an_account_that_was_learned_and_ended_since_is_not_suggested() -> None:
    learned = AccountLesson(NUMBER, ENTERTAINMENT, ("한우정식",))
    ended = Account(ENTERTAINMENT.code, ENTERTAINMENT.account, is_used=False)
    assert suggested(bought("한우정식"), learned, ended) == MEALS


def test_only_an_account_that_a_person_chose_teaches_with_the_words_of_the_goods() -> None:
    reading = bought("한우 정식 2인", "소주 360ml")
    assert account_lesson_of(reading) is None
    chosen, _ = correct(reading, {"category": ENTERTAINMENT})
    assert account_lesson_of(chosen) == AccountLesson(NUMBER, ENTERTAINMENT, ("한우", "정식", "소주", "ML"))


@pytest.mark.parametrize("number", [None, BusinessNumber("9024500732")])
def test_a_shop_without_a_valid_number_teaches_nothing(number: BusinessNumber | None) -> None:
    chosen, _ = correct(bought("한우"), {"category": ENTERTAINMENT, "merchant.business_number": number})
    assert account_lesson_of(chosen) is None


def test_the_last_word_about_goods_counts() -> None:
    first = taught((), AccountLesson(NUMBER, SUPPLIES, ("볼펜", "홍삼")))
    second = taught(first, AccountLesson(NUMBER, ENTERTAINMENT, ("홍삼",)))
    assert second == (
        AccountLesson(NUMBER, SUPPLIES, ("볼펜",)),
        AccountLesson(NUMBER, ENTERTAINMENT, ("홍삼",)),
    )
    third = taught(second, AccountLesson(NUMBER, ENTERTAINMENT, ("볼펜",)))
    assert third == (AccountLesson(NUMBER, ENTERTAINMENT, ("볼펜", "홍삼")),)


def test_a_chart_has_an_end_and_what_is_in_it_can_still_be_changed() -> None:
    full = [Account(str(number), "계정") for number in range(MOST_ACCOUNTS)]
    with pytest.raises(ChartFullError):
        ensure_room(full, Account("new", "새 계정"))
    ensure_room(full, Account("7", "다른 이름"))

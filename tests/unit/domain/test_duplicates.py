from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from receipts.domain.duplicates import is_same_purchase, original_of
from receipts.domain.links import Links
from receipts.domain.purchase import Purchase
from receipts.domain.receipt import Precision
from tests.unit.domain.slips import CANCELLATION, a_purchase, a_slip, at_second


def test_the_same_sum_approval_and_day_are_one_purchase() -> None:
    assert is_same_purchase(a_purchase(2500, business_number=None), a_purchase(2500, card_number=None))


def test_the_same_sum_shop_and_second_are_one_purchase() -> None:
    assert is_same_purchase(a_purchase(2500, **at_second(29)), a_purchase(2500, day=None, **at_second(29)))


@pytest.mark.parametrize(
    "other",
    [
        a_purchase(2501),
        a_purchase(None),
        a_purchase(2500, CANCELLATION),
        a_purchase(2500, day=22),
        a_purchase(2500, day=None),
        a_purchase(2500, approval_number="00000008"),
        a_purchase(2500, approval_number=None),
    ],
)
def test_another_sum_way_day_or_approval_is_another_purchase(other: Purchase) -> None:
    assert not is_same_purchase(a_purchase(2500), other)
    assert not is_same_purchase(other, a_purchase(2500))


@pytest.mark.parametrize(
    "other",
    [
        a_purchase(2500, **at_second(30)),
        a_purchase(2500, **at_second(29) | {"business_number": "1234567891"}),
    ],
)
def test_another_shop_or_second_is_another_purchase(other: Purchase) -> None:
    assert not is_same_purchase(a_purchase(2500, **at_second(29)), other)


def test_what_shows_no_number_is_like_nothing() -> None:
    unknown = a_purchase(2500, approval_number=None, business_number=None)
    assert not is_same_purchase(unknown, unknown)
    nowhere = a_purchase(2500, **at_second(29) | {"business_number": None})
    assert not is_same_purchase(nowhere, nowhere)
    day = a_purchase(2500, approval_number=None)
    assert not is_same_purchase(day, day)


# Without approval number and seconds

NAME, TWO = "도토리다방 은하점", "보리커피(ICED) 2500.00\n쑥떡 1000.00\n우유 500.00"


def at_minute(minute: int, **changes: object) -> Purchase:
    """A till's receipt, paid in cash: the minute is printed, and no number of a card."""
    values: dict[str, Any] = {
        "issued_at": datetime(2022, 11, 21, 3, minute, tzinfo=UTC),
        "precision": Precision.MINUTE,
        "approval_number": None,
        "card_number": None,
        "shop": NAME,
        "goods": TWO,
    }
    return a_purchase(4000, **values | changes)


def of_the_day(**changes: object) -> Purchase:
    return at_minute(0, issued_at=None, precision=Precision.DAY, **changes)


ONE = "보리커피(ICED) 4000.00"
LOOK, SAME_LOOK, OTHER_LOOK = "00ff00ff00ff00ff", "00ff00ff00ff00f8", "0f0f0f0f00ff00ff"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(at_minute(28), at_minute(28), id="shop, minute and sum"),
        pytest.param(at_minute(28), at_minute(28, business_number=None), id="the number read on one"),
        pytest.param(
            at_minute(28, business_number=None),
            at_minute(28, business_number=None, shop="도토리 다방은하점"),
            id="the name alone",
        ),
        pytest.param(at_minute(28), at_minute(28, business_number="9024500732"), id="a digit misread"),
        pytest.param(
            at_minute(28, business_number=None, shop=None), at_minute(28), id="no shop on one, the goods"
        ),
        pytest.param(
            at_minute(28),
            at_minute(
                28, issued_at=datetime(2022, 11, 21, 3, 28, 29, tzinfo=UTC), precision=Precision.SECOND
            ),
            id="the seconds read on one",
        ),
        pytest.param(of_the_day(), at_minute(28), id="the time read on one, the goods"),
        pytest.param(of_the_day(goods=None, picture=LOOK), of_the_day(picture=SAME_LOOK), id="the same look"),
    ],
)
def test_what_people_compare_shows_one_purchase(one: Purchase, other: Purchase) -> None:
    assert is_same_purchase(one, other)
    assert is_same_purchase(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(at_minute(28, goods=ONE), at_minute(29, goods=ONE), id="two coffees, a minute apart"),
        pytest.param(
            at_minute(28, goods=ONE, picture=LOOK),
            at_minute(29, goods=ONE, picture=LOOK),
            id="two coffees whose slips look the same",
        ),
        pytest.param(
            at_minute(28, approval_number="00000007"),
            at_minute(28, approval_number="00000008"),
            id="two cards in one minute",
        ),
        pytest.param(
            at_minute(28, card_number="4579-73**-****-1234"),
            at_minute(28, card_number="4579-73**-****-1235"),
            id="another card",
        ),
        pytest.param(at_minute(28), at_minute(28, goods="전골 정식 4000.00"), id="other goods"),
        pytest.param(at_minute(28), at_minute(28, business_number="1234567891"), id="another shop"),
        pytest.param(
            at_minute(28, business_number=None, goods=None),
            at_minute(28, business_number=None, goods=None, shop="전골명가"),
            id="another shop by name",
        ),
        pytest.param(
            at_minute(28, goods=None),
            at_minute(28, business_number=None, shop=None, goods=None),
            id="no shop and nothing else",
        ),
        pytest.param(of_the_day(goods=ONE), of_the_day(goods=ONE), id="a day, and one line that is the sum"),
        pytest.param(of_the_day(picture=LOOK, goods=None), of_the_day(picture=OTHER_LOOK), id="another look"),
    ],
)
def test_what_contradicts_or_does_not_suffice_shows_two(one: Purchase, other: Purchase) -> None:
    assert not is_same_purchase(one, other)
    assert not is_same_purchase(other, one)


def test_what_a_person_told_apart_is_no_double_nor_is_its_copy() -> None:
    first = a_slip(a_purchase(2500))
    copy = a_slip(a_purchase(2500), duplicate_of=first)
    told = replace(a_slip(a_purchase(2500)), apart_from=frozenset({first.id}))
    assert original_of(told, [first, copy]) is None
    stranger = a_slip(a_purchase(2500))
    assert original_of(told, [first, copy, stranger]) == stranger.id
    assert original_of(first, [told]) is None


def test_what_has_no_sum_is_like_nothing() -> None:
    assert not is_same_purchase(a_purchase(None), a_purchase(None))


def test_an_original_comes_before_its_copies_and_the_older_before_the_younger() -> None:
    elsewhere = a_slip(a_purchase(1))
    copy = a_slip(a_purchase(2500), duplicate_of=elsewhere)
    older, younger = a_slip(a_purchase(2500)), a_slip(a_purchase(2500))
    slip = a_slip(a_purchase(2500))
    assert original_of(slip, [elsewhere, copy, younger, older, slip]) == older.id
    assert original_of(slip, [copy, slip]) == copy.id
    assert original_of(slip, [elsewhere, slip]) is None


def test_nothing_is_the_copy_of_its_own_copy() -> None:
    slip = a_slip(a_purchase(2500))
    assert original_of(slip, [a_slip(a_purchase(2500), duplicate_of=slip)]) is None


def test_nothing_is_the_copy_of_a_copy_of_its_own_copy() -> None:
    slip = a_slip(a_purchase(2500))
    copy = a_slip(a_purchase(2500, **at_second(29)), duplicate_of=slip)
    copy_of_it = a_slip(a_purchase(2500), duplicate_of=copy)
    assert original_of(slip, [copy, copy_of_it]) is None


def test_a_ring_of_copies_that_was_kept_before_is_no_end_of_the_search() -> None:
    first, second = a_slip(a_purchase(2500)), a_slip(a_purchase(2500))
    ring = [
        replace(first, links=Links(duplicate_of=second.id)),
        replace(second, links=Links(duplicate_of=first.id)),
    ]
    assert original_of(a_slip(a_purchase(2500)), ring) == first.id

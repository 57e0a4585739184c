from typing import Any
from uuid import UUID

import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.pairing import affordable, last_of_whole, sale_of, takes_back, waiting_for
from receipts.domain.purchase import Purchase
from tests.unit.domain.slips import CANCELLATION, a_purchase, a_slip

BOUGHT = a_purchase(2500)


def back(won: int, day: int | None = 22, **changes: Any) -> Purchase:  # noqa: ANN401 - its fields
    return a_purchase(won, CANCELLATION, day, **changes)


@pytest.mark.parametrize(
    "cancellation",
    [
        back(-2500),
        back(2500),
        back(2500, day=21),
        back(2500, day=None),
        back(-2500, approval_number="99999999"),
        back(-2500, card_number=None),
        back(-1000),
        back(-1000, card_number=None, business_number=None),
    ],
)
def test_a_cancellation_takes_back_its_sale(cancellation: Purchase) -> None:
    assert takes_back(cancellation, BOUGHT)


@pytest.mark.parametrize(
    "cancellation",
    [
        back(-2501),
        back(-2500, day=20),
        back(-2500, approval_number="99999999", card_number=None),
        back(-2500, approval_number="99999999", business_number="1234567891"),
        back(-1000, approval_number="99999999"),
        a_purchase(None, CANCELLATION),
        a_purchase(2500),
    ],
)
def test_more_than_was_paid_an_earlier_day_or_other_numbers_take_nothing_back(cancellation: Purchase) -> None:
    assert not takes_back(cancellation, BOUGHT)


def test_numbers_that_neither_shows_tie_nothing() -> None:
    nothing: dict[str, Any] = {"approval_number": None, "card_number": None, "business_number": None}
    assert not takes_back(back(-2500, **nothing), a_purchase(2500, **nothing))
    assert not takes_back(back(-2500), a_purchase(None))


def test_a_sale_of_the_same_sum_comes_first_and_then_the_latest() -> None:
    larger = a_slip(a_purchase(9000, day=21))
    early, late, unknown = (a_slip(a_purchase(2500, day=day)) for day in (1, 20, None))
    cancellation = a_slip(back(-2500))
    assert sale_of(cancellation, [larger, early, late, unknown]) == late.id
    assert sale_of(cancellation, [larger, early, unknown]) == early.id
    assert sale_of(cancellation, [larger, unknown]) == unknown.id
    assert sale_of(cancellation, [larger]) == larger.id
    assert sale_of(cancellation, [cancellation]) is None


def test_an_original_sale_comes_before_its_copy() -> None:
    original = a_slip(a_purchase(2500, day=1))
    copy = a_slip(a_purchase(2500, day=20), duplicate_of=original)
    assert sale_of(a_slip(back(-2500)), [copy, original]) == original.id


def test_what_it_takes_back_already_it_keeps_unless_one_of_the_same_sum_is_there() -> None:
    early, late = (a_slip(a_purchase(2500, day=day)) for day in (1, 20))
    assert sale_of(a_slip(back(-2500), cancels=early), [early, late]) == early.id
    larger = a_slip(a_purchase(9000))
    assert sale_of(a_slip(back(-2500), cancels=larger), [larger, late]) == late.id


def test_a_sale_has_no_more_than_what_others_have_left_of_it() -> None:
    sale = a_slip(BOUGHT)
    other = a_slip(back(-2000), cancels=sale)
    assert sale_of(a_slip(back(-500)), [sale, other]) == sale.id
    assert sale_of(a_slip(back(-501)), [sale, other]) is None
    own = a_slip(back(-2500), cancels=sale)
    assert sale_of(own, [sale, own]) == sale.id


def test_a_sale_takes_the_whole_first_and_then_parts_by_their_day_while_it_can_pay_for_them() -> None:
    sale = a_slip(BOUGHT)
    unknown, late, early, large = (
        a_slip(back(-won, day)) for won, day in ((100, None), (600, 25), (1500, 23), (900, 24))
    )
    assert waiting_for(sale, [unknown, late, early, large]) == [early.id, large.id, unknown.id]
    whole = a_slip(back(-2500, day=28))
    assert waiting_for(sale, [early, whole]) == [whole.id]
    taken = a_slip(back(-2000), cancels=sale)
    assert waiting_for(sale, [sale, taken, large, unknown]) == [unknown.id]


def test_copies_and_what_has_a_sale_or_is_being_read_do_not_wait() -> None:
    sale, other = a_slip(BOUGHT), a_slip(BOUGHT)
    first = a_slip(back(-2500), cancels=other)
    copy = a_slip(back(-2500), duplicate_of=first)
    in_work = [a_slip(back(-2500), status=status) for status in (Status.QUEUED, Status.PROCESSING)]
    assert waiting_for(sale, [first, copy, *in_work]) == []


def test_what_does_not_match_is_not_afforded() -> None:
    assert affordable(a_slip(BOUGHT), [a_slip(back(-2500, day=1)), a_slip(BOUGHT)]) == []


def test_a_sale_is_cancelled_by_the_last_part_once_all_of_it_is_taken_back() -> None:
    sale = a_slip(BOUGHT)
    late, early = (a_slip(back(-won, day), cancels=sale) for won, day in ((1500, 23), (1000, 22)))
    assert last_of_whole(sale, [late]) is None
    assert last_of_whole(sale, [late, early]) == late.id
    same_day = a_slip(back(-1500, day=22), cancels=sale)
    assert last_of_whole(sale, [same_day, early]) == min(early.id, same_day.id, key=UUID.__int__)
    assert last_of_whole(sale, []) is None

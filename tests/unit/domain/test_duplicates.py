from dataclasses import replace
from datetime import UTC, datetime

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
        a_purchase(2500, **at_second(29) | {"precision": Precision.MINUTE}),
    ],
)
def test_another_shop_or_second_is_another_purchase(other: Purchase) -> None:
    assert not is_same_purchase(a_purchase(2500, **at_second(29)), other)


def test_what_shows_no_number_is_like_nothing() -> None:
    unknown = a_purchase(2500, approval_number=None, business_number=None)
    assert not is_same_purchase(unknown, unknown)
    nowhere = a_purchase(2500, **at_second(29) | {"business_number": None})
    assert not is_same_purchase(nowhere, nowhere)
    minute = replace(
        a_purchase(2500, approval_number=None), issued_at=datetime.now(UTC), precision=Precision.MINUTE
    )
    assert not is_same_purchase(minute, minute)


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

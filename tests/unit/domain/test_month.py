"""A month: what it comes to, what stops its close, and how much work it was."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.domain.clear import is_clear
from receipts.domain.history import APPROVED, CORRECTED
from receipts.domain.life_cycle import Status
from receipts.domain.month import Life, first_and_last, life_of, look_from, month_of
from receipts.domain.receipt import Amounts, Category, Check, Outcome, Transaction
from receipts.domain.record import Receipt
from tests.fixtures.makers import NOON, a_reading, a_receipt

TENANT = UUID(int=1)


def bought(total: int, status: Status = Status.APPROVED, **changes: object) -> Receipt:
    amounts = Amounts(total=Decimal(total), vat=Decimal(total // 11))
    return replace(a_receipt(TENANT, status=status), reading=a_reading(amounts=amounts, **changes))


def test_what_was_taken_back_is_taken_off() -> None:
    taken_back = bought(-4400, transaction=Transaction.CANCELLATION)
    month = month_of([bought(11000), bought(4400), taken_back], {})
    assert (month.total, month.vat, month.count) == (Decimal(11000), Decimal(1000), 3)


def test_a_month_loses_no_decimal() -> None:
    """Money that nobody has named counts as won, and may have cents."""
    amounts = Amounts(total=Decimal("12.35"), vat=Decimal("1.12"))
    unnamed = replace(a_receipt(TENANT), reading=a_reading(amounts=amounts, currency=None))
    month = month_of([unnamed, unnamed], {})
    assert (month.total, month.vat) == (Decimal("24.70"), Decimal("2.24"))
    assert [share.total for share in month.merchants] == [Decimal("24.70")]


def test_other_currencies_are_in_no_sum_but_are_told() -> None:
    month = month_of([bought(11000), bought(50, currency="USD")], {})
    assert (month.total, month.foreign, month.count) == (Decimal(11000), 1, 2)


def test_accounts_and_shops_come_with_the_largest_first() -> None:
    meals, none = Category("meals", "복리후생비"), None
    month = month_of(
        [bought(100, category=none), bought(500, category=meals), bought(70, category=meals)], {}
    )
    assert [(it.name, it.total, it.count) for it in month.accounts] == [
        ("복리후생비", Decimal(570), 2),
        ("", Decimal(100), 1),
    ]
    assert [(it.name, it.count) for it in month.merchants] == [("도토리다방", 3)]


def test_a_month_is_closed_once_everything_is_approved() -> None:
    open_ones = [bought(1, Status.NEEDS_REVIEW), bought(1, Status.PARSED)]
    month = month_of([bought(1), *open_ones], {})
    assert (month.approved, month.needs_review, month.ready, month.is_closed) == (1, 1, 1, False)
    assert month_of([bought(1)], {}).is_closed


def test_what_lacks_a_proof_is_counted() -> None:
    lacking = Check("proof_qualifies", Outcome.WARNED, "")
    assert month_of([bought(40000, checks=(lacking,)), bought(1)], {}).unproven == 1


def test_untouched_is_what_was_approved_and_never_corrected() -> None:
    one, other, still_open = bought(1), bought(1), bought(1, Status.PARSED)
    corrected = Life(is_corrected=True)
    lives = {one.id: corrected, other.id: Life(), still_open.id: corrected}
    assert month_of([one, other, still_open], lives).untouched == pytest.approx(0.5)
    assert month_of([still_open], lives).untouched is None


def test_times_are_medians() -> None:
    receipts = [bought(1) for _ in range(3)]
    lives = {
        it.id: Life(NOON + timedelta(seconds=spent), approved_at=NOON + timedelta(seconds=10 * spent))
        for it, spent in zip(receipts, (2, 4, 600), strict=True)
    }
    month = month_of(receipts, lives)
    assert (month.seconds_to_read, month.seconds_to_approve) == (4, 36)
    assert month_of(receipts, {}).seconds_to_read is None


def test_a_life_is_what_happened_last() -> None:
    later = NOON + timedelta(hours=1)
    told = [
        ("parsed", NOON, None),
        (CORRECTED, NOON, None),
        ("needs_review", later, None),
        (APPROVED, NOON, 40),
        (APPROVED, later, 12),
    ]
    assert life_of(told) == Life(later, True, later, 12)
    assert life_of([("claimed", NOON, None)]) == Life()


def test_how_long_people_look_is_told_of_many_receipts_and_of_no_single_one() -> None:
    receipts = [bought(1) for _ in range(5)]
    lives = {it.id: Life(looked=seconds) for it, seconds in zip(receipts, (3, 4, 5, 60, 900), strict=True)}
    assert month_of(receipts, lives).seconds_of_a_look == 5
    lives[receipts[0].id] = Life()  # approved out of the list: nobody opened it
    assert month_of(receipts, lives).seconds_of_a_look is None


@pytest.mark.parametrize(
    ("seconds", "kept"), [(0, 0), (7.4, 7), (1800, 1800), (1801, None), (-1, None), (9e6, None)]
)
def test_who_was_away_meanwhile_is_not_measured(seconds: float, kept: int | None) -> None:
    assert look_from(NOON, NOON + timedelta(seconds=seconds)) == kept
    assert look_from(None, NOON) is None


def test_a_month_has_its_own_days() -> None:
    assert [str(it) for it in first_and_last(2024, 2)] == ["2024-02-01", "2024-02-29"]
    assert [str(it) for it in first_and_last(2026, 12)] == ["2026-12-01", "2026-12-31"]


def test_only_what_nobody_doubts_is_clear() -> None:
    warned = Check("items_add_up", Outcome.WARNED, "")
    clear = bought(1, Status.PARSED)
    assert is_clear(clear)
    assert not is_clear(bought(1, Status.NEEDS_REVIEW))
    assert not is_clear(bought(1))
    assert not is_clear(bought(1, Status.PARSED, checks=(warned,)))
    assert not is_clear(bought(1, Status.PARSED, review_reasons=("merchant_missing",)))
    assert not is_clear(replace(clear, duplicate_of=UUID(int=9)))
    assert not is_clear(replace(clear, reading=None))

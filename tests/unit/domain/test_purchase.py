from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.purchase import Purchase, money, purchase_of
from receipts.domain.receipt import Amounts, Merchant, Payment, Precision, Reading, Transaction
from tests.fixtures.makers import a_reading

KOREA = timezone(timedelta(hours=9))


def test_a_purchase_is_what_the_reading_shows_of_it() -> None:
    moment = datetime(2022, 11, 21, 8, 28, 29, tzinfo=KOREA)
    reading = a_reading(issued_at=moment, payment=Payment(approval_number="7", card_number_masked="4579"))
    assert purchase_of(replace(reading, picture="0f" * 8)) == Purchase(
        Transaction.SALE,
        Decimal(2500),
        moment.date(),
        moment,
        Precision.SECOND,
        "7",
        "9024500731",
        "4579",
        "도토리다방",
        "보리커피(ICED) 2500.00",
        "0f" * 8,
    )


def test_what_is_not_printed_is_unknown() -> None:
    assert purchase_of(Reading()) == Purchase()
    assert Purchase().size == 0


def test_a_cancellation_is_of_the_size_that_it_takes_back() -> None:
    assert purchase_of(Reading(amounts=Amounts(total=Decimal(-2500)))).size == 2500


def test_of_a_day_there_is_no_instant() -> None:
    day = purchase_of(a_reading(issued_at=date(2022, 11, 21), issued_at_precision=Precision.DAY))
    assert (day.issued_on, day.issued_at) == (date(2022, 11, 21), None)
    noon = datetime(2022, 11, 21, 12, tzinfo=KOREA)
    assert purchase_of(a_reading(issued_at=noon, issued_at_precision=Precision.DAY)).issued_at is None


def test_a_time_without_a_zone_is_korean_and_the_day_is_the_printed_one() -> None:
    purchase = purchase_of(a_reading(issued_at=datetime(2022, 11, 21, 1)))
    assert (purchase.issued_on, purchase.issued_at) == (
        date(2022, 11, 21),
        datetime(2022, 11, 20, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize("year", [1, 1969, 2100, 9999])
def test_a_year_that_no_receipt_shows_counts_as_not_read(year: int) -> None:
    purchase = purchase_of(a_reading(issued_at=datetime(year, 6, 1, tzinfo=UTC)))
    assert (purchase.issued_on, purchase.issued_at) == (None, None)


def test_a_number_that_would_be_cut_short_could_be_anothers_and_counts_as_not_read() -> None:
    long = "7" * 501
    purchase = purchase_of(a_reading(payment=Payment(approval_number=long, card_number_masked=long)))
    assert (purchase.approval_number, purchase.card_number) == (None, None)
    kept = purchase_of(a_reading(payment=Payment(approval_number="7\x008", card_number_masked="")))
    assert (kept.approval_number, kept.card_number) == ("78", None)


def test_a_shop_is_known_by_its_digits_though_they_may_be_wrong() -> None:
    assert (
        purchase_of(a_reading(merchant=Merchant(None, BusinessNumber("1234567890")))).business_number
        == "1234567890"
    )


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("2500", "2500.00"),
        ("12.345", "12.345"),
        ("-2500.99999", "-2500.9999"),
        ("999999999999.99999", "999999999999.9999"),
        ("1000000000000", None),
        ("-1E+40", None),
        ("NaN", None),
    ],
)
def test_money_is_exact_and_unknown_where_it_cannot_be(read: str, kept: str | None) -> None:
    assert money(Decimal(read)) == (None if kept is None else Decimal(kept))
    assert money(None) is None

"""Another engine is asked about what is doubtful, and believed where it is surer or the arithmetic agrees."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.escalation import (
    ExpenseField,
    ExpenseReading,
    FieldValue,
    merge,
    taken_from,
    unsure_of,
)
from receipts.domain.receipt import (
    Amounts,
    Category,
    FieldEvidence,
    Item,
    Merchant,
    Payment,
    Precision,
    Reading,
    Source,
    Transaction,
)

TODAY = date(2026, 11, 23)
BELOW = 0.7
KST = timezone(timedelta(hours=9))
BOX = ((10.0, 10.0), (90.0, 10.0), (90.0, 30.0), (10.0, 30.0))
VALID, OTHER_VALID, INVALID = "1234567891", "9024500731", "1234567890"


def seen(confidence: float, raw: str = "") -> FieldEvidence:
    return FieldEvidence(confidence, 1, BOX, raw)


def a_reading(**confidences: float) -> Reading:
    """A card slip of 2,500 won; fields are sure unless a confidence is given (`amounts__total=0.4`)."""
    paths = ("merchant.name", "merchant.business_number", "issued_at")
    amounts = ("amounts.total", "amounts.supply", "amounts.vat")
    given = {path.replace("__", "."): confidence for path, confidence in confidences.items()}
    return Reading(
        merchant=Merchant("가나다상회", BusinessNumber(VALID)),
        issued_at=datetime(2026, 11, 20, 12, 28, 29, tzinfo=KST),
        issued_at_precision=Precision.SECOND,
        currency="KRW",
        amounts=Amounts(total=Decimal(2500), supply=Decimal(2273), vat=Decimal(227)),
        fields={path: seen(given.get(path, 0.95)) for path in (*paths, *amounts)},
        text="가나다상회",
    )


def without(reading: Reading, path: str) -> Reading:
    """The same, but for one field that was not found."""
    fields = {known: found for known, found in reading.fields.items() if known != path}
    part, _, name = path.partition(".")
    if not name:
        return replace(reading, fields=fields, issued_at=None, issued_at_precision=None)
    return replace(reading, **{part: replace(getattr(reading, part), **{name: None}), "fields": fields})


def told(value: FieldValue, confidence: float = 0.97) -> ExpenseField:
    return ExpenseField(value, confidence, str(value))


def merged(reading: Reading, items: tuple[Item, ...] = (), **fields: ExpenseField) -> Reading:
    answer = ExpenseReading({path.replace("__", "."): field for path, field in fields.items()}, items)
    return merge(reading, answer, Source.CLOVA, BELOW, TODAY)


def test_nobody_is_asked_about_a_reading_that_is_sure_of_what_bookkeepers_need() -> None:
    assert unsure_of(a_reading(amounts__vat=0.1), BELOW) == ()


@pytest.mark.parametrize("path", ["amounts.total", "issued_at", "merchant.name"])
def test_a_required_field_is_asked_about_when_it_is_doubtful_or_missing(path: str) -> None:
    doubtful = replace(a_reading(), fields=a_reading().fields | {path: seen(0.69)})
    assert unsure_of(doubtful, BELOW) == (path,)
    assert unsure_of(without(a_reading(), path), BELOW) == (path,)


def test_a_business_number_is_asked_about_only_where_one_is_printed() -> None:
    assert unsure_of(without(a_reading(), "merchant.business_number"), BELOW) == ()
    wrong = replace(a_reading(), merchant=Merchant("가나다상회", BusinessNumber(INVALID)))
    assert unsure_of(wrong, BELOW) == ("merchant.business_number",)


def test_a_surer_value_replaces_a_doubtful_one_and_says_who_read_it() -> None:
    after = merged(a_reading(merchant__name=0.3), merchant__name=told("가나다상회 은하점"))
    assert after.merchant.name == "가나다상회 은하점"
    assert after.fields["merchant.name"] == FieldEvidence(0.97, 1, BOX, "가나다상회 은하점", Source.CLOVA)
    assert taken_from(Source.CLOVA, a_reading(), after) == ("merchant.name",)


def test_what_is_sure_already_stays_whatever_the_other_engine_says() -> None:
    before = a_reading(merchant__name=0.71)
    assert merged(before, merchant__name=told("라마바상회", 0.99)).merchant.name == "가나다상회"


def test_an_engine_that_is_not_sure_itself_is_not_believed() -> None:
    before = a_reading(merchant__name=0.3)
    after = merged(before, merchant__name=told("라마바상회", 0.69))
    assert (after.merchant, after.fields) == (before.merchant, before.fields)


def test_a_missing_field_is_filled_in_without_a_place_on_the_page() -> None:
    after = merged(without(a_reading(), "amounts.total"), amounts__total=told(Decimal(2500)))
    assert after.amounts.total == Decimal(2500)
    assert (after.fields["amounts.total"].page, after.fields["amounts.total"].box) == (None, None)


def test_a_total_that_contradicts_supply_and_vat_is_not_taken() -> None:
    after = merged(a_reading(amounts__total=0.5), amounts__total=told(Decimal(25000)))
    assert after.amounts.total == Decimal(2500)


def test_a_total_that_agrees_with_supply_and_vat_is_taken() -> None:
    wrong = Amounts(Decimal(3500), supply=Decimal(2273), vat=Decimal(227))
    before = replace(a_reading(amounts__total=0.5), amounts=wrong)
    assert merged(before, amounts__total=told(Decimal(2500))).amounts.total == Decimal(2500)


def test_amounts_that_prove_each_other_are_taken_even_if_the_engine_is_not_sure() -> None:
    before = a_reading(amounts__total=0.4, amounts__supply=0.4, amounts__vat=0.4)
    before = replace(before, amounts=Amounts(Decimal(3500), supply=Decimal(2273), vat=Decimal(327)))
    after = merged(
        before,
        amounts__total=told(Decimal(2500), 0.2),
        amounts__supply=told(Decimal(2273), 0.2),
        amounts__vat=told(Decimal(227), 0.0),
    )
    assert after.amounts == Amounts(Decimal(2500), supply=Decimal(2273), vat=Decimal(227))
    assert after.fields["amounts.total"].confidence == BELOW


def test_one_wrong_amount_does_not_spoil_the_others() -> None:
    before = without(without(a_reading(amounts__total=0.4), "amounts.supply"), "amounts.vat")
    before = replace(before, amounts=Amounts(Decimal(3500)))
    after = merged(
        before,
        amounts__total=told(Decimal(2500)),
        amounts__vat=told(Decimal(227)),
        amounts__supply=told(Decimal(9999), 0.71),
    )
    assert (after.amounts.total, after.amounts.vat) == (Decimal(2500), Decimal(227))
    assert after.amounts.supply is None


def test_a_cancellation_keeps_its_minus() -> None:
    before = replace(a_reading(amounts__total=0.4), transaction=Transaction.CANCELLATION)
    before = replace(before, amounts=Amounts(Decimal(-3500), supply=Decimal(-2273), vat=Decimal(-227)))
    assert merged(before, amounts__total=told(Decimal(2500))).amounts.total == Decimal(-2500)


def test_the_check_digit_proves_a_business_number() -> None:
    before = replace(a_reading(), merchant=Merchant("가나다상회", BusinessNumber(INVALID)))
    before = replace(before, fields=before.fields | {"merchant.business_number": seen(0.3)})
    after = merged(before, merchant__business_number=told(BusinessNumber(VALID), 0.0))
    assert after.merchant.business_number == BusinessNumber(VALID)


def test_a_number_with_a_wrong_check_digit_replaces_no_right_one() -> None:
    before = a_reading(merchant__business_number=0.3)
    after = merged(before, merchant__business_number=told(BusinessNumber(INVALID), 0.99))
    assert after.merchant.business_number == BusinessNumber(VALID)


def test_a_valid_number_that_is_surer_replaces_a_doubtful_one() -> None:
    before = a_reading(merchant__business_number=0.3)
    after = merged(before, merchant__business_number=told(BusinessNumber(OTHER_VALID)))
    assert after.merchant.business_number == BusinessNumber(OTHER_VALID)


def test_a_day_in_the_future_is_not_taken() -> None:
    before = a_reading(issued_at=0.3)
    assert merged(before, issued_at=told(date(2036, 11, 20))).issued_at == before.issued_at


def test_a_day_alone_does_not_cost_the_time_that_we_have_read() -> None:
    after = merged(a_reading(issued_at=0.3), issued_at=told(date(2026, 11, 20)))
    assert after.issued_at == datetime(2026, 11, 20, 12, 28, 29, tzinfo=KST)
    assert after.fields["issued_at"].confidence == 0.97


def test_another_day_comes_without_our_time_or_with_its_own_in_the_receipts_zone() -> None:
    before = a_reading(issued_at=0.3)
    day = merged(before, issued_at=told(date(2026, 11, 2)))
    assert (day.issued_at, day.issued_at_precision) == (date(2026, 11, 2), Precision.DAY)
    minute = merged(before, issued_at=told(datetime(2026, 11, 2, 9, 5)))
    assert minute.issued_at == datetime(2026, 11, 2, 9, 5, tzinfo=KST)
    assert minute.issued_at_precision is Precision.MINUTE


def test_card_numbers_are_covered_wherever_the_engine_puts_them() -> None:
    full = "4579 7398 7654 1234"
    after = merged(
        a_reading(merchant__name=0.3),
        payment__card_number_masked=told(full),
        merchant__name=told(f"가나다상회 {full}"),
    )
    assert after.payment.card_number_masked == "4579 73** **** 1234"
    assert "7654" not in repr(after)


def test_what_has_not_the_shape_of_a_card_number_is_not_taken_for_one() -> None:
    before = replace(a_reading(), payment=Payment(card_number_masked="4579-73**-****-1234"))
    assert merged(before, payment__card_number_masked=told("1234")).payment == before.payment


def test_items_are_taken_as_a_whole_where_theirs_make_the_total() -> None:
    ours, theirs = (Item(1, "볼펀", amount=Decimal(900)),), (Item(1, "볼펜", amount=Decimal(2500)),)
    before = replace(a_reading(), items=ours, fields=a_reading().fields | {"items.0.name": seen(0.4)})
    after = merged(before, theirs)
    assert after.items == theirs
    assert "items.0.name" not in after.fields
    assert taken_from(Source.CLOVA, before, after) == ("items",)


def test_items_that_add_up_stay_and_items_that_do_not_are_not_taken() -> None:
    adds_up = replace(a_reading(), items=(Item(1, "볼펜", amount=Decimal(2500)),))
    assert merged(adds_up, (Item(1, "자", amount=Decimal(2500)),)).items == adds_up.items
    assert merged(a_reading(), (Item(1, "자", amount=Decimal(1)),)).items == ()


def test_an_answered_doubt_is_no_reason_for_review_any_more_but_others_stay() -> None:
    before = replace(
        a_reading(amounts__total=0.4),
        review_reasons=("total_low_confidence", "multiple_receipts"),
        category=Category("misc", "잡비"),
    )
    after = merged(before, amounts__total=told(Decimal(2500)))
    assert after.review_reasons == ("multiple_receipts",)
    assert after.category is None


@pytest.mark.parametrize(
    ("currency", "raw", "printed", "amount"),
    [
        ("KWD", "12.345", "12345", "12.345"),
        ("KWD", "KD 12.345", "12345", "12.345"),
        ("BHD", "1,234.567", "1234567", "1234.567"),
        ("TND", "12,345 DT", "12345", "12.345"),
        ("KWD", "1,250", "1250", "1.250"),
        ("KWD", "12.34", "12.34", "12.34"),
        ("KWD", "12", "12", "12"),
        ("CLF", "0.1234", "1234", "0.1234"),
        ("KRW", "12,345", "12345", "12345"),
        ("EUR", "12.345", "12345", "12345"),
        (None, "12.345", "12345", "12345"),
    ],
)
def test_an_engine_s_amount_has_the_decimals_of_the_receipt_s_currency(
    currency: str | None, raw: str, printed: str, amount: str
) -> None:
    """Engines name none: three digits behind a sign are thousands to them, but fils of a dinar."""
    reading = replace(without(a_reading(), "amounts.total"), currency=currency, amounts=Amounts())
    taken = merged(reading, amounts__total=ExpenseField(Decimal(printed), 0.97, raw))
    assert taken.amounts.total == Decimal(amount)

"""What a correction makes of a reading, and of the reasons it had for review."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from receipts.domain.correction import Value, correct
from receipts.domain.history import Change
from receipts.domain.reasons import without_reasons
from receipts.domain.receipt import Category, FieldEvidence, Item, Payment, Precision, Reading, Source
from tests.fixtures.makers import a_reading

BOX = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
KST = timezone(timedelta(hours=9))


def test_a_value_written_anew_is_sure_and_keeps_what_was_read() -> None:
    corrected, changes = correct(a_reading(), {"amounts.total": Decimal(2600)})
    assert corrected.amounts.total == Decimal(2600)
    assert corrected.fields["amounts.total"].raw == "2,500"
    assert corrected.fields["amounts.total"].confidence == 1.0
    assert corrected.fields["amounts.total"].source is Source.BOOKKEEPER
    assert changes == (Change("amounts.total", "2500", "2600"),)


def test_the_same_sum_written_otherwise_is_no_change_and_answers_no_doubt() -> None:
    reading = a_reading(review_reasons=("total_low_confidence",))
    corrected, changes = correct(reading, {"amounts.total": Decimal("2500.00")})
    assert changes == ()
    assert (corrected.fields, corrected.review_reasons) == (reading.fields, reading.review_reasons)


def test_a_value_that_was_never_read_has_no_place() -> None:
    corrected, _ = correct(a_reading(), {"amounts.discount": Decimal(0)})
    assert corrected.fields["amounts.discount"] == FieldEvidence(1.0, None, None, "", Source.BOOKKEEPER)


def test_an_item_that_moves_up_takes_its_place_on_the_image_along() -> None:
    """Of three items the first is taken out, the second corrected, and one is added."""
    items = tuple(Item(number, name, amount=Decimal(500)) for number, name in enumerate("가나다", 1))
    places = [FieldEvidence(0.9, 1, ((float(row), 0.0),) * 4, name) for row, name in enumerate("가나다")]
    reading = a_reading(items=items, fields={f"items.{at}.name": it for at, it in enumerate(places)})
    one, two = (replace(items[2], line=1), Item(2, "라", amount=Decimal(1)))
    fields = correct(reading, {"items": (one, two)})[0].fields
    assert fields["items.0.name"] == places[2]
    assert fields["items.1.name"].source is Source.BOOKKEEPER
    assert "items.2.name" not in fields
    twins = correct(replace(reading, items=(items[0],) * 3), {"items": (items[0],) * 2})[0].fields
    assert [twins[f"items.{at}.name"].raw for at in (0, 1)] == ["가", "나"]


def test_a_shorter_list_of_items_leaves_no_evidence_behind() -> None:
    items = (Item(1, "커피", amount=Decimal(2000)), Item(2, "얼음", amount=Decimal(500)))
    evidence = {f"items.{index}.amount": FieldEvidence(0.9, 1, BOX, "") for index in (0, 1)}
    reading = a_reading(items=items, fields=evidence)
    corrected, changes = correct(reading, {"items": items[:1]})
    assert set(corrected.fields) == {"items.0.amount"}
    assert Change("items.1.name", "얼음", None) in changes


def test_a_time_without_a_zone_is_the_receipts_own() -> None:
    moment = datetime(2022, 11, 21, 9, 5)  # as a form sends it
    values: dict[str, Value] = {"issued_at": moment, "issued_at_precision": Precision.MINUTE}
    corrected, _ = correct(a_reading(), values)
    assert corrected.issued_at == moment.replace(tzinfo=KST)
    undated, _ = correct(Reading(currency="KRW"), values)
    assert undated.issued_at == moment.replace(tzinfo=KST)


def test_a_chosen_account_takes_no_place_on_the_image() -> None:
    corrected, changes = correct(a_reading(), {"category": Category("meals", "복리후생비")})
    chosen = corrected.fields["category"]
    assert (chosen.page, chosen.box, chosen.raw, chosen.source) == (None, None, "", Source.BOOKKEEPER)
    assert not any(path.startswith("category.") for path in corrected.fields)
    assert {change.path for change in changes} == {"category.code", "category.account"}


def test_an_account_that_is_taken_back_is_nobodys_choice_any_more() -> None:
    chosen, _ = correct(a_reading(), {"category": Category("meals", "복리후생비")})
    suggested, _ = correct(chosen, {"category": None})
    assert "category" not in suggested.fields


def test_only_the_doubts_about_what_was_corrected_are_answered() -> None:
    reasons = ("merchant_low_confidence", "total_missing", "business_number_invalid", "multiple_receipts")
    reading = replace(a_reading(), review_reasons=reasons)
    corrected, _ = correct(reading, {"merchant.name": "도토리카페", "amounts.total": Decimal(2600)})
    assert corrected.review_reasons == ("business_number_invalid", "multiple_receipts")
    assert without_reasons(reasons, ["merchant.business_number"]) == (*reasons[:2], reasons[3])


def test_what_may_be_a_card_number_is_covered_wherever_it_is_written() -> None:
    items = (Item(1, "카드 4579-7312-3456-1234"),)
    corrected, changes = correct(a_reading(), {"items": items, "merchant.name": "4579731234561234"})
    assert "3456" not in repr(corrected)
    assert "3456" not in repr(changes)


def test_a_card_number_in_halves_is_covered_in_both_fields_of_the_payment() -> None:
    halves = {"payment.card_issuer": "45797312", "payment.approval_number": "34561234"}
    corrected, _ = correct(a_reading(), halves)
    assert (corrected.payment.card_issuer, corrected.payment.approval_number) == ("457973**", "****1234")


def test_an_approval_number_beside_an_issuer_and_a_covered_number_stays_whole() -> None:
    payment = Payment(
        card_issuer="신한카드", card_number_masked="4579-73**-****-1234", approval_number="30451287"
    )
    values = {f"payment.{name}": getattr(payment, name) for name in payment.__dataclass_fields__}
    corrected, _ = correct(a_reading(), {path: value for path, value in values.items() if value})
    assert corrected.payment.approval_number == "30451287"

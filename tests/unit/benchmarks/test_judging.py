"""A reader is right where it reads what is printed, and where it leaves alone what is not."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.accuracy.judging import ItemCount, Verdict, judge, squash
from benchmarks.accuracy.truths import TrueItem, Truth, Value
from receipts.domain.receipt import Amounts, Item, Merchant, Reading
from tests.unit.domain.printed import read

PICTURE = Path("one.jpg")


def verdict_on(values: dict[str, Value | None], reading: Reading, other: tuple[str, ...] = ()) -> Verdict:
    (verdict,) = judge(Truth(PICTURE, values, other), reading, None, 1.0).fields
    return verdict


def test_names_are_compared_by_letters_and_digits() -> None:
    assert squash("(주) 달빛-문구 A1") == squash("주달빛문구a1")


def test_what_is_not_printed_is_right_when_left_out() -> None:
    verdict = verdict_on({"vat": None}, Reading())
    assert verdict.right
    assert not verdict.is_invented


def test_what_is_not_printed_is_wrong_when_read() -> None:
    verdict = verdict_on({"vat": None}, Reading(amounts=Amounts(vat=Decimal(418))))
    assert not verdict.right
    assert verdict.is_invented


def test_an_amount_is_right_by_its_value() -> None:
    assert verdict_on({"total": Decimal("4.60")}, Reading(amounts=Amounts(total=Decimal("4.6")))).right


def test_another_name_of_the_merchant_is_right_too() -> None:
    reading = Reading(merchant=Merchant(name="달빛 문구점"))
    assert not verdict_on({"merchant": "달빛"}, reading).right
    assert verdict_on({"merchant": "달빛"}, reading, ("달빛문구점",)).right


@pytest.mark.parametrize(("printed", "right"), [("10:11", True), ("10:11:12", True), ("10:12", False)])
def test_a_time_is_compared_as_far_as_it_is_written_down(printed: str, right: bool) -> None:
    assert verdict_on({"time": printed}, read("달빛문구\n2022-03-04 10:11:12\n합계  4,600")).right is right


def test_a_refused_picture_is_right_where_it_is_no_receipt() -> None:
    truth = Truth(PICTURE, {"failure": "not_a_receipt"})
    assert judge(truth, Reading(), "not_a_receipt", 0.0).is_whole
    assert not judge(truth, Reading(), None, 0.0).is_whole


def test_the_confidence_of_a_field_comes_with_its_verdict() -> None:
    reading = read("달빛문구\n902-45-00731\n2022-03-04\n합계  4,600")
    verdict = verdict_on({"total": Decimal(4600)}, reading)
    assert verdict.confidence == reading.fields["amounts.total"].confidence


def items(*lines: tuple[str, int]) -> Reading:
    read_lines = (Item(line, name, amount=Decimal(won)) for line, (name, won) in enumerate(lines, start=1))
    return Reading(items=tuple(read_lines))


PENS = (TrueItem("볼펜", Decimal(1200)), TrueItem("볼펜", Decimal(1200)), TrueItem("공책", Decimal(3400)))


def test_a_line_printed_twice_has_to_be_read_twice() -> None:
    judged = judge(Truth(PICTURE, {}, items=PENS), items(("볼펜", 1200), ("공잭", 3400)), None, 0.0)
    assert judged.items == ItemCount(printed=3, read=2, both=1, name=1, amount=2)
    assert [verdict.read for verdict in judged.item_fields if not verdict.right] == ["공잭"]


def test_a_receipt_is_whole_with_all_its_lines() -> None:
    truth = Truth(PICTURE, {}, items=PENS)
    whole = items(("볼펜", 1200), ("볼펜", 1200), ("공책", 3400))
    assert judge(truth, whole, None, 0.0).is_whole
    assert not judge(truth, replace(whole, items=whole.items[:2]), None, 0.0).is_whole

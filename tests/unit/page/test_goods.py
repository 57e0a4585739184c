"""The lines of goods as they are typed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.receipt import Item, Reading
from receipts_api.page.forms import Typed, shown, typed
from receipts_api.page.goods import MARK, shown_lines
from tests.fixtures.makers import a_reading

COFFEE = Item(1, "보리커피", Decimal(2), Decimal(2500), Decimal(5000))
FUEL = Item(2, "휘발유", Decimal("31.415"), Decimal("1592.8571"), Decimal(50000), exempt=True)
READING = a_reading(items=(COFFEE, FUEL))


def form_of(reading: Reading) -> dict[str, str]:
    """As the page sends it untouched."""
    form = {**shown(reading), MARK: "1"}
    for line in shown_lines(reading):
        form |= {f"{line.path}.{part}": text for part, text in line.texts.items()}
        form |= {f"{line.path}.exempt": "1"} if line.exempt else {}
    return form


def test_a_wrong_amount_of_an_item_leaves_the_other_fields_to_be_checked() -> None:
    wrong = {"items.0.amount": "오천", "amounts.vat": "1"}
    typed_so_far = entered(form_of(READING) | wrong)
    assert list(typed_so_far.errors) == ["items.0.amount"]
    checked = typed_so_far.applied_to(READING)
    assert (checked.amounts.vat, checked.items) == (Decimal(1), READING.items)


def entered(form: dict[str, str]) -> Typed:
    return typed(form, READING, 3, "김경리")


def items_of(form: dict[str, str]) -> tuple[Item, ...]:
    correction = entered(form).correction
    assert correction
    items = correction.values()["items"]
    assert isinstance(items, tuple)
    return items


def test_goods_that_nobody_touched_are_no_correction_with_all_their_places() -> None:
    assert not entered(form_of(READING)).is_changed
    assert shown_lines(READING)[1].text("quantity") == "31.415"
    assert shown_lines(READING)[1].text("unit_price") == "1,592.8571"


def test_a_form_without_goods_changes_none_of_them() -> None:
    correction = entered({"merchant.name": "한결문구사"}).correction
    assert correction
    assert "items" not in correction.values()


def test_a_line_is_changed_and_the_others_stay_as_they_are() -> None:
    items = items_of(form_of(READING) | {"items.0.amount": "4,500원", "items.0.exempt": "1"})
    assert items == (replace(COFFEE, amount=Decimal(4500), exempt=True), FUEL)


def test_a_line_is_added_and_another_one_is_gone() -> None:
    form = {name: text for name, text in form_of(READING).items() if not name.startswith("items.0.")}
    items = items_of(form | {"items.7.name": "세차", "items.7.amount": "3000"})
    assert [(it.line, it.name, str(it.amount)) for it in items] == [
        (1, "휘발유", "50000"),
        (2, "세차", "3000"),
    ]


def test_all_lines_may_go_and_a_blank_one_is_none() -> None:
    blank = {f"items.4.{part}": " " for part in ("name", "quantity", "unit_price", "amount")}
    assert items_of({MARK: "1"}) == ()
    assert not entered(form_of(READING) | blank).is_changed


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"items.1.amount": "오만원"}, "items.1.amount"),
        ({"items.1.quantity": "1" * 30}, "items.1.quantity"),
        ({"items.0.name": ""}, "items.0.name"),
        ({"items.0.name": "\x07"}, "items.0.name"),
        ({"items.9.amount": "300"}, "items.9.name"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_line(change: dict[str, str], where: str) -> None:
    told = entered(form_of(READING) | change)
    assert told.correction is None
    assert list(told.errors) == [where]


def test_more_than_anybody_buys_is_refused() -> None:
    many = {f"items.{number}.name": "사탕" for number in range(301)}
    assert list(entered({MARK: "1", **many}).errors) == ["items"]


def test_a_field_that_no_item_has_is_looked_at_by_nobody() -> None:
    nonsense = {"items.0.price": "1", "items.x.name": "a", "items.00001.name": "a", "items.-1.name": "a"}
    assert not entered(form_of(READING) | nonsense).is_changed

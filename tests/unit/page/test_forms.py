"""What a person types, as the correction that it is."""

from decimal import Decimal

import pytest

from receipts_api.page.forms import shown, typed
from tests.fixtures.makers import a_reading

READING = a_reading()


def test_a_form_that_nobody_touched_changes_nothing() -> None:
    entered = typed(shown(READING), READING, 3, "김경리")
    assert (entered.correction, entered.errors, entered.is_changed) == (None, {}, False)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("amounts.total", "2500"),
        ("amounts.total", "2,500원"),
        ("amounts.total", "₩ 2,500"),
        ("merchant.business_number", "9024500731"),
        ("merchant.name", " 도토리다방 "),
    ],
)
def test_what_says_the_same_in_another_way_is_no_change(path: str, text: str) -> None:
    assert not typed({path: text}, READING, 3, "김경리").is_changed


def test_what_cannot_be_kept_does_not_keep_the_rest_from_being_checked() -> None:
    entered = typed({"issued_at": "2026-13-40", "amounts.vat": "1"}, READING, 3, "김경리")
    assert (entered.correction, list(entered.errors)) == (None, ["issued_at"])
    checked = entered.applied_to(READING)
    assert (checked.amounts.vat, checked.issued_at) == (Decimal(1), READING.issued_at)


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("amounts.total", "7,000 원", "7000"),
        ("amounts.vat", "", "None"),
        ("merchant.business_number", "901 12 34564", "901-12-34564"),
        ("issued_at", "2026.4.11", "2026-04-11"),
        ("issued_at", "2026년 4월 11일 9:05", "2026-04-11 09:05:00"),
        ("issued_at", "2026-04-11 12:28:29", "2026-04-11 12:28:29"),
        ("payment.method", "cash", "cash"),
        ("transaction", "cancellation", "cancellation"),
    ],
)
def test_what_people_write_is_understood(path: str, text: str, value: str) -> None:
    entered = typed({path: text}, READING, 3, "김경리")
    assert entered.correction
    assert str(entered.correction.values()[path]) == value
    assert entered.correction.version == 3


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("amounts.total", "칠천원"),
        ("amounts.total", "1" * 40),
        ("merchant.business_number", "123"),
        ("issued_at", "어제"),
        ("issued_at", "2026-02-30"),
        ("issued_at", "2026-04-11 25:00"),
        ("category", "|"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field_and_stays_as_typed(path: str, text: str) -> None:
    entered = typed({path: text, "merchant.name": "한결문구사"}, READING, 3, "김경리")
    assert entered.correction is None
    assert list(entered.errors) == [path]
    assert entered.texts[path] == text
    assert entered.texts["merchant.name"] == "한결문구사"


def test_what_is_typed_is_seen_in_the_reading_before_it_is_kept() -> None:
    entered = typed({"amounts.total": "3,000"}, READING, 3, "김경리")
    assert str(entered.applied_to(READING).amounts.total) == "3000"
    assert str(READING.amounts.total) == "2500"

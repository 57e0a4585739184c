"""A log line keeps no card number, in whatever shape it was logged; what is none stays a number."""

import json
from uuid import UUID

import pytest

from receipts.log_lines import masked_line

CARD = 4111_1111_1111_1111


def test_a_whole_number_that_is_a_card_number_is_covered_wherever_it_stands() -> None:
    line = masked_line({"number": CARD, "seen": [1, CARD, {"again": CARD}]})
    assert str(CARD) not in line
    assert json.loads(line)["seen"][0] == 1


def test_what_is_no_card_number_stays_the_number_it_is() -> None:
    facts = {"total": 43_000, "is_held": True, "attempts": 0, "seconds": 1.25, "size": 25 * 1024 * 1024}
    assert json.loads(masked_line(facts)) == facts


def test_an_id_of_ours_and_a_moment_stay_whole() -> None:
    """They are looked for in the log, and have no room for a card number."""
    receipt = UUID("41111111-1111-4111-8111-111111111111")
    facts = {"receipt_id": receipt, "timestamp": "2026-11-28 23:13:51,476+0000"}
    assert json.loads(masked_line(facts)) == {**facts, "receipt_id": str(receipt)}


@pytest.mark.parametrize("form", ["{}", "{}-1111-4111-8111-111111111111", "2026-11-28 {}", "a{}b"])
def test_what_somebody_wrote_in_such_a_form_is_covered(form: str) -> None:
    written = form.format(CARD)
    assert written not in masked_line({"request_id": written})
    assert str(CARD) not in masked_line({"seen": {"request_id": written}})

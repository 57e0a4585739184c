"""A log line keeps no card number, in whatever shape it was logged; what is none stays a number."""

import json

from receipts.log_lines import masked_line

CARD = 4111_1111_1111_1111


def test_a_whole_number_that_is_a_card_number_is_covered_wherever_it_stands() -> None:
    line = masked_line({"number": CARD, "seen": [1, CARD, {"again": CARD}]})
    assert str(CARD) not in line
    assert json.loads(line)["seen"][0] == 1


def test_what_is_no_card_number_stays_the_number_it_is() -> None:
    facts = {"total": 43_000, "is_held": True, "attempts": 0, "seconds": 1.25, "size": 25 * 1024 * 1024}
    assert json.loads(masked_line(facts)) == facts

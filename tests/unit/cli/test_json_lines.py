"""What `receipts parse --json` prints: programs of others read it, so its form stays."""

import json
from decimal import Decimal
from pathlib import Path

from receipts.adapters.stored_reading import read_stored
from receipts.cli.json_lines import as_json
from receipts.domain.receipt import Amounts
from tests.fixtures.makers import a_reading

PRINTED = Path(__file__).parents[2] / "fixtures/stored_readings/version_1.json"
"""Stored form and printed form were one when this was written; only the sentences of checks were printed."""


def test_its_form_is_as_it_always_was() -> None:
    document = json.loads(PRINTED.read_text())
    printed = as_json(read_stored(document))
    assert list(printed) == list(document)
    sentences = [check.pop("message") for check in printed["checks"]]  # type: ignore[attr-defined]
    for check in document["checks"]:
        del check["message"]
    # What a check warns of is a reason to look by now, as it is to an approval.
    document["review"]["reasons"].append("date_plausible")
    assert json.loads(json.dumps(printed)) == document
    assert sentences[0] is None
    assert sentences[1].startswith("거래일이 미래이거나 증빙 보관 기간인 5년보다 오래되었습니다.")


def test_money_is_printed_as_people_write_it() -> None:
    printed = as_json(a_reading(amounts=Amounts(total=Decimal("1E+3"))))
    assert printed["amounts"]["total"] == "1000"  # type: ignore[index]

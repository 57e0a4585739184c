"""The receipt as JSON, as the database keeps it and the API answers it."""

from dataclasses import replace
from decimal import Decimal

from receipts.documents import ReadingDocument
from receipts.domain.receipt import Escalation, Source
from tests.fixtures.makers import a_reading

ASKED = Escalation(
    Source.CLOVA, "V2", 1.25, Decimal("0.0600"), ("amounts.total", "issued_at"), taken=("amounts.total",)
)


def test_what_another_engine_was_asked_and_what_it_cost_is_kept() -> None:
    reading = replace(a_reading(), escalation=ASKED)
    document = ReadingDocument.from_reading(reading).model_dump(mode="json")
    assert document["escalation"] == {
        "source": "clova",
        "version": "V2",
        "seconds": 1.25,
        "cost_usd": "0.0600",
        "asked": ["amounts.total", "issued_at"],
        "taken": ["amounts.total"],
        "failure": None,
    }
    assert ReadingDocument.model_validate(document).to_reading() == reading


def test_a_document_from_before_there_were_other_engines_is_still_read() -> None:
    document = ReadingDocument.from_reading(a_reading()).model_dump(mode="json")
    del document["escalation"]
    assert ReadingDocument.model_validate(document).to_reading().escalation is None

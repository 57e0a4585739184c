"""The form in which readings are kept: what earlier releases wrote is read for ever."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from receipts.adapters.stored_reading import StoredReading, read_stored
from receipts.domain.business_number import BusinessNumber
from receipts.domain.receipt import (
    Category,
    Engine,
    Escalation,
    PrintedText,
    Proof,
    ProofKind,
    SeenPage,
    Source,
)
from receipts.errors import StoredReadingError
from tests.fixtures.makers import a_reading

VERSION_1 = Path(__file__).parents[2] / "fixtures/stored_readings/version_1.json"
"""As release 0.2.0 and what followed it wrote it. Never change it: databases are full of these."""

BOX = ((10.0, 20.0), (90.0, 20.0), (90.0, 40.0), (10.0, 40.0))

ASKED = Escalation(
    Source.CLOVA, "V2", 1.25, Decimal("0.0600"), ("amounts.total", "issued_at"), taken=("amounts.total",)
)


@pytest.fixture
def version_1() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(VERSION_1.read_text())
    return document


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"escalation": ASKED, "engine": Engine("embedded", "1", 0.91, 412)},
        {"proof": Proof(ProofKind.CARD_SLIP, True), "category": Category("meals", "복리후생비")},
        {"issued_at": a_reading().issued_at, "review_reasons": ("merchant_missing",)},
        {"issued_at": None, "issued_at_precision": None, "engine": None},
        {"pages": (SeenPage(1, 1200, 1600, 270, (PrintedText("합계 2,500", BOX),)), SeenPage(2, 9, 9, None))},
    ],
)
def test_what_is_kept_comes_back(changes: dict[str, object]) -> None:
    reading = a_reading(**changes)
    document = StoredReading.of(reading).model_dump(mode="json")
    assert document["version"] == 2
    assert read_stored(json.loads(json.dumps(document))) == reading


def test_a_document_without_a_number_is_of_version_1(version_1: dict[str, Any]) -> None:
    reading = read_stored(version_1)
    assert reading.merchant.business_number == BusinessNumber("9024500731")
    assert (reading.amounts.total, reading.escalation) == (Decimal(2500), ASKED)
    assert (reading.category, reading.review_reasons) == (
        Category("welfare", "복리후생비"),
        ("issued_at_low_confidence",),
    )
    assert reading.issued_at is not None
    assert reading.issued_at.isoformat() == "2026-11-20T12:28:29+09:00"


def test_the_first_documents_had_neither_proof_nor_category_nor_source_nor_other_engines(
    version_1: dict[str, Any],
) -> None:
    whole = read_stored(version_1)
    for name in ("proof", "category", "escalation"):
        del version_1[name]
    del version_1["engine"]["peak_megabytes"], version_1["fields"]["amounts.total"]["source"]
    assert whole.engine is not None
    assert read_stored(version_1) == replace(
        whole,
        proof=Proof(),
        category=None,
        escalation=None,
        engine=replace(whole.engine, peak_megabytes=None),
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": 3}, "its version is not known"),
        ({"version": "4579-7312-3456-1234"}, "its version is not known"),
        ({"transaction": "4579-7312-3456-1234"}, "transaction: enum"),
        ({"amounts": None}, "amounts: model_attributes_type"),
        ({"fields": None}, "AttributeError in it"),
        ({"issued_at": "4579-7312-3456-1234"}, "ValueError in it"),
        ({"merchant": {"business_number": "4579-7312-3456-1234"}}, "merchant: missing; "),
    ],
)
def test_what_cannot_be_used_is_named_without_a_word_of_it(
    version_1: dict[str, Any], changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(StoredReadingError) as caught:
        read_stored(version_1 | changes)
    assert str(caught.value).startswith(reason)
    assert "4579" not in str(caught.value)


def test_a_field_that_vanished_is_damage_and_not_an_empty_value(version_1: dict[str, Any]) -> None:
    del version_1["amounts"]["vat"]
    with pytest.raises(StoredReadingError, match="amounts: missing"):
        read_stored(version_1)

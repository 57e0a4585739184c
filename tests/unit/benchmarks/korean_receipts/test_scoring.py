"""The scorer on predictions made by hand: what is right, wrong, invented, left out, sure."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy.figures import Share
from benchmarks.korean_receipts.predictions import Prediction, PredictionError, read_predictions
from benchmarks.korean_receipts.scoring import Score, score
from benchmarks.korean_receipts.table import tables
from benchmarks.korean_receipts.truth import Good, Receipt

SAID: dict[str, Any] = {
    "document_type": "receipt",
    "transaction": "sale",
    "merchant": "달빛 문구",
    "business_number": "902-45-00731",
    "date": "2026-03-04",
    "time": "10:11",
    "total": 4600,
    "gross_total": 4600,
    "vat": 418,
    "card_number_masked": "4000-00**-****-1234",
}
GOODS = (Good("볼펜", Decimal(1), 1200, 1200), Good("공책", Decimal(2), 1700, 3400))
RECEIPT = Receipt("stationery-1-1", "stationery", 1, SAID, GOODS)
READ: dict[str, Any] = {
    **SAID,
    "items": [
        {"name": "볼펜", "quantity": 1, "unit_price": 1200, "amount": 1200},
        {"name": "공책", "quantity": "2", "unit_price": "1700", "amount": 3400},
    ],
}


def predicted(tmp_path: Path, *rows: dict[str, Any]) -> dict[str, Prediction]:
    file = tmp_path / "engine.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return read_predictions(file)


def scored(tmp_path: Path, **changed: Any) -> Score:  # noqa: ANN401 - a text, a sum or a list
    """One receipt that is read right but for what is `changed`; None leaves out."""
    row = {"id": RECEIPT.id, **READ, **changed}
    return score("engine", [RECEIPT], predicted(tmp_path, {k: v for k, v in row.items() if v is not None}))


def exact(found: Score, name: str) -> float | None:
    return found.figures.fields[name].exact.value


def test_all_that_is_printed_is_a_whole_receipt(tmp_path: Path) -> None:
    found = scored(tmp_path)
    assert {exact(found, name) for name in found.figures.fields} == {1.0}
    assert found.figures.whole_receipt == found.bookable == Share(1, 1)
    assert found.figures.items is not None
    assert found.figures.items.both == 1.0
    assert found.quantities == found.unit_prices == Share(2, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total", 4800),
        ("merchant", "달빛 문고"),
        ("date", "2026-03-05"),
        ("date", "2026-13-45"),
        ("time", "10:12"),
        ("business_number", "902-45-00732"),
        ("card_number_masked", "4000-00**-****-1235"),
        ("vat", None),
        ("supply", 4182),
    ],
)
def test_what_is_wrong_missed_or_invented_is_not_exact(tmp_path: Path, name: str, value: object) -> None:
    found = scored(tmp_path, **{name: value})
    assert exact(found, name) == 0.0
    assert sum(field.exact.part for field in found.figures.fields.values()) == len(found.figures.fields) - 1
    assert found.figures.whole_receipt == Share(0, 1)
    assert found.bookable == Share(name in {"time", "card_number_masked", "supply"}, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("merchant", "달빛문구"),
        ("business_number", "9024500731"),
        ("time", "10:11:59"),
        ("card_number_masked", "400000xxxxxx1234"),
        ("total", "4600"),
        ("total", 4600.0),
    ],
)
def test_how_it_is_written_does_not_matter(tmp_path: Path, name: str, value: object) -> None:
    assert exact(scored(tmp_path, **{name: value}), name) == 1.0


def test_seconds_that_are_printed_are_to_be_read(tmp_path: Path) -> None:
    receipt = replace(RECEIPT, fields={**SAID, "time": "10:11:12"})
    found = score("engine", [receipt], predicted(tmp_path, {"id": receipt.id, "time": "10:11"}))
    assert exact(found, "time") == 0.0


def test_another_name_of_the_shop_is_right(tmp_path: Path) -> None:
    receipt = replace(RECEIPT, merchant_alt=("(주)달빛",))
    found = score("engine", [receipt], predicted(tmp_path, {"id": receipt.id, "merchant": "(주)달빛"}))
    assert exact(found, "merchant") == 1.0


def test_inventions_are_counted_among_what_is_not_printed(tmp_path: Path) -> None:
    assert scored(tmp_path, exempt=100).figures.invented == Share(1, 9)


def test_goods_count_by_name_and_amount_and_their_quantities_apart(tmp_path: Path) -> None:
    read = [
        {"name": "볼펜", "amount": 1200},
        {"name": "공책", "quantity": 3, "amount": 3400},
        {"name": "합계", "amount": 4600},
    ]
    found = scored(tmp_path, items=read)
    assert found.figures.items is not None
    assert found.figures.items.both == 0.8
    assert found.quantities == Share(0, 2)
    assert found.figures.whole_receipt == Share(0, 1)
    assert found.bookable == Share(1, 1)


def test_a_quantity_belongs_to_its_line(tmp_path: Path) -> None:
    read = [{"name": "연필", "quantity": 1, "unit_price": 1200, "amount": 1200}]
    found = scored(tmp_path, items=read)
    assert found.quantities == found.unit_prices == Share(0, 2)


def test_sure_and_right_counts_what_the_engine_is_sure_of(tmp_path: Path) -> None:
    found = scored(tmp_path, total=4800, confidence={"total": 0.95, "date": 0.9, "merchant": 0.89})
    assert found.figures.trust.sure_right == Share(1, 2)
    assert found.trust_of["total"].sure_right == Share(0, 1)
    assert found.trust_of["merchant"].sure_right == Share(0, 0)


def test_who_is_sure_of_what_it_did_not_read_is_sure_of_nothing(tmp_path: Path) -> None:
    found = scored(tmp_path, vat=None, confidence={"vat": 0.99})
    assert found.figures.trust.sure_right == Share(0, 0)


def test_a_receipt_without_a_prediction_was_not_read(tmp_path: Path) -> None:
    others = [replace(RECEIPT, id=name) for name in ("second", "third")]
    found = score("engine", [RECEIPT, *others], predicted(tmp_path, {"id": RECEIPT.id, **READ}))
    assert found.unanswered == 2
    assert found.figures.fields["total"].exact == Share(1, 3)
    assert "2 receipts have no prediction" in tables(found, {})


def test_the_tables_say_all_of_it(tmp_path: Path) -> None:
    found = scored(tmp_path, total=4800, confidence={"total": 0.95})
    printed = tables(found, {1: found})
    assert "| total | 1 | 0.0 | 0.0 | 0.0 | 0 of 1 (0.0) |" in printed
    assert "| exempt | 0 | 100.0 | – | – | – |" in printed
    assert "sure (confidence of 0.9 or more) and right: 0 of 1 (0.0)" in printed
    assert "| 1 scan | 1 | 0.0 | 100.0 | 100.0 | 100.0 | 100.0 | 100.0 | 0.0 | 0.0 |" in printed


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"id": "a", "totl": 1}, "unknown: totl"),
        ({"id": "a", "total": "many"}, "total is a number such as 12500"),
        ({"id": "a", "total": True}, "total is a number"),
        ({"id": "a", "merchant": 7}, "merchant is a text"),
        ({"total": 1}, 'an object with a "id"'),
        ({"id": "a", "items": [{"amount": 1}]}, 'an object with a "name"'),
        ({"id": "a", "items": [{"name": "x", "price": 1}]}, "unknown in an item: price"),
        ({"id": "a", "confidence": {"totl": 1}}, "a confidence of totl"),
        ({"id": "a", "confidence": {"total": 95}}, "between 0 and 1"),
        ({"id": "a", "seconds": "1"}, "seconds is a number"),
    ],
)
def test_a_bad_prediction_is_refused_with_its_line(tmp_path: Path, row: dict[str, Any], why: str) -> None:
    with pytest.raises(PredictionError, match=r"engine\.jsonl, line 2: ") as caught:
        predicted(tmp_path, {"id": "first"}, row)
    assert why.replace('a "id"', 'an "id"') in str(caught.value)


def test_a_receipt_is_predicted_once(tmp_path: Path) -> None:
    with pytest.raises(PredictionError, match="predicted twice"):
        predicted(tmp_path, {"id": "a"}, {"id": "a"})


def test_what_is_no_json_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "engine.jsonl").write_text('{"id": "a"}\nnothing\n')
    with pytest.raises(PredictionError, match="line 2"):
        read_predictions(tmp_path / "engine.jsonl")

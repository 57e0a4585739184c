"""What an engine says of each receipt: one JSON object a line, whatever the engine is written in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from benchmarks.accuracy.truths import Value
from benchmarks.korean_receipts.truth import FIELDS, ITEM_FIELDS, MONEY

EXTRA: Final = ("id", "items", "confidence", "seconds")


class PredictionError(ValueError):
    """A line of predictions is not as the README says; the message says which and why."""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One line of goods as an engine read it."""

    name: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """All that an engine says of one receipt. A field that is left out was not read."""

    values: Mapping[str, Value | None] = field(default_factory=dict)
    items: tuple[ReadItem, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0


def read_predictions(file: Path) -> dict[str, Prediction]:
    """The predictions of a file by the receipt's id. Raises PredictionError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise PredictionError(f"{file} cannot be read: {error}") from None
    found: dict[str, Prediction] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                name, prediction = _parsed(line)
            except (PredictionError, json.JSONDecodeError) as error:
                raise PredictionError(f"{file}, line {number}: {error}") from None
            if name in found:
                raise PredictionError(f"{file}, line {number}: {name} is predicted twice")
            found[name] = prediction
    return found


def _parsed(line: str) -> tuple[str, Prediction]:
    row = json.loads(line)
    prediction = prediction_of(row)
    return row["id"], prediction


def prediction_of(row: object) -> Prediction:
    """What a line's object says. Raises PredictionError."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise PredictionError('a prediction is an object with an "id"')
    strangers = sorted(row.keys() - FIELDS.keys() - set(EXTRA))
    if strangers:
        raise PredictionError(f"unknown: {', '.join(strangers)}; known are {', '.join((*EXTRA, *FIELDS))}")
    values = {name: _value(name, row[name]) for name in FIELDS if row.get(name) is not None}
    items = tuple(_item(one) for one in row.get("items") or ())
    return Prediction(values, items, dict(_confidences(row)), _seconds(row))


def _value(name: str, value: object) -> Value:
    """Money as a number, a day as a date; a text that is no day stays a text, and is wrong."""
    if name in MONEY:
        return _number(name, value)
    if not isinstance(value, str):
        raise PredictionError(f"{name} is a text, not {value!r}")
    if name == "card_number_masked":
        return "".join(char for char in value if char.isdigit())
    if name == "date":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _number(name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PredictionError(f"{name} is a number, not {value!r}")
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise PredictionError(f"{name} is a number such as 12500, not {value!r}") from None


def _item(row: object) -> ReadItem:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise PredictionError('an item is an object with a "name"')
    if strangers := sorted(row.keys() - set(ITEM_FIELDS)):
        raise PredictionError(
            f"unknown in an item: {', '.join(strangers)}; known are {', '.join(ITEM_FIELDS)}"
        )
    numbers = {name: _number(name, row[name]) for name in ITEM_FIELDS[1:] if row.get(name) is not None}
    return ReadItem(row["name"], **numbers)


def _confidences(row: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in (row.get("confidence") or {}).items():
        if name not in FIELDS:
            raise PredictionError(f"a confidence of {name}, which is no field")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise PredictionError(f"the confidence of {name} is between 0 and 1, not {value!r}")
        yield name, float(value)


def _seconds(row: dict[str, Any]) -> float:
    value = row.get("seconds", 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PredictionError(f"seconds is a number, not {value!r}")
    return float(value)

"""What is printed on the receipts of a folder, in one shape whichever way it was written down.

Four dialects are understood: `ground_truth.json` beside `images/` (Korean set), `keys/NNN.json` beside
`images/` (SROIE), `labels/NNN.json` beside `images/` (WildReceipt, its text by class and without spaces), and
`expected.json` beside the pictures (our samples).
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from receipts.domain.reading.values.dates import Order, dates_in

Value = str | Decimal | date
Key = Mapping[str, Any]

_LISTING, _EXPECTED, _KEYS, _LABELS = "ground_truth.json", "expected.json", "keys", "labels"
_AMOUNT = re.compile(r"-?[\d.,]*\d-?$")
_PHONE = re.compile(r"\d[\d().-]{5,}\d")
_WORD_ENDS = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_AMOUNTS = ("total", "gross_total", "discount", "supply", "vat", "exempt")


@dataclass(frozen=True, slots=True)
class TrueItem:
    """One line of goods as printed."""

    name: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Truth:
    """What one picture shows.

    `values` has the fields that the dialect knows, None for "not on the image"; `other_names` are as right as
    the merchant's, `other_days` as the date, where day and month could change places. `items` is None where
    they were not written down.
    """

    image: Path
    values: Mapping[str, Value | None]
    other_names: tuple[str, ...] = ()
    items: tuple[TrueItem, ...] | None = None
    other_days: tuple[date, ...] = ()


class TruthError(Exception):
    """A truth is not written as its dialect wants it; the message names the file, the receipt and the key."""


def has_truths(folder: Path) -> bool:
    """Whether `folder` can be measured against."""
    return any((folder / name).exists() for name in (_LISTING, _EXPECTED, _KEYS, _LABELS))


def truths_in(folder: Path) -> tuple[Truth, ...]:
    """The receipts of a folder, in a fixed order; none if it holds no dialect that is understood. Raises
    TruthError.
    """
    return (
        *_korean(folder),
        *_samples(folder),
        *_in_files(folder / _KEYS, _sroie_truth),
        *_in_files(folder / _LABELS, _wild_truth),
    )


def money(value: object) -> Decimal | None:
    """The amount in a truth such as 2500, "80.90", "$9.20" or "RM 68.10"; None for none."""
    digits = re.sub(r"[^\d.-]", "", str(value)) if value is not None else ""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


@contextmanager
def _naming(place: object) -> Iterator[None]:
    """Of whatever goes wrong within, where it does: the file, and the receipt in it."""
    try:
        yield
    except KeyError as error:
        raise TruthError(f"{place} lacks the key {error.args[0]!r} (null: not on the image)") from error
    except (AttributeError, TypeError) as error:
        raise TruthError(f"{place} holds a value of another kind than its dialect has") from error
    except ValueError as error:
        raise TruthError(f"{place}: {error}") from error


def _json(file: Path) -> Any:  # noqa: ANN401 - the dialects differ
    with _naming(file):
        return json.loads(file.read_text("utf-8")) if file.exists() else {}


def _listed(file: Path, keys: Sequence[Key], truth_of: Callable[[Path, Key], Truth]) -> Iterator[Truth]:
    """The truths of a file that lists many: which of them is wrong is told by its picture, or its number."""
    for number, key in enumerate(keys, 1):
        with _naming(file):
            which = key.get("file") or f"receipt {number}"
        with _naming(f"{file}: {which}"):
            truth = truth_of(file.parent, key)
        yield truth


def _korean(folder: Path) -> Iterator[Truth]:
    file = folder / _LISTING
    with _naming(file):
        keys = _json(file).get("receipts", ())
    return _listed(file, keys, _korean_truth)


def _korean_truth(folder: Path, key: Key) -> Truth:
    values = {
        **_money_of(key, _AMOUNTS),
        "date": _day(key["date"]),
        "time": key["time"],
        "business_number": key["business_no"],
        "merchant": key["merchant"],
    }
    image = folder / "images" / key["file"]
    return Truth(image, values, tuple(key["merchant_alt"]), _items(key["items"]))


def _samples(folder: Path) -> Iterator[Truth]:
    return _listed(folder / _EXPECTED, _json(folder / _EXPECTED), _sample_truth)


def _sample_truth(folder: Path, key: Key) -> Truth:
    if "failure" in key:
        return Truth(folder / key["file"], {"failure": key["failure"]})
    values = {
        **_money_of(key, (*_AMOUNTS, "service_charge")),
        "date": _day(key["date"]),
        **{name: key[name] for name in ("time", "business_number", "merchant", "currency")},
        **{name: key[name] for name in ("document_type", "transaction")},
    }
    return Truth(folder / key["file"], values, items=_items(key["items"]))


def _in_files(folder: Path, truth_of: Callable[[Path, Key], Truth]) -> Iterator[Truth]:
    """The truths of a folder with a file for each; each picture has the name of its file."""
    for file in sorted(folder.glob("*.json")):
        key = _json(file)
        with _naming(file):
            truth = truth_of(folder.parent / "images" / f"{file.stem}.jpg", key)
        yield truth


def _sroie_truth(image: Path, key: Key) -> Truth:
    days = dates_in(key["date"], Order.DAY_FIRST)
    values: dict[str, Value | None] = {
        "date": days[0].value if days else None,
        "merchant": key["company"],
        "address": key["address"],
    }
    if key["total"]:  # an empty string is a gap in the annotation, not a receipt without a total
        values = _money_of(key, ("total",)) | values
    return Truth(image, values)


def _wild_truth(image: Path, key: Key) -> Truth:
    """What is not labelled is not asked for: the set has gaps."""
    names, days = key.get("store", []), _days(key.get("date", []))
    totals, taxes = (_amounts(key.get(name, [])) for name in ("total", "tax"))
    phone = next(filter(None, map(_PHONE.search, key.get("phone", []))), None)
    values: dict[str, Value | None] = {
        "total": Counter(totals).most_common(1)[0][0] if totals else None,
        "vat": sum(dict.fromkeys(taxes), Decimal(0)) if taxes else None,
        "date": days[0] if days else None,
        "merchant": "".join(names) or None,
        "phone": phone.group() if phone else None,
    }
    known = {name: value for name, value in values.items() if value is not None}
    return Truth(image, known, tuple(names), other_days=tuple(days[1:]))


def _amounts(texts: Sequence[str]) -> list[Decimal]:
    """The amounts in `Eur154,40`, `$108.85-` or `1,050.00`: behind the last sign two digits are cents."""
    found = filter(None, map(_AMOUNT.search, texts))
    return [_amount(match.group()) for match in found]


def _amount(text: str) -> Decimal:
    sign = -1 if "-" in text else 1
    whole, cents = re.fullmatch(r"([\d.,]*?)(?:[.,](\d\d))?", text.strip("-")).groups()  # type: ignore[union-attr]
    digits = re.sub(r"\D", "", whole) or "0"
    return sign * Decimal(f"{digits}.{cents or 0}")


def _days(texts: Sequence[str]) -> list[date]:
    """Every day that the texts may mean, the day before the month first."""
    text = _WORD_ENDS.sub(" ", "  ".join(texts))
    orders = (Order.DAY_FIRST, Order.MONTH_FIRST)
    return list(dict.fromkeys(found.value for order in orders for found in dates_in(text, order)))


def _money_of(key: Key, names: Sequence[str]) -> dict[str, Value | None]:
    return {name: money(key[name]) for name in names}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _items(listed: Sequence[Key] | None) -> tuple[TrueItem, ...] | None:
    if listed is None:
        return None
    return tuple(TrueItem(item["name"], money(item["amount"])) for item in listed)

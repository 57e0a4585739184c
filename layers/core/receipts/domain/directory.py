"""The merchant directory: what a shop is called, known by its business number instead of read again."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from receipts.domain.bounds import LONGEST_TEXT, keepable
from receipts.domain.business_number import BusinessNumber
from receipts.domain.reasons import without_reasons
from receipts.domain.receipt import FieldEvidence, Merchant, Reading, Source

_NUMBER = "merchant.business_number"
_KNOWN = ("name", "address", "phone")
COLUMNS = ("business_number", *_KNOWN)


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One merchant. Address and phone are None where nobody has told them."""

    number: BusinessNumber
    name: str
    address: str | None = None
    phone: str | None = None


def entries_from_csv(lines: Iterable[str]) -> tuple[DirectoryEntry, ...]:
    """Merchants from CSV with the columns of `COLUMNS`. Raises ValueError that names the first wrong line."""
    reader = csv.DictReader(lines)
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"line 1: the columns must be {', '.join(COLUMNS)}")
        return tuple(_entry(row, reader.line_num) for row in reader)
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num + 1}: {error}") from error


def _entry(row: dict[str | None, str | None], line: int) -> DirectoryEntry:
    printed, name, address, phone = ((row.get(column) or "").strip() for column in COLUMNS)
    try:
        number = BusinessNumber(printed.replace("-", ""))
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from error
    if any(keepable(text) != text or len(text) > LONGEST_TEXT for text in (name, address, phone)):
        raise ValueError(f"line {line}: a text has U+0000 in it, or more than {LONGEST_TEXT} characters")
    if not number.is_valid or not name:
        raise ValueError(
            f"line {line}: " + ("the name is empty" if not name else f"no such number: {number}")
        )
    return DirectoryEntry(number, name, address or None, phone or None)


def number_to_look_up(reading: Reading) -> BusinessNumber | None:
    """The business number, if its check digit is right and the image shows it digit by digit.

    A number that was repaired does not count: it may be another shop's.
    """
    number = reading.merchant.business_number
    if number is None or not number.is_valid or _NUMBER not in reading.fields:
        return None
    shown = (re.sub(r"\D", "", line) for line in reading.text.splitlines())
    return number if any(number.digits in digits for digits in shown) else None


def named_by(entry: DirectoryEntry, reading: Reading) -> Reading:
    """`reading` with what the directory knows of its merchant; what was read is kept as `raw`.

    The directory is as sure as the number that was looked up.
    """
    known = {name: value for name in _KNOWN if (value := getattr(entry, name)) is not None}
    fields = reading.fields | {
        f"merchant.{name}": _evidence(reading, name, value) for name, value in known.items()
    }
    reasons = without_reasons(reading.review_reasons, [f"merchant.{name}" for name in known])
    merchant = replace(reading.merchant, **known)
    return replace(reading, merchant=merchant, fields=fields, review_reasons=reasons)


def _evidence(reading: Reading, name: str, value: str) -> FieldEvidence:
    """Where nothing was read, the place is the number's: it is what speaks for the value."""
    number, ours = reading.fields[_NUMBER], reading.fields.get(f"merchant.{name}")
    if ours is None:
        return replace(number, raw="", source=Source.DIRECTORY)
    sure = max(ours.confidence, number.confidence)
    same = getattr(reading.merchant, name) == value
    return replace(ours, confidence=sure, source=ours.source if same else Source.DIRECTORY)


def lesson_of(reading: Reading) -> DirectoryEntry | None:
    """What an approved reading teaches: a merchant that a bookkeeper corrected, under a valid number.

    The name was approved with the rest. Address and phone count only where a person wrote them: what was
    merely read may be wrong unnoticed.
    """
    merchant, number = reading.merchant, reading.merchant.business_number
    written = {path for path, found in reading.fields.items() if found.source is Source.BOOKKEEPER}
    corrected = any(path.startswith("merchant.") for path in written)
    if not corrected or number is None or not number.is_valid or not merchant.name:
        return None
    if len(merchant.name) > LONGEST_TEXT:  # a whole paragraph was read: no shop is called that
        return None
    return DirectoryEntry(number, merchant.name, *(_written(merchant, name, written) for name in _KNOWN[1:]))


def learned(known: DirectoryEntry | None, reading: Reading) -> DirectoryEntry | None:
    """What is known of a shop once `reading` is approved: an address or phone that its lesson lacks stays."""
    lesson = lesson_of(reading)
    if lesson is None or known is None:
        return lesson or known
    return replace(lesson, address=lesson.address or known.address, phone=lesson.phone or known.phone)


def _written(merchant: Merchant, name: str, written: set[str]) -> str | None:
    value: str | None = getattr(merchant, name)
    return value if f"merchant.{name}" in written else None

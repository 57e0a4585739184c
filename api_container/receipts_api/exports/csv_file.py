"""A spreadsheet as CSV, made while it is sent."""

import csv
import io
from codecs import getincrementalencoder
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from receipts.domain.export_layout import Value
from receipts_api.amounts import without_empty_decimals

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
_MARKED: Final = "utf-8-sig"
"""Excel takes a file without a byte order mark for one of the local code page."""
_CHARSETS: Final = {_MARKED: "utf-8", "utf-8": "utf-8", "cp949": "ks_c_5601-1987"}
_CHUNK: Final = 32 * 1024
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Also in full width, as East Asian spreadsheets take them (OWASP, "CSV Injection")."""


def csv_chunks(
    headings: tuple[str, ...] | None,
    rows: Iterable[tuple[Value, ...]],
    encoding: str = _MARKED,
    separator: str = ",",
) -> Iterator[bytes]:
    """The file, a few kilobytes at a time: UTF-8 with a byte order mark unless it is said otherwise. Letters
    that an encoding lacks become question marks.
    """
    encoder = getincrementalencoder(encoding)(errors="replace")
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    if headings:
        writer.writerow(headings)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > _CHUNK:
            yield encoder.encode(_taken_out(buffer))
    yield encoder.encode(_taken_out(buffer), final=True)


def media_type(encoding: str) -> str:
    """As the answer names it."""
    return f"text/csv; charset={_CHARSETS[encoding]}"


def cell(value: Value) -> str:
    """As a spreadsheet reads it. Text that would be run as a formula begins with an apostrophe."""
    match value:
        case None:
            return ""
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return f"'{value}" if value.startswith(_BEGINS_A_FORMULA) else value


def plain(amount: Decimal) -> str:
    """Without an exponent, and without decimals that say nothing: won are whole."""
    return f"{without_empty_decimals(amount):f}"


def _taken_out(buffer: io.StringIO) -> str:
    content = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return content

"""A spreadsheet as CSV, made while it is sent."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from receipts.domain.export_layout import Value

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
_MARK: Final = "\ufeff"
"""Excel takes a file without a byte order mark for one of the local code page."""
_CHUNK: Final = 32 * 1024
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Also in full width, as East Asian spreadsheets take them (OWASP, "CSV Injection")."""


def csv_chunks(headings: tuple[str, ...], rows: Iterable[tuple[Value, ...]]) -> Iterator[bytes]:
    """The file, UTF-8 with a byte order mark, a few kilobytes at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_MARK)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > _CHUNK:
            yield _taken_out(buffer)
    yield _taken_out(buffer)


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
    whole = amount.to_integral_value()
    return f"{whole if whole == amount else amount:f}"


def _taken_out(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content

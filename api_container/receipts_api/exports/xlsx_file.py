"""A spreadsheet for Excel: written to a temporary file row by row, since its end is not known before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from receipts.domain.export_layout import Value

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDTH: Final = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook."""

    title: str
    headings: tuple[str, ...]
    rows: Iterable[tuple[Value, ...]]


def write_xlsx(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """A sheet for each, its headings held in view. Text stays text: nothing is run, no zero is lost."""
    with Workbook(file, _OPTIONS) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "#,##0.####"})
        won = book.add_format({"num_format": "#,##0"})
        bold = book.add_format({"bold": True})
        for table in sheets:
            sheet = book.add_worksheet(table.title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.headings) - 1, _WIDTH)
            for column, heading in enumerate(table.headings):
                sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, day, won, money)


def _write(
    sheet: Worksheet, row: int, column: int, value: Value, day: Format, won: Format, money: Format
) -> None:
    match value:
        case None:
            return
        case Decimal():
            sheet.write_number(
                row, column, float(value), won if value == value.to_integral_value() else money
            )
        case date():
            sheet.write_datetime(row, column, value, day)
        case int():
            sheet.write_number(row, column, value)
        case str():
            sheet.write_string(row, column, value)

"""Tables of goods with a column for the tax, as 거래명세서 and 세금계산서 print them.

부가가치세법 제32조 asks for 공급가액 and 부가가치세액; many sellers give both for every line, and some
their sum. A line's amount is then what stands under 공급가액: its count times its price.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from receipts.domain.reading.blocks.goods_head import columns_headed
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.tax_split import is_tenth
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.values.money import Money
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import SUMS, Label

_TWO, _THREE = 2, 3
"""The amount and its tax, and both together."""
_SUMS = SUMS - {Label.CARD, Label.CASH}
"""Words for sums; others may be part of what was bought: 엔진오일 교환."""


def without_tax_columns(ledger: Ledger) -> Ledger:
    """The ledger whose rows of goods end in their amount; as it is where no table has a column of taxes."""
    head = next((row.index for row in ledger.rows if _heads_taxes(row)), None)
    if head is None or ledger.currency != "KRW":
        return ledger
    rows = tuple(row if row.index <= head else _without_tax(ledger, row) for row in ledger.rows)
    return replace(ledger, rows=rows)


def _heads_taxes(row: Row) -> bool:
    columns = columns_headed(row)
    return Label.VAT in columns[1:] and Label.ITEM_HEADER in columns


def _without_tax(ledger: Ledger, row: Row) -> Row:
    """The row without its tax, and without the sum of both where that ends the row."""
    if any(hit.label in _SUMS for hit in find_labels(row.text)):
        return row
    row = _with_tax_cut_off(ledger, row)
    columns = list(_money_cells(ledger, row))
    if len(columns) >= _THREE:
        (net, _), (tax, tax_cell), (whole, whole_cell) = columns[-3:]
        if _is_its_tax(net.value, tax.value) and net.value + tax.value == whole.value:
            return replace(row, cells=tuple(cell for cell in row.cells if cell not in (tax_cell, whole_cell)))
    if len(columns) > 1:
        (net, _), (tax, tax_cell) = columns[-2:]
        if _is_its_tax(net.value, tax.value):
            return replace(row, cells=tuple(cell for cell in row.cells if cell is not tax_cell))
    return row


def _with_tax_cut_off(ledger: Ledger, row: Row) -> Row:
    """The row without the tax that the reader put into one text with the amount before it: 5,400 540."""
    *_, last = row.cells
    start = len(row.text) - len(last.text)
    amounts = [money for money in ledger.money[row.index] if money.start >= start]
    if len(amounts) < _TWO or not amounts[-2].marked:
        return row
    net, tax = amounts[-2:]
    rest = last.text[tax.start - start :].strip(" 원")
    if not tax.value or not _is_its_tax(net.value, tax.value) or rest != tax.text:
        return row
    cut = replace(last, text=last.text[: tax.start - start].rstrip())
    return replace(row, cells=(*row.cells[:-1], cut))


def _is_its_tax(net: Decimal, tax: Decimal) -> bool:
    """A tenth, or nothing where the goods are exempt: 화환 90,000 and a tax of 0."""
    return is_tenth(net, tax) or (not tax and net > 0)


def _money_cells(ledger: Ledger, row: Row) -> Iterator[tuple[Money, Cell]]:
    """The amounts that fill a column of their own, left to right."""
    for money in ledger.money[row.index]:
        cell = row.cell_at(money.start)
        if cell.text.strip(" 원") == money.text:
            yield money, cell

"""Tables of goods with a column 규격 beside the names, as 거래명세서 and 세금계산서 print them.

What stands there (A4, 10kg/박스, 흑색) says how large or of what kind a thing is. It is no part of its name.
"""

from collections.abc import Iterator, Sequence

from receipts.domain.reading.blocks.column_left_out import without_column
from receipts.domain.reading.blocks.goods_head import columns_headed
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.letters.normalise import squashed

_SPECIFICATION = "규격"


def without_specifications(ledger: Ledger) -> Ledger:
    """The ledger whose rows of goods have no 규격; as it is where no table has such a column of its own."""
    head = next((row for row in ledger.rows if _heads_specifications(row)), None)
    return without_column(ledger, head, _without_specifications)


def _heads_specifications(row: Row) -> bool:
    """Whether the row heads a table, 규격 in a cell of its own: 품명/규격 are one column."""
    return bool(columns_headed(row)) and _SPECIFICATION in [squashed(cell.text) for cell in row.cells[1:-1]]


def _without_specifications(head: Row, row: Row) -> Sequence[Cell]:
    dropped = list(_specifications(head.cells, row))
    return [cell for cell in row.cells if cell not in dropped]


def _specifications(columns: Sequence[Cell], row: Row) -> Iterator[Cell]:
    """The cells below 규격 behind the name: numbers alone only where every column is filled."""
    named = False
    for cell in row.cells[:-1]:
        lettered = any(map(str.isalpha, cell.text))
        is_below = squashed(min(columns, key=lambda one: _apart(one, cell)).text) == _SPECIFICATION
        if named and is_below and (lettered or len(row.cells) == len(columns)):
            yield cell
        named = named or lettered


def _apart(head: Cell, cell: Cell) -> float:
    """How far a cell is from the column of `head`, whose texts may begin, end or be centred together."""
    return min(abs(head.left - cell.left), abs(head.x - cell.x), abs(head.right - cell.right))

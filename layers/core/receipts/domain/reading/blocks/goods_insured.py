"""Tables of what a clinic did: beside what the patient pays of each line stands what the insurer does.

국민건강보험 요양급여의 기준에 관한 규칙 제7조 asks for both, 본인부담금 and 공단부담금. The first is what was
sold to the patient.
"""

from collections.abc import Sequence

from receipts.domain.reading.blocks.column_left_out import without_column
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.letters.normalise import squashed

_INSURER = ("공단부담", "보험자부담")
_PATIENT = ("본인부담", "환자부담", "일부본인부담")


def without_insurer(ledger: Ledger) -> Ledger:
    """The ledger whose lines lack what the insurer pays; as it is where no table has a column for it."""
    head = next((row for row in ledger.rows if _column(row, _INSURER) and _column(row, _PATIENT)), None)
    return without_column(ledger, head, _without_insurer)


def _column(head: Row, words: tuple[str, ...]) -> int:
    """Which cell behind the first begins with one of `words`; 0 where none does or it holds an amount."""
    if any(map(str.isdigit, head.text)):
        return 0
    cells = enumerate(squashed(cell.text) for cell in head.cells)
    return next((at for at, text in cells if at and text.startswith(words)), 0)


def _without_insurer(head: Row, row: Row) -> Sequence[Cell]:
    """The cells without the insurer's, where they fill all columns of the table."""
    if len(row.cells) != len(head.cells):
        return row.cells
    at = _column(head, _INSURER)
    return (*row.cells[:at], *row.cells[at + 1 :])

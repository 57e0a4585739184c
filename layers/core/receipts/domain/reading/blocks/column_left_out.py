"""Tables of goods without a column that tells nothing of a name or a price."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import SUMS


def without_column(ledger: Ledger, head: Row | None, rest: Callable[[Row, Row], Iterable[Cell]]) -> Ledger:
    """The ledger whose lines below `head` have the cells that `rest` leaves of them, given the head and the
    line. Sums and lines with an amount that was put right stay; without a head all do.
    """
    if head is None:
        return ledger
    kept = {index for index, _ in ledger.put_right}
    rows = tuple(
        row
        if row.index <= head.index or row.index in kept or row.page != head.page or _is_sum(row)
        else replace(row, cells=tuple(rest(head, row)))
        for row in ledger.rows
    )
    return replace(ledger, rows=rows)


def _is_sum(row: Row) -> bool:
    return any(hit.label in SUMS and hit.start == 0 for hit in find_labels(row.text))

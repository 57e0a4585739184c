"""Where each field came from, and how sure it is."""

from collections.abc import Iterable, Iterator

from receipts.domain.reading.choice.confidence import confidence
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.letters.normalise import normalise
from receipts.domain.receipt import FieldEvidence


def evidence(
    row: Row,
    start: int,
    raw: str,
    certainty: float,
    length: int | None = None,
    *,
    more: Iterable[Row] = (),
    alone: bool = False,
) -> FieldEvidence:
    """Evidence for `raw`, found at `row.text[start:]` by a rule that is sure to the degree `certainty`.

    It takes up `length` characters there (as many as `raw` has, if None) and all of the rows in `more`.
    `alone`: these are digits that nothing else confirms.
    """
    end = start + max(len(raw) if length is None else length, 1)
    words = [*_words(row, start, end), *(word for other in more for word in _words(other))]
    cell = row.cell_at(start)
    return FieldEvidence(round(confidence(certainty, words, alone=alone), 2), row.page, cell.line.box, raw)


def _words(row: Row, start: int = 0, end: int | None = None) -> Iterator[float]:
    """How likely each word that touches `row.text[start:end]` was read right."""
    end = len(row.text) if end is None else end
    for at, cell in row.placed_cells():
        for offset, length, probability in _words_of(cell):
            if at + offset < end and start < at + offset + length:
                yield probability


def _words_of(cell: Cell) -> Iterator[tuple[int, int, float]]:
    """Place, length and probability of the cell's words; the cell is one word if the engine named none."""
    if not cell.line.words:
        yield 0, len(cell.text), cell.line.confidence
    for offset, word in cell.placed_words():
        yield offset, len(normalise(word.text)), word.confidence

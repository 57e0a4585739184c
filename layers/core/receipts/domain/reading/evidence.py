"""Where each field came from, and how sure it is: the rule's certainty, dampened by the reader's."""

from receipts.domain.reading.rows import Row
from receipts.domain.receipt import FieldEvidence

_READER_SHARE = 0.4


def evidence(row: Row, start: int, raw: str, certainty: float) -> FieldEvidence:
    """Evidence for `raw`, found at `row.text[start:]` by a rule that is sure to the degree `certainty`."""
    cell = row.cell_at(start)
    reader = min(max(cell.line.confidence, 0.0), 1.0)
    confidence = certainty * (1 - _READER_SHARE + _READER_SHARE * reader)
    return FieldEvidence(round(confidence, 2), row.page, cell.line.box, raw)

"""The head of a table of goods, as 거래명세서 and 세금계산서 print it: a word above each column."""

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

_COLUMNS = 3
"""A head of fewer words is no head of a table."""
_HEADS = frozenset({Label.ITEM_HEADER, Label.SUPPLY, Label.VAT, Label.TOTAL, Label.AMOUNT})


def columns_headed(row: Row) -> tuple[Label, ...]:
    """What the columns are called that the row heads; none where it is no head of a table."""
    if any(map(str.isdigit, row.text)):
        return ()
    labels = tuple(hit.label for hit in find_labels(row.text) if hit.label in _HEADS)
    return labels if len(labels) >= _COLUMNS else ()


def is_head_word(word: str) -> bool:
    """Whether it is a word above a column of goods, and nothing else."""
    hits = find_labels(word)
    return len(hits) == 1 and hits[0].label is Label.ITEM_HEADER and hits[0].end - hits[0].start == len(word)

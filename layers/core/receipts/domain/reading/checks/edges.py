"""What touches the edge of the picture: the rest of a name or a number may lie outside."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from receipts.domain.receipt import FieldEvidence
from receipts.domain.text import Box, Page

_MOST_SURE = 0.85
"""Below what counts as sure (0.9): a person looks at what the picture may have cut."""
_EDGE = 2.0
"""Pixels from the edge of the picture: the engine cuts its boxes there."""


def cut_off(fields: Mapping[str, FieldEvidence], pages: Sequence[Page]) -> dict[str, FieldEvidence]:
    """Those of `fields` that touch the left or right edge of their page, less sure."""
    widths = {page.number: page.width for page in pages}
    return {
        path: replace(one, confidence=min(one.confidence, _MOST_SURE))
        for path, one in fields.items()
        if one.box and one.page and _touches_edge(one.box, widths[one.page])
    }


def _touches_edge(box: Box, width: int) -> bool:
    across = [x for x, _ in box]
    return min(across) < _EDGE or max(across) > width - _EDGE

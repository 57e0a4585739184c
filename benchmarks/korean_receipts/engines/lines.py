"""Boxes of text brought into rows, as a plain baseline does it: turned level, then by height."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Corner = Sequence[float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One box of text after turning."""

    text: str
    left: float
    middle: float
    height: float


def rows(texts: Sequence[str], boxes: Sequence[Sequence[Corner]]) -> list[str]:
    """Texts from top to bottom; pieces at the same height are one row, two spaces between them."""
    turn = median(_angle(box) for box in boxes) if boxes else 0.0
    pieces = sorted(
        (_piece(text, box, turn) for text, box in zip(texts, boxes, strict=True)), key=lambda one: one.middle
    )
    lines: list[list[Piece]] = []
    for piece in pieces:
        if lines and piece.middle - lines[-1][-1].middle < 0.5 * piece.height:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return ["  ".join(one.text for one in sorted(line, key=lambda one: one.left)) for line in lines]


def _angle(box: Sequence[Corner]) -> float:
    (x1, y1), (x2, y2) = box[0], box[1]
    return math.atan2(y2 - y1, x2 - x1)


def _piece(text: str, box: Sequence[Corner], turn: float) -> Piece:
    cos, sin = math.cos(-turn), math.sin(-turn)
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in box]
    downs = [y for _, y in turned]
    return Piece(text, min(x for x, _ in turned), sum(downs) / len(downs), max(downs) - min(downs))

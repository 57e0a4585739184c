"""A receipt while it is written: each line is put down together with what it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from random import Random
from typing import Any

from benchmarks.korean_receipts.truth import Good
from samples.fonts import Weight
from samples.layout import LayoutError, Printer, check_fit, columns_of

_RULES = ("---", "===")
_MARKS = re.compile(r"^[#^*+]+ ")


class Medium(StrEnum):
    """What the receipt is shown on."""

    THERMAL = auto()
    FORM = auto()
    SCREEN = auto()


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a printed form: its text, and its share of the row's width."""

    text: str
    share: float
    aligned: str = "m"
    """l, m or r: left, middle, right."""


@dataclass(slots=True)
class Slip:
    """Lines in the markup of `samples.layout`, or rows of boxes; `fields` and `items` are what they say."""

    printer: Printer
    joint: str = " | "
    won: str = ""
    medium: Medium = Medium.THERMAL
    lines: list[str] = field(default_factory=list)
    boxes: list[list[Box]] = field(default_factory=list)
    stops: tuple[int, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    items: list[Good] = field(default_factory=list)
    merchant_alt: list[str] = field(default_factory=list)

    def put(self, line: str = "", **says: Any) -> None:  # noqa: ANN401 - a field is a text or a sum
        """A line as it is, and what it says; of two rules after each other only the first is printed."""
        self.fields |= says
        if line not in _RULES or self.lines[-1:] != [line]:
            self.lines.append(line)

    def pair(self, label: str, value: str, **says: Any) -> None:  # noqa: ANN401
        """A label and its value, joined as this till joins them; over two lines where one is too short."""
        line = f"{label}{self.joint}{value}"
        self.fields |= says
        if self.fits(line):
            self.lines.append(line)
            return
        for part in wrapped(f"{label}: {value}", self.printer.columns):
            self.lines.append(part)

    def sum(self, label: str, amount: int, mark: str = "", **says: Any) -> None:  # noqa: ANN401
        """A label at the left and money at the right, large or bold where `mark` says so."""
        lead = f"{mark} " if mark else ""
        line = f"{lead}{label} | {money(amount)}{self.won}"
        self.put(line if self.fits(line) else f"* {label} | {money(amount)}", **says)

    def fits(self, *lines: str, stops: Sequence[int] | None = None) -> bool:
        """Whether the paper is wide enough."""
        try:
            check_fit("\n".join(lines), self.stops if stops is None else stops, self.printer)
        except LayoutError:
            return False
        return True

    def title(self, text: str, **says: Any) -> None:  # noqa: ANN401
        """In the middle and as large as fits."""
        self.fields |= says
        for mark in ("#", "^*"):
            if self.fits(f"{mark} {text}"):
                self.lines.append(f"{mark} {text}")
                return
        self.lines += [f"^* {part}" for part in wrapped(text, self.printer.columns)]

    def text(self, text: str, mark: str = "", **says: Any) -> None:  # noqa: ANN401
        """A text over as many lines as it takes."""
        self.fields |= says
        lead = f"{mark} " if mark else ""
        self.lines += [lead + part for part in wrapped(text, self.printer.columns)]

    def rows(self) -> list[str]:
        """What is printed, a row a line, two spaces between columns."""
        lines = [line for line in self.lines if line and line not in _RULES and not line.startswith("%")]
        boxes = ["  ".join(box.text for box in row if box.text) for row in self.boxes]
        return [*(_MARKS.sub("", line).replace(" | ", "  ") for line in lines), *boxes]

    def row(self, *boxes: Box, **says: Any) -> None:  # noqa: ANN401
        """A row of a form."""
        self.boxes.append(list(boxes))
        self.fields |= says


def new_slip(rng: Random, *, columns: Sequence[int] = (32, 42, 42, 48)) -> Slip:
    """Paper of one of these widths, in a printer that is heavy now and then."""
    weight = Weight.BOLD if rng.random() < 0.15 else Weight.REGULAR
    joint = rng.choice([" | ", ": ", " : "])
    return Slip(Printer(rng.choice(columns), weight), joint, rng.choice(["", "", "원"]))


def money(amount: int) -> str:
    """1,234."""
    return f"{amount:,}"


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns`, broken at spaces."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if columns_of(longer) <= columns:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]

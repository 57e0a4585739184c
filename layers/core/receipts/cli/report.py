"""What `receipts parse` shows to people: a table where it fits, else a block for each receipt."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.cells import set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receipts.cli.files import Source
from receipts.domain.obstacles import left_open
from receipts.domain.reason_words import in_words
from receipts.domain.receipt import Check, Outcome, Proof, Reading
from receipts.domain.sentence import Sentence

_NOTHING: Final = "–"
_TABLE_WIDTH: Final = 140
_QUALIFIED: Final = {True: "yes", False: "no", None: "unclear"}
_HEADINGS: Final = 18
"""Columns that a heading takes in a block; Hangul takes two a letter."""

Read = tuple[Source, Reading]
"""Where a receipt was, and what was read from it."""


def print_readings(console: Console, readings: Sequence[Read]) -> None:
    """Everything that was read, whole: nothing is cut, and only the table folds a long cell."""
    if console.width >= _TABLE_WIDTH:
        _print_table(console, readings)
        return
    for number, (source, reading) in enumerate(readings):
        console.print(*([""] if number else []), *_block(source, reading), sep="\n", soft_wrap=True)


def _print_table(console: Console, readings: Sequence[Read]) -> None:
    if not readings:
        return
    console.print(_table(readings))
    for source, reading in readings:
        for sentence in _sentences(reading):
            console.print(f"[yellow]{escape(source.name)}[/]: {sentence}", soft_wrap=True)


def _table(readings: Iterable[Read]) -> Table:
    drawn = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("file", "merchant"):
        drawn.add_column(heading, overflow="fold")
    for heading in ("business no.", "date"):
        drawn.add_column(heading, no_wrap=True)
    for heading in ("total", "VAT"):
        drawn.add_column(heading, justify="right", no_wrap=True)
    for heading in ("적격증빙\nproof", "계정과목\naccount", "needs\nreview", "checks"):
        drawn.add_column(heading, no_wrap=True)
    drawn.add_column("seconds", justify="right", no_wrap=True)
    for source, reading in readings:
        drawn.add_row(escape(source.name), *_cells(reading))
    return drawn


def _cells(reading: Reading) -> tuple[str, ...]:
    return (
        escape(reading.merchant.name or _NOTHING),
        str(reading.merchant.business_number or _NOTHING),
        f"{reading.issued_at:%Y-%m-%d}" if reading.issued_at else _NOTHING,
        _money(reading.amounts.total, reading.currency),
        _money(reading.amounts.vat, None),
        _proof(reading.proof),
        _account(reading),
        "[yellow]yes[/]" if left_open(reading) else "no",
        _counted(reading.checks),
        f"{reading.engine.seconds:.1f}" if reading.engine else _NOTHING,
    )


def _block(source: Source, reading: Reading) -> Iterator[str]:
    yield f"[bold]{escape(str(source.path))}[/]"
    rows = {
        "merchant": escape(reading.merchant.name or _NOTHING),
        "business no.": str(reading.merchant.business_number or _NOTHING),
        "date": _moment(reading.issued_at),
        "total": _money(reading.amounts.total, reading.currency),
        "VAT": _money(reading.amounts.vat, reading.currency),
        "적격증빙 proof": _proof(reading.proof),
        "계정과목 account": _account(reading),
        "needs review": _review(reading),
        "checks": _counted(reading.checks),
    }
    yield from (f"  {set_cell_size(heading, _HEADINGS)}{value}" for heading, value in rows.items())
    yield from (f"  [yellow]![/] {sentence}" for sentence in _sentences(reading))


def _proof(proof: Proof) -> str:
    """Whether the paper proves the expense to the tax office, and what kind of paper it is."""
    if proof.kind is None:
        return _NOTHING
    return f"{_QUALIFIED[proof.qualified]}, {_words(proof.kind)}"


def _account(reading: Reading) -> str:
    return escape(reading.category.account) if reading.category else _NOTHING


def _review(reading: Reading) -> str:
    reasons = left_open(reading)
    return f"[yellow]yes[/]: {', '.join(map(_words, reasons))}" if reasons else "no"


def _words(code: str) -> str:
    return code.replace("_", " ")


def _moment(issued: datetime | date | None) -> str:
    """The time, too, where the receipt prints one."""
    if issued is None:
        return _NOTHING
    return f"{issued:%Y-%m-%d %H:%M}" if isinstance(issued, datetime) else f"{issued:%Y-%m-%d}"


def _counted(checks: Iterable[Check]) -> str:
    """`4 ✓`, or `4 ✓  1 !` where one warned."""
    outcomes = [check.outcome for check in checks]
    passed, warned = outcomes.count(Outcome.PASSED), outcomes.count(Outcome.WARNED)
    return f"{passed} ✓" + (f"  [yellow]{warned} ![/]" if warned else "")


def _sentences(reading: Reading) -> Iterator[str]:
    """What to do about each reason for review, in both languages."""
    for reason in in_words(left_open(reading)):
        yield _both(reason.sentence)


def _both(sentence: Sentence) -> str:
    return f"{sentence.korean} ({sentence.english})"


def _money(amount: Decimal | None, currency: str | None) -> str:
    if amount is None:
        return _NOTHING
    return f"{amount:,f} {currency or ''}".strip()

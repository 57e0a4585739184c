"""How a picture becomes a receipt, step by step: what the engine saw, and what the rules made of it.

    make explain FILE=samples/taxi.webp

Rows with the words that announce something and the amounts; then the fields, each with the row it was found
in and how sure it is; then the goods, the sums, and why a person is asked. docs/reading.md reads an example
with you.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from local.arguments import Parser
from receipts.adapters.category_table import load_categories
from receipts.adapters.clock import SystemClock
from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.domain.mask import mask_all
from receipts.domain.obstacles import left_open
from receipts.domain.reading import read_receipt
from receipts.domain.reading.assembly import ledger_of
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row, rows_of
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reason_words import in_words
from receipts.domain.receipt import FieldEvidence, Item
from receipts.domain.text import Page
from receipts.errors import SettingsError, UnreadableError


def main(arguments: Sequence[str] | None = None) -> int:
    """Explain a picture; the exit code, 1 if it cannot be read or holds no receipt."""
    parser = Parser(
        prog="make explain", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("picture", type=Path, metavar="FILE", help="a photo or a PDF of a receipt")
    picture: Path = parser.parse_args(arguments).picture
    if not picture.is_file():
        told = f"{picture} is no file. " if picture.name else ""
        parser.exit(2, f"error: {told}Name a picture: make explain FILE=samples/taxi.webp\n")
    try:
        for line in explained(EmbeddedEngine().read(picture), SystemClock().now().date()):
            sys.stdout.write(f"{line}\n")
    except UnreadableError as error:
        sys.stderr.write(f"{picture}: {error.cause.sentence.english}\n")
        return 1
    except SettingsError as error:
        parser.exit(2, f"error: {error}\n")
    return 0


def explained(pages: Sequence[Page], today: date | None = None) -> Iterator[str]:
    """The steps from `pages` to the reading as of `today`, a line of text each. Raises UnreadableError where
    they hold no receipt.
    """
    ledger = ledger_of(rows_of(pages))
    for row in ledger.rows:
        yield from _row(row, ledger)
    reading = read_receipt(pages, today, load_categories())
    yield "\nfields: how sure, and where"
    for path, found in reading.fields.items():
        yield f"{found.confidence:6.2f}  {path:26} {found.raw}{_place(found, ledger.rows)}"
    if reading.items:
        yield "\ngoods: how many, at what price, and what they make"
        yield from map(_goods, reading.items)
    yield "\nchecks"
    for check in reading.checks:
        yield f"{check.outcome:>10}  {check.code}: {check.detail}"
    asked = left_open(reading)
    yield "\nwhy a person is asked" if asked else "\nnobody is asked"
    for reason in in_words(asked):
        yield f"        {reason.code}: {reason.sentence.english}"


def _row(row: Row, ledger: Ledger) -> Iterator[str]:
    """The row, the words that the engine doubts, what its words announce, and whose its amounts are."""
    yield f"{row.index:4}  {row.text}"
    texts = mask_all([word.text for word in row.doubted])
    doubts = "  ".join(f"{text} {word.confidence:.2f}" for text, word in zip(texts, row.doubted, strict=True))
    announced = ", ".join(f"{hit.word} = {hit.label}" for hit in find_labels(row.text))
    own = (entry for entry in ledger.entries if entry.row.index == row.index)
    amounts = ", ".join(f"{entry.value:,} {entry.label or 'that nothing announces'}" for entry in own)
    for name, told in (("doubts", doubts), ("words", announced), ("amounts", amounts)):
        if told:
            yield f"        {name:8}{told}"


def _goods(item: Item) -> str:
    """The line as it was understood, - for what is not printed."""
    quantity, price, amount = (
        "-" if value is None else f"{value:,}" for value in (item.quantity, item.unit_price, item.amount)
    )
    return f"{item.line:6}  {item.name:26} {quantity} x {price} = {amount}"


def _place(found: FieldEvidence, rows: Sequence[Row]) -> str:
    lines = ((row.index, cell.line.box) for row in rows for cell in row.cells)
    return next((f"  (row {index})" for index, box in lines if box == found.box), "")


if __name__ == "__main__":
    sys.exit(main())

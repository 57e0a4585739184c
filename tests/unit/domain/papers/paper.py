"""A paper as it is printed, and all that is to be read from it: a field a line, no more and no less.

The `.txt` files beside hold one paper after the other: `# ` and its kind, its rows as printed (two spaces or
more between columns), `--`, and every field that it shows. Shops, people and numbers are invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from receipts.domain.reasons import AMBIGUOUS_DATE
from receipts.domain.receipt import Reading, Transaction
from tests.unit.domain.printed import read


@dataclass(frozen=True)
class Paper:
    """`printed` is the paper, a row a line; `truth` names every field it shows, as `seen` does."""

    kind: str
    printed: str
    truth: str


def papers() -> Iterator[Paper]:
    """All papers of all families."""
    for file in sorted(Path(__file__).parent.glob("*.txt")):
        for block in f"\n{file.read_text()}".split("\n# ")[1:]:
            kind, _, paper = block.partition("\n")
            printed, _, truth = paper.partition("\n--\n")
            yield Paper(f"{file.stem}: {kind}", printed, truth.strip())


def seen(paper: Paper) -> str:
    """Everything that was read, a field a line; what is unknown is left out.

    So is what most papers share: a plain receipt, a sale, won, and a gross total that is the total.
    """
    fields = _fields(read(paper.printed))
    return "\n".join(f"{name} {value}" for name, value in fields if value is not None)


def _fields(reading: Reading) -> Iterator[tuple[str, object]]:
    yield "type", None if reading.document_type == "receipt" else reading.document_type
    yield "transaction", None if reading.transaction is Transaction.SALE else reading.transaction
    yield from _who_and_when(reading)
    yield "currency", None if reading.currency == "KRW" else reading.currency
    yield from _how_much(reading)
    for item in reading.items:
        yield "item", f"{item.name} | {item.amount}"
    yield "review", AMBIGUOUS_DATE if AMBIGUOUS_DATE in reading.review_reasons else None


def _who_and_when(reading: Reading) -> Iterator[tuple[str, object]]:
    yield "name", reading.merchant.name
    yield "number", reading.merchant.business_number
    yield "address", reading.merchant.address
    yield "phone", reading.merchant.phone
    issued = reading.issued_at
    yield "issued", issued.replace(tzinfo=None) if isinstance(issued, datetime) else issued


def _how_much(reading: Reading) -> Iterator[tuple[str, object]]:
    amounts, payment = reading.amounts, reading.payment
    yield "total", amounts.total
    yield "gross", None if amounts.gross_total == amounts.total else amounts.gross_total
    for name in ("discount", "supply", "vat", "exempt", "service_charge"):
        yield name, getattr(amounts, name)
    yield "method", payment.method
    yield "issuer", payment.card_issuer
    yield "card", payment.card_number_masked
    yield "approval", payment.approval_number
    yield "months", payment.installments

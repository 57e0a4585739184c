"""This repository's engine, from picture to fields as `receipts parse` reads."""

from importlib.metadata import version
from pathlib import Path

from benchmarks.accuracy.judging import PATHS, read_values
from benchmarks.korean_receipts.engines import Answer
from benchmarks.korean_receipts.truth import FIELDS, MONEY
from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Item, Reading
from receipts.errors import UnreadableError

_EVIDENCE = PATHS | {
    "payment_method": "payment.method",
    "card_issuer": "payment.card_issuer",
    "card_number_masked": "payment.card_number_masked",
    "approval_number": "payment.approval_number",
}


class Ours:
    """The embedded engine and the reading rules."""

    def __init__(self) -> None:
        self._engine = EmbeddedEngine(threads=1)
        self.name = f"receipts {version('receipts-core')} (engine {self._engine.version})"

    def read(self, picture: Path) -> Answer:
        """What is refused (not a receipt) is read as nothing."""
        try:
            return answer_of(read_receipt(self._engine.read(picture)))
        except UnreadableError:
            return {}


def answer_of(reading: Reading) -> Answer:
    """A reading in the benchmark's words."""
    values = dict(read_values(reading, None))
    for name, path in _EVIDENCE.items():
        if path.startswith("payment."):
            values[name] = getattr(reading.payment, path.removeprefix("payment."))
    known = {name: values[name] for name in FIELDS if values.get(name) is not None}
    told = {name: int(str(value)) if name in MONEY else str(value) for name, value in known.items()}
    evidence = {name: reading.fields.get(_EVIDENCE.get(name, "")) for name in told}
    sure = {name: round(found.confidence, 4) for name, found in evidence.items() if found is not None}
    return {**told, "items": [_item(item) for item in reading.items], "confidence": sure}


def _item(item: Item) -> Answer:
    numbers = {"quantity": item.quantity, "unit_price": item.unit_price, "amount": item.amount}
    return {"name": item.name} | {name: str(value) for name, value in numbers.items() if value is not None}

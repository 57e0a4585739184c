from decimal import Decimal
from pathlib import Path

from receipts.domain.escalation import ExpenseField, ExpenseReading
from receipts.domain.receipt import Source
from receipts.errors import EscalationError


class FakeExpenseReader:
    """Answers every photo with `fields`, or fails with `error`."""

    version = "1"

    def __init__(self, source: Source = Source.CLOVA, **fields: ExpenseField) -> None:
        self.source = source
        self.fields = {path.replace("__", "."): field for path, field in fields.items()}
        self.error: EscalationError | None = None
        self.reads = 0

    def read(self, file: Path) -> ExpenseReading:
        self.reads += 1
        assert file.exists()
        if self.error:
            raise self.error
        return ExpenseReading(self.fields, cost_usd=Decimal("0.06"))

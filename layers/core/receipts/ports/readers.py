"""What reads receipts, and what optional engines may cost."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from uuid import UUID

from receipts.domain.escalation import ExpenseReading
from receipts.domain.receipt import Reading, Source
from receipts.domain.rendition import Rendition
from receipts.domain.text import Page


class OcrEngine(Protocol):
    """Reads the text of a file."""

    name: str
    version: str

    def read(self, file: Path) -> tuple[Page, ...]:
        """Upright pages with their lines in reading order. Raises UnreadableError."""


class ReceiptReader(Protocol):
    """Reads a file to its record: pages, text, and what the rules of reading make of it."""

    def read(self, file: Path) -> Reading:
        """Raises UnreadableError, ReaderFaultError, and ReaderUnavailableError."""


class PageRenderer(Protocol):
    """Makes pictures that may be shown of what a reader read last."""

    def renditions(self) -> Sequence[Rendition]:
        """Of each page, whether or not a receipt was on it; none where they could not be made."""


class ShowingReader(ReceiptReader, PageRenderer, Protocol):
    """A reader that shows what it read."""


class ExpenseReader(Protocol):
    """An engine that answers the fields of a receipt, at a price; `source` names it in the evidence."""

    source: Source
    version: str

    def read(self, file: Path) -> ExpenseReading:
        """The fields of the first page. Raises EscalationError."""


class Spending(Protocol):
    """What optional engines have cost each tenant, in US dollars by month (its first day). Every method
    raises StorageUnavailableError when the database does not answer.
    """

    def spent(self, tenant_id: UUID, month: date) -> Decimal: ...

    def add(self, tenant_id: UUID, month: date, usd: Decimal) -> None: ...

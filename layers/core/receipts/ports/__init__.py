"""What the use cases need from outside: adapters implement these, fakes stand in for them in tests."""

from receipts.ports.books import Ledger, MerchantDirectory
from receipts.ports.clock import Clock
from receipts.ports.company import Batch, Batches, BatchPage, BatchPosition, Company
from receipts.ports.messages import MOST_AT_ONCE, Channel, Destination, EventQueue, OutboxMessage
from receipts.ports.objects import ObjectStore, UploadSlot, VersionPage
from receipts.ports.readers import (
    ExpenseReader,
    OcrEngine,
    PageRenderer,
    ReceiptReader,
    ShowingReader,
    Spending,
)
from receipts.ports.rereadings import Reread, Rereadings
from receipts.ports.search import Counts, Page, ReceiptFinder
from receipts.ports.store import Announce, CorrectionPage, FailedReceipts, ReceiptStore

__all__ = [
    "MOST_AT_ONCE",
    "Announce",
    "Batch",
    "BatchPage",
    "BatchPosition",
    "Batches",
    "Channel",
    "Clock",
    "Company",
    "CorrectionPage",
    "Counts",
    "Destination",
    "EventQueue",
    "ExpenseReader",
    "FailedReceipts",
    "Ledger",
    "MerchantDirectory",
    "ObjectStore",
    "OcrEngine",
    "OutboxMessage",
    "Page",
    "PageRenderer",
    "ReceiptFinder",
    "ReceiptReader",
    "ReceiptStore",
    "Reread",
    "Rereadings",
    "ShowingReader",
    "Spending",
    "UploadSlot",
    "VersionPage",
]

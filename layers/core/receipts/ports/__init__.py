"""What the use cases need from outside: adapters implement these, fakes stand in for them in tests."""

from receipts.ports.books import Ledger, MerchantDirectory
from receipts.ports.clock import Clock
from receipts.ports.company import Batch, Batches, BatchPage, Company
from receipts.ports.messages import MOST_AT_ONCE, Channel, Destination, EventQueue, OutboxMessage
from receipts.ports.objects import ObjectStore, UploadSlot, VersionPage
from receipts.ports.readers import ExpenseReader, OcrEngine, ReceiptReader, Spending
from receipts.ports.store import CorrectionPage, FailedReceipts, ReceiptPage, ReceiptStore

__all__ = [
    "MOST_AT_ONCE",
    "Batch",
    "BatchPage",
    "Batches",
    "Channel",
    "Clock",
    "Company",
    "CorrectionPage",
    "Destination",
    "EventQueue",
    "ExpenseReader",
    "FailedReceipts",
    "Ledger",
    "MerchantDirectory",
    "ObjectStore",
    "OcrEngine",
    "OutboxMessage",
    "ReceiptPage",
    "ReceiptReader",
    "ReceiptStore",
    "Spending",
    "UploadSlot",
    "VersionPage",
]

from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from receipts.adapters.category_table import load_categories
from receipts.domain.fairness import Share
from receipts.domain.retention import DELETED_FOR
from receipts.ports import Destination, ReceiptReader
from receipts.usecases.accept_receipt import AcceptReceipt
from receipts.usecases.annotate_receipt import AnnotateReceipt
from receipts.usecases.correct_receipt import ApproveReceipt, CorrectReceipt
from receipts.usecases.decide import Decide
from receipts.usecases.drain_outbox import DrainOutbox
from receipts.usecases.escalate import Escalate
from receipts.usecases.parse_receipt import ParseReceipt
from receipts.usecases.purge import Purge
from receipts.usecases.read_file import ReadFile
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.reconsider import Reconsider
from receipts.usecases.relay import Relay
from receipts.usecases.requeue_stuck import RequeueStuck
from receipts.usecases.reread import RereadReceipt
from receipts.usecases.retry_receipt import RetryReceipt
from receipts.usecases.settle_dead_letter import SettleDeadLetter
from receipts.usecases.settle_slots import SettleSlots
from receipts.usecases.show_pages import ShowPages
from receipts.usecases.suggest_account import SuggestAccount
from receipts.usecases.sweep import SweepBucket, SweepRows
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.object_store import FakeObjectStore
from tests.fakes.receipt_store import FakeReceiptStore

TENANT = UUID(int=1)
BUCKET = "receipts"
READERS = 3


class World:
    """The use cases, wired to fakes."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = FakeReceiptStore(clock=self.clock.now)
        self.directory = self.store.directory
        self.company = self.store.company
        self.categories = load_categories()
        self.suggest = SuggestAccount(self.categories, self.company)
        self.objects = FakeObjectStore()
        self.engine = FakeEngine()
        self.reader: ReceiptReader = ReadFile(self.engine, self.clock, self.categories)
        self.escalate: Escalate | None = None
        self.show: ShowPages | None = None
        self.queue = FakeChannel()
        self.topic = FakeChannel()
        ids = count(100)
        self._new_id = lambda: UUID(int=next(ids))
        channels = {Destination.UPLOADS: self.queue, Destination.RECEIPT_EVENTS: self.topic}
        self.relay = Relay(self.store, channels, self.clock)
        self.retry = RetryReceipt(self.store, self.objects, self.relay, self._new_id, BUCKET)

    @property
    def accept(self) -> AcceptReceipt:
        return AcceptReceipt(
            self.store, self.objects, self.relay, self.clock, self._new_id, BUCKET, timedelta(minutes=15)
        )

    @property
    def parse(self) -> ParseReceipt:
        return ParseReceipt(
            store=self.store,
            objects=self.objects,
            reader=self.reader,
            relay=self.relay,
            clock=self.clock,
            new_id=self._new_id,
            lease=timedelta(minutes=6),
            queue=self.queue,
            bucket=BUCKET,
            share=Share(READERS),
            suggest=self.suggest,
            directory=self.directory,
            escalate=self.escalate,
            show=self.show,
        )

    @property
    def decide(self) -> Decide:
        return Decide(self.store, self.relay, self.clock, self._new_id, BUCKET)

    @property
    def reread(self) -> RereadReceipt:
        return RereadReceipt(self.store, self.objects, self.relay, self.clock, self._new_id, BUCKET)

    @property
    def settle(self) -> SettleDeadLetter:
        return SettleDeadLetter(self.store, self.relay, self.clock, self._new_id, BUCKET)

    @property
    def correct(self) -> CorrectReceipt:
        return CorrectReceipt(self.store, self.clock, self._new_id, self.suggest)

    @property
    def annotate(self) -> AnnotateReceipt:
        return AnnotateReceipt(self.store, self.clock, self._new_id, self.company)

    @property
    def approve(self) -> ApproveReceipt:
        return ApproveReceipt(self.store, self.clock, self._new_id, self.company)

    @property
    def reconsider(self) -> Reconsider:
        return Reconsider(self.store, self.directory, self.suggest, self.clock, self._new_id)

    @property
    def reconcile(self) -> Reconcile:
        store, clock, new_id = self.store, self.clock, self._new_id
        return Reconcile(
            drain=DrainOutbox(store, self.relay, clock, timedelta(minutes=1)),
            requeue_stuck=RequeueStuck(store, clock, new_id, BUCKET, timedelta(hours=6)),
            settle_slots=SettleSlots(store, self.objects, clock, new_id, BUCKET, timedelta(days=1)),
            sweep_rows=SweepRows(store, clock),
            sweep_bucket=SweepBucket(store, self.objects, clock),
            purge=Purge(store, self.objects, clock, DELETED_FOR),
            clock=clock,
        )


@pytest.fixture
def world() -> World:
    return World()

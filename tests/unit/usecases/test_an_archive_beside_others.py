"""One tenant has its archive read anew: who sends a photo meanwhile has it read within a minute."""

import json
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from receipts.domain.archive import MOST_IN_LINE, READABLE
from receipts.domain.life_cycle import Status
from receipts.domain.selection import Position, Selection
from receipts.ports import Destination, OutboxMessage
from receipts.usecases.relay import Relay
from receipts.usecases.reread import RereadReceipt
from receipts.usecases.reread_many import Rereading, RereadMany
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.finder import FakeFinder
from tests.fakes.object_store import FakeObjectStore
from tests.fakes.rereadings import FakeRereadings
from tests.fixtures.makers import a_receipt
from tests.unit.usecases.test_a_single_receipt_beside_a_thousand import (
    PILE,
    SINGLE,
    Line,
    QuickStore,
    Readers,
)

ARCHIVE = 2000
"""However many more there are: no more than MOST_IN_LINE wait at a time."""
ASKED_EVERY = timedelta(seconds=2)
LATER = timedelta(seconds=40)
"""By then the line of who has its archive read is as long as it gets."""


class ToTheLine(FakeChannel):
    """The queue."""

    def __init__(self, store: QuickStore, line: Line) -> None:
        super().__init__()
        self._store, self._line = store, line

    def send(self, message: OutboxMessage) -> None:
        key = json.loads(message.body)["Records"][0]["s3"]["object"]["key"]
        receipt = self._store.receipts[UUID(key.rpartition("/")[2])]
        self._line.send(receipt, self._line.clock.now())


class Office:
    """Its archive is read anew: its client asks for the next chunk every other second."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = QuickStore(clock=self.clock.now)
        self.line = Line(self.clock)
        self.readers = Readers(self.store, self.line, self.clock)
        self.longest = 0
        for _ in range(ARCHIVE):
            self.store.add(a_receipt(PILE, status=Status.APPROVED))
        ids = count(1)
        channel = {Destination.UPLOADS: ToTheLine(self.store, self.line)}
        reread = RereadReceipt(
            self.store,
            FakeObjectStore(),
            Relay(self.store, channel, self.clock),
            self.clock,
            lambda: UUID(int=next(ids)),
            "receipts",
        )
        self._ask = RereadMany(reread, FakeFinder(self.store), FakeRereadings(self.store))
        self._rereading = Rereading(UUID(int=7), PILE, "김경리", "rk_abc")
        self._after: Position | None = None

    def go_on(self, until: datetime) -> None:
        """Ask and read until then."""
        while self.clock.now() < until:
            chunk = self._ask(self._rereading, Selection(READABLE), self._after)
            self._after = chunk.last
            waiting = self.store.known(PILE, Status.QUEUED, Status.PROCESSING)
            self.longest = max(self.longest, len(waiting))
            self.readers.work_until(self.clock.now() + ASKED_EVERY)


@pytest.mark.timeout(300)
def test_an_archive_that_is_read_anew_keeps_nobody_waiting_for_a_minute() -> None:
    office = Office()
    begin = office.clock.now()
    office.go_on(begin + LATER)
    assert office.longest == MOST_IN_LINE
    sent = {tenant: office.store.add(a_receipt(tenant)) for tenant in (SINGLE, PILE)}
    for receipt in sent.values():
        office.line.send(receipt, office.clock.now())
    office.go_on(begin + LATER + timedelta(minutes=1))
    assert {tenant for tenant, it in sent.items() if it.id in office.readers.done} == {SINGLE, PILE}
    fresh = 1
    assert office.longest <= MOST_IN_LINE + fresh
    assert len(office.readers.done) > MOST_IN_LINE

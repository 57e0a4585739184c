"""One tenant drops a thousand photos, and then another sends one: it is read within a minute."""

import heapq
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from receipts.domain.claims import Claim, HeldBack
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import StillProcessingError
from tests.fakes.clock import FakeClock
from tests.fakes.receipt_store import FakeReceiptStore
from tests.fixtures.makers import a_message, a_receipt

READERS = 20
READING = timedelta(seconds=3)
"""Slow: on Lambda a photo takes one second and a half."""
TOUCH = timedelta(seconds=0.1)
"""What a message that is held back costs, as ADR 0015 has measured."""
LEASE = timedelta(minutes=6)
PILE, SINGLE = UUID(int=1), UUID(int=2)


class QuickStore(FakeReceiptStore):
    """None of these receipts was read, so there is nothing to pair or to list in order."""

    def known(self, tenant_id: UUID | None = None, *asked: Status) -> list[Receipt]:
        ours = (it for it in self.receipts.values() if tenant_id in {None, it.tenant_id})
        return [it for it in ours if not asked or it.status in asked]


@dataclass
class Line:
    """A queue whose messages come in order, and some of them later."""

    clock: FakeClock
    ready: deque[Receipt] = field(default_factory=deque)
    later: list[tuple[datetime, int, Receipt]] = field(default_factory=list)
    sent: int = 0

    def send(self, receipt: Receipt, at: datetime) -> None:
        self.sent += 1
        heapq.heappush(self.later, (at, self.sent, receipt))

    def take(self) -> Receipt | None:
        while self.later and self.later[0][0] <= self.clock.now():
            self.ready.append(heapq.heappop(self.later)[2])
        return self.ready.popleft() if self.ready else None


@dataclass
class Readers:
    """All of them, at work on the line. When a receipt came to its end stands in `done`."""

    store: FakeReceiptStore
    line: Line
    clock: FakeClock
    busy: list[tuple[datetime, int, Claim | None]] = field(default_factory=list)
    done: dict[UUID, datetime] = field(default_factory=dict)
    deliveries: int = 0

    def work_until(self, moment: datetime) -> None:
        """Go on with it as far as this moment."""
        while self.clock.now() < moment:
            while len(self.busy) < READERS and (receipt := self.line.take()):
                self._begin(receipt)
            due = [at for at, *_ in (*self.busy[:1], *self.line.later[: len(self.busy) < READERS])]
            self.clock.time = max(self.clock.now(), min((*due, moment)))
            while self.busy and self.busy[0][0] <= self.clock.now():
                if claim := heapq.heappop(self.busy)[2]:
                    self._end(claim)

    def _begin(self, receipt: Receipt) -> None:
        self.deliveries += 1
        now, by, share = self.clock.now(), str(self.deliveries), Share(READERS)
        try:
            claim = self.store.claim(
                receipt.photo.key, "v1", claimed_by=by, now=now, lease=LEASE, share=share
            )
        except StillProcessingError:  # it was let in, and this is its message of before
            claim = None
        if isinstance(claim, HeldBack):
            self.line.send(claim.receipt, claim.turn)
            claim = None
        heapq.heappush(self.busy, (now + (READING if claim else TOUCH), self.deliveries, claim))

    def _end(self, claim: Claim) -> None:
        # How it ends is nothing to the line, and the fake looks for no neighbours of a failure.
        self.store.record_failure(claim, FailureCause.NOT_A_RECEIPT, a_message)
        self.done[claim.receipt.id] = self.clock.now()
        for receipt in self.store.let_in(claim.receipt.tenant_id, Share(READERS), self.clock.now()):
            self.line.send(receipt, self.clock.now())


def seconds_until_read(single_comes_at: timedelta) -> float:
    """How long the one receipt waits, where all readers work on the pile from the beginning."""
    clock = FakeClock()
    store, line = QuickStore(clock=clock.now), Line(clock)
    readers, begin = Readers(store, line, clock), clock.now()
    for _ in range(1000):
        line.send(store.add(a_receipt(PILE)), begin)
    single = store.add(a_receipt(SINGLE))
    line.send(single, begin + single_comes_at)
    while single.id not in readers.done and clock.now() < begin + single_comes_at + timedelta(minutes=2):
        readers.work_until(clock.now() + timedelta(seconds=1))
    return (readers.done[single.id] - begin - single_comes_at).total_seconds()


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(seconds=30)], ids=["at once", "later"])
def test_a_single_receipt_is_read_within_a_minute_while_anothers_thousand_wait(behind: timedelta) -> None:
    assert seconds_until_read(behind) < 60

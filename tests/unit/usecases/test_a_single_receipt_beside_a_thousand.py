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


def seconds_until_read(single_comes_at: timedelta) -> float:
    """How long the one receipt waits, where all readers work on the pile from the beginning."""
    clock, share = FakeClock(), Share(READERS)
    store, line = QuickStore(clock=clock.now), Line(clock)
    begin = clock.now()
    for _ in range(1000):
        line.send(store.add(a_receipt(PILE)), begin)
    single = store.add(a_receipt(SINGLE))
    line.send(single, begin + single_comes_at)
    busy: list[tuple[datetime, int, Claim | None]] = []
    for turn in range(100_000):
        while len(busy) < READERS and (receipt := line.take()):
            try:
                claim = store.claim(
                    receipt.photo.key, "v1", claimed_by=str(turn), now=clock.now(), lease=LEASE, share=share
                )
            except StillProcessingError:  # it was let in, and this is its message of before
                claim = None
            if isinstance(claim, HeldBack):
                line.send(claim.receipt, claim.turn)
                heapq.heappush(busy, (clock.now() + TOUCH, line.sent, None))
            else:
                line.sent += 1
                heapq.heappush(busy, (clock.now() + (READING if claim else TOUCH), line.sent, claim))
        due = [moment for moment, *_ in (busy[:1] if len(busy) == READERS else busy[:1] + line.later[:1])]
        clock.time = max(clock.now(), min(due))
        while busy and busy[0][0] <= clock.now():
            _, _, claim = heapq.heappop(busy)
            if claim:
                # How it ends is nothing to the line, and the fake looks for no neighbours of a failure.
                store.record_failure(claim, FailureCause.NOT_A_RECEIPT, a_message)
                if claim.receipt.id == single.id:
                    return (clock.now() - begin - single_comes_at).total_seconds()
                for receipt in store.let_in(PILE, share, clock.now()):
                    line.send(receipt, clock.now())
    raise AssertionError("it was never read")


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(seconds=30)], ids=["at once", "later"])
def test_a_single_receipt_is_read_within_a_minute_while_anothers_thousand_wait(behind: timedelta) -> None:
    assert seconds_until_read(behind) < 60

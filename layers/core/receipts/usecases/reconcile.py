"""Bring back what fell between two steps: unsent messages, stuck receipts, slots never used."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from receipts.domain.budget import Budget
from receipts.errors import TransientError
from receipts.ports import Clock, Destination
from receipts.usecases.drain_outbox import DrainOutbox
from receipts.usecases.purge import Purge
from receipts.usecases.requeue_stuck import RequeueStuck
from receipts.usecases.settle_slots import SettleSlots
from receipts.usecases.sweep import SweepBucket, SweepRows

log = logging.getLogger(__name__)

_RUN = timedelta(seconds=42)
"""A call under way when it ends lasts at most 15 s more (the database's): together below the minute that
the function has."""
_UPLOADS, _STUCK, _SLOTS, _EVENTS, _ROWS, _PURGE, _BUCKET = (
    timedelta(seconds=seconds) for seconds in (15, 4, 7, 10, 2, 2, 2)
)


@dataclass(slots=True)
class Reconciled:
    """How many of each were brought back, and what kept a step from going on."""

    sent: int = 0
    requeued: int = 0
    arrived: int = 0
    expired: int = 0
    swept: int = 0
    failures: list[Exception] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Runs on a schedule; every step may be repeated without harm. None waits for another's trouble: each
    has time of its own, and one that fails is left for the next run. Uploads come first.
    """

    drain: DrainOutbox
    requeue_stuck: RequeueStuck
    settle_slots: SettleSlots
    sweep_rows: SweepRows
    sweep_bucket: SweepBucket
    purge: Purge
    clock: Clock

    def __call__(self) -> Reconciled:
        run, done = Budget.of(self.clock.now(), _RUN), Reconciled()
        for step, span in self._steps():
            try:
                step(done, run.share(self.clock.now(), span))
            except TransientError as error:
                log.warning("left for the next run: %s", error)
                done.failures.append(error)
            except Exception as error:  # a fault of ours, such as a row that cannot be read: the rest goes on
                log.error("left for the next run: %s", type(error).__name__)
                done.failures.append(error)
        return done

    def _steps(self) -> Iterator[tuple[Callable[[Reconciled, Budget], None], timedelta]]:
        yield partial(self._send, Destination.UPLOADS), _UPLOADS
        yield self._requeue, _STUCK
        yield self._slots, _SLOTS
        yield partial(self._send, Destination.RECEIPT_EVENTS), _EVENTS
        yield partial(self._sweep, self.sweep_rows), _ROWS
        yield partial(self._sweep, self.purge), _PURGE
        yield partial(self._sweep, self.sweep_bucket), _BUCKET

    def _send(self, destination: Destination, done: Reconciled, budget: Budget) -> None:
        for sent in self.drain(destination, budget):
            done.sent += sent

    def _requeue(self, done: Reconciled, budget: Budget) -> None:
        for requeued in self.requeue_stuck(budget):
            done.requeued += requeued

    def _slots(self, done: Reconciled, budget: Budget) -> None:
        for slots in self.settle_slots(budget):
            done.arrived += slots.arrived
            done.expired += slots.expired

    def _sweep(self, sweep: SweepRows | SweepBucket | Purge, done: Reconciled, budget: Budget) -> None:
        for swept in sweep(budget):
            done.swept += swept

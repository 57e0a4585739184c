"""What the use cases need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alarm_notifier.domain.alarm import Alarm
from alarm_notifier.domain.blocks import Message
from alarm_notifier.domain.digest import DigestLine
from alarm_notifier.domain.rendering import Backlog


class Clock(Protocol):
    """The time, in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """Names one message, so that a second attempt can find what the first one left."""

    id: str
    is_resumed: bool = False
    """An earlier attempt broke off and may have posted it already."""


class Channel(Protocol):
    """Slack. Raises SlackError."""

    @property
    def has_threads(self) -> bool:
        """A bot token can reply, update and attach; a webhook can only post."""

    def post(self, message: Message, delivery: Delivery) -> str:
        """Post once per delivery; returns where the message is, or "" where Slack does not say."""

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        """Post into a thread once per delivery; a broadcast also appears in the channel."""

    def update(self, root: str, message: Message) -> None:
        """Replace a message."""

    def attach(self, root: str, picture: bytes, title: str) -> None:
        """Put a picture into a thread."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a record, which nobody else has until it is saved or released."""

    key: str
    token: str
    """Proves to the records that this is the lease."""
    record: str
    """JSON; empty for a new one."""
    is_resumed: bool
    """An earlier lease for the same work ended before the work was done."""


@dataclass(frozen=True, slots=True)
class PendingLine:
    """A line for the first digest after `due`."""

    line: DigestLine
    due: datetime


class Records(Protocol):
    """What is remembered between invocations. Raises RecordsUnavailableError."""

    def acquire(self, key: str, work: str) -> Lease:
        """Lease the record for `work`. Raises BusyError."""

    def save_progress(self, lease: Lease, record: str) -> None:
        """Write the record and keep the lease."""

    def finish(self, lease: Lease, record: str, pending: PendingLine | None = None) -> None:
        """Write the record, end the lease: the work is done. `pending` is written with it, or neither is."""

    def release(self, lease: Lease) -> None:
        """End the lease and leave the record as it is; the work is not done."""

    def count_alarm(self, at: datetime) -> int:
        """Count one more alarm in this minute; returns how many there are."""

    def due_lines(self, now: datetime) -> Sequence[DigestLine]:
        """Lines that are due, oldest first."""

    def remove_lines(self, lines: Sequence[DigestLine]) -> None:
        """Remove lines that have been sent."""


class Observations(Protocol):
    """CloudWatch's figures. Raises ObservationError; an alarm goes out without them."""

    def backlog(self, now: datetime) -> Backlog | None:
        """Receipts waiting; None where no queue is set up."""

    def series(self, alarm: Alarm) -> tuple[float, ...]:
        """The alarm's metric over the last three hours, oldest first; empty where there is none."""

    def chart(self, alarm: Alarm) -> bytes:
        """The same as a PNG with its threshold; empty where there is none."""

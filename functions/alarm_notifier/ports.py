"""What the use cases need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alarm_notifier.domain.alarm import Alarm
from alarm_notifier.domain.blocks import Message
from alarm_notifier.domain.digest import Line
from alarm_notifier.domain.rendering import Backlog


class Clock(Protocol):
    """The time, in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """Names one message, so that a second try can find what the first one left."""

    id: str
    is_resumed: bool = False
    """An earlier try broke off and may have posted it already."""


class Channel(Protocol):
    """Slack. Raises SlackError."""

    @property
    def has_threads(self) -> bool:
        """A bot token can reply, update and attach; a webhook can only post."""

    def post(self, message: Message, delivery: Delivery) -> str:
        """Post once per delivery; where the message is, or nothing where Slack does not say."""

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        """Post into a thread once per delivery; a broadcast is seen in the channel, too."""

    def update(self, root: str, message: Message) -> None:
        """Write a message anew."""

    def attach(self, root: str, picture: bytes, title: str) -> None:
        """Put a picture into a thread."""


@dataclass(frozen=True, slots=True)
class Held:
    """A record that nobody else may work on until it is kept or let go."""

    key: str
    holder: str
    record: str
    """JSON; empty for a new one."""
    is_resumed: bool
    """Whoever held it for the same piece of work before did not finish."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that is to go out with the first digest after `due`."""

    line: Line
    due: datetime


class Records(Protocol):
    """What is remembered between invocations. Raises RecordsUnavailableError."""

    def hold(self, key: str, work: str) -> Held:
        """Take the record for `work`. Raises BusyError."""

    def note(self, held: Held, record: str) -> None:
        """Write the record and go on holding it."""

    def keep(self, held: Held, record: str, waiting: Waiting | None = None) -> None:
        """Write the record and let it go: the work is done. What waits is written with it, or neither is."""

    def let_go(self, held: Held) -> None:
        """Let it go as it was; the work is not done."""

    def count(self, at: datetime) -> int:
        """Count one more alarm in this minute; how many there are."""

    def waiting(self, now: datetime) -> Sequence[Line]:
        """Lines that are due, oldest first."""

    def forget(self, lines: Sequence[Line]) -> None:
        """They have been told."""


class Observations(Protocol):
    """CloudWatch's figures. Raises ObservationError; an alarm goes out without them."""

    def backlog(self, now: datetime) -> Backlog | None:
        """Receipts waiting; None where no queue is set up."""

    def series(self, alarm: Alarm) -> tuple[float, ...]:
        """The alarm's metric over the last three hours, oldest first; empty for what has none."""

    def chart(self, alarm: Alarm) -> bytes:
        """The same as a PNG with its threshold; empty for what has none."""

"""The notifier's surroundings: a channel that remembers, steady figures, a clock that is set by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from alarm_notifier.domain.alarm import Alarm, Severity, State
from alarm_notifier.domain.blocks import Message
from alarm_notifier.domain.rendering import Backlog
from alarm_notifier.errors import NotifierError, ObservationError
from alarm_notifier.ports import Delivery
from receipts.domain.sentence import Sentence

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@dataclass(slots=True)
class SetClock:
    """Stands still until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def pass_(self, span: timedelta) -> None:
        self.at += span


@dataclass(slots=True)
class RecordingChannel:
    """A Slack channel as a list. `trouble` is raised by whatever is asked next."""

    has_threads: bool = True
    posts: list[Message] = field(default_factory=list)
    replies: list[tuple[str, Message, bool]] = field(default_factory=list)
    updates: list[tuple[str, Message]] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    trouble: list[NotifierError] = field(default_factory=list)

    def post(self, message: Message, delivery: Delivery) -> str:
        self._meet_trouble()
        self.posts.append(message)
        self.deliveries.append(delivery)
        return f"C1:{len(self.posts)}" if self.has_threads else ""

    def reply(self, root: str, message: Message, delivery: Delivery, *, is_broadcast: bool) -> None:
        self._meet_trouble()
        self.replies.append((root, message, is_broadcast))
        self.deliveries.append(delivery)

    def update(self, root: str, message: Message) -> None:
        self._meet_trouble()
        self.updates.append((root, message))

    def attach(self, root: str, picture: bytes, title: str) -> None:
        self._meet_trouble()
        self.charts.append(root)

    def _meet_trouble(self) -> None:
        if self.trouble:
            raise self.trouble.pop(0)


@dataclass(slots=True)
class SteadyObservations:
    """Always the same figures, or none at all."""

    is_down: bool = False
    picture: bytes = b"PNG"

    def backlog(self, now: datetime) -> Backlog | None:
        self._answer()
        return Backlog(1_234, timedelta(minutes=12))

    def series(self, alarm: Alarm) -> tuple[float, ...]:
        self._answer()
        return (1.0, 2.0, 9.0)

    def chart(self, alarm: Alarm) -> bytes:
        self._answer()
        return self.picture

    def _answer(self) -> None:
        if self.is_down:
            raise ObservationError("Throttling")


def alarm(
    state: State = State.ALARM,
    at: datetime = NOON,
    *,
    name: str = "receipts-prod-ApiLatencyHigh",
    severity: Severity = Severity.ERROR,
) -> Alarm:
    """A change of one alarm's state."""
    return Alarm(
        key=name,
        identity=f"{name}|{state}|{at.isoformat()}",
        name=name,
        source="CloudWatch",
        state=state,
        severity=severity if state is State.ALARM else Severity.INFO,
        sentence=Sentence("느립니다.", "It is slow."),
        occurred_at=at,
        region="ap-northeast-2",
        runbook="ApiLatencyHigh",
    )


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


NoSleep: Callable[[float], None] = lambda _: None  # noqa: E731 - a name for what tests pass where sleep is wanted

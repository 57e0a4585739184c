"""What one alarm has been through, and what a new occurrence of it therefore does.

CloudWatch, SNS and Lambda each deliver at least once and in any order, so an occurrence may come twice, or
after its successor.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from alarm_notifier.domain.alarm import Alarm, State

REMEMBERED = 30
"""Occurrences whose second delivery is recognised; an alarm changes at most once a minute or so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One alarm's recent history. `root` is where its thread is, where there is one."""

    state: State
    changed_at: datetime
    raised: tuple[datetime, ...] = ()
    """Each time it went into ALARM that still counts towards flapping, oldest first."""
    closed_at: datetime | None = None
    root: str = ""
    opening: str = ""
    """The thread's first message as JSON, to be coloured anew."""
    seen: tuple[str, ...] = ()
    is_deferred: bool = False
    """Its last change went into a digest, which may still wait."""

    @property
    def opened_at(self) -> datetime | None:
        """When it last went into ALARM."""
        return self.raised[-1] if self.raised else None


class Move(Enum):
    """What an occurrence does."""

    OPEN = auto()
    """A message of its own."""
    REOPEN = auto()
    """Raised again soon after it closed: in the same thread, and seen in the channel."""
    FOLD = auto()
    """Flapping: in the thread alone, or in the next digest."""
    CLOSE = auto()
    """OK or INSUFFICIENT_DATA: says how long it lasted."""
    LATE = auto()
    """Came after its successor: says so, mentions nobody, changes nothing."""
    CALM = auto()
    """OK of an alarm that was never raised, as after every deployment: in the next digest."""


@dataclass(frozen=True, slots=True)
class Folding:
    """From which point on an alarm counts as flapping: raised more than `most` times within `window`."""

    most: int = 3
    window: timedelta = timedelta(minutes=30)


def move(alarm: Alarm, before: Episode | None, folding: Folding) -> Move:  # noqa: PLR0911 - one line a case
    """What `alarm` does after `before`."""
    if alarm.state is State.NOTICE:
        return Move.OPEN
    if before is None:
        return Move.OPEN if alarm.state is State.ALARM else Move.CALM
    if alarm.occurred_at < before.changed_at:
        return Move.LATE
    if alarm.state is not State.ALARM:
        return _closing(alarm, before, folding)
    if len(_recent(alarm, before, folding)) >= folding.most:
        return Move.FOLD
    if not before.raised or _is_over(alarm, before, folding):
        return Move.OPEN
    return Move.REOPEN


def _is_over(alarm: Alarm, before: Episode, folding: Folding) -> bool:
    """Whether the last time it was raised is closed for so long that this is another story."""
    return before.closed_at is not None and alarm.occurred_at - before.closed_at >= folding.window


def _closing(alarm: Alarm, before: Episode, folding: Folding) -> Move:
    if not before.raised or before.closed_at:
        return Move.CALM
    is_flapping = len(_recent(alarm, before, folding)) > folding.most
    return Move.FOLD if is_flapping else Move.CLOSE


def after(alarm: Alarm, before: Episode | None, folding: Folding) -> Episode:
    """The history once `alarm` has been told."""
    if before is None:
        before = Episode(state=alarm.state, changed_at=alarm.occurred_at)
    elif alarm.occurred_at < before.changed_at:
        return remembering(before, alarm.identity)
    recent = _recent(alarm, before, folding)
    is_raised = alarm.state is State.ALARM
    raised = (*recent, alarm.occurred_at) if is_raised else recent or before.raised[-1:]
    closed = before.closed_at if alarm.state is State.INSUFFICIENT_DATA else None
    closed = (closed or alarm.occurred_at) if alarm.state is State.OK else closed
    moved = replace(before, state=alarm.state, changed_at=alarm.occurred_at, raised=raised, closed_at=closed)
    return remembering(moved, alarm.identity)


def remembering(episode: Episode, identity: str) -> Episode:
    """The episode, with an occurrence added to those already told."""
    return replace(episode, seen=(*episode.seen, identity)[-REMEMBERED:])


def lasted(alarm: Alarm, before: Episode | None) -> timedelta | None:
    """How long it was in ALARM, for what ends that."""
    if before is None or before.opened_at is None or before.closed_at:
        return None
    if alarm.state not in {State.OK, State.INSUFFICIENT_DATA}:
        return None
    return alarm.occurred_at - before.opened_at


def times_raised(alarm: Alarm, before: Episode | None, folding: Folding) -> int:
    """How often it was raised within the window, this time included."""
    return len(_recent(alarm, before, folding)) + 1 if before else 1


def _recent(alarm: Alarm, before: Episode, folding: Folding) -> tuple[datetime, ...]:
    return tuple(moment for moment in before.raised if alarm.occurred_at - moment < folding.window)

"""One alarm's recent history, and what a new occurrence of it therefore leads to.

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
    """One alarm's recent history. `root` is where its thread is, if it has one."""

    state: State
    changed_at: datetime
    raised: tuple[datetime, ...] = ()
    """Each time it went into ALARM that still counts towards flapping, oldest first."""
    closed_at: datetime | None = None
    root: str = ""
    opening: str = ""
    """The thread's first message as JSON, whose colour changes with the alarm's state."""
    seen: tuple[str, ...] = ()
    is_deferred: bool = False
    """Its last change went into a digest, which may not be sent yet."""

    @property
    def opened_at(self) -> datetime | None:
        """When it last went into ALARM."""
        return self.raised[-1] if self.raised else None


class Action(Enum):
    """How an occurrence is shown."""

    OPEN = auto()
    """A message of its own."""
    REOPEN = auto()
    """Raised again soon after it closed: in the same thread, and visible in the channel."""
    MUTE = auto()
    """Flapping: in the thread alone, or in a digest."""
    CLOSE = auto()
    """OK or INSUFFICIENT_DATA: says how long the alarm lasted."""
    LATE = auto()
    """Came after its successor: says so, mentions nobody, changes nothing."""
    ALL_CLEAR = auto()
    """OK of an alarm that was never raised, as after every deployment: in the next digest."""


@dataclass(frozen=True, slots=True)
class FlappingRule:
    """An alarm is flapping once it was raised more than `most` times within `window`."""

    most: int = 3
    window: timedelta = timedelta(minutes=30)


def action_for(alarm: Alarm, before: Episode | None, rule: FlappingRule) -> Action:  # noqa: PLR0911 - a line a case
    """How `alarm` is shown after `before`."""
    if alarm.state is State.NOTICE:
        return Action.OPEN
    if before is None:
        return Action.OPEN if alarm.state is State.ALARM else Action.ALL_CLEAR
    if alarm.occurred_at < before.changed_at:
        return Action.LATE
    if alarm.state is not State.ALARM:
        return _closing(alarm, before, rule)
    if len(_recent(alarm, before, rule)) >= rule.most:
        return Action.MUTE
    if not before.raised or _is_over(alarm, before, rule):
        return Action.OPEN
    return Action.REOPEN


def _is_over(alarm: Alarm, before: Episode, rule: FlappingRule) -> bool:
    """Whether the alarm was closed long enough ago that raising it again is another story."""
    return before.closed_at is not None and alarm.occurred_at - before.closed_at >= rule.window


def _closing(alarm: Alarm, before: Episode, rule: FlappingRule) -> Action:
    if not before.raised or before.closed_at:
        return Action.ALL_CLEAR
    is_flapping = len(_recent(alarm, before, rule)) > rule.most
    return Action.MUTE if is_flapping else Action.CLOSE


def episode_after(alarm: Alarm, before: Episode | None, rule: FlappingRule) -> Episode:
    """The history once `alarm` has been sent."""
    if before is None:
        before = Episode(state=alarm.state, changed_at=alarm.occurred_at)
    elif alarm.occurred_at < before.changed_at:
        return _with_occurrence(before, alarm.identity)
    recent = _recent(alarm, before, rule)
    is_raised = alarm.state is State.ALARM
    raised = (*recent, alarm.occurred_at) if is_raised else recent or before.raised[-1:]
    closed = before.closed_at if alarm.state is State.INSUFFICIENT_DATA else None
    closed = (closed or alarm.occurred_at) if alarm.state is State.OK else closed
    changed = replace(
        before, state=alarm.state, changed_at=alarm.occurred_at, raised=raised, closed_at=closed
    )
    return _with_occurrence(changed, alarm.identity)


def _with_occurrence(episode: Episode, identity: str) -> Episode:
    return replace(episode, seen=(*episode.seen, identity)[-REMEMBERED:])


def duration_of(alarm: Alarm, before: Episode | None) -> timedelta | None:
    """How long the alarm lasted, if this occurrence ends it."""
    if before is None or before.opened_at is None or before.closed_at:
        return None
    if alarm.state not in {State.OK, State.INSUFFICIENT_DATA}:
        return None
    return alarm.occurred_at - before.opened_at


def times_raised(alarm: Alarm, before: Episode | None, rule: FlappingRule) -> int:
    """How often the alarm was raised within the window, including this time."""
    return len(_recent(alarm, before, rule)) + 1 if before else 1


def _recent(alarm: Alarm, before: Episode, rule: FlappingRule) -> tuple[datetime, ...]:
    return tuple(moment for moment in before.raised if alarm.occurred_at - moment < rule.window)

"""Which resource failed first, and why, across nested stacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from deployment.ports import Event, Stacks

_CONSEQUENCES = ("Resource creation cancelled", "Resource update cancelled", "Resource deletion cancelled")
"""Reasons of what CloudFormation gave up because something else had failed."""
_STARTS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")


@dataclass(frozen=True, slots=True)
class Failure:
    """A resource that failed by itself."""

    path: tuple[str, ...]
    """Logical ids from the root stack's resource down."""
    type: str
    status: str
    reason: str

    def __str__(self) -> str:
        return f"{' / '.join(self.path)} ({self.type}) {self.status}: {self.reason or 'no reason given'}"


def first_failure(stacks: Stacks, stack_id: str) -> Failure | None:
    """What failed first in the stack's last operation; None if nothing did."""
    events = _in_order(stacks.events(stack_id))
    since = _start_of_last_operation(events)
    return _first(stacks, events, since) or _first(stacks, _in_order(stacks.objections(stack_id)), since)


def _first(stacks: Stacks, events: Sequence[Event], since: datetime) -> Failure | None:
    failed = [event for event in events if event.time >= since and _is_cause(event)]
    return _explained(stacks, failed[0], since) if failed else None


def _explained(stacks: Stacks, event: Event, since: datetime) -> Failure:
    """The failure itself, or the one inside the nested stack that it only passes on."""
    if event.is_of_nested_stack and event.physical_id:
        inner = _first(stacks, _in_order(stacks.events(event.physical_id)), since)
        if inner:
            return Failure((event.logical_id, *inner.path), inner.type, inner.status, inner.reason)
    return Failure((event.logical_id,), event.type, event.status, event.reason)


def _is_cause(event: Event) -> bool:
    is_failed = event.status.endswith("_FAILED") and not event.is_of_stack_itself
    return is_failed and not event.reason.startswith(_CONSEQUENCES)


def _in_order(events: Sequence[Event]) -> list[Event]:
    """Oldest first, those of one moment too: CloudFormation answers newest first, and sorting is stable."""
    oldest_first = list(events)[::-1]
    oldest_first.sort(key=lambda event: event.time)
    return oldest_first


def _start_of_last_operation(events: Sequence[Event]) -> datetime:
    starts = [event.time for event in events if event.is_of_stack_itself and event.status in _STARTS]
    return max(starts, default=datetime.min.replace(tzinfo=UTC))

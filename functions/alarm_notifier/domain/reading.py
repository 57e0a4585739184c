"""From whatever an invocation brings to alarms."""

from collections.abc import Iterator
from datetime import datetime

from alarm_notifier.domain.alarm import Alarm
from alarm_notifier.domain.envelopes import Occurrence, occurrences
from alarm_notifier.domain.sources import account, cloudwatch, deployments, ecs, other, rds

_READERS = (cloudwatch.read, rds.read, ecs.read, deployments.read, account.read)
# What a reader raises for a message that looks like its own and is of a new shape.
_SURPRISES = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


def alarms_in(event: object, now: datetime) -> Iterator[Alarm]:
    """The alarms that `event` brings; at least one for anything at all."""
    for occurrence in occurrences(event, now):
        yield read(occurrence)


def read(occurrence: Occurrence) -> Alarm:
    """What one message says. A known source in an unknown shape is shown as it came."""
    for reader in _READERS:
        try:
            alarm = reader(occurrence)
        except _SURPRISES:
            break
        if alarm:
            return alarm
    return other.read(occurrence)

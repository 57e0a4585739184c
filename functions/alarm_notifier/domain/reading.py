"""The alarms in whatever the function is invoked with."""

from collections.abc import Iterator
from datetime import datetime

from alarm_notifier.domain.alarm import Alarm
from alarm_notifier.domain.envelopes import Occurrence, occurrences
from alarm_notifier.domain.sources import account, cloudwatch, deployments, ecs, other, rds

_READERS = (cloudwatch.read, rds.read, ecs.read, deployments.read, account.read)
# What a reader raises for a message of its service in a format that it does not know.
_UNEXPECTED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


def alarms_in(event: object, now: datetime) -> Iterator[Alarm]:
    """The alarms in `event`; at least one, whatever it is."""
    for occurrence in occurrences(event, now):
        yield read(occurrence)


def read(occurrence: Occurrence) -> Alarm:
    """The alarm in one message. A known source in an unknown format is shown as it came."""
    for reader in _READERS:
        try:
            alarm = reader(occurrence)
        except _UNEXPECTED:
            break
        if alarm:
            return alarm
    return other.read(occurrence)

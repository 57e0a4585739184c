"""The messages in an invocation's event, out of their envelopes.

SNS, SQS, EventBridge, a CloudWatch alarm's direct call, and Lambda's own record of a failed invocation, which
comes back when the failure queue is redriven. Anything else is one message as it is: nothing is dropped.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from alarm_notifier.domain.shapes import Json, parsed_time, text_of

TICK = {"task": "flush"}
"""The minute's event that sends digests. One from the failure queue does nothing: the next did its work."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One message."""

    id: str
    """The same for every delivery of it."""
    content: object
    """A JSON value, or text."""
    received_at: datetime
    subject: str = ""


def occurrences(event: object, now: datetime) -> Iterator[Occurrence]:
    """The messages in `event`; one without a time of its own gets `now`."""
    if event == TICK:
        return
    if isinstance(event, str):
        yield from _in_text(event, now)
    elif not isinstance(event, Mapping):
        yield _bare(event, now)
    elif _is_lambda_failure(event):
        yield from occurrences(event["requestPayload"], now)
    elif isinstance(records := event.get("Records"), list) and records:
        for record in records:
            yield from _in_record(record, now)
    elif event.get("Type") == "Notification" and "Message" in event:
        yield _from_sns(event, now)
    elif event.get("source") and "detail-type" in event:
        yield Occurrence(text_of(event, "id") or _digest(event), event, _time(event, "time", now))
    else:
        yield _bare(event, now)


def _in_record(record: object, now: datetime) -> Iterator[Occurrence]:
    if isinstance(record, Mapping) and isinstance(record.get("Sns"), Mapping):
        yield _from_sns(record["Sns"], now)
    elif isinstance(record, Mapping) and record.get("eventSource") == "aws:sqs":
        yield from _in_text(text_of(record, "body"), now)
    else:
        yield _bare(record, now)


def _in_text(text: str, now: datetime) -> Iterator[Occurrence]:
    content = _json_or_text(text)
    if isinstance(content, Mapping):
        yield from occurrences(content, now)
    else:
        yield _bare(content, now)


def _is_lambda_failure(event: Json) -> bool:
    return "requestPayload" in event and "requestContext" in event


def _from_sns(notification: Json, now: datetime) -> Occurrence:
    message = text_of(notification, "Message")
    return Occurrence(
        text_of(notification, "MessageId") or _digest(notification),
        _json_or_text(message),
        _time(notification, "Timestamp", now),
        text_of(notification, "Subject"),
    )


def _bare(content: object, now: datetime) -> Occurrence:
    return Occurrence(_digest(content), content, now)


def _json_or_text(text: str) -> object:
    """Only objects and arrays count as JSON: a text that is the number 5 is a text."""
    try:
        content: object = json.loads(text)
    except ValueError:
        return text
    return content if isinstance(content, dict | list) else text


def _time(source: Json, name: str, now: datetime) -> datetime:
    try:
        return parsed_time(text_of(source, name))
    except ValueError:
        return now


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]

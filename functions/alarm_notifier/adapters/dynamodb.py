"""Records in one DynamoDB table.

| pk               | sk                | what                                                             |
|------------------|-------------------|------------------------------------------------------------------|
| `alarm#<key>`    | `-`               | an alarm's record, who holds it until when, what has been tried  |
| `minute#<time>`  | `-`               | how many alarms came in that minute                              |
| `waiting`        | `<due>#<identity>` | a line for the next digest                                       |

Everything but what waits expires by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.digest import Line
from alarm_notifier.errors import BusyError, RecordsUnavailableError
from alarm_notifier.ports import Held, Waiting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LEASE = timedelta(seconds=70)
REMEMBERED = timedelta(days=90)
_MINUTE_REMEMBERED = timedelta(hours=1)
_CONFLICTS = {"ConditionalCheckFailedException", "TransactionCanceledException"}
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DynamoRecords:
    """The table. A lease outlasts every invocation, so only one that died leaves it behind."""

    client: DynamoDBClient
    table: str
    now: Callable[[], datetime]
    new_holder: Callable[[], str]
    lease: timedelta = LEASE

    def hold(self, key: str, work: str) -> Held:
        holder, now = self.new_holder(), self.now()
        with _translated(key):
            old = self.client.update_item(
                TableName=self.table,
                Key=_key(key),
                UpdateExpression="SET lease_holder = :holder, lease_until = :until ADD tried :work",
                ConditionExpression="attribute_not_exists(lease_holder) OR lease_until < :now",
                ExpressionAttributeValues={
                    ":holder": {"S": holder},
                    ":until": _epoch(now + self.lease),
                    ":now": _epoch(now),
                    ":work": {"SS": [work]},
                },
                ReturnValues="ALL_OLD",
            ).get("Attributes", {})
        is_resumed = work in old.get("tried", {}).get("SS", [])
        return Held(key, holder, old.get("record", {}).get("S", ""), is_resumed)

    def note(self, held: Held, record: str) -> None:
        with _translated(held.key):
            self.client.update_item(
                TableName=self.table,
                Key=_key(held.key),
                UpdateExpression="SET #record = :record",
                ConditionExpression="lease_holder = :holder",
                ExpressionAttributeNames={"#record": "record"},
                ExpressionAttributeValues={":record": {"S": record}, ":holder": {"S": held.holder}},
            )

    def keep(self, held: Held, record: str, waiting: Waiting | None = None) -> None:
        write: dict[str, Any] = {
            "TableName": self.table,
            "Key": _key(held.key),
            "UpdateExpression": "SET #record = :record, expires_at = :expires "
            "REMOVE lease_holder, lease_until, tried",
            "ConditionExpression": "lease_holder = :holder",
            "ExpressionAttributeNames": {"#record": "record"},
            "ExpressionAttributeValues": {
                ":record": {"S": record},
                ":expires": _epoch(self.now() + REMEMBERED),
                ":holder": {"S": held.holder},
            },
        }
        with _translated(held.key):
            if waiting is None:
                self.client.update_item(**write)
                return
            line = {"Put": {"TableName": self.table, "Item": _line_item(waiting)}}
            self.client.transact_write_items(TransactItems=[{"Update": write}, line])  # type: ignore[list-item,typeddict-item]

    def let_go(self, held: Held) -> None:
        with _translated(held.key):
            self.client.update_item(
                TableName=self.table,
                Key=_key(held.key),
                UpdateExpression="REMOVE lease_holder, lease_until",
                ConditionExpression="lease_holder = :holder",
                ExpressionAttributeValues={":holder": {"S": held.holder}},
            )

    def count(self, at: datetime) -> int:
        with _translated("minute"):
            new = self.client.update_item(
                TableName=self.table,
                Key={"pk": {"S": f"minute#{at:%Y-%m-%dT%H:%M}"}, "sk": {"S": "-"}},
                UpdateExpression="SET expires_at = :expires ADD alarms :one",
                ExpressionAttributeValues={":expires": _epoch(at + _MINUTE_REMEMBERED), ":one": {"N": "1"}},
                ReturnValues="UPDATED_NEW",
            )
        return int(new["Attributes"]["alarms"]["N"])

    def waiting(self, now: datetime) -> Sequence[Line]:
        with _translated(_WAITING):
            pages = self.client.get_paginator("query").paginate(
                TableName=self.table,
                KeyConditionExpression="pk = :pk AND sk < :end",
                ExpressionAttributeValues={":pk": {"S": _WAITING}, ":end": {"S": _due(now) + "$"}},
                ConsistentRead=True,
            )
            return [_line(item) for page in pages for item in page["Items"]]

    def forget(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._forget(line)

    def _forget(self, line: Line) -> None:
        with _translated(_WAITING):
            self.client.delete_item(
                TableName=self.table, Key={"pk": {"S": _WAITING}, "sk": {"S": line.place}}
            )


@contextmanager
def _translated(key: str) -> Iterator[None]:
    """Raise BusyError for a lost lease, RecordsUnavailableError for any other error of DynamoDB's."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise BusyError(key) if code in _CONFLICTS else RecordsUnavailableError(code) from error
    except BotoCoreError as error:
        raise RecordsUnavailableError(type(error).__name__) from error


def _key(key: str) -> dict[str, Any]:
    return {"pk": {"S": f"alarm#{key}"}, "sk": {"S": "-"}}


def _epoch(moment: datetime) -> dict[str, str]:
    return {"N": str(int(moment.timestamp()))}


def _due(moment: datetime) -> str:
    """Sorts as text the way that it sorts as time."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"


def _line_item(waiting: Waiting) -> dict[str, Any]:
    line = waiting.line
    return {
        "pk": {"S": _WAITING},
        "sk": {"S": f"{_due(waiting.due)}#{line.identity}"},
        "identity": {"S": line.identity},
        "occurred_at": {"S": line.occurred_at.isoformat()},
        "severity": {"S": line.severity},
        "headline": {"S": line.headline},
    }


def _line(item: dict[str, Any]) -> Line:
    return Line(
        identity=item["identity"]["S"],
        occurred_at=datetime.fromisoformat(item["occurred_at"]["S"]),
        severity=Severity(item["severity"]["S"]),
        headline=item["headline"]["S"],
        place=item["sk"]["S"],
    )

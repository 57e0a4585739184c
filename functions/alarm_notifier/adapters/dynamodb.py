"""Records in one DynamoDB table.

| pk               | sk                | what                                                             |
|------------------|-------------------|------------------------------------------------------------------|
| `alarm#<key>`    | `-`               | an alarm's record, its lease, and the work on it that is not done |
| `minute#<time>`  | `-`               | how many alarms came in that minute                              |
| `waiting`        | `<due>#<identity>` | a line for the next digest                                       |

Everything except waiting lines expires by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.digest import DigestLine
from alarm_notifier.errors import BusyError, RecordsUnavailableError
from alarm_notifier.ports import Lease, PendingLine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LEASE = timedelta(seconds=70)
KEPT = timedelta(days=90)
_MINUTE_KEPT = timedelta(hours=1)
_CONFLICTS = {"ConditionalCheckFailedException", "TransactionCanceledException"}
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DynamoRecords:
    """The table. A lease lasts longer than any invocation, so only one that died leaves it behind."""

    client: DynamoDBClient
    table: str
    now: Callable[[], datetime]
    new_token: Callable[[], str]
    lease: timedelta = LEASE

    def acquire(self, key: str, work: str) -> Lease:
        token, now = self.new_token(), self.now()
        with _translated(key):
            old = self.client.update_item(
                TableName=self.table,
                Key=_key(key),
                UpdateExpression="SET lease_holder = :token, lease_until = :until ADD tried :work",
                ConditionExpression="attribute_not_exists(lease_holder) OR lease_until < :now",
                ExpressionAttributeValues={
                    ":token": {"S": token},
                    ":until": _epoch(now + self.lease),
                    ":now": _epoch(now),
                    ":work": {"SS": [work]},
                },
                ReturnValues="ALL_OLD",
            ).get("Attributes", {})
        is_resumed = work in old.get("tried", {}).get("SS", [])
        return Lease(key, token, old.get("record", {}).get("S", ""), is_resumed)

    def save_progress(self, lease: Lease, record: str) -> None:
        with _translated(lease.key):
            self.client.update_item(
                TableName=self.table,
                Key=_key(lease.key),
                UpdateExpression="SET #record = :record",
                ConditionExpression="lease_holder = :token",
                ExpressionAttributeNames={"#record": "record"},
                ExpressionAttributeValues={":record": {"S": record}, ":token": {"S": lease.token}},
            )

    def finish(self, lease: Lease, record: str, pending: PendingLine | None = None) -> None:
        write: dict[str, Any] = {
            "TableName": self.table,
            "Key": _key(lease.key),
            "UpdateExpression": "SET #record = :record, expires_at = :expires "
            "REMOVE lease_holder, lease_until, tried",
            "ConditionExpression": "lease_holder = :token",
            "ExpressionAttributeNames": {"#record": "record"},
            "ExpressionAttributeValues": {
                ":record": {"S": record},
                ":expires": _epoch(self.now() + KEPT),
                ":token": {"S": lease.token},
            },
        }
        with _translated(lease.key):
            if pending is None:
                self.client.update_item(**write)
                return
            line = {"Put": {"TableName": self.table, "Item": _line_item(pending)}}
            self.client.transact_write_items(TransactItems=[{"Update": write}, line])  # type: ignore[list-item,typeddict-item]

    def release(self, lease: Lease) -> None:
        with _translated(lease.key):
            self.client.update_item(
                TableName=self.table,
                Key=_key(lease.key),
                UpdateExpression="REMOVE lease_holder, lease_until",
                ConditionExpression="lease_holder = :token",
                ExpressionAttributeValues={":token": {"S": lease.token}},
            )

    def count_alarm(self, at: datetime) -> int:
        with _translated("minute"):
            new = self.client.update_item(
                TableName=self.table,
                Key={"pk": {"S": f"minute#{at:%Y-%m-%dT%H:%M}"}, "sk": {"S": "-"}},
                UpdateExpression="SET expires_at = :expires ADD alarms :one",
                ExpressionAttributeValues={":expires": _epoch(at + _MINUTE_KEPT), ":one": {"N": "1"}},
                ReturnValues="UPDATED_NEW",
            )
        return int(new["Attributes"]["alarms"]["N"])

    def due_lines(self, now: datetime) -> Sequence[DigestLine]:
        with _translated(_WAITING):
            pages = self.client.get_paginator("query").paginate(
                TableName=self.table,
                KeyConditionExpression="pk = :pk AND sk < :end",
                ExpressionAttributeValues={":pk": {"S": _WAITING}, ":end": {"S": _due(now) + "$"}},
                ConsistentRead=True,
            )
            return [_line(item) for page in pages for item in page["Items"]]

    def remove_lines(self, lines: Sequence[DigestLine]) -> None:
        for line in lines:
            key = {"pk": {"S": _WAITING}, "sk": {"S": line.storage_key}}
            with _translated(_WAITING):
                self.client.delete_item(TableName=self.table, Key=key)


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
    """Text that sorts in the order of time."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"


def _line_item(pending: PendingLine) -> dict[str, Any]:
    line = pending.line
    return {
        "pk": {"S": _WAITING},
        "sk": {"S": f"{_due(pending.due)}#{line.identity}"},
        "identity": {"S": line.identity},
        "occurred_at": {"S": line.occurred_at.isoformat()},
        "severity": {"S": line.severity},
        "headline": {"S": line.headline},
    }


def _line(item: dict[str, Any]) -> DigestLine:
    return DigestLine(
        identity=item["identity"]["S"],
        occurred_at=datetime.fromisoformat(item["occurred_at"]["S"]),
        severity=Severity(item["severity"]["S"]),
        headline=item["headline"]["S"],
        storage_key=item["sk"]["S"],
    )

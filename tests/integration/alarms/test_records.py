"""What both kinds of records promise: the process's memory, and DynamoDB by moto."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import boto3
import pytest
from moto import mock_aws

from alarm_notifier.adapters.dynamodb import DynamoRecords
from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.digest import DigestLine
from alarm_notifier.errors import BusyError, RecordsUnavailableError
from alarm_notifier.ports import PendingLine, Records
from local.notifier import make_table
from tests.fakes.alarm_records import MemoryRecords
from tests.fakes.alarms import NOON, SetClock, minutes

TABLE = "alarms"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def dynamo(aws: None, clock: SetClock) -> Iterator[DynamoRecords]:
    with mock_aws():
        client = boto3.client("dynamodb")
        make_table(client, TABLE)
        tokens = count()
        yield DynamoRecords(client, TABLE, clock.now, lambda: f"token-{next(tokens)}")


@pytest.fixture(params=["memory", "dynamo"])
def records(request: pytest.FixtureRequest) -> Records:
    kinds: dict[str, Callable[[], Records]] = {
        "memory": MemoryRecords,
        "dynamo": lambda: request.getfixturevalue("dynamo"),
    }
    return kinds[str(request.param)]()


def line(identity: str) -> DigestLine:
    return DigestLine(identity, NOON, Severity.ERROR, f"🔴 {identity}")


def test_a_saved_record_is_there_and_free_again(records: Records) -> None:
    records.finish(records.acquire("alarm", "one"), '{"a": 1}')
    lease = records.acquire("alarm", "two")
    assert (lease.record, lease.is_resumed) == ('{"a": 1}', False)


def test_only_one_works_on_a_record(records: Records) -> None:
    records.acquire("alarm", "one")
    with pytest.raises(BusyError):
        records.acquire("alarm", "two")
    records.acquire("another", "two")


def test_work_that_broke_off_is_known_when_it_comes_again_even_after_other_work(records: Records) -> None:
    records.release(records.acquire("alarm", "one"))
    records.release(records.acquire("alarm", "two"))
    assert records.acquire("alarm", "one").is_resumed


def test_work_that_is_done_is_not_resumed(records: Records) -> None:
    records.finish(records.acquire("alarm", "one"), "{}")
    assert not records.acquire("alarm", "one").is_resumed


def test_progress_is_there_for_whoever_resumes(records: Records) -> None:
    lease = records.acquire("digest", "digest")
    records.save_progress(lease, '["one"]')
    records.release(lease)
    assert records.acquire("digest", "digest").record == '["one"]'


def test_alarms_are_counted_by_the_minute(records: Records) -> None:
    assert [records.count_alarm(NOON + timedelta(seconds=30 * half)) for half in range(3)] == [1, 2, 1]


def test_lines_wait_until_they_are_due_and_come_in_order(records: Records) -> None:
    for number, wait in (("later", 10), ("first", 0), ("second", 1)):
        lease = records.acquire(number, number)
        records.finish(lease, "{}", PendingLine(line(number), NOON + minutes(wait)))
    waiting = records.due_lines(NOON + minutes(1))
    assert [one.identity for one in waiting] == ["first", "second"]
    records.remove_lines(waiting)
    assert [one.identity for one in records.due_lines(NOON + minutes(60))] == ["later"]


def test_an_invocation_that_died_holds_its_record_no_longer_than_its_lease(
    dynamo: DynamoRecords, clock: SetClock
) -> None:
    dead = dynamo.acquire("alarm", "one")
    clock.pass_(timedelta(seconds=71))
    assert dynamo.acquire("alarm", "one").is_resumed
    with pytest.raises(BusyError):
        dynamo.finish(dead, "{}")


def test_a_lost_lease_leaves_no_line_behind(dynamo: DynamoRecords, clock: SetClock) -> None:
    dead = dynamo.acquire("alarm", "one")
    clock.pass_(timedelta(seconds=71))
    dynamo.acquire("alarm", "one")
    with pytest.raises(BusyError):
        dynamo.finish(dead, "{}", PendingLine(line("one"), NOON))
    assert list(dynamo.due_lines(NOON + minutes(1))) == []


def test_a_table_that_does_not_answer_fails_the_invocation(aws: None, clock: SetClock) -> None:
    lost = DynamoRecords(boto3.client("dynamodb"), "no-such-table", clock.now, lambda: "token")
    with pytest.raises(RecordsUnavailableError, match="ResourceNotFoundException"):
        lost.count_alarm(NOON)

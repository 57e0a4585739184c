"""Two flushes at once, or one that died: every line is sent once, and no digest is empty."""

from collections.abc import Callable, Sequence

import pytest

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.digest import MOST_LINES, DigestLine, next_batch
from alarm_notifier.errors import RecordsUnavailableError
from alarm_notifier.ports import Lease, PendingLine
from alarm_notifier.usecases.flush import KEY, Flush
from tests.fakes.alarm_records import MemoryRecords
from tests.fakes.alarms import NOON, RecordingChannel, SetClock, minutes


class Records(MemoryRecords):
    """`before_acquire` runs between a flush's first look and its lease; removing breaks after `removes`."""

    def __init__(self) -> None:
        super().__init__()
        self.before_acquire: Callable[[], object] = lambda: None
        self.removes: int | None = None
        for number in range(3):
            self.add(f"alarm {number}")

    def add(self, identity: str) -> None:
        pending = PendingLine(DigestLine(identity, NOON, Severity.INFO, f"✅ {identity}"), NOON)
        self.finish(super().acquire(identity, identity), "", pending)

    def acquire(self, key: str, work: str) -> Lease:
        happens, self.before_acquire = self.before_acquire, lambda: None
        happens()
        return super().acquire(key, work)

    def remove_lines(self, lines: Sequence[DigestLine]) -> None:
        super().remove_lines(lines[: self.removes])
        if self.removes is not None:
            self.removes = None
            raise RecordsUnavailableError("ProvisionedThroughputExceededException")


class World:
    """One channel and one table, which any number of flushes share."""

    def __init__(self) -> None:
        self.channel = RecordingChannel()
        self.records = Records()

    def flush(self) -> int:
        return Flush(self.channel, self.records, SetClock())()

    def sent(self) -> list[int]:
        """How many lines each digest has."""
        return [str(one.payload()).count("✅") for one in self.channel.posts]


@pytest.fixture
def world() -> World:
    return World()


def test_a_flush_whose_lines_another_sent_meanwhile_sends_nothing(world: World) -> None:
    world.records.before_acquire = world.flush
    assert world.flush() == 0
    assert world.sent() == [3]
    world.records.add("new")
    assert (world.flush(), world.sent()) == (1, [3, 1])


def test_a_flush_whose_lines_another_sent_meanwhile_sends_what_is_new(world: World) -> None:
    def send_all_and_add_one() -> None:
        world.flush()
        world.records.add("new")

    world.records.before_acquire = send_all_and_add_one
    assert world.flush() == 1
    assert world.sent() == [3, 1]


def test_a_flush_leaves_the_lines_to_another_that_is_at_work(world: World) -> None:
    other = world.records.acquire(KEY, KEY)
    assert (world.flush(), world.sent()) == (0, [])
    world.records.release(other)
    assert (world.flush(), world.sent()) == (3, [3])


@pytest.mark.parametrize(("removed", "left"), [(0, 3), (2, 1)])
def test_a_flush_that_broke_off_after_posting_is_looked_for_by_the_same_delivery(
    world: World, removed: int, left: int
) -> None:
    world.records.removes = removed
    with pytest.raises(RecordsUnavailableError):
        world.flush()
    world.records.add("new")
    assert world.flush() == left + 1
    first, again, new = world.channel.deliveries
    assert (again.id, again.is_resumed) == (first.id, True)
    assert new.id != first.id


def test_a_flush_that_broke_off_with_nothing_left_sends_no_empty_digest(world: World) -> None:
    world.records.removes = 3
    with pytest.raises(RecordsUnavailableError):
        world.flush()
    assert world.flush() == 0
    world.records.add("new")
    assert world.flush() == 1
    assert world.sent() == [3, 1]
    assert world.records.due_lines(NOON + minutes(60)) == []


def test_a_flush_that_broke_off_with_nothing_left_sends_what_is_new_as_a_digest_of_its_own(
    world: World,
) -> None:
    world.records.removes = 3
    with pytest.raises(RecordsUnavailableError):
        world.flush()
    world.records.add("new")
    assert world.flush() == 1
    first, new = world.channel.deliveries
    assert first.id != new.id


def test_a_batch_is_what_is_left_of_the_one_begun_or_else_the_oldest_lines() -> None:
    due = [DigestLine(f"alarm {number}", NOON, Severity.INFO, "✅") for number in range(MOST_LINES + 10)]
    assert next_batch([]).lines == ()
    assert next_batch(due).lines == tuple(due[:MOST_LINES])
    begun = ("gone", "alarm 3", "alarm 55")
    assert next_batch(due, begun).identities == begun
    assert next_batch(due, begun).lines == (due[3], due[55])
    assert next_batch(due, ("gone",)).lines == tuple(due[:MOST_LINES])

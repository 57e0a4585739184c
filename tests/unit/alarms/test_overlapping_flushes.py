"""Two flushes at once, or one that died: every line is sent once, and no digest is empty."""

from collections.abc import Callable, Sequence

import pytest

from alarm_notifier.adapters.memory import MemoryRecords
from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.digest import MOST_LINES, Line, next_batch
from alarm_notifier.errors import RecordsUnavailableError
from alarm_notifier.ports import Held, Waiting
from alarm_notifier.usecases.flush import KEY, Flush
from tests.fakes.alarms import NOON, RecordingChannel, SetClock, minutes


class Records(MemoryRecords):
    """`before_hold` happens between a flush's first look and its hold; `forgets` lines, then it breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.before_hold: Callable[[], object] = lambda: None
        self.forgets: int | None = None
        for number in range(3):
            self.add(f"alarm {number}")

    def add(self, identity: str) -> None:
        pending = Waiting(Line(identity, NOON, Severity.INFO, f"✅ {identity}"), NOON)
        self.keep(super().hold(identity, identity), "", pending)

    def hold(self, key: str, work: str) -> Held:
        happens, self.before_hold = self.before_hold, lambda: None
        happens()
        return super().hold(key, work)

    def forget(self, lines: Sequence[Line]) -> None:
        super().forget(lines[: self.forgets])
        if self.forgets is not None:
            self.forgets = None
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
    world.records.before_hold = world.flush
    assert world.flush() == 0
    assert world.sent() == [3]


def test_a_flush_whose_lines_another_sent_meanwhile_sends_what_is_new(world: World) -> None:
    def send_all_and_add_one() -> None:
        world.flush()
        world.records.add("new")

    world.records.before_hold = send_all_and_add_one
    assert world.flush() == 1
    assert world.sent() == [3, 1]


def test_a_flush_leaves_the_lines_to_another_that_is_at_work(world: World) -> None:
    other = world.records.hold(KEY, KEY)
    assert (world.flush(), world.sent()) == (0, [])
    world.records.let_go(other)
    assert (world.flush(), world.sent()) == (3, [3])


@pytest.mark.parametrize(("forgotten", "left"), [(0, 3), (2, 1)])
def test_a_flush_that_broke_off_after_posting_is_looked_for_by_the_same_delivery(
    world: World, forgotten: int, left: int
) -> None:
    world.records.forgets = forgotten
    with pytest.raises(RecordsUnavailableError):
        world.flush()
    world.records.add("new")
    assert world.flush() == left + 1
    first, again, new = world.channel.deliveries
    assert (again.id, again.is_resumed) == (first.id, True)
    assert new.id != first.id


def test_a_flush_that_broke_off_with_nothing_left_sends_no_empty_digest(world: World) -> None:
    world.records.forgets = 3
    with pytest.raises(RecordsUnavailableError):
        world.flush()
    assert world.flush() == 0
    world.records.add("new")
    assert world.flush() == 1
    assert world.sent() == [3, 1]
    assert world.records.waiting(NOON + minutes(60)) == []


def test_a_flush_that_broke_off_with_nothing_left_sends_what_is_new_as_a_digest_of_its_own(
    world: World,
) -> None:
    world.records.forgets = 3
    with pytest.raises(RecordsUnavailableError):
        world.flush()
    world.records.add("new")
    assert world.flush() == 1
    first, new = world.channel.deliveries
    assert first.id != new.id


def test_a_batch_is_what_is_left_of_the_one_begun_or_else_the_oldest_lines() -> None:
    due = [Line(f"alarm {number}", NOON, Severity.INFO, "✅") for number in range(MOST_LINES + 10)]
    assert next_batch([]).lines == ()
    assert next_batch(due).lines == tuple(due[:MOST_LINES])
    begun = ("gone", "alarm 3", "alarm 55")
    assert next_batch(due, begun).identities == begun
    assert next_batch(due, begun).lines == (due[3], due[55])
    assert next_batch(due, ("gone",)).lines == tuple(due[:MOST_LINES])

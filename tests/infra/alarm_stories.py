"""What each alarm is for, told as what is measured: quiet times, and a trouble that begins and ends."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final, TypeAlias

from alarm_notifier.domain.catalog import known_name
from infra.system import System, parameters_of
from tests.infra.cloudwatch import Alarm, Feed, Samples, State, Watch, window_minutes

Measured: TypeAlias = Mapping[str, Sequence[float] | Callable[[int], Sequence[float]]]
"""By metric, and by colour where one is meant: the samples of every minute, or of the one asked for."""

BEGINS, LENGTH, ENDS = 60, 45, 240
ALWAYS_LATE = 2
"""Minutes that any metric may come late. `Story.late` says where AWS tells of more."""
BEYOND = (2, 5)
"""AWS's own example, and more than it."""
MEGABYTE = 2**20


@dataclass(frozen=True)
class Story:
    """One trouble. It is heard `heard` minutes after its beginning and over `over` minutes after its end,
    and whatever the data comes late besides.
    """

    quiet: Measured
    trouble: Measured
    heard: int
    over: int
    length: int = LENGTH
    late: int = ALWAYS_LATE
    later: Mapping[str, int] = field(default_factory=dict)
    """Metrics of which only one half comes late."""
    calm: Mapping[str, Measured] = field(default_factory=dict)
    """Other times in which nobody must be woken."""
    silence_is_trouble: bool = False
    """It rings until somebody measures, after a launch as well."""

    @property
    def settled(self) -> int:
        """The minute from which on it has seen enough to be right."""
        return BEGINS // 2 if self.silence_is_trouble else 0


def at(minutes: int, samples: Sequence[float]) -> Callable[[int], Sequence[float]]:
    """Measured once in so many minutes, and not reported in between."""
    return lambda minute: samples if minute % minutes == 0 else ()


def _level(metric: str, fine: float, bad: float, heard: int, over: int, **more: Any) -> Story:  # noqa: ANN401 - fields of Story
    return Story({metric: [fine]}, {metric: [bad]}, heard, over, **more)


_BUSY: Measured = {"RequestCount": [30.0], "TargetResponseTime": [0.2] * 30}
_FEW: Measured = {"RequestCount": [6.0], "TargetResponseTime": [0.2] * 6}
_HOSTS = "UnHealthyHostCount"


def _of_colour(colour: str, other: str) -> Sequence[Story]:
    """Six requests a minute, of which this colour gets one and fails it, one way or the other."""
    share: Measured = {f"RequestCount {colour}": [1.0], f"RequestCount {other}": [5.0]}
    one_bad = {f"HTTPCode_Target_5XX_Count {colour}": at(60, [1.0])}
    many: Measured = {f"RequestCount {colour}": [500.0], f"HTTPCode_Target_5XX_Count {colour}": [2.0]}
    return (
        Story(
            share,
            {**share, f"HTTPCode_Target_5XX_Count {colour}": [1.0]},
            4,
            6,
            calm={"one error an hour": {**share, **one_bad}, "four in a thousand": many},
        ),
        Story(share, {**share, f"TargetConnectionErrorCount {colour}": [1.0]}, 4, 6),
    )


STORIES: Final[Mapping[str, Sequence[Story]]] = {
    "ApiErrorRateHigh": (
        Story(
            _BUSY,
            {**_BUSY, "HTTPCode_Target_5XX_Count": [3.0]},
            4,
            6,
            calm={
                "one error at night": {"RequestCount": at(10, [1]), "HTTPCode_Target_5XX_Count": at(60, [1])}
            },
        ),
        # No task at all: the load balancer answers 503 and counts no request.
        Story(_BUSY, {"HTTPCode_ELB_5XX_Count": [30.0]}, 4, 6),
    ),
    "ApiLatencyHigh": (
        Story(
            _FEW,
            {"RequestCount": [6.0], "TargetResponseTime": [0.2, 0.2, 3.0, 3.0, 3.0, 3.0]},
            10,
            11,
            calm={
                "slow at night": {"RequestCount": at(2, [1.0]), "TargetResponseTime": at(2, [3.0])},
                "a slow one now and then": {
                    "RequestCount": [6.0],
                    "TargetResponseTime": lambda minute: [0.2] * 5 + [3.0 if minute % 5 == 0 else 0.2],
                },
            },
        ),
        Story(_BUSY, {"RequestCount": [30.0], "TargetResponseTime": [0.2] * 20 + [3.0] * 10}, 5, 6),
    ),
    "ApiUnhealthyHosts": (
        Story({f"{_HOSTS} blue": [0.0]}, {f"{_HOSTS} blue": [1.0]}, 3, 3),
        Story({f"{_HOSTS} green": [0.0]}, {f"{_HOSTS} green": [1.0]}, 3, 3),
    ),
    "blue": _of_colour("blue", "green"),
    "green": _of_colour("green", "blue"),
    "ApiTasksCrashing": (
        Story({}, {"Invocations": [1.0]}, 2, 31, calm={"one an hour": {"Invocations": at(60, [1.0])}}),
    ),
    "ApiCpuHigh": (_level("CPUUtilization", 40, 95, 5, 5),),
    "ApiMemoryHigh": (_level("MemoryUtilization", 40, 95, 5, 5),),
    "scale-out": (_level("CPUUtilization", 50, 90, 5, 5),),
    "scale-in": (_level("CPUUtilization", 50, 10, 15, 5),),
    "DatabaseConnectionsHigh": (_level("DatabaseConnections", 60, 350, 3, 3),),
    "DatabaseStorageLow": (_level("FreeStorageSpace", 1900 * MEGABYTE, 1024 * MEGABYTE, 15, 6),),
    "DatabaseSwapHigh": (_level("SwapUsage", 0, 512 * MEGABYTE, 10, 10),),
    "DatabaseReplicaLagHigh": (_level("ReplicaLag", 0, 30, 5, 5),),
    "DatabaseCpuCreditsBorrowed": (
        Story(
            {"CPUSurplusCreditBalance": at(5, [0.0]), "CPUCreditBalance": at(5, [300.0])},
            {"CPUSurplusCreditBalance": at(5, [200.0]), "CPUCreditBalance": at(5, [0.0])},
            11,
            11,
            calm={
                # It starts with none, earns 24 an hour, and the first minutes cost more.
                "launch": {
                    "CPUSurplusCreditBalance": lambda m: [max(30.0 - m / 5, 0.0)] if m % 5 == 0 else (),
                    "CPUCreditBalance": lambda m: [max(m / 5 - 30.0, 0.0)] if m % 5 == 0 else (),
                }
            },
        ),
    ),
    "ReceiptsDeadLettered": (
        # The settler takes it within the minute, and the queue's figures come a quarter of an hour late.
        Story({}, {"NumberOfMessagesReceived": [1.0]}, 1, 45, length=1, late=14),
        _level("ApproximateNumberOfMessagesVisible", 0, 3, 1, 16, late=14),
        # One figure is there, a zero each minute, long before the other that counts.
        Story(
            {"ApproximateNumberOfMessagesVisible": [0.0]},
            {"ApproximateNumberOfMessagesVisible": [0.0], "NumberOfMessagesReceived": [1.0]},
            15,
            16,
            length=1,
            later={"NumberOfMessagesReceived": 12},
        ),
    ),
    "InvocationsFailed": (_level("ApproximateNumberOfMessagesVisible", 0, 1, 1, 6),),
    "ReceiptsWaitingTooLong": (_level("ApproximateAgeOfOldestMessage", 20, 1200, 3, 3),),
    "MonthEndSurge": (_level("ApproximateNumberOfMessagesVisible", 40, 900, 15, 15),),
    "ParserErrors": (_level("Errors", 0, 1, 3, 6, calm={"one an hour": {"Errors": at(60, [1.0])}}),),
    "ParserThrottled": (_level("Throttles", 0, 4, 10, 10),),
    "ReconcilerErrors": (_level("Errors", 0, 1, 5, 5, calm={"one in ten": {"Errors": at(10, [1.0])}}),),
    "DeadLetterSettlerErrors": (
        Story({}, {"Errors": [1.0]}, 1, 31),
        Story({"Errors": [0.0]}, {"Errors": [0.0], "DeadLettersUnsettled": [1.0]}, 1, 6),
    ),
    "MigrationFailed": (Story({}, {"Errors": [1.0]}, 1, 45, length=1),),
    "ReceiptFailureRateHigh": (
        Story(
            {"ReceiptsProcessed": [5.0]},
            {"ReceiptsProcessed": [2.0], "ReceiptsFailed": [3.0]},
            8,
            16,
            calm={
                "three at night": {"ReceiptsFailed": at(20, [3.0])},
                "one in ten": {"ReceiptsProcessed": [9.0], "ReceiptsFailed": [1.0]},
            },
        ),
        Story({"ReceiptsProcessed": [5.0]}, {"ReceiptsFailed": [5.0]}, 8, 16),
    ),
    "PhotoCopiesLate": (
        _level(
            "ReplicationLatency",
            20,
            1200,
            10,
            11,
            calm={"one slow photo": {"ReplicationLatency": at(60, [1000])}},
        ),
    ),
    "PhotoCopiesFailed": (_level("OperationsFailedReplication", 0, 1, 5, 6),),
    "BackupCopyOld": (
        Story(
            {"BackupCopyAge": at(5, [300.0])},
            {"BackupCopyAge": at(5, [1500.0])},
            11,
            11,
            calm={
                "one late copy": {
                    "BackupCopyAge": lambda m: [1000.0 if m % 60 == 0 else 300.0] if m % 5 == 0 else ()
                }
            },
            silence_is_trouble=True,
        ),
    ),
    "NotifierDeliveryFailing": (_level("ApproximateNumberOfMessagesVisible", 0, 1, 1, 3),),
    "NotifierErrors": (_level("Errors", 0, 1, 10, 10),),
}
"""By the alarm's name; the two of `ApiReleaseFailing` by their colour."""


def alarms_of(system: System) -> dict[str, Alarm]:
    """Every alarm that a production with a replica has, by the name that its story has."""
    domain = {"DomainName": "receipts.example.com", "ReplicaInstanceId": "replica"}
    stacks = system.deployed(**parameters_of("prod"), **domain).values()
    found = [one for stack in stacks for one in stack.of_type("AWS::CloudWatch::Alarm").values()]
    return {_story_name(one["AlarmName"]): one for one in found}


def _story_name(alarm: str) -> str:
    plain = alarm.removeprefix("receipts-prod-")
    colour = plain.removesuffix("-ApiReleaseFailing")
    return plain if colour == plain and not known_name(plain) else colour


def feed_of(measured: Callable[[int], Measured]) -> Feed:
    """What an alarm's metrics are fed with, from what is measured in each minute."""

    @cache
    def samples(metric: str) -> Samples:
        found = {minute: _samples(measured(minute), metric, minute) for minute in range(ENDS)}
        return {minute: some for minute, some in found.items() if some}

    def feed(metric: Mapping[str, Any]) -> Samples:
        groups = "".join(str(one["Value"]) for one in metric.get("Dimensions", []) if "Group" in one["Name"])
        colour = next((f" {one}" for one in ("blue", "green") if one in groups.lower()), "")
        return samples(metric["MetricName"] + colour)

    return feed


def _samples(measured: Measured, metric: str, minute: int) -> Sequence[float]:
    found = measured.get(metric, ())
    return found(minute) if callable(found) else found


def wrongs_of(name: str, alarm: Alarm) -> Iterator[str]:
    """What an alarm's stories find wrong with it, with data that is on time and data that is late."""
    for story in STORIES[name]:
        for late in {0, ALWAYS_LATE, story.late}:
            for beyond in BEYOND:
                for wrong in _wrongs(alarm, story, late, beyond):
                    yield f"{late} minutes late: {wrong}"


def _wrongs(alarm: Alarm, story: Story, late: int, beyond: int) -> Iterator[str]:
    def states(measured: Callable[[int], Measured]) -> list[State]:
        return Watch(alarm, feed_of(measured), late, beyond, story.later).states(ENDS)

    ends = BEGINS + story.length
    silence: Mapping[str, Measured] = {} if story.silence_is_trouble else {"nothing": {}}
    times: Mapping[str, Measured] = {**silence, "quiet": story.quiet, **story.calm}
    for title, calm in times.items() if beyond == BEYOND[0] else ():
        if State.ALARM in states(partial(_always, calm))[story.settled :]:
            yield f"rings for {title}"
    told = states(lambda minute: story.trouble if BEGINS <= minute < ends else story.quiet)
    yield from _heard(told, story, late)
    stops = states(
        lambda minute: {} if minute >= ends else story.trouble if minute >= BEGINS else story.quiet
    )
    if story.silence_is_trouble:
        if stops[-1] is not State.ALARM:
            yield "says nothing when nobody measures"
    elif State.ALARM in stops[ends + late + max(story.later.values(), default=0) + _memory(alarm, beyond) :]:
        yield "outlives its data"


def _always(measured: Measured, _minute: int) -> Measured:
    return measured


def _heard(told: Sequence[State], story: Story, late: int) -> Iterator[str]:
    ends = BEGINS + story.length
    if State.ALARM in told[story.settled : BEGINS]:
        yield "rings before anything happened"
    if State.ALARM not in told[BEGINS : BEGINS + story.heard + late]:
        yield f"is not heard in {story.heard} minutes"
    if story.length > story.heard + late and told[ends - 1] is not State.ALARM:
        yield "goes while there is trouble"
    if State.ALARM in told[ends + story.over + late :]:
        yield f"is not over {story.over} minutes after the trouble"


def _memory(alarm: Alarm, beyond: int) -> int:
    """Minutes until the last data point has left the evaluation range."""
    periods = int(alarm["EvaluationPeriods"])
    return window_minutes(alarm) // periods * (periods + beyond)

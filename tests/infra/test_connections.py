"""One number, `MaxConnections`: all at once are below the alarm's share of it, and it fits the instance."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from benchmarks.cost.load import PLANNED_A_DAY, RUSH_FACTOR, Use, readers_for
from infra.system import System, the_system
from infra.templates import SYSTEM
from receipts.adapters.postgres.connection import OF_A_FUNCTION
from receipts_api import main

Body = dict[str, Any]
WHOLE = the_system()
GIBIBYTES = {
    "db.t4g.medium": 4,
    "db.t4g.large": 8,
    "db.m7g.large": 8,
    "db.m7g.xlarge": 16,
    "db.m7g.2xlarge": 32,
}
BYTES_OF_A_CONNECTION = 9_531_392
"""RDS's own default is DBInstanceClassMemory divided by this; that memory is what the system leaves of it.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
"""
LEFT_BY_THE_SYSTEM = 0.9
ONE_BY_ONE = 4
"""Reconciler, registrar and migrator, and the reconciler once more while the last one ends."""


def most_at_once(system: System) -> float:
    """Connections while a deployment runs at month's end: both colours at full strength, all busy."""
    service = system.prod["api_service"]
    colours = service.properties("Service")["DeploymentConfiguration"]["MaximumPercent"] / 100
    tasks: float = service.properties("ScalableTarget")["MaxCapacity"] * colours
    fed = system.prod[SYSTEM].of_type("AWS::Lambda::EventSourceMapping").values()
    functions: int = sum(one["ScalingConfig"]["MaximumConcurrency"] for one in fed) + ONE_BY_ONE
    return tasks * (main._CONNECTIONS + main._MORE_CONNECTIONS_AT_PEAK) + functions * OF_A_FUNCTION


def connections_fit(system: System) -> Iterator[str]:
    """The most that is normal, then the alarm, then what the database takes, then what its memory takes."""
    limit = system.prod["database"].properties("ParameterGroup")["Parameters"]["max_connections"]
    alarm = system.prod["alarms"].properties("DatabaseConnectionsHigh")
    if alarm["Metrics"][0]["Expression"] != f"100 * taken / {limit}":
        yield "the alarm measures against another number than the database's"
    rings = limit * alarm["Threshold"] / 100
    if not most_at_once(system) < rings < limit:
        yield f"{most_at_once(system):.0f} connections are normal, {rings:.0f} ring, {limit} are there"
    for stacks in (system.dev, system.prod):
        instance = stacks["database"].properties("Database")["DBInstanceClass"]
        takes = GIBIBYTES[instance] * 2**30 / BYTES_OF_A_CONNECTION * LEFT_BY_THE_SYSTEM
        if stacks["database"].properties("ParameterGroup")["Parameters"]["max_connections"] > takes:
            yield f"a {instance} has no memory for more than {takes:.0f} connections"


def test_everybody_connects_and_no_alarm_rings() -> None:
    assert list(connections_fit(WHOLE)) == []


def test_every_class_that_may_be_chosen_is_known() -> None:
    allowed = WHOLE.templates["database"].raw["Parameters"]["InstanceClass"]["AllowedValues"]
    assert set(allowed) == GIBIBYTES.keys()


def default(parameter: str, value: int) -> Callable[[Body], object]:
    return lambda body: body["Parameters"][parameter].update(Default=value)


def alarm(**fields: object) -> Callable[[Body], object]:
    return lambda body: body["Resources"]["DatabaseConnectionsHigh"]["Properties"].update(fields)


@pytest.mark.parametrize(
    ("template", "put_in"),
    [
        ("api_service", default("MaxTasks", 14)),
        ("database", default("MaxConnections", 500)),
        ("database", default("MaxConnections", 300)),
        ("alarms", alarm(Threshold=70)),
        ("alarms", alarm(Threshold=100)),
        (SYSTEM, lambda body: body["Resources"]["Alarms"]["Properties"]["Parameters"].pop("MaxConnections")),
    ],
)
def test_a_number_that_no_longer_fits_is_noticed(template: str, put_in: Callable[[Body], object]) -> None:
    faulty = WHOLE.with_fault(template, put_in)
    if template == SYSTEM:
        faulty = faulty.with_fault("alarms", default("MaxConnections", 500))
    assert list(connections_fit(faulty))


def test_a_larger_pool_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "_CONNECTIONS", 16)
    assert list(connections_fit(WHOLE))


def readers(count: int) -> Callable[[Body], object]:
    def change(body: Body) -> None:
        source = body["Resources"]["ReceiptParserFunction"]["Properties"]["Events"]["Uploads"]
        source["Properties"]["ScalingConfig"]["MaximumConcurrency"] = count

    return change


def test_an_hours_outage_at_a_months_end_is_read_within_the_next_hour() -> None:
    (source,) = (
        one
        for one in WHOLE.prod[SYSTEM].of_type("AWS::Lambda::EventSourceMapping").values()
        if "Parser" in one["FunctionName"]
    )
    at_the_rush = 24 * 100 * RUSH_FACTOR
    needed = readers_for(at_the_rush, Use().billed_seconds)
    assert needed < source["ScalingConfig"]["MaximumConcurrency"] < readers_for(PLANNED_A_DAY, 3)


def test_a_million_a_day_has_its_numbers() -> None:
    """Those of ADR 0055: they are not the template's, which are for today's load."""
    needed = readers_for(PLANNED_A_DAY, Use().billed_seconds)
    assert needed == 70
    grown = WHOLE.with_fault(SYSTEM, readers(needed)).with_fault("database", default("MaxConnections", 500))
    faults = list(connections_fit(grown))
    assert faults, "the class of today has no memory for them"
    assert all("db.t4g.medium has no memory" in fault for fault in faults), faults
    assert GIBIBYTES["db.t4g.large"] * 2**30 / BYTES_OF_A_CONNECTION * LEFT_BY_THE_SYSTEM > 500
    assert list(connections_fit(WHOLE.with_fault(SYSTEM, readers(needed)))), "400 connections are too few"

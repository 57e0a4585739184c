"""Alarms ring, fall silent and roll a release back as they say; and each old fault of theirs is noticed."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from infra.system import System, the_system
from tests.infra.alarm_stories import STORIES, alarms_of, wrongs_of
from tests.infra.rollout import (
    BROKEN,
    COLOURS,
    broken_releases_come_back_and_sound_ones_go_through,
    failing_tasks_are_counted_by_a_rule_that_is_there,
    plan_of,
    steps_are_as_long_as_what_watches_them,
    what_takes_too_long_is_taken_back,
)
from tests.infra.rules import Rule

Body = dict[str, Any]
WHOLE = the_system()
ALARMS = alarms_of(WHOLE)


def health_checks_leave_the_database_alone(system: System) -> Iterator[str]:
    """A failover takes a minute or two. Tasks that are stopped for it would all be starting after it."""
    for stack in system.prod.values():
        for name, group in stack.of_type("AWS::ElasticLoadBalancingV2::TargetGroup").items():
            if group["HealthCheckPath"] != "/health":
                yield f"{name} asks {group['HealthCheckPath']}"
        for name, task in stack.of_type("AWS::ECS::TaskDefinition").items():
            for container in task["ContainerDefinitions"]:
                if "/ready" in str(container.get("HealthCheck", "")):
                    yield f"{name} asks /ready"


RULES: tuple[Rule, ...] = (
    broken_releases_come_back_and_sound_ones_go_through,
    failing_tasks_are_counted_by_a_rule_that_is_there,
    health_checks_leave_the_database_alone,
    steps_are_as_long_as_what_watches_them,
    what_takes_too_long_is_taken_back,
)


def test_every_alarm_has_its_stories() -> None:
    assert ALARMS.keys() == STORIES.keys()


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_rings_in_trouble_and_at_no_other_time(name: str) -> None:
    assert list(wrongs_of(name, ALARMS[name])) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_holds(rule: Rule) -> None:
    assert list(rule(WHOLE)) == []


@pytest.mark.parametrize("title", BROKEN)
def test_a_broken_release_comes_back_within_the_deployment(title: str) -> None:
    plan = plan_of(WHOLE)
    release, a_minute = BROKEN[title]
    for new in COLOURS:
        after = plan.rolled_back_after(release, a_minute, new)
        assert after is not None
        assert after < plan.minutes


class Fault(NamedTuple):
    """One mistake in one template, and the alarm whose story or the rule that must notice it."""

    template: str
    put_in: Callable[[Body], object]
    noticed_by: str | Rule


def properties(body: Body, resource: str) -> Body:
    found: Body = body["Resources"][resource]["Properties"]
    return found


def expression(resource: str, text: str) -> Callable[[Body], object]:
    return lambda body: properties(body, resource)["Metrics"][0].update(Expression=text)


def all_of_three_and_filled(body: Body) -> None:
    expression("ApiUnhealthyHosts", "FILL(blue, 0) + FILL(green, 0)")(body)
    del properties(body, "ApiUnhealthyHosts")["DatapointsToAlarm"]


def dead_letters_of_the_newest_minute(body: Body) -> None:
    expression("ReceiptsDeadLettered", "FILL(waiting, 0) + FILL(taken, 0)")(body)
    alarm = properties(body, "ReceiptsDeadLettered")
    alarm.update(EvaluationPeriods=1, DatapointsToAlarm=1)
    for one in alarm["Metrics"][1:]:
        one["MetricStat"]["Period"] = 60


def a_percentile_of_two_hundred(body: Body) -> None:
    alarm = properties(body, "ApiLatencyHigh")
    metric = next(one["MetricStat"]["Metric"] for one in alarm.pop("Metrics") if one["Id"] == "p95")
    low = {"ExtendedStatistic": "p95", "EvaluateLowSampleCountPercentile": "ignore", "Period": 300}
    alarm.update(**metric, **low)


def credits_that_begin_at_nothing(body: Body) -> None:
    properties(body, "DatabaseCpuCreditsBorrowed").update(
        MetricName="CPUCreditBalance", ComparisonOperator="LessThanThreshold", Threshold=100
    )


def of_ten_minutes(resource: str) -> Callable[[Body], object]:
    return lambda body: properties(body, resource).update(EvaluationPeriods=2)


def nobody_listens_to(*alarms: str) -> Callable[[Body], object]:
    def put_in(body: Body) -> None:
        _, names = body["Outputs"]["RollbackAlarmNames"]["Value"]["Fn::Join"]
        names[:] = [one for one in names if one["Ref"] not in alarms]

    return put_in


def asking_ready(group: str) -> Callable[[Body], object]:
    return lambda body: properties(body, group).update(HealthCheckPath="/ready")


def a_container_that_asks_ready(body: Body) -> None:
    check = {"Command": ["CMD", "curl", "-f", "http://127.0.0.1:8000/ready"]}
    properties(body, "TaskDefinition")["ContainerDefinitions"][0]["HealthCheck"] = check


def interruptions_among_failures(body: Body) -> None:
    events = properties(body, "AlarmNotifierFunction")["Events"]
    events["FailedTasks"]["Properties"]["Pattern"]["detail"]["stopCode"].append("SpotInterruption")


def fixed_steps(minutes: int) -> Callable[[Body], object]:
    def put_in(body: Body) -> None:
        service = properties(body, "Service")["DeploymentConfiguration"]
        service["LinearConfiguration"]["StepBakeTimeInMinutes"] = minutes

    return put_in


BLUE, GREEN = "BlueReleaseFailing", "GreenReleaseFailing"
FAULTS = {
    "ill tasks, filled and all of three": Fault(
        "load_balancer", all_of_three_and_filled, "ApiUnhealthyHosts"
    ),
    "dead letters, filled": Fault("alarms", dead_letters_of_the_newest_minute, "ReceiptsDeadLettered"),
    "dead letters of one window": Fault(
        "alarms",
        lambda body: properties(body, "ReceiptsDeadLettered").update(EvaluationPeriods=1),
        "ReceiptsDeadLettered",
    ),
    "slow, but not two hundred times": Fault("load_balancer", a_percentile_of_two_hundred, "ApiLatencyHigh"),
    "slow, however few": Fault("load_balancer", expression("ApiLatencyHigh", "p95 + 0"), "ApiLatencyHigh"),
    "an error rate without errors": Fault(
        "load_balancer",
        expression("ApiErrorRateHigh", "IF(api + balancer >= 5, 100 * (api + balancer) / requests, 0)"),
        "ApiErrorRateHigh",
    ),
    "credits after a launch": Fault("alarms", credits_that_begin_at_nothing, "DatabaseCpuCreditsBorrowed"),
    "processor of ten minutes": Fault("alarms", of_ten_minutes("ApiCpuHigh"), "ApiCpuHigh"),
    "memory of ten minutes": Fault("alarms", of_ten_minutes("ApiMemoryHigh"), "ApiMemoryHigh"),
    "failures without a floor": Fault(
        "alarms",
        expression("ReceiptFailureRateHigh", "100 * failed / (failed + processed)"),
        "ReceiptFailureRateHigh",
    ),
    "no alarm of a colour": Fault(
        "load_balancer",
        nobody_listens_to(BLUE, GREEN),
        broken_releases_come_back_and_sound_ones_go_through,
    ),
    "an alarm of green alone": Fault(
        "load_balancer", nobody_listens_to(BLUE), broken_releases_come_back_and_sound_ones_go_through
    ),
    "no alarm of crashing tasks": Fault(
        "load_balancer",
        nobody_listens_to("ApiTasksCrashing"),
        broken_releases_come_back_and_sound_ones_go_through,
    ),
    "a colour without a share": Fault(
        "load_balancer",
        expression(GREEN, "IF(failed + refused + 0 * requests >= 3, failed + refused, 0)"),
        broken_releases_come_back_and_sound_ones_go_through,
    ),
    "steps of three minutes": Fault("api_service", fixed_steps(3), steps_are_as_long_as_what_watches_them),
    "steps beyond the patience of make deploy": Fault(
        "api_service", fixed_steps(20), what_takes_too_long_is_taken_back
    ),
    "twice as many steps": Fault(
        "api_service",
        lambda body: properties(body, "Service")["DeploymentConfiguration"]["LinearConfiguration"].update(
            StepPercent=4
        ),
        what_takes_too_long_is_taken_back,
    ),
    "no time to come back": Fault(
        "api_service",
        lambda body: properties(body, "Service")["DeploymentConfiguration"].update(BakeTimeInMinutes=0),
        steps_are_as_long_as_what_watches_them,
    ),
    "blue that asks the database": Fault(
        "load_balancer", asking_ready("BlueTargetGroup"), health_checks_leave_the_database_alone
    ),
    "green that asks the database": Fault(
        "load_balancer", asking_ready("GreenTargetGroup"), health_checks_leave_the_database_alone
    ),
    "a container that asks the database": Fault(
        "api_service", a_container_that_asks_ready, health_checks_leave_the_database_alone
    ),
    "a rule that counts interruptions": Fault(
        "alarm_notifier", interruptions_among_failures, failing_tasks_are_counted_by_a_rule_that_is_there
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name: str) -> None:
    fault = FAULTS[name]
    faulty = WHOLE.with_fault(fault.template, fault.put_in)
    if callable(fault.noticed_by):
        found = fault.noticed_by(faulty)
    else:
        found = wrongs_of(fault.noticed_by, alarms_of(faulty)[fault.noticed_by])
    assert next(found, None)


def test_every_rule_notices_something() -> None:
    assert {one.noticed_by for one in FAULTS.values() if callable(one.noticed_by)} == {*RULES}

"""When a drill's alarm rings: by the rules of infra/, over samples of a shortened time."""

import time
from collections import deque
from dataclasses import replace

import pytest

from alarm_notifier.domain.alarm import State as Told
from alarm_notifier.domain.reading import alarms_in
from local.cloudwatch import State
from local.drills import templates
from local.drills.evaluation import Evaluation, Sample, Samples, state_of, watched_values
from local.drills.messages import state_change, task_stopped
from local.drills.timeline import DrillFailedError
from tests.fakes.alarms import NOON

CONNECTIONS = templates.alarm("DatabaseConnectionsHigh", {"Environment": "prod", "MaxConnections": 60})
SURGE = templates.alarm("MonthEndSurge", {"Environment": "prod"})
ERRORS = templates.alarm("ApiErrorRateHigh", {"Environment": "prod"})


def samples(of: str, *values: float) -> list[Sample]:
    return [Sample(number, of, value) for number, value in enumerate(values)]


def test_a_rule_is_read_as_the_template_has_it() -> None:
    assert CONNECTIONS.name == "receipts-prod-DatabaseConnectionsHigh"
    assert (CONNECTIONS.threshold, CONNECTIONS.periods, CONNECTIONS.period) == (80, 3, 60)
    assert (SURGE.threshold, SURGE.periods, SURGE.period) == (500, 3, 300)


def test_an_alarm_that_no_template_has_fails_the_drill() -> None:
    with pytest.raises(DrillFailedError, match="NoSuchAlarm"):
        templates.alarm("NoSuchAlarm", {})


def test_every_alarm_of_the_templates_is_understood() -> None:
    """Or a drill would find out at night, after somebody has changed one."""
    for rule in templates.rollback_alarms({"Environment": "prod"}):
        assert watched_values(rule, [[]]) in ([None], [0])


def test_connections_are_measured_by_their_maximum_against_the_databases_own_limit() -> None:
    assert watched_values(CONNECTIONS, [samples("DatabaseConnections", 30, 54, 6)]) == [90]


def test_a_queue_is_measured_by_its_minimum() -> None:
    assert watched_values(SURGE, [samples("ApproximateNumberOfMessagesVisible", 900, 501, 700)]) == [501]


def test_samples_of_another_metric_count_for_nothing() -> None:
    assert watched_values(CONNECTIONS, [samples("RequestCount", 99)]) == [None]


def test_an_errors_share_counts_all_requests() -> None:
    failing = [*samples("RequestCount", *[1.0] * 50), *samples("HTTPCode_Target_5XX_Count", *[1.0] * 5)]
    assert watched_values(ERRORS, [[], failing]) == [None, 10]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([81, 82, 83], State.ALARM),
        ([81, 80, 83], State.OK),
        ([None, 82, 83], State.OK),
        ([None, None, None], State.INSUFFICIENT_DATA),
    ],
)
def test_all_of_the_periods_must_breach_where_the_rule_says_so(
    values: list[float | None], state: State
) -> None:
    assert state_of(replace(CONNECTIONS, to_alarm=3), values, State.OK) is state


def test_two_of_three_are_enough_where_the_rule_says_so() -> None:
    rule = replace(CONNECTIONS, to_alarm=2)
    assert state_of(rule, [81, 80, 83], State.OK) is State.ALARM
    assert state_of(rule, [81, 80, None], State.OK) is State.OK


@pytest.mark.parametrize(
    ("missing", "state"),
    [("notBreaching", State.OK), ("breaching", State.ALARM), ("ignore", State.ALARM)],
)
def test_missing_data_are_treated_as_the_rule_says(missing: str, state: State) -> None:
    rule = replace(CONNECTIONS, missing=missing)
    assert state_of(rule, [None, None, None], State.ALARM) is state


def test_nothing_is_evaluated_before_anything_was_measured() -> None:
    evaluation = Evaluation(CONNECTIONS, Samples(), speed=60)
    assert not evaluation.look()
    assert evaluation.state is State.OK


def test_an_evaluation_looks_at_each_of_the_last_periods() -> None:
    now = time.monotonic()  # a period of five minutes lasts fifty seconds here
    measured = [Sample(now - age, "ApproximateNumberOfMessagesVisible", age) for age in (175, 125, 75, 25)]
    evaluation = Evaluation(SURGE, Samples(deque(measured)), speed=6)
    evaluation.look()
    assert evaluation.values == [125, 75, 25]


def test_a_machine_too_busy_to_measure_ends_no_alarm() -> None:
    long_ago = Samples(deque([Sample(time.monotonic() - 60, "ApproximateNumberOfMessagesVisible", 900.0)]))
    evaluation = Evaluation(SURGE, long_ago, speed=600, state=State.ALARM)
    assert not evaluation.look()
    long_ago.add("ApproximateNumberOfMessagesVisible", 400)
    assert evaluation.look()
    assert evaluation.state is State.OK


@pytest.mark.parametrize("rule", [CONNECTIONS, SURGE, ERRORS], ids=lambda rule: rule.name)
def test_the_notifier_understands_what_is_published(rule: templates.AlarmRule) -> None:
    evaluation = Evaluation(
        rule, Samples(), speed=60, state=State.ALARM, values=[rule.threshold + 1] * rule.periods
    )
    event = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": state_change(evaluation, State.OK)}}]}
    (alarm,) = alarms_in(event, NOON)
    assert (alarm.name, alarm.state, alarm.runbook) == (rule.name, Told.ALARM, rule.name.rpartition("-")[2])
    assert alarm.condition is not None
    assert (alarm.condition.threshold, alarm.condition.current) == (rule.threshold, rule.threshold + 1)


def test_the_notifier_understands_a_task_that_was_killed() -> None:
    (alarm,) = alarms_in(task_stopped("one-1", 137, "OutOfMemoryError"), NOON)
    assert alarm.runbook == "ApiTaskFailing"
    assert any("exit 137 (SIGKILL)" in str(fact.value) for fact in alarm.facts)

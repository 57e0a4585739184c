"""Whatever arrives becomes an alarm; what is understood says what it knows."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alarm_notifier.domain.alarm import Alarm, Severity, State
from alarm_notifier.domain.envelopes import TICK
from alarm_notifier.domain.reading import alarms_in
from alarm_notifier.domain.rendering import Situation, render
from local.slack_limits import problems_of
from tests.unit.alarms.golden import EVENTS, NOW, ROOT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def read(name: str) -> Alarm:
    (alarm,) = alarms_in(json.loads((ROOT / "events" / f"alarm_{name}.json").read_text()), NOW)
    return alarm


def conditions_of(name: str) -> tuple[Any, ...]:
    condition = read(name).condition
    assert condition
    return condition.metric, condition.statistic, condition.operator, condition.threshold, condition.current


@given(JSON)
def test_anything_at_all_becomes_at_least_one_alarm_that_slack_takes(event: object) -> None:
    assume(event != TICK)
    alarms = list(alarms_in(event, NOW))
    assert alarms
    assert [problems_of(render(alarm, Situation()).payload()) for alarm in alarms] == [[]] * len(alarms)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
@given(st.data())
def test_an_event_that_lost_a_part_is_still_shown(event: Path, data: st.DataObject) -> None:
    content = json.loads(event.read_text())
    holder = data.draw(st.sampled_from([one for one in objects_in(content) if one]))
    del holder[data.draw(st.sampled_from(sorted(holder)))]
    assert list(alarms_in(content, NOW))


def objects_in(content: object) -> list[dict[str, Any]]:
    if isinstance(content, list):
        return [found for one in content for found in objects_in(one)]
    if not isinstance(content, dict):
        return []
    return [content, *(found for one in content.values() for found in objects_in(one))]


def test_a_metric_alarm_says_metric_statistic_threshold_and_value() -> None:
    assert conditions_of("cloudwatch_simple") == ("DatabaseConnections", "Average", ">", 290.0, 312.0)
    assert conditions_of("cloudwatch_p95") == ("TargetResponseTime", "p95", ">", 1.0, 1.482)
    assert conditions_of("cloudwatch_dimensions") == ("UnHealthyHostCount", "Maximum", "≥", 1.0, 2.0)
    assert conditions_of("eventbridge_cloudwatch_simple")[:4] == ("CPUUtilization", "Average", ">", 80.0)


def test_metric_math_is_named_by_its_label() -> None:
    assert conditions_of("cloudwatch_metric_math") == ("ApiErrorRate (%)", "", ">", 5.0, 7.23)
    assert conditions_of("eventbridge_cloudwatch_metric_math") == ("FailedReceipts (%)", "", ">", 10.0, 18.5)


@pytest.mark.parametrize(
    ("name", "band"),
    [("cloudwatch_anomaly", (12.41, 154.72)), ("eventbridge_cloudwatch_anomaly", (0.0206, 0.3007))],
)
def test_anomaly_detection_has_a_band_in_place_of_a_threshold(name: str, band: tuple[float, float]) -> None:
    condition = read(name).condition
    assert condition
    assert condition.threshold is None
    assert condition.band == pytest.approx(band, rel=1e-2)


def test_a_composite_alarm_names_the_alarm_that_caused_it() -> None:
    values = [fact.value for fact in read("cloudwatch_composite").facts]
    assert "receipts-prod-ReceiptsWaitingTooLong" in values


def test_all_three_states_of_an_alarm_are_occurrences_of_the_same() -> None:
    raised, gone, silent = (read(f"cloudwatch_{name}") for name in ("simple", "ok", "insufficient_data"))
    assert raised.key == gone.key == silent.key
    assert [one.state for one in (raised, gone, silent)] == [State.ALARM, State.OK, State.INSUFFICIENT_DATA]
    assert len({raised.identity, gone.identity, silent.identity}) == 3


def test_what_comes_back_from_the_failure_queue_is_the_alarm_that_failed() -> None:
    assert read("redrive_after_failure") == read("cloudwatch_simple")


def test_the_same_change_by_topic_and_by_event_bus_is_one_occurrence() -> None:
    by_topic = read("cloudwatch_simple")
    event = {
        "source": "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        "resources": [by_topic.key],
        "detail": {
            "alarmName": by_topic.name,
            "state": {"value": "ALARM", "timestamp": "2026-11-23T05:05:08.889+0000"},
        },
    }
    (by_bus,) = alarms_in(event, NOW)
    assert by_bus.identity == by_topic.identity


def test_a_failover_is_critical_and_has_its_runbook() -> None:
    for name in ("rds_failover_started", "rds_failover_completed"):
        assert (read(name).severity, read(name).runbook) == (Severity.CRITICAL, "DatabaseFailover")


def test_a_stopped_task_says_why_and_how_its_container_ended() -> None:
    stopped = read("ecs_task_out_of_memory")
    assert stopped.quote == "Essential container in task exited"
    assert "exit 137 (SIGKILL), OutOfMemoryError: Container killed due to memory usage" in [
        fact.value for fact in stopped.facts
    ]


def test_a_description_sets_severity_and_runbook_and_keeps_them_to_itself() -> None:
    alarm = read("cloudwatch_metric_math")
    assert alarm.severity is Severity.CRITICAL
    assert [fact.value for fact in alarm.facts] == ["5xx share of requests, and at least five of them"]


def test_unknown_json_is_shown_whole() -> None:
    assert '"check": "backup-restore"' in read("unknown_json").quote


def test_a_text_without_a_time_happened_now() -> None:
    (alarm,) = alarms_in("disk is full", datetime(2026, 11, 23, tzinfo=UTC))
    assert (alarm.sentence.korean, alarm.occurred_at.day) == ("disk is full", 23)

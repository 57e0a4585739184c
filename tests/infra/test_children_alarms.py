"""Alarms, dashboard and queries: each alarm is heard, explained and shown."""

import json
import re
from typing import Any

import pytest

from alarm_notifier.domain.catalog import CATALOG, known_name
from infra.templates import NOTIFIER, ROOT, TEMPLATES, stack
from tests.infra.rules import metrics_of

EVENTS = {
    "ApiTaskFailing",
    "AwsHealthEvent",
    "CertificateExpiring",
    "DatabaseFailover",
    "DeploymentFailed",
    "RollbackFailed",
}
"""What the notifier learns from events; no alarm is needed."""
BY_EMAIL = {"NotifierDeliveryFailing", "NotifierErrors"}
"""Of the notifier itself, which cannot tell them to Slack."""
EVERYTHING: dict[str, dict[str, object]] = {
    "alarms": {"ReplicaInstanceId": "replica"},
    NOTIFIER: {"NamePrefix": "receipts-dev"},
}
OURS = "receipts-dev"
"""Namespace of our own metrics; that of production is another, or dev's failures would ring its alarms."""
SCALING = {"receipts-dev-scale-in", "receipts-dev-scale-out"}
"""They talk to scaling and not to people."""


def alarms() -> dict[str, dict[str, Any]]:
    made = [stack(name, **EVERYTHING.get(name, {})) for name in TEMPLATES]
    found = [one for each in made for one in each.of_type("AWS::CloudWatch::Alarm").values()]
    return {one["AlarmName"]: one for one in found if one["AlarmName"] not in SCALING}


SILENCE_IS_TROUBLE = {"BackupCopyOld"}
"""No figure means that there is no copy, or that nobody looks."""


def budget() -> dict[str, Any]:
    return stack("alarms").properties("BudgetExceeded")


@pytest.mark.parametrize("name", sorted(alarms()))
def test_an_alarm_is_heard_when_it_comes_and_when_it_goes(name: str) -> None:
    alarm = alarms()[name]
    topic = "<NotifierFailuresTopic>" if known_name(name) in BY_EMAIL else "<AlarmsTopicArn>"
    assert alarm["AlarmActions"] == alarm["OKActions"] == [topic]
    assert alarm["AlarmDescription"]
    silence = {"breaching"} if known_name(name) in SILENCE_IS_TROUBLE else {"missing", "notBreaching"}
    assert alarm["TreatMissingData"] in silence


def test_every_alarm_has_a_runbook_and_every_runbook_its_alarm() -> None:
    named = {known_name(one) for one in [*alarms(), budget()["Budget"]["BudgetName"]]}
    assert "" not in named
    assert named | EVENTS == CATALOG.keys()
    assert not [one for one in CATALOG if not (ROOT / f"docs/runbooks/{one}.md").exists()]


@pytest.mark.parametrize(
    ("name", "beyond"),
    [
        ("ApiErrorRateHigh", 5),
        ("ApiLatencyHigh", 1),
        ("ApiCpuHigh", 80),
        ("ApiMemoryHigh", 80),
        ("DatabaseConnectionsHigh", 80),
        ("DatabaseReplicaLagHigh", 5),
        ("ReceiptsDeadLettered", 0),
    ],
)
def test_thresholds_are_those_of_the_service_levels(name: str, beyond: int) -> None:
    alarm = alarms()[f"receipts-dev-{name}"]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", beyond)


@pytest.mark.parametrize("name", sorted(alarms()))
def test_metric_math_uses_every_metric_and_returns_one(name: str) -> None:
    metrics = alarms()[name].get("Metrics", [])
    returned = [one for one in metrics if one.get("ReturnData", True)]
    assert len(returned) == (1 if metrics else 0)
    for one in metrics:
        assert one in returned or re.search(rf"\b{one['Id']}\b", returned[0]["Expression"])


def test_metrics_of_our_own_are_written_by_somebody() -> None:
    """A misspelt name would leave an alarm silent for ever."""
    written = "".join(path.read_text() for path in (ROOT / "functions").glob("*/*.py"))
    for alarm in alarms().values():
        for metric in metrics_of(alarm):
            if metric["Namespace"] == OURS:
                (service,) = metric["Dimensions"]
                assert f'"{metric["MetricName"]}"' in written
                assert f'"{service["Value"]}"' in written


def test_the_budget_speaks_before_and_when_it_is_passed() -> None:
    notices = budget()["NotificationsWithSubscribers"]
    assert {one["Notification"]["NotificationType"] for one in notices} == {"FORECASTED", "ACTUAL"}
    assert all(one["Subscribers"][0]["Address"] == "<AlarmsTopicArn>" for one in notices)


@pytest.fixture(scope="module")
def widgets() -> dict[str, dict[str, Any]]:
    body = json.loads(stack("observability").properties("Dashboard")["DashboardBody"])
    return {one["properties"]["title"]: one for one in body["widgets"]}


def test_the_dashboard_shows_the_state_of_every_alarm_that_is_always_there(
    widgets: dict[str, dict[str, Any]],
) -> None:
    shown = {one.rpartition(":")[2] for one in widgets["Alarms"]["properties"]["alarms"]}
    optional = {f"receipts-dev-{one}" for one in ("DatabaseReplicaLagHigh", "MigrationFailed")}
    assert shown == {one for one in alarms().keys() - optional if not one.startswith("receipts-prod-")}


def test_the_dashboard_shows_what_operators_ask_for(widgets: dict[str, dict[str, Any]]) -> None:
    text = json.dumps(widgets)
    for metric in (
        "HTTPCode_Target_2XX_Count",
        "HTTPCode_Target_5XX_Count",
        "TargetResponseTime",
        "CPUUtilization",
        "MemoryUtilization",
        "DatabaseConnections",
        "ReceiptsProcessed",
        "ReceiptsFailed",
        "ActiveConnectionCount",
        "ApproximateNumberOfMessagesVisible",
        "ApproximateAgeOfOldestMessage",
    ):
        assert f'"{metric}"' in text
    assert {line[-1]["stat"] for line in widgets["Latency in seconds"]["properties"]["metrics"]} == {
        "p50",
        "p95",
        "p99",
    }
    assert "limit 20" in widgets["Last errors"]["properties"]["query"]


def test_widgets_fill_the_width_and_do_not_overlap(widgets: dict[str, dict[str, Any]]) -> None:
    cells = [
        (x, y)
        for one in widgets.values()
        for x in range(one["x"], one["x"] + one["width"])
        for y in range(one["y"], one["y"] + one["height"])
    ]
    assert len(cells) == len(set(cells))
    assert len(cells) == 24 * (max(y for _, y in cells) + 1)


def test_the_ratio_of_reads_to_writes_is_asked_of_fields_that_the_log_has(
    widgets: dict[str, dict[str, Any]],
) -> None:
    logged = (ROOT / "api_container/receipts_api/logs.py").read_text()
    query = widgets["Reads for each write"]["properties"]["query"]
    assert all(f'"{field}":' in logged for field in ("method", "path"))
    assert "method = 'GET'" in query
    assert "path like '/api/'" in query
    assert "message = 'request'" in query
    assert 'logger.info("request"' in logged

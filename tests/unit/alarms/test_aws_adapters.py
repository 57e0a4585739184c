"""What CloudWatch and Secrets Manager are asked, with botocore's stub in their place."""

import json
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from alarm_notifier.adapters.cloudwatch import CloudWatch, widget
from alarm_notifier.adapters.credentials import SecretCredentials
from alarm_notifier.errors import ObservationError, SettingsError
from tests.fakes.alarms import NOON, minutes
from tests.unit.alarms.test_reading import read

ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:slack"


@pytest.fixture(autouse=True)
def region(aws: None) -> None:
    """No call leaves this process."""


@pytest.fixture
def cloudwatch() -> tuple[CloudWatch, Stubber]:
    client = boto3.client("cloudwatch")
    return CloudWatch(client, "receipt-uploads"), Stubber(client)


def answer(**values: list[float]) -> dict[str, Any]:
    return {"MetricDataResults": [{"Id": name, "Values": found} for name, found in values.items()]}


def test_the_backlog_is_the_queues_latest_depth_and_age(cloudwatch: tuple[CloudWatch, Stubber]) -> None:
    figures, stub = cloudwatch
    stub.add_response("get_metric_data", answer(waiting=[10, 1_234], oldest=[60, 725]))
    with stub:
        backlog = figures.backlog(NOON)
    assert backlog
    assert (backlog.waiting, backlog.oldest) == (1_234, minutes(725 / 60))


def test_a_queue_that_says_nothing_is_empty(cloudwatch: tuple[CloudWatch, Stubber]) -> None:
    figures, stub = cloudwatch
    stub.add_response("get_metric_data", answer(waiting=[], oldest=[]))
    with stub:
        backlog = figures.backlog(NOON)
    assert backlog
    assert backlog.waiting == 0


def test_without_a_queue_there_is_no_backlog_and_nothing_is_asked() -> None:
    assert CloudWatch(boto3.client("cloudwatch")).backlog(NOON) is None


@pytest.mark.parametrize(
    ("event", "ids", "shown"),
    [
        ("cloudwatch_simple", ["q0"], "q0"),
        ("cloudwatch_metric_math", ["rate", "errors", "requests"], "rate"),
        ("cloudwatch_anomaly", ["q0"], "q0"),
        ("eventbridge_cloudwatch_simple", ["q0"], "q0"),
        ("eventbridge_cloudwatch_metric_math", ["e1", "failed", "processed"], "e1"),
    ],
)
def test_the_metric_is_asked_for_the_way_that_the_alarm_watches_it(
    cloudwatch: tuple[CloudWatch, Stubber], event: str, ids: list[str], shown: str
) -> None:
    figures, stub = cloudwatch
    stub.add_response("get_metric_data", answer(**{shown: [1.0, 2.0]}))
    asked: list[dict[str, Any]] = []
    figures.client.meta.events.register(
        "provide-client-params.cloudwatch.GetMetricData", lambda params, **_: asked.append(params)
    )
    with stub:
        assert figures.series(read(event)) == (1.0, 2.0)
    assert [query["Id"] for query in asked[0]["MetricDataQueries"]] == ids
    assert asked[0]["EndTime"] - asked[0]["StartTime"] == minutes(180)


def test_a_composite_alarm_has_no_figures(cloudwatch: tuple[CloudWatch, Stubber]) -> None:
    assert cloudwatch[0].series(read("cloudwatch_composite")) == ()
    assert cloudwatch[0].chart(read("cloudwatch_composite")) == b""


def test_the_chart_shows_three_hours_with_the_threshold_and_hides_what_only_feeds_it(
    cloudwatch: tuple[CloudWatch, Stubber],
) -> None:
    figures, stub = cloudwatch
    stub.add_response("get_metric_widget_image", {"MetricWidgetImage": b"PNG"}, {"MetricWidget": ANY})
    alarm = read("cloudwatch_metric_math")
    with stub:
        assert figures.chart(alarm) == b"PNG"
    chart: dict[str, Any] = json.loads(json.dumps(widget(alarm)))
    assert chart["annotations"]["horizontal"][0]["value"] == 5.0
    assert [metric[-1]["visible"] for metric in chart["metrics"]] == [True, False, False]
    assert chart["metrics"][1][:2] == ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"]


def test_cloudwatch_that_refuses_is_no_reason_to_fail(cloudwatch: tuple[CloudWatch, Stubber]) -> None:
    figures, stub = cloudwatch
    stub.add_client_error("get_metric_data", "Throttling")
    with stub, pytest.raises(ObservationError, match="Throttling"):
        figures.backlog(NOON)


def test_the_secret_is_read_once_and_again_only_when_asked() -> None:
    client = boto3.client("secretsmanager")
    stub = Stubber(client)
    for name in ("old", "new"):
        stub.add_response("get_secret_value", {"SecretString": f"https://hooks.slack.com/{name}"})
    source = SecretCredentials(client, ARN)
    with stub:
        assert source.current() == source.current()
        assert source.read_again().webhook_url.endswith("new")
        assert source.current().webhook_url.endswith("new")


def test_a_secret_that_may_not_be_read_is_named_without_its_value() -> None:
    client = boto3.client("secretsmanager")
    stub = Stubber(client)
    stub.add_client_error("get_secret_value", "AccessDeniedException")
    with stub, pytest.raises(SettingsError, match="SLACK_SECRET_ARN"):
        SecretCredentials(client, ARN).current()

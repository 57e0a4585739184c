"""CloudWatch's figures and charts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from alarm_notifier.domain.alarm import Alarm, Condition
from alarm_notifier.domain.rendering import Backlog
from alarm_notifier.errors import ObservationError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

CHART_SPAN = timedelta(hours=3)
_RECENT = timedelta(minutes=10)
_BAND = "ANOMALY_DETECTION_BAND"


@dataclass(frozen=True, slots=True)
class CloudWatch:
    """The account's metrics. `queue` is the queue that receipts wait in, if the system has one."""

    client: CloudWatchClient
    queue: str = ""

    def backlog(self, now: datetime) -> Backlog | None:
        if not self.queue:
            return None
        names = {"waiting": "ApproximateNumberOfMessagesVisible", "oldest": "ApproximateAgeOfOldestMessage"}
        found = self._data([self._of_queue(*pair) for pair in names.items()], now - _RECENT, now)
        waiting, oldest = (found.get(name, ())[-1:] or (0.0,) for name in names)
        return Backlog(int(waiting[0]), timedelta(seconds=oldest[0]))

    def series(self, alarm: Alarm) -> tuple[float, ...]:
        if alarm.condition is None or not alarm.condition.queries:
            return ()
        queries, shown = _to_show(alarm.condition)
        return self._data(queries, alarm.occurred_at - CHART_SPAN, alarm.occurred_at).get(shown, ())

    def chart(self, alarm: Alarm) -> bytes:
        if alarm.condition is None or not alarm.condition.queries:
            return b""
        with _translated():
            answer = self.client.get_metric_widget_image(MetricWidget=json.dumps(widget(alarm)))
        return answer["MetricWidgetImage"]

    def _of_queue(self, name: str, metric: str) -> dict[str, Any]:
        dimensions = [{"Name": "QueueName", "Value": self.queue}]
        named = {"Namespace": "AWS/SQS", "MetricName": metric, "Dimensions": dimensions}
        return {"Id": name, "MetricStat": {"Metric": named, "Period": 60, "Stat": "Maximum"}}

    def _data(
        self, queries: list[dict[str, Any]], start: datetime, end: datetime
    ) -> dict[str, tuple[float, ...]]:
        """Values by query, oldest first."""
        with _translated():
            answer = self.client.get_metric_data(
                MetricDataQueries=queries,  # type: ignore[arg-type]  # made of an event
                StartTime=start,
                EndTime=end,
                ScanBy="TimestampAscending",
            )
        return {result["Id"]: tuple(result["Values"]) for result in answer["MetricDataResults"]}


def widget(alarm: Alarm) -> dict[str, object]:
    """The chart as GetMetricWidgetImage takes it: three hours until the change, the threshold a red line."""
    condition = alarm.condition
    assert condition is not None
    chart: dict[str, object] = {
        "title": alarm.name,
        "view": "timeSeries",
        "width": 800,
        "height": 300,
        "timezone": "+0900",
        "start": (alarm.occurred_at - CHART_SPAN).isoformat(),
        "end": alarm.occurred_at.isoformat(),
        "metrics": [_metric(query) for query in condition.queries],
    }
    if condition.threshold is not None:
        line = {"value": condition.threshold, "color": "#d92d20", "label": "기준"}
        chart["annotations"] = {"horizontal": [line]}
    return chart


def _metric(query: Mapping[str, Any]) -> list[object]:
    """A query in the widget's notation; one that only feeds an expression is hidden."""
    options: dict[str, object] = {"id": query["Id"], "visible": query.get("ReturnData", True)}
    if "Label" in query:
        options["label"] = query["Label"]
    if "Expression" in query:
        return [options | {"expression": query["Expression"]}]
    stat = query["MetricStat"]
    metric = stat["Metric"]
    pairs = [part for pair in metric["Dimensions"] for part in (pair["Name"], pair["Value"])]
    rendered = options | {"stat": stat["Stat"], "period": stat["Period"]}
    return [metric["Namespace"], metric["MetricName"], *pairs, rendered]


def _to_show(condition: Condition) -> tuple[list[dict[str, Any]], str]:
    """The queries without anomaly detection's band, and the id of the one to show."""
    kept = [dict(query) for query in condition.queries if _BAND not in str(query.get("Expression", ""))]
    names = {str(query["Id"]): f"q{index}" for index, query in enumerate(kept)}
    if not any("Expression" in query for query in kept):  # EventBridge names a plain metric by a UUID
        for query in kept:
            query["Id"] = names[str(query["Id"])]
    shown = next((query for query in kept if query.get("ReturnData", True)), kept[0])
    return kept, str(shown["Id"])


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise ObservationError(error.response["Error"]["Code"]) from error
    except (BotoCoreError, KeyError) as error:
        raise ObservationError(type(error).__name__) from error

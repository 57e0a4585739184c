"""An alarm as infra/ defines it, so that a drill rings by the rule that production rings by."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.templates import TEMPLATES, stack
from local.drills.timeline import DrillFailedError

_PLACEHOLDER = re.compile(r"<(\w+)[.\w]*>")


@dataclass(frozen=True, slots=True)
class Query:
    """A metric that an alarm looks at, or what it computes of others."""

    id: str
    expression: str = ""
    namespace: str = ""
    metric: str = ""
    dimensions: Mapping[str, str] | None = None
    statistic: str = ""


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """When an alarm rings. `period` is in seconds; `watched` is the query that is compared."""

    name: str
    description: str
    queries: tuple[Query, ...]
    watched: str
    label: str
    period: int
    periods: int
    to_alarm: int
    operator: str
    threshold: float
    missing: str

    def words(self) -> str:
        """`share > 80 in 3 of 3 periods of 60 s`."""
        sign = {"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": "≥"}.get(self.operator, "<")
        counted = f"{self.to_alarm} of {self.periods} periods of {self.period} s"
        return f"{self.label} {sign} {self.threshold:g} in {counted}"


def alarm(name: str, parameters: Mapping[str, object]) -> AlarmRule:
    """The alarm of this logical id. Raises DrillFailedError where no template has it."""
    for template in TEMPLATES:
        found = stack(template, **parameters).of_type("AWS::CloudWatch::Alarm")
        if name in found:
            return _rule(_named(found[name]))
    raise DrillFailedError(f"no template has the alarm {name}")


def rollback_alarms(parameters: Mapping[str, object]) -> list[AlarmRule]:
    """The alarms that infra/load_balancer.yaml hands to the API's deployments."""
    names = _named(stack("load_balancer").outputs["RollbackAlarmNames"])
    return [alarm(name, parameters) for name in names.split(",")]


def target_group(parameters: Mapping[str, object]) -> dict[str, Any]:
    """How the load balancer asks targets for their health."""
    return stack("load_balancer", **parameters).properties("GreenTargetGroup")


def _named(node: Any) -> Any:  # noqa: ANN401 - a node of a template
    """What only AWS knows, `<Resource.Attribute>`, stands as the resource's or parameter's name."""
    return json.loads(_PLACEHOLDER.sub(r"\1", json.dumps(node)))


def _rule(properties: Mapping[str, Any]) -> AlarmRule:
    listed = properties.get("Metrics") or [_single(properties)]
    queries = tuple(_query(one) for one in listed)
    (watched,) = (one for one in listed if one.get("ReturnData", True))
    period = next(one["MetricStat"]["Period"] for one in listed if "MetricStat" in one)
    periods = int(properties["EvaluationPeriods"])
    return AlarmRule(
        name=properties["AlarmName"],
        description=properties["AlarmDescription"],
        queries=queries,
        watched=watched["Id"],
        label=watched.get("Label") or next(one.metric for one in queries if one.metric),
        period=int(period),
        periods=periods,
        to_alarm=int(properties.get("DatapointsToAlarm", periods)),
        operator=properties["ComparisonOperator"],
        threshold=float(properties["Threshold"]),
        missing=properties.get("TreatMissingData", "missing"),
    )


def _single(properties: Mapping[str, Any]) -> dict[str, Any]:
    metric = {name: properties[name] for name in ("Namespace", "MetricName", "Dimensions")}
    statistic = properties.get("ExtendedStatistic") or properties["Statistic"]
    return {"Id": "m1", "MetricStat": {"Metric": metric, "Period": properties["Period"], "Stat": statistic}}


def _query(one: Mapping[str, Any]) -> Query:
    if "MetricStat" not in one:
        return Query(one["Id"], expression=one["Expression"])
    stat = one["MetricStat"]
    metric = stat["Metric"]
    dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
    return Query(one["Id"], "", metric["Namespace"], metric["MetricName"], dimensions, stat["Stat"])

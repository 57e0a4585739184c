"""An alarm as infra/ defines it: a drill uses production's own rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from local.drills.timeline import DrillFailedError
from local.state import ROOT

_IN_SUB = re.compile(r"\$\{([A-Za-z:]+)\}")


class _Loader(yaml.SafeLoader):
    """Knows CloudFormation's short forms: `!Ref X` is read as {"Ref": "X"}."""


def _tagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    read = {yaml.ScalarNode: "construct_scalar", yaml.SequenceNode: "construct_sequence"}
    construct = getattr(loader, read.get(type(node), "construct_mapping"))
    content = construct(node) if isinstance(node, yaml.ScalarNode) else construct(node, deep=True)
    return {tag: content}


_Loader.add_multi_constructor("!", _tagged)


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
    """When an alarm goes off. `period` is in seconds; `watched` is the query that is compared."""

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
    for path in sorted((ROOT / "infra").glob("*.yaml")):
        template = _template(path)
        resource = template["Resources"].get(name, {})
        if resource.get("Type") == "AWS::CloudWatch::Alarm":
            return _rule(_resolved(resource["Properties"], _given(template, parameters)))
    raise DrillFailedError(f"no template in infra/ has the alarm {name}")


def rollback_alarms(parameters: Mapping[str, object]) -> list[AlarmRule]:
    """The alarms that infra/load_balancer.yaml hands to the API's deployments."""
    outputs = _template(ROOT / "infra/load_balancer.yaml")["Outputs"]
    names = re.findall(r"'Ref': '(\w+)'", str(outputs["RollbackAlarmNames"]["Value"]))
    return [alarm(name, parameters) for name in names]


def target_group(parameters: Mapping[str, object]) -> dict[str, Any]:
    """How the load balancer asks targets for their health."""
    template = _template(ROOT / "infra/load_balancer.yaml")
    resource = template["Resources"]["GreenTargetGroup"]["Properties"]
    found: dict[str, Any] = _resolved(resource, _given(template, parameters))
    return found


@cache
def _template(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - it is safe
    return loaded


def _given(template: Mapping[str, Any], parameters: Mapping[str, object]) -> dict[str, str]:
    defaults = {name: one["Default"] for name, one in template["Parameters"].items() if "Default" in one}
    return {name: str(value) for name, value in {**defaults, **parameters}.items()}


def _resolved(node: Any, given: Mapping[str, str]) -> Any:  # noqa: ANN401 - a node of a template
    """With parameters filled in; what only AWS knows stands as its name."""
    match node:
        case {"Ref": str(name)}:
            return given.get(name, name)
        case {"Sub": str(text)}:
            return _IN_SUB.sub(lambda found: given.get(found[1], found[1]), text)
        case {"GetAtt": str(name)}:
            return name.partition(".")[0]
        case dict():
            return {key: _resolved(value, given) for key, value in node.items()}
        case list():
            return [_resolved(value, given) for value in node]
    return node


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

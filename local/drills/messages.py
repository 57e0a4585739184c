"""An alarm's change of state in the form that CloudWatch gives to SNS, and ECS's event of a stopped task."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from local.aws import ACCOUNT, REGION
from local.cloudwatch import State
from local.drills.evaluation import Evaluation
from local.drills.templates import AlarmRule, Query

STACK: Final = "receipts-prod"
_WORDS = {
    "GreaterThanThreshold": "greater than the threshold",
    "GreaterThanOrEqualToThreshold": "greater than or equal to the threshold",
    "LessThanThreshold": "less than the threshold",
    "LessThanOrEqualToThreshold": "less than or equal to the threshold",
}


def state_change(evaluation: Evaluation, before: State) -> str:
    """The message of the alarms topic, as events/alarm_cloudwatch_*.json have it."""
    rule, now = evaluation.rule, datetime.now(UTC)
    return json.dumps(
        {
            "AlarmName": rule.name,
            "AlarmDescription": rule.description,
            "AWSAccountId": ACCOUNT,
            "NewStateValue": evaluation.state,
            "NewStateReason": _reason(evaluation, now),
            "StateChangeTime": now.isoformat(timespec="milliseconds"),
            "Region": "Asia Pacific (Seoul)",
            "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{rule.name}",
            "OldStateValue": before,
            "Trigger": _trigger(rule),
        }
    )


def _reason(evaluation: Evaluation, now: datetime) -> str:
    rule = evaluation.rule
    newest_first = [
        f"{value:.1f} ({now - timedelta(seconds=rule.period * age):%d/%m/%y %H:%M:%S})"
        for age, value in enumerate(reversed(evaluation.values))
        if value is not None
    ]
    if not newest_first:
        return "Threshold Crossed: no datapoints were received."
    was = "were" if evaluation.state is State.ALARM else "were not"
    return (
        f"Threshold Crossed: {rule.to_alarm} out of the last {rule.periods} datapoints "
        f"[{', '.join(newest_first)}] {was} {_WORDS[rule.operator]} ({rule.threshold})"
    )


def _trigger(rule: AlarmRule) -> dict[str, Any]:
    common = {
        "Period": rule.period,
        "EvaluationPeriods": rule.periods,
        "DatapointsToAlarm": rule.to_alarm,
        "ComparisonOperator": rule.operator,
        "Threshold": rule.threshold,
        "TreatMissingData": rule.missing,
    }
    if len(rule.queries) > 1:
        return common | {"Metrics": [_metric(rule, one) for one in rule.queries]}
    (only,) = rule.queries
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": only.statistic}
        if only.statistic.startswith("p")
        else {"StatisticType": "Statistic", "Statistic": only.statistic.upper()}
    )
    named = {"MetricName": only.metric, "Namespace": only.namespace, "Dimensions": _dimensions(only)}
    return common | named | statistic


def _metric(rule: AlarmRule, query: Query) -> dict[str, Any]:
    shown = {"Id": query.id, "ReturnData": query.id == rule.watched}
    if query.expression:
        return shown | {"Expression": query.expression, "Label": rule.label if shown["ReturnData"] else ""}
    metric = {"Namespace": query.namespace, "MetricName": query.metric, "Dimensions": _dimensions(query)}
    return shown | {"MetricStat": {"Metric": metric, "Period": rule.period, "Stat": query.statistic}}


def _dimensions(query: Query) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in (query.dimensions or {}).items()]


def task_stopped(task_id: str, exit_code: int, reason: str) -> dict[str, Any]:
    """What EventBridge hands to the notifier when a task of the API has ended by itself."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
    return {
        "version": "0",
        "id": task_id,
        "detail-type": "ECS Task State Change",
        "source": "aws.ecs",
        "account": ACCOUNT,
        "time": now,
        "region": REGION,
        "resources": [f"{arn}:task/{STACK}/{task_id}"],
        "detail": {
            "clusterArn": f"{arn}:cluster/{STACK}",
            "taskArn": f"{arn}:task/{STACK}/{task_id}",
            "group": "service:api",
            "lastStatus": "STOPPED",
            "desiredStatus": "STOPPED",
            "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container in task exited",
            "containers": [{"name": "api", "exitCode": exit_code, "reason": reason}],
            "version": 5,
            "stoppedAt": now,
        },
    }

"""CloudWatch alarms: metric, metric math, anomaly and composite, from SNS, EventBridge or a direct call."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from alarm_notifier.domain.alarm import Alarm, Condition, Fact, Severity, State
from alarm_notifier.domain.catalog import CATALOG, known_name
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, list_of, object_of, parsed_time, region_of, text_of
from alarm_notifier.domain.sources import conditions
from alarm_notifier.domain.sources.descriptions import Description, parsed_description
from receipts.domain.sentence import Sentence

_RULE = Sentence("규칙", "Rule")
_CHILDREN = Sentence("원인 알람", "Caused by")
_SUPPRESSED = Sentence("동작 억제", "Actions suppressed by")


def read(occurrence: Occurrence) -> Alarm | None:
    """None for anything but a CloudWatch alarm. Raises ValueError, KeyError or TypeError for a new shape."""
    content = occurrence.content
    if not isinstance(content, Mapping):
        return None
    if "AlarmName" in content and "NewStateValue" in content:
        return _from_sns(content)
    if content.get("detail-type") == "CloudWatch Alarm State Change":
        return _from_event(content, content["detail"], text_of(content, "region"), content["resources"][0])
    if content.get("source") == "aws.cloudwatch" and "alarmData" in content:
        return _from_event(content, content["alarmData"], text_of(content, "region"), content["alarmArn"])
    return None


def _from_sns(body: Json) -> Alarm:
    arn = text_of(body, "AlarmArn")
    condition = conditions.from_trigger(body)
    alarm = _alarm(
        text_of(body, "AlarmName"),
        State(text_of(body, "NewStateValue")),
        text_of(body, "NewStateReason"),
        parsed_time(text_of(body, "StateChangeTime")),
        parsed_description(text_of(body, "AlarmDescription")),
    )
    return replace(
        alarm,
        key=arn or alarm.name,
        identity=_identity(arn or alarm.name, alarm.state, text_of(body, "StateChangeTime")),
        region=region_of(arn) or text_of(body, "Region"),  # the latter in words: `US East (N. Virginia)`
        account=text_of(body, "AWSAccountId"),
        condition=condition,
        sentence=_sentence(alarm, condition),
        facts=alarm.facts + _composite_facts(text_of(body, "AlarmRule"), _children(body)),
    )


def _from_event(event: Json, detail: Json, region: str, arn: str) -> Alarm:
    state = object_of(detail, "state")
    settings = object_of(detail, "configuration")
    condition = conditions.from_configuration(settings, state)
    alarm = _alarm(
        text_of(detail, "alarmName"),
        State(text_of(state, "value")),
        text_of(state, "reason"),
        parsed_time(text_of(state, "timestamp")),
        parsed_description(text_of(settings, "description")),
    )
    return replace(
        alarm,
        key=arn,
        identity=_identity(arn, alarm.state, text_of(state, "timestamp")),
        region=region,
        account=text_of(event, "account") or text_of(event, "accountId"),
        condition=condition,
        sentence=_sentence(alarm, condition),
        facts=alarm.facts
        + _composite_facts(text_of(settings, "alarmRule"), conditions.triggering_alarms(state))
        + _suppression(state),
    )


def _alarm(name: str, state: State, reason: str, changed: datetime, description: Description) -> Alarm:
    runbook = description.runbook or known_name(name)
    return Alarm(
        key=name,
        identity=name,
        name=name,
        source="CloudWatch",
        state=state,
        severity=_severity(state, runbook, description),
        sentence=Sentence("", ""),
        occurred_at=changed,
        runbook=runbook,
        facts=(Fact(Sentence("설명", "Description"), description.text),) if description.text else (),
        quote=reason,
    )


def _severity(state: State, runbook: str, description: Description) -> Severity:
    if state is not State.ALARM:
        return Severity.INFO
    if description.severity:
        return description.severity
    return CATALOG[runbook].severity if runbook in CATALOG else Severity.ERROR


def _identity(key: str, state: State, changed: str) -> str:
    """SNS and EventBridge give a change the same time to the millisecond: both ways make one message."""
    return f"{key}|{state}|{changed}"


def _sentence(alarm: Alarm, condition: Condition | None) -> Sentence:
    if alarm.state is State.OK:
        return Sentence("정상으로 돌아왔습니다.", "Back to normal.")
    if alarm.state is State.INSUFFICIENT_DATA:
        return Sentence(
            "지표가 수집되지 않아 상태를 알 수 없습니다.", "No data arrives, so the state is unknown."
        )
    if condition is None:
        return Sentence("복합 알람의 조건이 충족되었습니다.", "The conditions of a composite alarm are met.")
    if condition.current is None:
        return Sentence(
            f"`{condition.metric}` 지표가 기준을 벗어났습니다.", f"`{condition.metric}` is out of bounds."
        )
    value = conditions.measured(condition.current, condition)
    metric = " ".join(part for part in (f"`{condition.metric}`", condition.statistic) if part)
    limit, times = conditions.limit(condition), conditions.times(condition)
    return Sentence(
        f"{metric} 값 *{value.korean}*, 기준 {limit.korean}: {times.korean} 벗어났습니다.",
        f"{metric} is *{value.english}*, limit {limit.english}: breached {times.english}.",
    )


def _composite_facts(rule: str, children: tuple[str, ...]) -> tuple[Fact, ...]:
    facts = [Fact(_RULE, rule)] if rule else []
    if children:
        facts.append(Fact(_CHILDREN, ", ".join(children)))
    return tuple(facts)


def _suppression(state: Json) -> tuple[Fact, ...]:
    by = text_of(state, "actionsSuppressedBy")
    return (Fact(_SUPPRESSED, by),) if by else ()


def _children(body: Json) -> tuple[str, ...]:
    children = list_of(body, "TriggeringChildren")
    return tuple(text_of(child, "Arn").rpartition(":")[2] for child in children if isinstance(child, Mapping))

"""RDS events, from an RDS event subscription (SNS) or EventBridge."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from alarm_notifier.domain.alarm import Alarm, Fact, Severity, with_value
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, last_part, list_of, object_of, region_of, text_of
from alarm_notifier.domain.sources.events import is_event, notice
from receipts.domain.sentence import Sentence

_ID = re.compile(r"RDS-EVENT-\d{4}")
# From "Amazon RDS event categories and event messages" in the RDS user guide.
_KNOWN = {
    "RDS-EVENT-0013": (
        Severity.CRITICAL,
        "대기 데이터베이스로 장애 조치를 시작했습니다.",
        "A failover to the standby has started.",
    ),
    "RDS-EVENT-0015": (
        Severity.CRITICAL,
        "대기 데이터베이스로 전환됐습니다. DNS가 바뀌는 데 몇 분 걸릴 수 있습니다.",
        "The failover is done; DNS may take some minutes.",
    ),
    "RDS-EVENT-0049": (
        Severity.CRITICAL,
        "대기 데이터베이스로 장애 조치를 마쳤습니다.",
        "The failover to the standby is complete.",
    ),
    "RDS-EVENT-0065": (
        Severity.ERROR,
        "대기 데이터베이스로 일부만 전환됐습니다.",
        "A partial failover happened.",
    ),
    "RDS-EVENT-0006": (Severity.ERROR, "데이터베이스가 다시 시작했습니다.", "The database restarted."),
    "RDS-EVENT-0004": (Severity.ERROR, "데이터베이스가 멈췄습니다.", "The database shut down."),
    "RDS-EVENT-0007": (
        Severity.CRITICAL,
        "데이터베이스의 디스크가 가득 찼습니다.",
        "The database's storage is exhausted.",
    ),
    "RDS-EVENT-0089": (
        Severity.ERROR,
        "데이터베이스의 남은 디스크가 10% 미만입니다.",
        "Less than 10% of the storage is free.",
    ),
    "RDS-EVENT-0031": (
        Severity.CRITICAL,
        "데이터베이스 인스턴스가 고장 났습니다.",
        "The database instance has failed.",
    ),
    "RDS-EVENT-0045": (Severity.ERROR, "복제가 멈췄습니다.", "Replication has stopped."),
    "RDS-EVENT-0002": (Severity.INFO, "백업을 마쳤습니다.", "A backup is finished."),
}
_BY_CATEGORY = {"failover": Severity.CRITICAL, "failure": Severity.ERROR, "low storage": Severity.ERROR}
_RUNBOOKS = {
    "failover": "DatabaseFailover",
    "low storage": "DatabaseStorageLow",
    "RDS-EVENT-0007": "DatabaseStorageLow",
    "RDS-EVENT-0089": "DatabaseStorageLow",
    "RDS-EVENT-0045": "DatabaseReplicaLagHigh",
}
_FAILOVER = {"RDS-EVENT-0013", "RDS-EVENT-0015", "RDS-EVENT-0049", "RDS-EVENT-0065"}


def read(occurrence: Occurrence) -> Alarm | None:
    """None for what is no RDS event."""
    content = occurrence.content
    if not isinstance(content, Mapping):
        return None
    if "Event Source" in content and "Event Message" in content:
        return _from_subscription(occurrence, content)
    if is_event(content, "aws.rds"):
        return _from_event(occurrence, content)
    return None


def _from_subscription(occurrence: Occurrence, body: Json) -> Alarm:
    found = _ID.search(text_of(body, "Event ID"))
    source_id = text_of(body, "Source ID")
    alarm = _alarm(
        occurrence, {}, found.group() if found else "", "", source_id, text_of(body, "Event Message")
    )
    moment = datetime.strptime(text_of(body, "Event Time"), "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    region = region_of(text_of(body, "Source ARN"))
    return replace(alarm, occurred_at=moment, url=text_of(body, "Identifier Link"), region=region)


def _from_event(occurrence: Occurrence, event: Json) -> Alarm:
    detail = object_of(event, "detail")
    category = next(iter(list_of(detail, "EventCategories")), "")
    source_id = text_of(detail, "SourceIdentifier") or last_part(text_of(detail, "SourceArn"))
    return _alarm(
        occurrence, event, text_of(detail, "EventID"), category, source_id, text_of(detail, "Message")
    )


def _alarm(
    occurrence: Occurrence, event: Json, event_id: str, category: str, database: str, message: str
) -> Alarm:
    severity, ko, en = _KNOWN.get(event_id, (_BY_CATEGORY.get(category, Severity.INFO), message, message))
    runbook = (
        "DatabaseFailover"
        if event_id in _FAILOVER
        else _RUNBOOKS.get(event_id) or _RUNBOOKS.get(category, "")
    )
    alarm = notice(
        occurrence,
        event,
        name=database.removeprefix("rds:"),
        source="RDS",
        severity=severity,
        sentence=Sentence(ko, en),
        runbook=runbook,
    )
    facts = [
        Fact(Sentence("데이터베이스", "Database"), alarm.name),
        Fact(Sentence("이벤트 ID", "Event"), event_id),
    ]
    return replace(alarm, facts=with_value(*facts), quote=message)

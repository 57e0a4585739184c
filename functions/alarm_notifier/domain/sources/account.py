"""What concerns the whole account: AWS Budgets, AWS Health, certificates about to expire."""

import re
from collections.abc import Mapping
from dataclasses import replace

from alarm_notifier.domain.alarm import Alarm, Fact, Severity, with_value
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, last_part, list_of, object_of, text_of
from alarm_notifier.domain.sources.events import is_event, notice
from receipts.domain.sentence import Sentence

_BUDGET_LINE = re.compile(
    r"^(Budget Name|Budget Type|Budgeted Amount|Alert Type|Alert Threshold|\w+ Amount): *(.+)$", re.M
)
_BUDGET_LABELS = {
    "Budgeted Amount": Sentence("예산", "Budgeted"),
    "Alert Threshold": Sentence("알림 기준", "Alert threshold"),
    "ACTUAL Amount": Sentence("실제 비용", "Actual"),
    "FORECASTED Amount": Sentence("예상 비용", "Forecast"),
}
_HEALTH = {"issue": Severity.ERROR, "scheduledChange": Severity.WARNING, "accountNotification": Severity.INFO}
_CATEGORIES = {
    "issue": Sentence("AWS 장애가 알려졌습니다.", "AWS reports an issue."),
    "scheduledChange": Sentence("AWS가 작업을 예고했습니다.", "AWS announces a scheduled change."),
    "accountNotification": Sentence("AWS가 계정에 알립니다.", "AWS notifies the account."),
}
_URGENT_DAYS = 14


def read(occurrence: Occurrence) -> Alarm | None:
    """None for what is none of these."""
    content = occurrence.content
    if isinstance(content, str) and "Budget Name:" in content and "AWS" in content:
        return _budget(occurrence, content)
    if not isinstance(content, Mapping):
        return None
    if is_event(content, "aws.health"):
        return _health(occurrence, content)
    if is_event(content, "aws.acm", "ACM Certificate Approaching Expiration", "ACM Certificate Expired"):
        return _certificate(occurrence, content)
    return None


def _budget(occurrence: Occurrence, text: str) -> Alarm:
    lines = dict(_BUDGET_LINE.findall(text))
    name = lines.get("Budget Name", "").strip()
    forecast = lines.get("Alert Type", "").strip() == "FORECASTED"
    ko = "예상 비용이 예산 기준을 넘을 것으로 보입니다." if forecast else "비용이 예산 기준을 넘었습니다."
    en = (
        "The forecast exceeds the budget's threshold."
        if forecast
        else "The cost exceeds the budget's threshold."
    )
    alarm = notice(
        occurrence,
        {},
        name=name,
        source="AWS Budgets",
        severity=Severity.WARNING,
        sentence=Sentence(ko, en),
        runbook="BudgetExceeded",
    )
    facts = tuple(Fact(label, lines[line].strip()) for line, label in _BUDGET_LABELS.items() if line in lines)
    account = re.search(r"AWS Account (\d{12})", text)
    return replace(
        alarm,
        facts=facts,
        account=account[1] if account else "",
        url="https://console.aws.amazon.com/billing/home#/budgets",
    )


def _health(occurrence: Occurrence, event: Json) -> Alarm:
    detail = object_of(event, "detail")
    category = text_of(detail, "eventTypeCategory")
    said = [text_of(one, "latestDescription") for one in list_of(detail, "eventDescription")]
    entities = [text_of(one, "entityValue") for one in list_of(detail, "affectedEntities")]
    alarm = notice(
        occurrence,
        event,
        name=text_of(detail, "eventTypeCode"),
        source="AWS Health",
        severity=_HEALTH.get(category, Severity.WARNING),
        sentence=_CATEGORIES.get(category, Sentence("AWS가 알립니다.", "AWS says:")),
        runbook="AwsHealthEvent",
    )
    facts = (
        Fact(Sentence("서비스", "Service"), text_of(detail, "service")),
        Fact(Sentence("시작", "Starts"), text_of(detail, "startTime")),
        Fact(Sentence("영향받는 자원", "Affected"), ", ".join(entities)),
    )
    # Health sends one event again with more to say: same ARN, another time.
    identity = f"{text_of(detail, 'eventArn') or occurrence.id}|{text_of(event, 'time')}"
    return replace(
        alarm,
        identity=identity,
        key=identity,
        facts=with_value(*facts),
        quote=said[0] if said else "",
        url="https://health.aws.amazon.com/health/home",
    )


def _certificate(occurrence: Occurrence, event: Json) -> Alarm:
    detail = object_of(event, "detail")
    days = int(detail.get("DaysToExpiry") or 0)
    name = text_of(detail, "CommonName") or last_part(str(next(iter(list_of(event, "resources")), "")))
    alarm = notice(
        occurrence,
        event,
        name=name,
        source="ACM",
        severity=Severity.CRITICAL if days <= _URGENT_DAYS else Severity.WARNING,
        sentence=Sentence(f"인증서가 {days}일 뒤에 만료됩니다.", f"The certificate expires in {days} days."),
        runbook="CertificateExpiring",
    )
    return replace(alarm, facts=(Fact(Sentence("인증서", "Certificate"), name),))

"""Everything that no other reader knows, text or JSON: shown as it came, never dropped."""

import json
from dataclasses import replace

from alarm_notifier.domain.alarm import Alarm, Severity
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, text_of
from alarm_notifier.domain.sources.events import notice
from alarm_notifier.domain.text import untranslated
from receipts.domain.sentence import Sentence


def read(occurrence: Occurrence) -> Alarm:
    """Always an alarm."""
    content = occurrence.content
    if isinstance(content, str):
        return _text(occurrence, content)
    event: Json = content if isinstance(content, dict) else {}
    alarm = notice(
        occurrence,
        event,
        name=occurrence.subject or text_of(event, "detail-type") or "JSON",
        source=text_of(event, "source") or "SNS",
        severity=Severity.WARNING,
        sentence=Sentence(
            "알 수 없는 형식의 알림입니다. 내용을 그대로 보여 드립니다.",
            "A notice in an unknown format, shown as it came.",
        ),
    )
    return replace(alarm, quote=json.dumps(content, ensure_ascii=False, indent=2, default=str))


def _text(occurrence: Occurrence, text: str) -> Alarm:
    first = text.strip().partition("\n")[0]
    name = occurrence.subject or first
    alarm = notice(
        occurrence,
        {},
        name=name,
        source="SNS",
        severity=Severity.WARNING,
        sentence=untranslated(first or "(empty)"),
    )
    return replace(alarm, quote=text if text.strip() != first else "")

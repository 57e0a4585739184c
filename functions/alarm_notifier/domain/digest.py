"""Many alarms in one message: every one of them has its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.blocks import SECTION, Block, Message, context, cut, message, section
from alarm_notifier.domain.rendering import BLUE, RED
from alarm_notifier.domain.sentence import Language, Sentence
from alarm_notifier.domain.text import clock_time

MOST_LINES = 50
"""Alarms a digest; more of them make another digest."""
_LINE = 280


@dataclass(frozen=True, slots=True)
class Line:
    """One alarm that waits for the next digest."""

    identity: str
    occurred_at: datetime
    severity: Severity
    headline: str
    """In Slack's markup, already masked."""
    place: str = ""
    """Where the records keep it."""


def digest(lines: Sequence[Line], language: Language) -> Message:
    """At most MOST_LINES of them, oldest first."""
    count, emoji = len(lines), "🌊"
    title = Sentence(f"알람 {count}건을 묶었습니다", f"{count} alarms in one message").in_language(language)
    why = Sentence(
        "한꺼번에 많이 발생했거나, 발생과 해제를 반복했거나, 배포 후 정상 확인입니다. 빠진 알람은 없습니다.",
        "They came all at once, flap, or are all-clears after a deployment. None is left out.",
    ).in_language(language)
    is_critical = any(line.severity is Severity.CRITICAL for line in lines)
    blocks = [context(why), *_sections(lines)]
    return message(
        f"{emoji} *{title}*", RED if is_critical else BLUE, blocks, "<!here>" if is_critical else ""
    )


def _sections(lines: Sequence[Line]) -> list[Block]:
    paragraphs: list[str] = [""]
    for line in sorted(lines, key=lambda line: line.occurred_at):
        said = f"`{clock_time(line.occurred_at)}` {cut(line.headline, _LINE)}\n"
        if len(paragraphs[-1]) + len(said) > SECTION:
            paragraphs.append("")
        paragraphs[-1] += said
    return [section(paragraph.strip()) for paragraph in paragraphs]

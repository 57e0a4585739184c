"""Many alarms in one message: each of them has a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.blocks import SECTION, Block, Message, context, cut, message, section
from alarm_notifier.domain.rendering import BLUE, RED
from alarm_notifier.domain.text import clock_time
from receipts.domain.sentence import Language, Sentence

MOST_LINES = 50
"""Alarms in one digest; if there are more, another digest follows."""
_LONGEST_LINE = 280


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One alarm that waits for the next digest."""

    identity: str
    occurred_at: datetime
    severity: Severity
    headline: str
    """In Slack's markup, already masked."""
    storage_key: str = ""
    """Where the records keep it, once they do."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of one digest, and the identities that it was begun with: some may be gone by now."""

    identities: tuple[str, ...]
    lines: tuple[DigestLine, ...]


def next_batch(due: Sequence[DigestLine], begun: Sequence[str] = ()) -> Batch:
    """What is left of the batch that was begun, if anything is; otherwise the oldest lines, perhaps none."""
    left = tuple(line for line in due if line.identity in begun)
    if left:
        return Batch(tuple(begun), left)
    oldest = tuple(due[:MOST_LINES])
    return Batch(tuple(line.identity for line in oldest), oldest)


def digest(lines: Sequence[DigestLine], language: Language) -> Message:
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


def _sections(lines: Sequence[DigestLine]) -> list[Block]:
    paragraphs: list[str] = [""]
    for line in sorted(lines, key=lambda line: line.occurred_at):
        text = f"`{clock_time(line.occurred_at)}` {cut(line.headline, _LONGEST_LINE)}\n"
        if len(paragraphs[-1]) + len(text) > SECTION:
            paragraphs.append("")
        paragraphs[-1] += text
    return [section(paragraph.strip()) for paragraph in paragraphs]

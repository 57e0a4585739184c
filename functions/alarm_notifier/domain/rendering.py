"""What people read of an alarm."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from alarm_notifier.domain.alarm import Alarm, Condition, Fact, Severity, State
from alarm_notifier.domain.blocks import (
    Block,
    Message,
    code,
    context,
    escape,
    message,
    section,
    table,
)
from alarm_notifier.domain.catalog import CATALOG
from alarm_notifier.domain.links import LinkTargets, links
from alarm_notifier.domain.masking import mask
from alarm_notifier.domain.sources.conditions import limit, measured
from alarm_notifier.domain.sparkline import sparkline
from alarm_notifier.domain.text import duration, kst
from receipts.domain.sentence import Language, Sentence

RED, ORANGE, GREEN, GREY, BLUE = "#d92d20", "#f79009", "#12b76a", "#98a2b3", "#2e90fa"
_MOST_QUOTED = 8_000
"""Characters of a message that is not understood; all of it is in the log."""

_STYLES = {
    Severity.CRITICAL: ("🚨", RED, Sentence("긴급", "Critical")),
    Severity.ERROR: ("🔴", RED, Sentence("오류", "Error")),
    Severity.WARNING: ("🟠", ORANGE, Sentence("주의", "Warning")),
    Severity.INFO: ("🔵", BLUE, Sentence("알림", "Info")),
}
_STATE_STYLES = {
    State.OK: ("✅", GREEN, Sentence("해결", "Resolved")),
    State.INSUFFICIENT_DATA: ("⚪", GREY, Sentence("데이터 없음", "No data")),
}


@dataclass(frozen=True, slots=True)
class Backlog:
    """Receipts that wait to be read."""

    waiting: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known besides the alarm itself."""

    language: Language = Language.KOREAN
    link_targets: LinkTargets = field(default_factory=LinkTargets)
    backlog: Backlog | None = None
    series: tuple[float, ...] = ()
    lasted: timedelta | None = None
    note: Sentence | None = None
    is_quiet: bool = False
    """Nobody is mentioned: it is late or muted."""


def style_of(alarm: Alarm) -> tuple[str, str, Sentence]:
    """Emoji, colour and word for an alarm's state."""
    return _STATE_STYLES.get(alarm.state) or _STYLES[alarm.severity]


def title(alarm: Alarm) -> str:
    """The alarm's name, with the service in front unless it is CloudWatch."""
    return alarm.name if alarm.source == "CloudWatch" else f"{alarm.source} {alarm.name}"


def masked(alarm: Alarm) -> Alarm:
    """The alarm without card numbers or secrets, whatever field they stand in."""
    return replace(
        alarm,
        name=mask(alarm.name),
        source=mask(alarm.source),
        sentence=_masked(alarm.sentence),
        region=mask(alarm.region),
        account=mask(alarm.account),
        runbook=mask(alarm.runbook),
        facts=tuple(Fact(_masked(fact.label), mask(fact.value)) for fact in alarm.facts),
        condition=alarm.condition and _masked_condition(alarm.condition),
        quote=mask(alarm.quote),
        url=mask(alarm.url),
    )


def _masked(text: Sentence) -> Sentence:
    return Sentence(mask(text.korean), mask(text.english))


def _masked_condition(condition: Condition) -> Condition:
    return replace(
        condition,
        metric=mask(condition.metric),
        statistic=mask(condition.statistic),
        dimensions=tuple((mask(name), mask(value)) for name, value in condition.dimensions),
        expression=mask(condition.expression),
    )


def render(alarm: Alarm, situation: Situation) -> Message:
    """The message that opens a thread, answers in one, or stands alone."""
    alarm = masked(alarm)
    blocks: list[Block] = [
        *_meaning(alarm, situation),
        table(_facts(alarm, situation)),
        *_sparkline(alarm, situation),
        *_impact(alarm, situation),
        *_quoted(alarm, situation),
        *_links(alarm, situation),
    ]
    return message(headline(alarm, situation), style_of(alarm)[1], blocks, _mention(alarm, situation))


def updated_opening(opening: Message, alarm: Alarm, situation: Situation) -> Message:
    """The thread's first message after a change of state: the new state, below it the first text."""
    alarm = masked(alarm)
    text = f"{headline(alarm, situation)}\n> {opening.text}"
    return message(text, style_of(alarm)[1], opening.blocks)


def headline(alarm: Alarm, situation: Situation) -> str:
    """One line: above the message, on a phone, and in a digest."""
    emoji, _, word = style_of(alarm)
    name = f"*[{word.in_language(situation.language)}] {escape(title(alarm))}*"
    said = escape(alarm.sentence.in_language(situation.language))
    note = f" _{situation.note.in_language(situation.language)}_" if situation.note else ""
    return f"{emoji} {name} {said}{_lasted(situation)}{note}"


def _mention(alarm: Alarm, situation: Situation) -> str:
    loud = alarm.severity is Severity.CRITICAL and not situation.is_quiet
    return "<!here>" if loud else ""


def _lasted(situation: Situation) -> str:
    if situation.lasted is None:
        return ""
    span = duration(situation.lasted, situation.language)
    return Sentence(f" ({span} 지속)", f" (lasted {span})").in_language(situation.language)


def _meaning(alarm: Alarm, situation: Situation) -> tuple[Block, ...]:
    entry = CATALOG.get(alarm.runbook)
    is_trouble = alarm.state in {State.ALARM, State.NOTICE} and alarm.severity is not Severity.INFO
    if entry is None or not is_trouble:
        return ()
    language = situation.language
    first = Sentence("먼저 할 일", "First").in_language(language)
    return (
        section(
            f"{entry.meaning.in_language(language)}\n*{first}:* {entry.first_step.in_language(language)}"
        ),
    )


def _facts(alarm: Alarm, situation: Situation) -> list[tuple[str, str]]:
    language = situation.language
    pairs = _condition_facts(alarm.condition, language) if alarm.condition else []
    since = Sentence("언제부터", "Since") if alarm.state is State.ALARM else Sentence("언제", "When")
    pairs.append((since.in_language(language), kst(alarm.occurred_at, language)))
    pairs += [(escape(fact.label.in_language(language)), _value(fact.value)) for fact in alarm.facts]
    where = " · ".join(part for part in (alarm.source, alarm.region, alarm.account) if part)
    return [*pairs[:9], (Sentence("출처", "From").in_language(language), escape(where))]


def _value(text: str) -> str:
    """Foreign text as the value of a fact; with a `>` in front it would become a quotation."""
    return f"`{escape(text)}`" if text.startswith(">") else escape(text)


def _condition_facts(condition: Condition, language: Language) -> list[tuple[str, str]]:
    metric = " ".join(part for part in (condition.metric, condition.statistic) if part)
    where = "\n".join(f"{name} = {value}" for name, value in condition.dimensions)
    found = [
        (Sentence("지표", "Metric"), f"`{escape(metric)}`" + (f"\n{escape(where)}" if where else "")),
        (
            Sentence("기준", "Threshold"),
            _value(limit(condition).in_language(language)),
        ),
    ]
    if condition.current is not None:
        found.append(
            (
                Sentence("현재 값", "Current value"),
                measured(condition.current, condition).in_language(language),
            )
        )
    if condition.expression:
        found.append((Sentence("계산식", "Expression"), f"`{escape(condition.expression)}`"))
    return [(label.in_language(language), value) for label, value in found]


def _sparkline(alarm: Alarm, situation: Situation) -> tuple[Block, ...]:
    """A line of CloudWatch's figures, or else of those in the alarm itself."""
    condition = alarm.condition
    if condition is None or alarm.state is State.INSUFFICIENT_DATA:
        return ()
    values = situation.series or condition.values
    if len(values) < 2:  # noqa: PLR2004 - one value is no line
        return ()
    title = (
        Sentence("지난 3시간", "Last three hours")
        if situation.series
        else Sentence("최근 값", "Recent values")
    )
    return (
        section(f"*{title.in_language(situation.language)}*\n`{sparkline(values, condition.threshold)}`"),
    )


def _impact(alarm: Alarm, situation: Situation) -> tuple[Block, ...]:
    if situation.backlog is None or (alarm.severity is Severity.INFO and alarm.state is State.NOTICE):
        return ()
    backlog = situation.backlog
    oldest = duration(backlog.oldest, situation.language)
    if backlog.waiting == 0:
        said = Sentence("대기 중인 영수증이 없습니다.", "No receipts are waiting.")
    else:
        said = Sentence(
            f"대기 중인 영수증 *{backlog.waiting:,}건*, 가장 오래된 것은 *{oldest}* 전.",
            f"*{backlog.waiting:,}* receipts are waiting, the oldest for *{oldest}*.",
        )
    title = Sentence("영수증 영향", "Impact on receipts").in_language(situation.language)
    return (section(f"*{title}*\n{said.in_language(situation.language)}"),)


def _quoted(alarm: Alarm, situation: Situation) -> tuple[Block, ...]:
    if not alarm.quote or alarm.quote == alarm.sentence.in_language(situation.language):
        return ()
    shown = code(alarm.quote, _MOST_QUOTED)
    if len(alarm.quote) > _MOST_QUOTED:
        rest = Sentence("나머지는 알림 함수의 로그에 있습니다.", "The rest is in the notifier's log.")
        return (*shown, context(rest.in_language(situation.language)))
    return shown


def _links(alarm: Alarm, situation: Situation) -> tuple[Block, ...]:
    line = links(alarm, situation.link_targets, situation.language)
    return (context(line),) if line else ()

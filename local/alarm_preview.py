"""Shows an event as Slack would, as a web page: `make alarm-preview EVENT=…`."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alarm_notifier.domain.alarm import Alarm
from alarm_notifier.domain.links import LinkTargets
from alarm_notifier.domain.reading import alarms_in
from alarm_notifier.domain.rendering import Backlog, Situation, render
from local.arguments import Parser
from local.slack_limits import problems_of
from local.state import ROOT
from receipts.domain.sentence import Language

_FOLDER = ROOT / ".local/alarm-preview"
_LINK_TARGETS = LinkTargets("receipts-dev", "/ecs/receipts-dev-api", "https://example.com/runbooks")
_WAVE = tuple(0.4 + abs(40 - minute % 55) / 100 for minute in range(180))
"""Three hours, as shares of the threshold; the last minutes are above it."""
_STYLE = """
body { margin: 0; padding: 24px; width: 760px; color: #1d1c1d; }
body { font: 15px/1.46 Lato, "Noto Sans CJK KR", sans-serif; }
h2 { font-size: 13px; color: #616061; margin: 24px 0 8px; font-weight: 400; }
.message { display: grid; grid-template-columns: 44px 1fr; }
.avatar { width: 36px; height: 36px; border-radius: 6px; background: #ffe8e5; }
.avatar { text-align: center; line-height: 36px; }
.app { font-weight: 700; } .badge { background: #e8e8e8; color: #616061; font-size: 10px; padding: 1px 4px; }
.attachment { border-left: 4px solid var(--bar); padding: 4px 0 4px 12px; margin-top: 6px; }
.section { margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; margin: 8px 0; }
.fields div { white-space: pre-wrap; overflow-wrap: anywhere; }
.context { font-size: 12px; color: #616061; margin: 6px 0; }
code, pre { background: #f7f7f7; border: 1px solid #ddd; border-radius: 3px; font-size: 12px; }
code { color: #e01e5a; padding: 0 3px; }
pre { padding: 8px; margin: 0; white-space: pre-wrap; }
blockquote { border-left: 4px solid #ddd; margin: 0; padding-left: 8px; }
a { color: #1264a3; text-decoration: none; } .here { background: #fdf2ce; color: #1264a3; }
.refused { color: #d92d20; }
"""
# Slack's markup, in the order that Slack reads it: code first, since nothing counts inside of it.
_MARKUP = (
    (re.compile(r"```\n?([\s\S]*?)\n?```"), r"<pre>\1</pre>"),
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"<(https://[^|>]+)\|([^>]+)>"), r'<a href="\1">\2</a>'),
    (re.compile(r"<!here>"), r'<span class="here">@here</span>'),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)"), r"<i>\1</i>"),
    (re.compile(r"^&gt; (.*)$", re.MULTILINE), r"<blockquote>\1</blockquote>"),
)


def page(events: Sequence[Path], languages: Sequence[Language]) -> str:
    """One HTML page with a message for each event and language."""
    shown = [part for event in events for language in languages for part in _event(event, language)]
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>{"".join(shown)}'


def _event(event: Path, language: Language) -> Iterator[str]:
    backlog = Backlog(1_234, timedelta(minutes=12))
    for alarm in alarms_in(_content(event), datetime.now(UTC)):
        situation = Situation(language, _LINK_TARGETS, backlog=backlog, series=_series(alarm))
        payload = render(alarm, situation).payload()
        yield f"<h2>{html.escape(event.name)} · {language}</h2>{_message(payload)}"
        for problem in problems_of(payload):
            yield f'<p class="refused">Slack refuses this: {html.escape(problem)}</p>'


def _content(event: Path) -> object:
    """The event; raises SystemExit with one line where it cannot be had."""
    try:
        return json.loads(event.read_text("utf-8"))
    except OSError as error:
        raise SystemExit(f"error: there is no event {event} ({error.strerror}); events/ has some") from None
    except ValueError as error:
        raise SystemExit(f"error: {event} is no JSON: {error}") from None


def _series(alarm: Alarm) -> tuple[float, ...]:
    """Invented values of the metric, which end with those of the alarm."""
    if alarm.condition is None:
        return ()
    scale = alarm.condition.threshold or 1.0
    return (*(scale * share for share in _WAVE), *alarm.condition.values)


def _message(payload: Mapping[str, Any]) -> str:
    (attachment,) = payload["attachments"]
    blocks = "".join(_block(block) for block in attachment["blocks"])
    return (
        '<div class="message"><div class="avatar">🔔</div><div>'
        '<span class="app">alarm notifier</span> <span class="badge">APP</span>'
        f'<div class="section">{_markup(payload["text"])}</div>'
        f'<div class="attachment" style="--bar: {attachment["color"]}">{blocks}</div></div></div>'
    )


def _block(block: Mapping[str, Any]) -> str:
    if "fields" in block:
        fields = "".join(f"<div>{_markup(one['text'])}</div>" for one in block["fields"])
        return f'<div class="fields">{fields}</div>'
    if block["type"] == "section":
        return f'<div class="section">{_markup(block["text"]["text"])}</div>'
    return f'<div class="context">{" ".join(_markup(one["text"]) for one in block["elements"])}</div>'


def _markup(text: str) -> str:
    for pattern, markup in _MARKUP:
        text = pattern.sub(markup, text)
    return text


def main() -> None:
    """Write the page and print where it is."""
    parser = Parser(description=__doc__)
    parser.add_argument("events", nargs="+", type=Path, metavar="EVENT")
    events: list[Path] = parser.parse_args().events
    _FOLDER.mkdir(parents=True, exist_ok=True)
    written = _FOLDER / f"{events[0].stem}.html"
    written.write_text(page(events, list(Language)))
    print(written)


if __name__ == "__main__":
    main()

"""Slack's markup has its own rules: bold ends before a space or a sign, and `>` in front of a line quotes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from alarm_notifier.domain.blocks import SECTION, code, cut, escape
from alarm_notifier.domain.masking import mask
from alarm_notifier.domain.sparkline import sparkline
from tests.unit.alarms.golden import EVENTS, golden

BOLD_THAT_IS_NONE = re.compile(r"(?:^|\s)\*[^*\n]+\*\w", re.MULTILINE)
QUOTATION = re.compile(r"^&gt;", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def texts_in(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield CODE.sub("`…`", content)
    elif isinstance(content, list | dict):
        for one in content.values() if isinstance(content, dict) else content:
            yield from texts_in(one)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
def test_what_is_meant_bold_is_bold_and_no_figure_is_a_quotation(event: Path) -> None:
    texts = list(texts_in(json.loads(golden(event))))
    assert [text for text in texts if BOLD_THAT_IS_NONE.search(text) or QUOTATION.search(text)] == []


def test_text_of_others_mentions_nobody() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_cut_text_ends_with_no_half_of_an_entity() -> None:
    assert cut("a" * 5 + "&amp;&amp;", 12) == "aaaaa&amp; …"


def test_a_long_text_is_split_at_its_lines_and_loses_nothing() -> None:
    text = "\n".join(f"line {number} <" for number in range(800))
    blocks = code(text, 100_000)
    joined = "\n".join(str(block["text"]["text"]).strip("`").strip("\n") for block in blocks)  # type: ignore[index]
    assert joined == escape(text)
    assert all(len(block["text"]["text"]) <= SECTION for block in blocks)  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("card 4111111111111111.", "card 411111••••••1111."),
        ("card 4111 1111 1111 1111", "card 4111 11•• •••• 1111"),
        ("card 9410-1234-5678-9012", "card 9410-12••-••••-9012"),
        ("https://hooks.slack.com/services/T0/B0/xyz", "https://hooks.slack.com/••••"),
        ("token xoxb-1234567890-abc", "token xoxb-••••"),
        ("AWS_SECRET_ACCESS_KEY=abcd/efgh+1234", "AWS_SECRET_ACCESS_KEY=••••"),
        ('{"password": "hunter2"}', '{"password": "••••"}'),
        ("postgresql://u:pw123@db/x", "postgresql://u:••••@db/x"),
    ],
)
def test_cards_and_secrets_are_covered(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    "harmless",
    [
        "account 123456789012",
        "2026-11-23T05:05:09.123Z",
        "1795410009012",
        "902-45-00731",
        "arn:aws:sns:x:1:y",
    ],
)
def test_ids_and_times_stay_readable(harmless: str) -> None:
    assert mask(harmless) == harmless


def test_a_sparkline_keeps_every_peak_and_shows_the_threshold() -> None:
    values = [1.0] * 200
    values[97] = 50.0
    line = sparkline(values, 25.0)
    assert line.count("█") == 1
    assert "25" in line

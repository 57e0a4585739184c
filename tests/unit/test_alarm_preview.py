"""`make alarm-preview`, for people who edit texts."""

from pathlib import Path

import pytest

from local.alarm_preview import page
from receipts.domain.sentence import Language

ROOT = Path(__file__).parents[2]


def test_a_message_is_shown_in_both_languages_and_slack_would_take_it() -> None:
    shown = page([ROOT / "events/alarm_cloudwatch_p95.json"], list(Language))
    assert "먼저 할 일" in shown
    assert "First:" in shown
    assert "Slack refuses" not in shown


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nothing.json", "error: there is no event .*; events/ has some"), ("README.md", "is no JSON")],
)
def test_what_is_no_event_is_told_in_a_line(name: str, reason: str) -> None:
    with pytest.raises(SystemExit, match=reason):
        page([ROOT / name], [Language.KOREAN])

"""Every event of events/ as people read it, in both languages, inside Slack's limits."""

import json
from pathlib import Path

import pytest

from local.slack_limits import problems_of
from receipts.domain.sentence import Language
from tests.unit.alarms.golden import EVENTS, FOLDER, file_of, golden, messages

CARD_AND_SECRETS = (
    "4111-1111-1111-1111",
    "1111-1111",
    "hunter2secret",
    "abcdefghijklmnop",
    "sk-test-1234567890",
)


def test_there_are_events_of_at_least_25_shapes() -> None:
    assert len(EVENTS) >= 25


def test_no_golden_file_is_left_without_its_event() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {file_of(event).name for event in EVENTS}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
def test_an_event_reads_as_agreed(event: Path) -> None:
    assert golden(event) == file_of(event).read_text(), "python -m tests.unit.alarms.golden writes it anew"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
@pytest.mark.parametrize("language", Language)
def test_a_message_keeps_slacks_limits(event: Path, language: Language) -> None:
    told = list(messages(event, language))
    assert told, "an event never vanishes"
    assert [problems_of(one.payload()) for one in told] == [[]] * len(told)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
def test_no_message_shows_a_card_number_or_a_secret(event: Path) -> None:
    shown = golden(event)
    assert [secret for secret in CARD_AND_SECRETS if secret in shown] == []


def test_only_what_is_critical_mentions_the_channel() -> None:
    for event in EVENTS:
        for told in json.loads(file_of(event).read_text())["ko"]:
            assert ("<!here>" in told["text"]) == ("🚨" in told["text"])

"""Golden files: what each event of events/ becomes. `python -m tests.unit.alarms.golden` writes them anew."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alarm_notifier.domain.blocks import Message
from alarm_notifier.domain.links import LinkTargets
from alarm_notifier.domain.reading import alarms_in
from alarm_notifier.domain.rendering import Backlog, Situation, render
from receipts.domain.sentence import Language

ROOT = Path(__file__).parents[3]
FOLDER = Path(__file__).parent / "golden"
EVENTS = sorted((ROOT / "events").glob("alarm_*.json"))
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LINK_TARGETS = LinkTargets("receipts-prod", "/ecs/receipts-prod-api", "https://wiki.example.com/runbooks")
BACKLOG = Backlog(1_234, timedelta(minutes=12, seconds=5))


def messages(event: Path, language: Language) -> Iterator[Message]:
    situation = Situation(language, LINK_TARGETS, backlog=BACKLOG)
    for alarm in alarms_in(json.loads(event.read_text()), NOW):
        yield render(alarm, situation)


def golden(event: Path) -> str:
    both = {language: [one.payload() for one in messages(event, language)] for language in Language}
    return json.dumps(both, ensure_ascii=False, indent=1) + "\n"


def file_of(event: Path) -> Path:
    return FOLDER / event.name.removeprefix("alarm_")


if __name__ == "__main__":
    for event in EVENTS:
        file_of(event).write_text(golden(event))

"""Whatever stands in an event mentions nobody, makes no link of its own, and shows no card number."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alarm_notifier.domain.reading import alarms_in
from alarm_notifier.domain.rendering import Situation, render, updated_opening
from receipts.domain.sentence import Language
from tests.unit.alarms.golden import EVENTS, LINK_TARGETS, NOW

HOSTILE = "<!channel> <https://evil.example|here> 4579-7312-3456-1234"
TOLD = [
    event
    for event in EVENTS
    if event.stem.removeprefix("alarm_").startswith(("ecs", "eventbridge", "rds", "code"))
]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, key))


def changed(event: Any, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - JSON
    event = copy.deepcopy(event)
    place = event
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] += HOSTILE
    return event


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.stem)
def test_no_field_of_an_event_is_markup(event: Path) -> None:
    told = json.loads(event.read_text())
    for path in leaves(told):
        for alarm in alarms_in(changed(told, path), NOW):
            opening = render(alarm, Situation(Language.ENGLISH, LINK_TARGETS))
            updated = updated_opening(opening, alarm, Situation(Language.KOREAN, LINK_TARGETS))
            for message in (opening, updated):
                shown = json.dumps(message.payload(), ensure_ascii=False)
                assert "<!channel>" not in shown, path
                assert "<https://evil" not in shown, path
                assert "3456-1234" not in shown, path

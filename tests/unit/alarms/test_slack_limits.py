"""The local Slack refuses what Slack refuses, so that what passes here is shown there."""

from typing import Any

import pytest

from local.slack_limits import problems_of


def text(length: int, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": kind, "text": "x" * length}


def section(**fields: object) -> dict[str, Any]:
    return {"type": "section", **fields}


def context(*elements: object) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def button(label: int, value: int) -> dict[str, Any]:
    return {"type": "button", "text": text(label, "plain_text"), "value": "x" * value}


def actions(*elements: object) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


TAKEN: tuple[dict[str, Any], ...] = (
    section(text=text(3_000)),
    section(fields=[text(2_000)] * 10),
    context(*[text(3_000)] * 10),
    {"type": "header", "text": text(150, "plain_text")},
    actions(*[button(75, 2_000)] * 25),
)
REFUSED: tuple[dict[str, Any], ...] = (
    section(text=text(3_001)),
    section(text=text(0)),
    section(text="a string"),
    section(text=text(1, "markdown")),
    section(text=text(1), colour="red"),
    section(),
    section(fields=[]),
    section(fields=[text(2_001)]),
    section(fields=[text(0)]),
    section(fields=[text(1)] * 11),
    context(),
    context(*[text(1)] * 11),
    context(text(3_001)),
    {"type": "header", "text": text(151, "plain_text")},
    actions(),
    actions(*[button(1, 1)] * 26),
    actions(button(76, 1)),
    actions(button(1, 2_001)),
    {"type": "no_such_block"},
    {},
)


@pytest.mark.parametrize("block", TAKEN, ids=str)
def test_a_block_at_its_limits_is_taken(block: dict[str, Any]) -> None:
    assert problems_of({"blocks": [block]}) == []
    assert problems_of({"attachments": [{"blocks": [block]}]}) == []


@pytest.mark.parametrize("block", REFUSED, ids=str)
def test_a_block_beyond_its_limits_is_refused(block: dict[str, Any]) -> None:
    assert problems_of({"blocks": [block]}) != []
    assert problems_of({"attachments": [{"blocks": [block]}]}) != []


def test_a_message_has_fifty_blocks_and_forty_thousand_characters_at_most_and_something_to_say() -> None:
    one = section(text=text(1))
    assert problems_of({"text": "x" * 40_000, "blocks": [one] * 50}) == []
    assert problems_of({"blocks": [one] * 51}) != []
    assert problems_of({"text": "x" * 40_001}) != []
    assert problems_of({"text": ""}) != []

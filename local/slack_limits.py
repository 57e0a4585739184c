"""What Slack refuses: its Block Kit reference's limits, written down apart from the code that keeps them."""

from collections.abc import Iterator, Mapping
from typing import Any

_MOST_BLOCKS, _MOST_FIELDS, _MOST_ELEMENTS, _MOST_BUTTONS = 50, 10, 10, 25
_HEADER, _TEXT, _FIELD, _BUTTON, _VALUE, _FALLBACK = 150, 3_000, 2_000, 75, 2_000, 40_000


def problems_of(payload: Mapping[str, Any]) -> list[str]:
    """Every limit that a message breaks; none for one that Slack takes."""
    blocks = [*payload.get("blocks", ()), *_attached(payload)]
    found = [problem for index, block in enumerate(blocks) for problem in _problems(f"block {index}", block)]
    if len(blocks) > _MOST_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    if len(payload.get("text", "")) > _FALLBACK:
        found.append("text too long")
    if not blocks and not payload.get("text"):
        found.append("no text")
    return found


def _attached(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for attachment in payload.get("attachments", ()):
        yield from attachment.get("blocks", ())


def _problems(place: str, block: Mapping[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind == "header":
        yield from _text(place, block["text"], _HEADER, "plain_text")
    elif kind == "section":
        yield from _section(place, block)
    elif kind == "context":
        yield from _count(place, block["elements"], _MOST_ELEMENTS)
        for element in block["elements"]:
            yield from _text(place, element, _TEXT, "mrkdwn")
    elif kind == "actions":
        yield from _count(place, block["elements"], _MOST_BUTTONS)
        for button in block["elements"]:
            yield from _text(place, button["text"], _BUTTON, "plain_text")
            if len(button.get("value", "")) > _VALUE:
                yield f"{place}: value too long"
    else:
        yield f"{place}: unknown type {kind!r}"


def _section(place: str, block: Mapping[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"{place}: empty section"
    if "text" in block:
        yield from _text(place, block["text"], _TEXT, "mrkdwn")
    if "fields" in block:
        yield from _count(place, block["fields"], _MOST_FIELDS)
        for one in block["fields"]:
            yield from _text(place, one, _FIELD, "mrkdwn")


def _text(place: str, text: Mapping[str, Any], most: int, kind: str) -> Iterator[str]:
    if text.get("type") != kind:
        yield f"{place}: {text.get('type')!r} instead of {kind!r}"
    if not 1 <= len(text.get("text", "")) <= most:
        yield f"{place}: {len(text.get('text', ''))} characters, of {most}"


def _count(place: str, elements: list[Any], most: int) -> Iterator[str]:
    if not 1 <= len(elements) <= most:
        yield f"{place}: {len(elements)} elements, of {most}"

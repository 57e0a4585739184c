"""Slack's Block Kit, kept inside its limits.

Limits from Slack's reference: 50 blocks a message; section text 3,000 characters, ten fields of 2,000, ten
context elements; text above the blocks 40,000, of which we use less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Block: TypeAlias = Mapping[str, object]

MOST_BLOCKS = 50
TEXT, SECTION, FIELD = 3_000, 3_000, 2_000
_MOST_FIELDS, _MOST_ELEMENTS = 10, 10
_CUT = " …"
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: blocks beside a coloured bar, above it a mention if there is one."""

    text: str
    """Above the blocks, and what a phone's notification shows."""
    color: str
    blocks: tuple[Block, ...]
    mention: str = ""

    def payload(self) -> dict[str, object]:
        """The fields that webhook and chat.postMessage share."""
        return self.plain() | {"attachments": [{"color": self.color, "blocks": list(self.blocks)}]}

    def plain(self) -> dict[str, object]:
        """The same without blocks, for the day that Slack refuses them."""
        return {"text": f"{self.mention} {self.text}".strip()}


def message(text: str, color: str, blocks: Sequence[Block], mention: str = "") -> Message:
    """At most 50 blocks."""
    return Message(cut(text, TEXT), color, tuple(blocks[:MOST_BLOCKS]), mention)


def cut(text: str, most: int) -> str:
    """`text`, or its beginning and an ellipsis; never half of an escaped sign."""
    if len(text) <= most:
        return text
    kept = text[: most - len(_CUT)]
    start = kept.rfind("&")
    if start > len(kept) - len("&amp;") and ";" not in kept[start:] and start >= 0:
        kept = kept[:start]
    return kept + _CUT


def escape(text: str) -> str:
    """Text that others wrote: no `<!channel>` of theirs mentions anybody."""
    for sign, entity in _ENTITIES:
        text = text.replace(sign, entity)
    return text


def section(markdown: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(markdown, SECTION)}}


def table(pairs: Sequence[tuple[str, str]]) -> Block:
    """Labels and values in two columns."""
    fields = [{"type": "mrkdwn", "text": cut(f"*{label}*\n{value}", FIELD)} for label, value in pairs]
    return {"type": "section", "fields": fields[:_MOST_FIELDS]}


def context(*markdown: str) -> Block:
    """Small grey text."""
    elements = [{"type": "mrkdwn", "text": cut(text, SECTION)} for text in markdown if text]
    return {"type": "context", "elements": elements[:_MOST_ELEMENTS]}


def code(text: str, most: int) -> tuple[Block, ...]:
    """Text as it came, in as many sections as `most` characters need. Its backticks cannot end the block."""
    safe = escape(text).replace("```", "'''")
    room = SECTION - len("```\n\n```")
    shown = cut(safe, most)
    parts: list[str] = []
    while shown:
        part = shown if len(shown) <= room else _whole_lines(shown[:room])
        parts.append(part)
        shown = shown[len(part) :]
    return tuple(section(f"```\n{part.strip(chr(10))}\n```") for part in parts)


def _whole_lines(text: str) -> str:
    """Up to the last line end, or to the last sign that is no part of an entity where the line is endless."""
    end = text.rfind("\n")
    if end > 0:
        return text[: end + 1]
    start = text.rfind("&", len(text) - len("&amp;"))
    return text[:start] if start > 0 else text

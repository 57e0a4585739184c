"""What Slack refuses: what the models of its SDK refuse, and what its reference says beyond them.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

_MOST_BLOCKS, _LONGEST_MESSAGE = 50, 40_000
_LONGEST_TEXT, _LONGEST_FIELD = 3_000, 2_000


def problems_of(payload: Mapping[str, Any]) -> list[str]:
    """Every limit that a message breaks; none for one that Slack takes."""
    attachments = payload.get("attachments", ())
    blocks = [*payload.get("blocks", ()), *(block for one in attachments for block in one.get("blocks", ()))]
    found = [f"block {index}: {one}" for index, block in enumerate(blocks) for one in _problems(block)]
    if len(blocks) > _MOST_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    if len(payload.get("text", "")) > _LONGEST_MESSAGE:
        found.append("text too long")
    if not blocks and not payload.get("text"):
        found.append("no text")
    return found


def _problems(block: Mapping[str, Any]) -> Iterator[str]:
    try:
        model = Block.parse(dict(block))
        if model is None or model.to_dict() != block:
            yield f"a {block.get('type')!r} with something empty, or that Slack does not know"
    except SlackObjectFormationError as error:
        yield str(error)
    # The models let these pass.
    texts = block.get("elements", ()) if block.get("type") == "context" else ()
    for given, most in ((block.get("fields", ()), _LONGEST_FIELD), (texts, _LONGEST_TEXT)):
        for one in given:
            if len(one.get("text", "")) > most:
                yield f"{len(one['text'])} characters, of {most}"

"""An episode as JSON, as the records keep it."""

import json
from dataclasses import asdict
from datetime import datetime

from alarm_notifier.domain.alarm import State
from alarm_notifier.domain.blocks import Message
from alarm_notifier.domain.episode import Episode


def to_json(episode: Episode) -> str:
    """Times in ISO 8601."""
    return json.dumps(asdict(episode), default=datetime.isoformat, ensure_ascii=False)


def from_json(text: str) -> Episode | None:
    """None for a new record."""
    if not text:
        return None
    kept = json.loads(text)
    return Episode(
        state=State(kept["state"]),
        changed_at=datetime.fromisoformat(kept["changed_at"]),
        raised=tuple(datetime.fromisoformat(moment) for moment in kept["raised"]),
        closed_at=_moment(kept["closed_at"]),
        root=kept["root"],
        opening=kept["opening"],
        seen=tuple(kept["seen"]),
        is_deferred=kept["is_deferred"],
    )


def message_to_json(message: Message) -> str:
    """A thread's first message, kept so that its colour can change."""
    return json.dumps(asdict(message), ensure_ascii=False)


def message_from_json(text: str) -> Message:
    """The message again."""
    kept = json.loads(text)
    return Message(kept["text"], kept["color"], tuple(kept["blocks"]), kept["mention"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

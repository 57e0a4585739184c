"""Tell what waits for a digest. Runs every minute."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from alarm_notifier.domain.digest import MOST_LINES, Line, digest
from alarm_notifier.domain.sentence import Language
from alarm_notifier.errors import NotifierError
from alarm_notifier.ports import Channel, Clock, Delivery, Held, Records

KEY = "digest"


@dataclass(frozen=True, slots=True)
class Flush:
    """The use case; answers with how many lines were told. Raises NotifierError if Slack fails."""

    channel: Channel
    records: Records
    clock: Clock
    language: Language = Language.KOREAN

    def __call__(self) -> int:
        told = 0
        while sent := self._send():
            told += sent
        return told

    def _send(self) -> int:
        """One digest. Which lines it holds is written down first, so that a second try holds the same."""
        if not self.records.waiting(self.clock.now()):
            return 0
        held = self.records.hold(KEY, KEY)
        try:
            lines = self._chosen(held)
            self.channel.post(digest(lines, self.language), Delivery(_name(lines), held.is_resumed))
            self.records.forget(lines)
            self.records.keep(held, "")
        except NotifierError:
            self.records.let_go(held)
            raise
        return len(lines)

    def _chosen(self, held: Held) -> Sequence[Line]:
        waiting = self.records.waiting(self.clock.now())
        before = set(json.loads(held.record)) if held.is_resumed and held.record else set()
        lines = [line for line in waiting if line.identity in before] or waiting[:MOST_LINES]
        self.records.note(held, json.dumps([line.identity for line in lines]))
        return lines


def _name(lines: Sequence[Line]) -> str:
    return hashlib.sha256("\n".join(line.identity for line in lines).encode()).hexdigest()[:32]

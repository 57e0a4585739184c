"""Send the lines that wait for a digest. Runs every minute."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from alarm_notifier.domain.digest import digest, next_batch
from alarm_notifier.errors import BusyError, NotifierError
from alarm_notifier.ports import Channel, Clock, Delivery, Lease, Records
from receipts.domain.sentence import Language

KEY = "digest"


@dataclass(frozen=True, slots=True)
class Flush:
    """The use case; returns how many lines were sent. Raises NotifierError if Slack fails."""

    channel: Channel
    records: Records
    clock: Clock
    language: Language = Language.KOREAN

    def __call__(self) -> int:
        sent = 0
        while count := self._send_one():
            sent += count
        return sent

    def _send_one(self) -> int:
        """Send one digest; returns the number of its lines."""
        if not self.records.due_lines(self.clock.now()):
            return 0
        try:
            lease = self.records.acquire(KEY, KEY)
        except BusyError:
            return 0  # another flush is sending these lines; the next tick sends what it leaves
        try:
            return self._send_with(lease)
        except NotifierError:
            self.records.release(lease)
            raise

    def _send_with(self, lease: Lease) -> int:
        """Only now are the lines chosen: another flush may have sent those that were due a moment ago.

        Which lines a digest holds is written down before it is posted, so that a flush that continues the
        work of one that died looks for the same digest in the channel.
        """
        begun = json.loads(lease.record or "[]")
        batch = next_batch(self.records.due_lines(self.clock.now()), begun)
        if batch.lines:
            self.records.save_progress(lease, json.dumps(batch.identities))
            delivery = Delivery(_digest_id(batch.identities), lease.is_resumed)
            self.channel.post(digest(batch.lines, self.language), delivery)
            self.records.remove_lines(batch.lines)
        self.records.finish(lease, "")
        return len(batch.lines)


def _digest_id(identities: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(identities).encode()).hexdigest()[:32]

"""Who is read next: no tenant may keep all readers busy while another's receipt waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST_HOLD: Final = timedelta(seconds=900)
"""The longest that SQS delays a message (`DelaySeconds`)."""
_PACE: Final = timedelta(seconds=0.5)
"""Less than a reading takes: those held back come back a little early rather than leave a reader idle. One
that comes too early goes to the end of a line that is shorter by then, so each is touched a few times.
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one tenant may use of `readers` that read at the same time: all but a quarter, and all but one."""

    readers: int

    @property
    def most(self) -> int:
        """How many of one tenant's receipts are read at a time."""
        return max(1, self.readers - max(1, self.readers // 4))

    def turn(self, being_read: int, end_of_line: datetime | None, now: datetime) -> datetime | None:
        """None if a receipt of a tenant of whose others `being_read` are being read may be read now.

        Otherwise when to come back: behind the tenant's last receipt that was held back, `end_of_line`.
        """
        if being_read < self.most:
            return None
        behind = max(now, end_of_line or now) + _PACE / self.most
        return min(behind, now + LONGEST_HOLD)

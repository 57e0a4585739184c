"""Who is read next: no tenant may keep all readers busy while another's receipt waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST_HOLD: Final = timedelta(seconds=900)
"""The longest that SQS delays a message (`DelaySeconds`)."""
_PACE: Final = timedelta(seconds=1)
"""Between two of a tenant that come back by themselves, for each that is read at a time. Whose turn it is, is
let in when a reading ends; this is for where nobody did, because the reader died or could not send. It is no
longer than a reading takes: the messages of a line that was let in would lie on the queue after its end.
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

        Otherwise when to come back unless it is let in before: behind the tenant's last receipt that was held
        back, `end_of_line`.
        """
        if self.free(being_read):
            return None
        return min(max(now, end_of_line or now) + _PACE / self.most, now + LONGEST_HOLD)

    def free(self, being_read: int) -> int:
        """How many more of the tenant's receipts may be read now."""
        return max(0, self.most - being_read)

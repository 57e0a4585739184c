"""How much a month brings, and what a receipt uses."""

import math
from dataclasses import dataclass
from typing import Final

PLANNED_A_DAY: Final = 1_000_000
"""Receipts that the design grows towards."""
HOURS: Final = 730
"""Of a month, as AWS's own calculator counts."""
RUSH_HOURS: Final = 72
"""The last three days of a month, for which template and design plan."""
RUSH_FACTOR: Final = 10
"""How many times the usual receipts come in those days (the design's load)."""


@dataclass(frozen=True, slots=True)
class Use:
    """What one receipt uses. Change a figure where yours are known."""

    photo_megabytes: float = 1.0
    """An assumption. Phone photos are larger, what messengers shrink is smaller; the 56 Korean photos
    that reading is measured with have 0.7."""
    billed_seconds: float = 3.0
    """Of the parser. Measured: 1.3 s of one core here (`make speed`). Assumed: a core of Lambda takes twice
    as long, and 0.4 s go to S3, the database and the share of cold starts."""
    log_kilobytes: float = 16.0
    """Measured on the local stack: 415 kB for 26 receipts, API and functions together."""
    requests: int = 10
    """To the API: a slot, a few looks at the status, lists, one correction."""
    traffic_kilobytes: float = 100.0
    """Through the way out of the VPC: log lines, messages, secrets. Photos go another way, which is free."""
    firewall_log_kilobytes: float = 1.5
    """Of each request; an assumption."""
    flow_log_gigabytes: float = 2.0
    """A month, of the VPC's connections; an assumption."""
    messages: int = 12
    """Requests to SQS: sent, received, deleted, and polls while nothing comes."""


@dataclass(frozen=True, slots=True)
class Month:
    """Receipts of a month, and whether its last three days bring ten times as many."""

    usual: int
    rush: bool = False

    @property
    def receipts(self) -> int:
        return self.usual + (self._extra_an_hour * RUSH_HOURS if self.rush else 0)

    @property
    def _extra_an_hour(self) -> int:
        return round(self.usual / HOURS * (RUSH_FACTOR - 1))


def readers_for(receipts_a_day: int, seconds: float) -> int:
    """Readers at once that read what an hour's outage left and what comes meanwhile within the next hour, if
    one receipt keeps a reader for so many seconds.
    """
    return math.ceil(2 * receipts_a_day / 24 * seconds / 3600)

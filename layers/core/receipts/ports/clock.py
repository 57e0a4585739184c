"""The time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, always with a zone."""

    def now(self) -> datetime: ...

"""What happened when, printed as it happens."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from local.errors import StackError

_INDENT = " " * 13
_WIDEST = 150
_PAUSE = 0.1


class DrillFailedError(StackError):
    """A step of the drill did not happen."""


@dataclass(slots=True)
class Timeline:
    """Seconds since the drill began, in front of each step."""

    say: Callable[[str], None]
    began: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def step(self, what: str, *more: str) -> None:
        """One thing that happened, and what was seen of it."""
        self.say(f"T+{self.seconds():6.1f} s  {what}")
        for line in (line for text in more for line in text.splitlines()):
            self.say(f"{_INDENT}{line[:_WIDEST]}")

    def require(self, holds: object, what: str) -> None:
        """Raises DrillFailedError unless it holds."""
        if not holds:
            raise DrillFailedError(f"T+{self.seconds():.1f} s: this did not happen: {what}")

    def wait(
        self, condition: Callable[[], bool], seconds: float, what: str, meanwhile: Callable[[], None]
    ) -> None:
        """Ask until it holds. Raises DrillFailedError once `seconds` are over."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.require(time.monotonic() < deadline, f"{what}, within {seconds:.0f} s")
            meanwhile()
            time.sleep(_PAUSE)

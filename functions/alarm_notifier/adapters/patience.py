"""How long to go on trying Slack."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from alarm_notifier.errors import SlackUnavailableError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """Tries until it works, tries or seconds are used up, or Slack asks for more time than is left."""

    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    seconds: float = 20
    tries: int = 5

    def run(self, call: Callable[[], T]) -> T:
        """What `call` gives. Raises its last SlackUnavailableError; Lambda then delivers the alarm again."""
        end = self.monotonic() + self.seconds
        for attempt in range(1, self.tries):
            try:
                return call()
            except SlackUnavailableError as error:
                pause = _pause(error, attempt)
                if self.monotonic() + pause > end:
                    raise
            self.sleep(pause)
        return call()


def _pause(error: SlackUnavailableError, attempt: int) -> float:
    """What Slack asks for, else 0.5, 1, 2… seconds, spread so that a storm's retries do not come together."""
    if error.retry_after is not None:
        return error.retry_after
    return 2.0 ** (attempt - 2) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, guards nothing

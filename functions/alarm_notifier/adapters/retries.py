"""How long to go on trying Slack."""

import time
from collections.abc import Callable

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from alarm_notifier.errors import SlackUnavailableError

_growing = wait_exponential_jitter(multiplier=0.5, jitter=0.5)
"""0.5, 1, 2… seconds and a random part, so that a storm's retries do not come together."""


def retrying(seconds: float = 20, attempts: int = 5, sleep: Callable[[float], None] = time.sleep) -> Retrying:
    """Calls until it works, attempts or seconds are used up, or Slack asks for more time than is left.

    What it calls raises SlackUnavailableError at last; Lambda then delivers the alarm again.
    """
    return Retrying(
        sleep=sleep,
        retry=retry_if_exception_type(SlackUnavailableError),
        wait=_pause,
        stop=stop_after_attempt(attempts) | stop_before_delay(seconds),
        reraise=True,
    )


def _pause(state: RetryCallState) -> float:
    """What Slack asks for, if it does."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, SlackUnavailableError) and error.retry_after is not None:
        return error.retry_after
    return _growing(state)

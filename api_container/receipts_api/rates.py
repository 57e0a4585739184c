"""How often one API key may call, and how often one address may be wrong about a key."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from receipts_api import problems
from receipts_api.problems import ProblemError
from receipts_api.settings import ApiLimits

_MOST_BUCKETS = 10_000
"""About 2 MB. Beyond it the bucket that was used longest ago is forgotten, which is as if it were full."""
_SECONDS_A_MINUTE = 60


class Purpose(StrEnum):
    """What a call is counted as."""

    UPLOAD = "upload"
    REQUEST = "request"


@dataclass(slots=True)
class Bucket:
    """Tokens that are left, as of a time in seconds."""

    tokens: float
    at: float


class TokenBuckets:
    """A bucket for each name. It holds a minute's worth of tokens and fills up evenly, so that a burst of
    that size is let through, and in the long run no more than the rate.
    """

    def __init__(self, a_minute: int, now: Callable[[], float], most: int = _MOST_BUCKETS) -> None:
        self._capacity = a_minute
        self._now = now
        self._most = most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, name: str, tokens: int = 1) -> float:
        """Seconds until there are so many tokens; 0 where they are there. Takes none, remembers nothing.

        More than a bucket holds is let through when it is full: it would never be otherwise.
        """
        bucket = self._buckets.get(name)
        missing = min(tokens, self._capacity) - self._filled(bucket) if bucket else 0
        return max(0.0, missing * _SECONDS_A_MINUTE / self._capacity)

    def take(self, name: str, tokens: int = 1) -> float:
        """As `wait`, and takes the tokens if they are there."""
        wait = self.wait(name, tokens)
        known = self._buckets.get(name)
        left = self._filled(known) if known else float(self._capacity)
        self._buckets[name] = Bucket(left if wait else max(0.0, left - tokens), self._now())
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return wait

    def _filled(self, bucket: Bucket) -> float:
        elapsed = max(0.0, self._now() - bucket.at)  # a clock may be set back
        return min(self._capacity, bucket.tokens + elapsed * self._capacity / _SECONDS_A_MINUTE)


class Rates:
    """The rates of one task of the API: `now` is in seconds."""

    def __init__(self, limits: ApiLimits, now: Callable[[], float]) -> None:
        self._calls = {
            Purpose.UPLOAD: TokenBuckets(limits.uploads_a_minute, now),
            Purpose.REQUEST: TokenBuckets(limits.requests_a_minute, now),
        }
        self._guesses = TokenBuckets(limits.failed_logins_a_minute, now)

    def count(self, key_hash: str, purpose: Purpose, times: int = 1) -> None:
        """Count a call with this key, or one that asks for so many things at once. Raises ProblemError when
        it calls too often.
        """
        if times > 0:
            _refuse(self._calls[purpose].take(key_hash, times), problems.TOO_MANY_REQUESTS)

    def count_guess(self, address: str) -> None:
        """Count a key from this address that opened nothing, or opens nothing any more."""
        self._guesses.take(address)

    def has_guessed_too_often(self, address: str) -> bool:
        """Whether too many keys from this address opened nothing."""
        return self._guesses.wait(address) > 0

    def refuse_guessing(self, address: str) -> None:
        """Raises ProblemError when this address has guessed too often."""
        _refuse(self._guesses.wait(address), problems.TOO_MANY_GUESSES)


def _refuse(wait: float, kind: problems.Kind) -> None:
    if wait:
        raise ProblemError(kind, {"Retry-After": str(ceil(wait))}, seconds=ceil(wait))

"""Which API keys open, as the database said a moment ago."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool

from receipts.domain.api_key import KeyHolder, fingerprint_of
from receipts.ports import ReceiptStore

_BELIEVED_SECONDS: Final = 5
"""So long a key opens after it was revoked, and what it began may take as long again: ten were promised."""
_MOST_BELIEVED: Final = 10_000
_SECONDS_OF_FINGERPRINTS: Final = 10


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the database was asked at that time, in seconds."""

    holder: KeyHolder
    asked_at: float


class Keys:
    """The keys of one task: each is asked for once in a few seconds, not once a request."""

    def __init__(self, store: ReceiptStore, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._fingerprints: asyncio.Future[frozenset[str]] | None = None
        self._fingerprints_of = 0.0

    def believed(self, key_hash: str) -> KeyHolder | None:
        """Whose key it was a moment ago, without asking anybody."""
        answer = self._answers.get(key_hash)
        return answer.holder if answer and self._is_new(answer.asked_at, _BELIEVED_SECONDS) else None

    async def holder_of(self, key_hash: str) -> KeyHolder | None:
        """Whose key it is; None if it opens nothing, or nothing any more."""
        asked_at = self._now()
        holder = await run_in_threadpool(self._store.holder_of_key, key_hash)
        self._answers.pop(key_hash, None)
        if holder is not None:
            self._answers[key_hash] = _Answer(holder, asked_at)
            if len(self._answers) > _MOST_BELIEVED:
                self._answers.popitem(last=False)
        return holder

    async def looks_like_one(self, key_hash: str) -> bool:
        """Whether there was a key with this fingerprint a moment ago. However many ask about however many
        keys, the database is asked once in ten seconds.
        """
        if self._fingerprints is None or not self._is_new(self._fingerprints_of, _SECONDS_OF_FINGERPRINTS):
            self._fingerprints_of = self._now()
            self._fingerprints = asyncio.ensure_future(run_in_threadpool(self._store.key_fingerprints))
        # Who stops waiting does not stop it for the others.
        return fingerprint_of(key_hash) in await asyncio.shield(self._fingerprints)

    def _is_new(self, asked_at: float, seconds: float) -> bool:
        """A clock that was set back makes nothing new again."""
        return 0 <= self._now() - asked_at < seconds

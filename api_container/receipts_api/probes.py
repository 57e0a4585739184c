"""Does everything answer? Asked in threads of its own, so that what hangs holds nothing else up."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from receipts.errors import TransientError

log = logging.getLogger(__name__)


class Part(Protocol):
    """Something the API leans on."""

    def is_ready(self) -> bool: ...


class Probes:
    """Asks each part in a thread of its own, one question at a time: whoever asks meanwhile waits for the
    same answer. So the public address /ready neither starves the callers' threads nor piles up hanging ones.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = dict(parts)
        self._threads = ThreadPoolExecutor(len(parts), thread_name_prefix="probe")
        self._asked: dict[str, Future[bool]] = {}

    async def silent(self, patience_seconds: float) -> list[str]:
        """The names of the parts that do not say in time that they are ready."""
        asked = {name: self._ask(name) for name in self._parts}
        await asyncio.wait(map(asyncio.wrap_future, asked.values()), timeout=patience_seconds)
        return [name for name, answer in asked.items() if not (answer.done() and answer.result())]

    def _ask(self, name: str) -> Future[bool]:
        under_way = self._asked.get(name)
        if under_way is None or under_way.done():
            self._asked[name] = self._threads.submit(_answers, self._parts[name])
        return self._asked[name]


def _answers(part: Part) -> bool:
    """Whatever it raises, it is not ready: who asks is told which part that is."""
    try:
        return part.is_ready()
    except TransientError:
        return False
    except Exception as error:
        log.error("a part cannot be asked: %s", type(error).__name__)
        return False

"""How many photos are taken at once, so that those who look never wait behind those who send."""

import errno
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import UUID

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from receipts_api import problems
from receipts_api.problems import ProblemError

P = ParamSpec("P")
T = TypeVar("T")

_DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT}
_SOON, _LATER = {"Retry-After": "5"}, {"Retry-After": "60"}


class UploadGate:
    """A number of places, some of them at most for one tenant, and a smaller number of threads that work.

    A place bounds what lies in memory and on the disk. Who finds none is told when to come back: waiting
    would only hold the connection, and the photo is still with its sender.
    """

    def __init__(self, places: int, places_of_a_tenant: int, threads: int) -> None:
        self._places = places
        self._places_of_a_tenant = places_of_a_tenant
        self._threads = CapacityLimiter(threads)
        self._taken: Counter[UUID] = Counter()

    @contextmanager
    def place(self, tenant_id: UUID) -> Iterator[None]:
        """A place for one photo until the block ends. Raises ProblemError where none is free or the disk is
        full.
        """
        if self._taken[tenant_id] >= self._places_of_a_tenant:
            raise ProblemError(problems.TOO_MANY_UPLOADS, _SOON, most=self._places_of_a_tenant)
        if self._taken.total() >= self._places:
            raise ProblemError(problems.UPLOADS_BUSY, _SOON)
        self._taken[tenant_id] += 1
        try:
            yield
        except OSError as error:
            if error.errno in _DISK_IS_FULL:
                raise ProblemError(problems.DISK_FULL, _LATER) from error
            raise
        finally:
            self._taken -= Counter({tenant_id: 1})

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` in a thread that serves uploads alone."""
        return await run_sync(partial(work, *args, **kwargs), limiter=self._threads)

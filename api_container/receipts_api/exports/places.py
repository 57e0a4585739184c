"""Which exports work at a time."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

T = TypeVar("T")


class ExportPlaces:
    """A few of a task, apart from its other work: a workbook holds its thread for many seconds.

    A tenant has one of them; its next export waits, and those of others do not wait for it.
    """

    def __init__(self, most: int) -> None:
        self._all = CapacityLimiter(most)
        self._of_a_tenant: WeakValueDictionary[UUID, CapacityLimiter] = WeakValueDictionary()

    async def run(self, tenant_id: UUID, work: Callable[..., T], *given: object) -> T:
        """What `work` answers, in a thread, once there is a place. While it is sent nothing is held."""
        own = self._of_a_tenant.setdefault(tenant_id, CapacityLimiter(1))
        async with own:
            return await run_sync(work, *given, limiter=self._all)

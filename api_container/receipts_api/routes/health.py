"""Is it alive, and can it work?"""

from collections.abc import Callable

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter

from receipts.errors import TransientError
from receipts_api import problems
from receipts_api.dependencies import Provided
from receipts_api.openapi import problem_responses
from receipts_api.problems import ProblemError
from receipts_api.schemas import Health, Readiness

router = APIRouter(tags=["health"])

PATIENCE_SECONDS = 2.0
"""Below the timeout of any load balancer's check, so that the answer names what is down."""


@router.get("/health", summary="Is the process alive?")
async def health() -> Health:
    """Touches nothing: a database that is down is no reason to kill the API."""
    return Health()


@router.get("/ready", summary="Does everything answer?", responses=problem_responses(503))
async def ready(provided: Provided) -> Readiness:
    """Asks database, bucket and queue at once and names those that do not answer in time."""
    checks = {
        "database": provided.store.is_ready,
        "bucket": provided.objects.is_ready,
        "queue": provided.queue.is_ready,
    }
    down = await _silent(checks)
    if down:
        raise ProblemError(problems.NOT_READY, down=", ".join(down))
    return Readiness()


async def _silent(checks: dict[str, Callable[[], bool]]) -> list[str]:
    answering: set[str] = set()

    async def ask(name: str, is_ready: Callable[[], bool]) -> None:
        # Abandoned when time is up: a hanging connection must not hold the answer back.
        with anyio.move_on_after(PATIENCE_SECONDS):
            if await run_sync(_answers, is_ready, abandon_on_cancel=True):
                answering.add(name)

    async with anyio.create_task_group() as group:
        for name, is_ready in checks.items():
            group.start_soon(ask, name, is_ready)
    return [name for name in checks if name not in answering]


def _answers(is_ready: Callable[[], bool]) -> bool:
    try:
        return is_ready()
    except TransientError:
        return False

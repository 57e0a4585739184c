"""Is it alive, and can it work?"""

from fastapi import APIRouter

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
    """Touches nothing: a database that is down is no reason to kill the API. Load balancers ask this."""
    return Health()


@router.get("/ready", summary="Does everything answer?", responses=problem_responses(problems.NOT_READY))
async def ready(provided: Provided) -> Readiness:
    """Asks database, bucket and queue at once and names those that do not answer in time. For people and the
    smoke test, not for a health check, which would stop what is not ready.
    """
    down = await provided.probes.silent(PATIENCE_SECONDS)
    if down:
        raise ProblemError(problems.NOT_READY, down=", ".join(down))
    return Readiness()

"""The application, on whatever dependencies it is given."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.types import Receive, Scope, Send

from receipts import __version__
from receipts_api import problems
from receipts_api.dependencies import Dependencies
from receipts_api.errors import add_error_handlers, answer
from receipts_api.logs import RequestLog
from receipts_api.openapi import complete_document, operation_id
from receipts_api.page import problem_pages
from receipts_api.page import routers as page
from receipts_api.request_head import HeadLimits
from receipts_api.routes import (
    accounts,
    batches,
    company,
    decisions,
    exports,
    health,
    listing,
    receipts,
    rereadings,
    summaries,
    uploads,
)

_DESCRIPTION = """Receipts in, checked expense records out.

Money is a decimal string; what is not on the image is null. Errors are problem documents (RFC 9457), in
Korean or, by `Accept-Language`, in English. Every answer carries `X-Request-Id`.

**A photo from a phone.** Announce it (`POST /api/uploads`, many at once `POST /api/batches`) and PUT its
bytes to the slot's `url` with the slot's `headers`; their arrival starts the reading. Then ask
`GET /api/receipts/{id}` every second or two, with the last `ETag` as `If-None-Match` (304: nothing is new),
until `status` is none of `awaiting_upload`, `queued` and `processing`. For a batch ask
`GET /api/batches/{id}` until it is `finished`.

**What `status` may be then.** `parsed`: read, and nothing speaks against it. `needs_review`: read,
and `review` says what to look at: what is doubtful, and what an approval would ask about. `failed`: `failure`
says why and what to do. `expired`: the photo did not come in time; announce it again. People make of it
`approved`, `rejected` or `deleted`."""

_ROUTERS = (
    uploads.slots,
    uploads.photos,
    batches.router,
    listing.router,  # counts before one receipt, of which they are not the id
    receipts.router,
    decisions.router,
    rereadings.router,
    exports.router,
    summaries.router,
    accounts.router,
    accounts.merchants,
    company.router,
    health.router,
)


def create_app(
    dependencies: Dependencies | None = None,
    on_shutdown: Callable[[], None] = lambda: None,
    *,
    serve_docs: bool = True,
) -> FastAPI:
    """The API. Without dependencies it can only describe itself, which is what openapi.json is made with."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        on_shutdown()

    # The page at /docs with its scripts beside it: FastAPI's own would fetch them from a CDN.
    make = FastAPIOffline if serve_docs else partial(FastAPI, openapi_url=None)
    app = make(
        title="Receipts API",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,  # to an address made of Host: `errors` answers with a relative one
        generate_unique_id_function=_operation_id,
    )
    app.state.dependencies = dependencies
    for router in _ROUTERS:
        app.include_router(router)
    for router in page.ROUTERS:
        app.include_router(router, include_in_schema=False)
    add_error_handlers(app)
    problem_pages.answer_people(app)
    complete_document(app)
    app.add_middleware(HeadLimits)
    app.add_middleware(RequestLog, last_resort=_last_resort)
    return app


def _operation_id(route: APIRoute) -> str:
    return operation_id(route.name)


async def _last_resort(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    response: Response = answer(request, problems.INTERNAL_ERROR)
    if problem_pages.is_for_a_person(request):
        with suppress(Exception):  # what broke may be the page itself
            response = problem_pages.failed_page(request)
    await response(scope, receive, send)

"""What went wrong, for people: a page, or a message where a part of a page was asked for."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from receipts_api import problems
from receipts_api.dependencies import dependencies_of
from receipts_api.page import troubles
from receipts_api.page.rendering import render
from receipts_api.problems import Kind


def problem_page(
    request: Request,
    kind: Kind,
    headers: dict[str, str] | None = None,
    facts: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """The problem in words that need no knowledge of the API."""
    template = "problem_part.html" if request.headers.get("hx-request") else "problem.html"
    kind = troubles.on_the_page(kind)
    return render(
        request,
        template,
        kind.status,
        headers,
        title=kind.title,
        detail=kind.detail.filled(**facts),
        code=kind.status,
        number=getattr(request.state, "request_id", None),
    )


def answer_people(app: FastAPI) -> None:
    """Who opens an address that leads nowhere in a browser gets a page; programs get what they did."""
    for_programs = app.exception_handlers[HTTPException]

    async def on_http_error(request: Request, error: Exception) -> Response:
        answer: Response = await for_programs(request, error)  # type: ignore[misc] # it is a coroutine
        if answer.status_code < problems.BAD_REQUEST.status or not is_for_a_person(request):
            return answer
        return problem_page(_known(request), problems.NOT_FOUND)

    app.add_exception_handler(HTTPException, on_http_error)


def failed_page(request: Request) -> Response:
    """What a person reads when something broke that nobody had foreseen."""
    return problem_page(_known(request), problems.INTERNAL_ERROR)


def is_for_a_person(request: Request) -> bool:
    """Whether a browser shows the answer to somebody: it asks for HTML, or its part of our page does."""
    if request.scope["path"].startswith("/api/"):
        return False
    return bool(request.headers.get("hx-request")) or "text/html" in request.headers.get("accept", "")


def _known(request: Request) -> Request:
    request.state.session = dependencies_of(request).page.sessions.find(request)
    return request

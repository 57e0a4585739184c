"""A route of the page: it wants a session, refuses what other sites sent, and answers errors in HTML."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, ClassVar, Final, cast
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from receipts.errors import ReceiptNotFoundError, TransientError
from receipts_api import problems
from receipts_api.authentication import Caller
from receipts_api.bodies import LimitedBody
from receipts_api.dependencies import Dependencies, dependencies_of
from receipts_api.page import troubles
from receipts_api.page.problem_pages import problem_page
from receipts_api.page.rendering import redirect
from receipts_api.page.session import Session, refuse_other_sites
from receipts_api.problems import ProblemError
from receipts_api.rates import Purpose

_LARGEST_FORM: Final = 256 * 1024
_SAFE: Final = frozenset({"GET", "HEAD"})


class OpenRoute(APIRoute):
    """A route for everybody: to sign in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_person(request: Request) -> Response:
            try:
                if request.method not in _SAFE:
                    refuse_other_sites(request)
                return await self.answered(request, handle)
            except ProblemError as error:
                if _wants_json(request):
                    raise
                return problem_page(request, error.kind, dict(error.headers or {}), error.facts)
            except ReceiptNotFoundError:
                return problem_page(request, problems.RECEIPT_NOT_FOUND)
            except (RequestValidationError, HTTPException):
                if _wants_json(request):
                    raise
                return problem_page(request, problems.BAD_REQUEST)
            except TransientError:
                return problem_page(request, problems.UNAVAILABLE, headers={"Retry-After": "5"})

        return handle_for_person

    async def answered(
        self, request: Request, handle: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> Response:
        """What the route itself answers."""
        provided = dependencies_of(request)
        body = LimitedBody(request, _LARGEST_FORM, 0, provided.limits.json_seconds)
        return await handle(Request(request.scope, body.receive))


class PageRoute(OpenRoute):
    """A route for who has signed in."""

    counts_as: ClassVar[Purpose] = Purpose.REQUEST

    async def answered(
        self, request: Request, handle: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> Response:
        provided = dependencies_of(request)
        session = provided.page.sessions.find(request)
        caller = await provided.page.sign_in.caller(session) if session else None
        if session is None or caller is None:
            return _to_sign_in(request, provided, had_one=session is not None or _came_with_cookie(request))
        provided.rates.count(caller.key_hash, self.counts_as)
        request.state.session, request.state.caller = session, caller
        return await super().answered(request, handle)


class UploadRoute(PageRoute):
    """A route that announces a photo."""

    counts_as = Purpose.UPLOAD


def _wants_json(request: Request) -> bool:
    """Whether a script asks, which sends data and reads a problem document."""
    return "json" in request.headers.get("accept", "")


def _came_with_cookie(request: Request) -> bool:
    return any("receipts_session" in name for name in request.cookies)


def _to_sign_in(request: Request, provided: Dependencies, *, had_one: bool) -> Response:
    """A form that a person was filling in must not be lost: only a whole page is led away."""
    if request.headers.get("hx-request") or request.method not in _SAFE:
        raise ProblemError(troubles.SESSION_ENDED)
    query = request.scope["query_string"].decode("latin-1")
    wanted = quote(request.scope["path"] + (f"?{query}" if query else ""), safe="")
    response = redirect(request, f"/sign-in?next={wanted}" + ("&ended=1" if had_one else ""))
    provided.page.sessions.end(request, response)
    return response


async def caller_on_page(request: Request) -> Caller:
    """Whom the session acts for."""
    return cast(Caller, request.state.caller)


async def session_on_page(request: Request) -> Session:
    """Who has signed in."""
    return cast(Session, request.state.session)


OnPage = Annotated[Caller, Depends(caller_on_page)]
Person = Annotated[Session, Depends(session_on_page)]

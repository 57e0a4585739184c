"""Signing in and out, the language, and the files that pages are made with."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from pydantic import TypeAdapter, ValidationError

from receipts.domain.sentence import Language
from receipts_api import problems
from receipts_api.corrections import Name
from receipts_api.dependencies import Provided
from receipts_api.page import troubles
from receipts_api.page.desks import Form
from receipts_api.page.rendering import ASSETS, LANGUAGE_COOKIE, redirect, render, version
from receipts_api.page.route import OpenRoute
from receipts_api.problems import ProblemError

router = APIRouter(route_class=OpenRoute)

_NAME: Final = TypeAdapter(Name)
_A_YEAR: Final = 365 * 24 * 3600
_LONGEST_ADDRESS: Final = 2000


@router.get("/sign-in")
async def show_sign_in(request: Request, next: str = "/", ended: str = "") -> Response:  # noqa: A002
    """The form that asks for a key and a name."""
    return render(request, "sign_in.html", next=_own(next), has_ended=bool(ended), problem=None, person="")


@router.post("/sign-in")
async def sign_in(request: Request, provided: Provided, form: Form) -> Response:
    """Begin a session; the form comes back where the key opens nothing."""
    wanted, person = _own(str(form.get("next", "/"))), str(form.get("person", ""))
    try:
        name = _NAME.validate_python(person)
        session = await provided.page.sign_in.admit(str(form.get("key", "")).strip(), name, request)
    except ValidationError:
        return _again(request, wanted, person, troubles.NAME_MISSING)
    except ProblemError as error:
        return _again(request, wanted, person, error.kind, error.facts)
    response = redirect(request, wanted)
    provided.page.sessions.begin(session, request, response)
    return response


def _again(
    request: Request, wanted: str, person: str, kind: problems.Kind, facts: dict[str, object] | None = None
) -> Response:
    problem = troubles.KEY_OPENS_NOTHING if kind is problems.UNAUTHORIZED else kind
    return render(
        request,
        "sign_in.html",
        kind.status,
        next=wanted,
        has_ended=False,
        person=person[:100],
        problem=problem.detail,
        facts=facts or {},
    )


@router.get("/sign-in/{token}")
async def follow_link(
    request: Request, provided: Provided, token: Annotated[str, PathParameter(max_length=1000)]
) -> Response:
    """The link that `make up` prints: it works once."""
    session = provided.page.sessions.follow(token)
    response = redirect(request, "/")
    provided.page.sessions.begin(session, request, response)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, provided: Provided) -> Response:
    """End the session in this browser."""
    response = redirect(request, "/sign-in")
    provided.page.sessions.end(request, response)
    return response


@router.post("/language")
async def choose_language(request: Request, form: Form) -> Response:
    """Korean or English, until a person says otherwise."""
    chosen = form.get("language")
    response = redirect(request, _own(str(form.get("next", "/"))))
    if chosen in set(Language):
        secure = request.scope["scheme"] == "https"
        response.set_cookie(LANGUAGE_COOKIE, str(chosen), max_age=_A_YEAR, secure=secure, samesite="lax")
    return response


@router.get("/assets/{version}/{name}")
async def get_asset(
    of: Annotated[str, PathParameter(max_length=64, alias="version")],
    name: Annotated[str, PathParameter(max_length=100)],
) -> Response:
    """A style sheet or script; its address changes with its content."""
    if name not in {file.name for file in ASSETS.iterdir()} or of != version():
        raise ProblemError(problems.NOT_FOUND)
    return FileResponse(ASSETS / name, headers={"Cache-Control": f"public, max-age={_A_YEAR}, immutable"})


def _own(address: str) -> str:
    """An address of this page; the inbox for any other. A browser takes a backslash for a slash."""
    parts = urlsplit(address)
    is_own = address.startswith("/") and not parts.netloc and not parts.scheme and "\\" not in address
    is_plain = address.isprintable() and address.isascii() and not address.startswith("//")
    return address if is_own and is_plain and len(address) <= _LONGEST_ADDRESS else "/"

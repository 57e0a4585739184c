"""Templates and assets: what turns view models into HTML that runs nothing but our own scripts."""

import hashlib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from receipts.domain.record import StoredObject
from receipts.domain.sentence import Language, Sentence
from receipts_api.dependencies import Dependencies, dependencies_of
from receipts_api.languages import language_of
from receipts_api.page import formats
from receipts_api.page.wording import counted

_HERE: Final = Path(__file__).parent
ASSETS: Final = _HERE / "static"
LANGUAGE_COOKIE: Final = "receipts_language"

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {bucket}; "
    "connect-src 'self' {bucket}; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Nothing inline, so no nonces. Photos come from the bucket, and uploads go to it."""

_NO_PHOTO: Final = StoredObject("uploads/x", "image/jpeg", 0, "0" * 64)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= formats.FILTERS
    environment.globals["asset"] = asset
    return environment


@cache
def asset(name: str) -> str:
    """The address of a file in `static/`; it changes with their content, so that browsers may keep them."""
    return f"/assets/{version()}/{name}"


@cache
def version() -> str:
    """Of all assets together: a script finds the one that it imports beside it."""
    contents = (file.read_bytes() for file in sorted(ASSETS.iterdir()))
    return hashlib.sha256(b"".join(contents)).hexdigest()[:12]


def reader_of(request: Request) -> Language:
    """The language that a person chose on the page, else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return Language(chosen) if chosen in set(Language) else language_of(request)


def render(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **model: object,
) -> HTMLResponse:
    """A page, or a part of one, in the reader's language. In a template `say(korean, english)` is the word in
    that language, `told(sentence)` a sentence of the domain, and `many(number, …)` so many of something.
    """
    language = reader_of(request)
    session = getattr(request.state, "session", None)
    html = (
        _environment()
        .get_template(template)
        .render(
            **model,
            language=language,
            say=partial(_say, language),
            told=partial(_told, language),
            many=partial(_many, language),
            money=partial(formats.money, language),
            session=session,
            path=request.scope["path"],
            address=_address(request),
        )
    )
    policy = _POLICY.format(bucket=bucket_of(dependencies_of(request)))
    told = {
        "Content-Language": language,
        "Content-Security-Policy": policy,
        "Vary": "Cookie, Accept-Language",
    }
    return HTMLResponse(html, status, {**told, **(headers or {})})


def bucket_of(provided: Dependencies) -> str:
    """The origin that presigned addresses lead to: the bucket has one name in AWS and another here. To sign
    one asks nobody.
    """
    found = urlsplit(provided.objects.presign_get(_NO_PHOTO, provided.image_expires_in))
    return f"{found.scheme}://{found.netloc}"


def redirect(request: Request, to: str) -> Response:
    """To another address of the page; htmx follows by itself only what it is told in a header."""
    if request.headers.get("hx-request"):
        return Response(status_code=200, headers={"HX-Redirect": to})
    return Response(status_code=303, headers={"Location": to})


def receipt_address(receipt_id: UUID) -> str:
    """Where a receipt is reviewed."""
    return f"/receipts/{receipt_id}"


def _address(request: Request) -> str:
    query = request.scope["query_string"].decode("latin-1")
    path = str(request.scope["path"])
    return f"{path}?{query}" if query else path


def _say(language: Language, korean: str, english: str) -> str:
    return Sentence(korean, english).in_language(language)


def _many(language: Language, number: int, korean: str, one: str, several: str) -> str:
    return counted(number, korean, one, several).in_language(language)


def _told(language: Language, sentence: Sentence) -> str:
    return sentence.in_language(language)

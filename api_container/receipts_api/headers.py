"""What every answer tells browsers not to do."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE_OF_THE_API: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI starts itself with a script in the page, which holds nothing that a caller sent."""

_A_YEAR: Final = "max-age=31536000"
_STATIC: Final = "/static-offline-docs/"


def add_security_headers(headers: MutableHeaders, scope: Scope) -> None:
    """Answers are data: nothing in them runs, is framed, sniffed or cached, and no address leaks onwards.

    Strict-Transport-Security goes out over HTTPS alone (RFC 6797, 7.2), as the load balancer says it came in.
    """
    path = scope["path"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"  # for browsers that do not know frame-ancestors
    headers["Referrer-Policy"] = "no-referrer"
    # The page for bookkeepers brings its own, which knows the bucket that its photos come from.
    headers.setdefault("Content-Security-Policy", _PAGE_OF_THE_API if path.startswith("/docs") else _NOTHING)
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = _A_YEAR
    if not path.startswith(_STATIC):
        headers.setdefault("Cache-Control", "no-store")
    if path.startswith("/api/"):
        headers.add_vary_header("Accept-Language")

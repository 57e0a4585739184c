"""The real API as one of two releases: each answer names its release, and a broken one cannot list receipts.

`python -m local.drills.release v2 [--broken] --fd 7`. Name and fault exist only here; the API knows neither.
"""

import sys

from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

from receipts_api import main

_LISTS = "/api/receipts"


def released(app: FastAPI, name: str, *, is_broken: bool) -> FastAPI:
    """The app as this release."""

    @app.middleware("http")
    async def named(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if is_broken and request.url.path == _LISTS and "authorization" in request.headers:
            return Response("broken on purpose", 500, {"X-Release": name})
        response = await call_next(request)
        response.headers["X-Release"] = name
        return response

    return app


def run(arguments: list[str]) -> None:
    """Serve as `python -m receipts_api` does."""
    name, *rest = arguments
    create, is_broken = main.create, "--broken" in rest
    main.create = lambda: released(create(), name, is_broken=is_broken)
    sys.argv[1:] = [one for one in rest if one != "--broken"]
    main.main()


if __name__ == "__main__":
    run(sys.argv[1:])

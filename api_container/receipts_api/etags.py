"""Entity tags (RFC 9110, 8.8.3): which version of a receipt an answer shows, and exactly which answer it is.

A tag is `"<version>.<digest of the JSON>"`. Whoever changes a receipt has seen a version, so `If-Match` goes
by that part alone; `If-None-Match` asks for the same bytes, in the same language.
"""

import re
from hashlib import sha256
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from receipts.usecases.correct_receipt import Seen
from receipts_api import problems
from receipts_api.authentication import Caller
from receipts_api.corrections import Act
from receipts_api.problems import ProblemError

_ANYTHING: Final = "*"
_DIGITS: Final = 16
_TAG: Final = re.compile(rf'"(\d{{1,10}})\.[0-9a-f]{{{_DIGITS}}}"', re.ASCII)
_WEAK: Final = "W/"
_LONGEST: Final = 1000
_NOT_MODIFIED: Final = 304

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=_LONGEST,
        description="The `ETag` of the receipt that you saw, in place of `version`. If it has changed: 412.",
    ),
]

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=_LONGEST,
        description="An `ETag` that you have: 304 if it still holds.",
    ),
]
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "It is as the `ETag` says"}}


class ReceiptResponse(JSONResponse):
    """An answer that holds one receipt, with its tag."""

    def __init__(self, content: Any, status_code: int = 200, **named: Any) -> None:  # noqa: ANN401 - FastAPI's
        super().__init__(content, status_code, **named)
        receipt = content.get("receipt", content)
        shown = self.body if receipt is content else self.render(receipt)
        digest = sha256(shown).hexdigest()[:_DIGITS]
        self.headers["ETag"] = f'"{receipt["version"]}.{digest}"'


def unless_known(request: Request, response: Response) -> Response:
    """The answer, or 304 without a body where the caller has it already."""
    tag, known = response.headers.get("etag"), request.headers.get("if-none-match")
    if request.method != "GET" or tag is None or known is None:
        return response
    tags = {it.strip().removeprefix(_WEAK) for it in known.split(",")}
    if not tags & {tag, _ANYTHING}:
        return response
    return Response(status_code=_NOT_MODIFIED, headers={"ETag": tag})


def version_seen(given: int | None, if_match: str | None) -> int:
    """The version that a caller has seen: as the body says, or the tag. Raises ProblemError if they disagree
    or the tag is none of ours, and RequestValidationError if there is neither.
    """
    if not names_a_version(if_match):
        if given is None:
            raise RequestValidationError([{"type": "missing", "loc": ("body", "version")}])
        return given
    named = {int(tag[1]) for it in str(if_match).split(",") if (tag := _TAG.fullmatch(it.strip()))}
    if not named or given not in named | {None}:
        raise ProblemError(problems.PRECONDITION_FAILED)
    return max(named) if given is None else given


def seen_by(caller: Caller, receipt_id: UUID, act: Act, if_match: str | None) -> Seen:
    """The receipt as the caller says it saw it, and for whom it acts. Raises as `version_seen` does."""
    version = version_seen(act.version, if_match)
    return Seen(caller.tenant_id, receipt_id, version, act.behalf, caller.key, caller.person)


def names_a_version(if_match: str | None) -> bool:
    """Whether the header asks for more than that there is a receipt at all."""
    return if_match is not None and if_match.strip() != _ANYTHING

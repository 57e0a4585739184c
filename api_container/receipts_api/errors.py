"""Every error as a problem document, in the reader's language and without anything of our insides."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from receipts.domain.impossible import WHY_IMPOSSIBLE
from receipts.domain.life_cycle import Status
from receipts.domain.sentence import Language, Sentence
from receipts.errors import (
    AcceptanceError,
    AccountNotFoundError,
    ApprovalRefusedError,
    BatchNotFoundError,
    ChartFullError,
    HistoryFullError,
    IllegalTransitionError,
    ImpossibleValuesError,
    InvalidCursorError,
    NotDuplicatesError,
    PhotoArchivedError,
    PhotoLiveError,
    ReceiptNotFoundError,
    StaleReceiptError,
    TransientError,
    UndecidableError,
)
from receipts_api import problems
from receipts_api.documents import ObstacleDocument
from receipts_api.etags import names_a_version
from receipts_api.languages import language_of
from receipts_api.logs import logger
from receipts_api.malformed import WHY_NO_MATCH, MalformedError
from receipts_api.problems import Kind, ProblemError
from receipts_api.schemas import InvalidField, Problem

_RETRY_AFTER_SECONDS = "5"
_LONGEST_METHOD = 20
_LONGEST_REASON = 300
_LONGEST_POINTER = 200
_MOST_ERRORS = 50
"""Of one body. Who sends 60,000 unknown names gets no answer larger than what was sent."""

_BY_STATUS = {
    404: problems.NOT_FOUND,
    405: problems.METHOD_NOT_ALLOWED,
}

_NO_DATE = Sentence("2026-10-31과 같은 형식의 날짜를 입력해 주세요.", "Give a date such as 2026-10-31.")
_NO_TEXT = Sentence(
    "NUL이나 깨진 글자가 들어 있습니다. UTF-8로 다시 입력해 주세요.",
    "NUL, or a part of a character, is in this text. Send it as UTF-8.",
)
_NO_INTEGER = Sentence(
    "따옴표나 소수점이 없는 정수여야 합니다.", "This is an integer, without quotes or a decimal point."
)
_WHY = {
    "missing": Sentence("필수 항목입니다.", "This is required."),
    "json_invalid": Sentence(
        "올바른 JSON이 아닙니다. {at}번째 글자를 확인해 주세요.",
        "This is not valid JSON. Look at character {at}.",
    ),
    "json_expected": Sentence(
        "Content-Type: application/json 헤더를 붙여 주세요.", "Add the header Content-Type: application/json."
    ),
    "json_unreadable": Sentence(
        "UTF-8로 쓴 JSON이 아니거나, 너무 깊거나, 숫자가 너무 깁니다.",
        "This is not JSON in UTF-8, or it is nested too deeply, or a number is too long.",
    ),
    "file_missing": Sentence(
        "사진을 multipart/form-data의 `file` 항목으로 보내 주세요.",
        "Send the photo as the field `file` of a multipart/form-data form.",
    ),
    "file_empty": Sentence(
        "빈 파일입니다. 사진을 다시 선택해서 보내 주세요.",
        "The file is empty. Choose the photo again and send it.",
    ),
    "string_too_long": Sentence(
        "{max_length}자 이하여야 합니다.", "This takes at most {max_length} characters."
    ),
    "greater_than_equal": Sentence("{ge} 이상이어야 합니다.", "This must be at least {ge}."),
    "less_than_equal": Sentence("{le} 이하여야 합니다.", "This must be at most {le}."),
    "month_parsing": Sentence("2026-10과 같은 형식의 달을 입력해 주세요.", "Give a month such as 2026-10."),
    "date_from_datetime_parsing": _NO_DATE,
    "date_parsing": _NO_DATE,
    "uuid_parsing": Sentence("ID의 형식이 올바르지 않습니다.", "This is not an id."),
    "date_out_of_range": Sentence(
        "{first}년부터 {last}년 사이의 날짜를 입력해 주세요.", "Give a date between {first} and {last}."
    ),
    "repeated": Sentence("한 번만 쓸 수 있습니다.", "This may be given only once."),
    "range_reversed": Sentence(
        "`{last}` 값은 `{first}` 값보다 앞서거나 작을 수 없습니다.", "`{last}` must not lie before `{first}`."
    ),
    "text_unprintable": Sentence(
        "제어 문자 없이 한 글자 이상 입력해 주세요.",
        "Give some characters, and no control characters.",
    ),
    "text_impossible": _NO_TEXT,
    "string_unicode": _NO_TEXT,
    "int_type": _NO_INTEGER,
    "int_parsing": _NO_INTEGER,
    "int_from_float": _NO_INTEGER,
    "bool_type": Sentence("true 또는 false여야 합니다.", "This is true or false."),
    "text_too_short": Sentence(
        "글자나 숫자가 {least}자 이상 이어지는 단어를 입력해 주세요.",
        "Give a word of at least {least} letters or digits.",
    ),
    "too_long": Sentence("{max_length}개 이하여야 합니다.", "This takes at most {max_length} values."),
    "extra_forbidden": Sentence("없는 항목입니다.", "There is no such field."),
    "enum": Sentence("허용된 값: {expected}", "The allowed values are {expected}."),
    "read_only": Sentence(
        "바꿀 수 없는 항목입니다. 조회한 값 그대로 두거나 빼 주세요.",
        "This cannot be changed. Leave it as you read it, or leave it out.",
    ),
    "not_nullable": Sentence(
        "비울 수 없는 항목입니다. 바꾸지 않으려면 빼 주세요.",
        "This cannot be null. Leave it out if it is to stay.",
    ),
    "two_persons": Sentence(
        "`by`와 `on_behalf_of`가 다릅니다. `on_behalf_of`만 써 주세요.",
        "`by` and `on_behalf_of` differ. Use `on_behalf_of` alone.",
    ),
    "nothing_to_accept": Sentence(
        "{name} 항목에는 승인으로 넘길 경고가 없습니다. 빼 주세요.",
        "There is no warning {name} to accept. Leave it out.",
    ),
}
_WRONG = Sentence("값의 형식이 올바르지 않습니다.", "This value is not of the right form.")


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error that means something to a caller; `logs.RequestLog` answers the others."""
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_input)
    app.add_exception_handler(ReceiptNotFoundError, _on_unknown_receipt)
    app.add_exception_handler(InvalidCursorError, _on_invalid_cursor)
    app.add_exception_handler(IllegalTransitionError, _on_illegal_transition)
    app.add_exception_handler(PhotoArchivedError, _on_archived_photo)
    app.add_exception_handler(StaleReceiptError, _on_stale_receipt)
    app.add_exception_handler(HistoryFullError, _on_full_history)
    app.add_exception_handler(ApprovalRefusedError, _on_refused_approval)
    app.add_exception_handler(AcceptanceError, _on_needless_acceptance)
    app.add_exception_handler(ImpossibleValuesError, _on_impossible_values)
    app.add_exception_handler(UndecidableError, _on_undecidable)
    app.add_exception_handler(NotDuplicatesError, _on_no_duplicates)
    app.add_exception_handler(PhotoLiveError, _on_live_photo)
    app.add_exception_handler(BatchNotFoundError, _on_unknown_batch)
    app.add_exception_handler(AccountNotFoundError, _on_unknown_account)
    app.add_exception_handler(ChartFullError, _on_full_chart)
    app.add_exception_handler(TransientError, _on_transient_error)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)


def answer(
    request: Request,
    kind: Kind,
    *,
    headers: dict[str, str] | None = None,
    facts: Mapping[str, object] = MappingProxyType({}),
    errors: tuple[InvalidField, ...] | None = None,
    obstacles: tuple[ObstacleDocument, ...] | None = None,
) -> JSONResponse:
    """The problem document for `kind`, as a response; `facts` fill in its sentence."""
    return JSONResponse(
        problem_of(request, kind, facts, errors, obstacles).model_dump(mode="json", exclude_none=True),
        kind.status,
        {"Content-Language": language_of(request), **(headers or {})},
        media_type="application/problem+json",
    )


def problem_of(
    request: Request,
    kind: Kind,
    facts: Mapping[str, object] = MappingProxyType({}),
    errors: tuple[InvalidField, ...] | None = None,
    obstacles: tuple[ObstacleDocument, ...] | None = None,
) -> Problem:
    """The problem document for `kind`, in the language of the request."""
    language = language_of(request)
    return Problem(
        type=kind.type,
        title=kind.title.in_language(language),
        status=kind.status,
        detail=kind.detail.filled(**facts).in_language(language),
        instance=request.scope["path"],
        errors=errors,
        obstacles=obstacles,
    )


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if isinstance(error, ProblemError):
        return answer(request, error.kind, headers=headers, facts=error.facts)
    kind = _BY_STATUS.get(error.status_code, problems.BAD_REQUEST)
    if kind is problems.BAD_REQUEST and _says_json(request):  # FastAPI tells broken JSON by 422, all else so
        return _invalid(request, [{"type": "json_unreadable", "loc": ("body",)}])
    path = request.scope["path"]  # request.url would be made of Host
    without_slash = path.rstrip("/")
    if kind is problems.NOT_FOUND and without_slash != path and _allowed(request, without_slash):
        return _redirect(request, without_slash)
    if kind is problems.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed(request, path) or headers.get("Allow", "")
    return answer(request, kind, headers=headers, facts={"method": request.method[:_LONGEST_METHOD]})


def _redirect(request: Request, path: str) -> RedirectResponse:
    """To another path of this API, as a relative address: `Host` is the caller's word, and behind a load
    balancer the scheme would be a guess.
    """
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{quote(path)}?{query}" if query else quote(path))


def _allowed(request: Request, path: str) -> str:
    """Every method of a path. FastAPI makes a route of each method and names only the first one's. An address
    that is spelt out is none of the addresses with an id that look like it.
    """
    paths: Mapping[str, Any] = request.app.openapi()["paths"]
    templates = [path] if path in paths else [it for it in paths if compile_path(it)[0].match(path)]
    return ", ".join(sorted({method.upper() for template in templates for method in paths[template]}))


async def _on_invalid_input(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    path = request.scope["path"]
    allowed = _allowed(request, path) if path in request.app.openapi()["paths"] else ""
    if allowed and request.method not in allowed.split(", "):  # what is spelt out was taken for an id
        facts = {"method": request.method[:_LONGEST_METHOD]}
        return answer(request, problems.METHOD_NOT_ALLOWED, headers={"Allow": allowed}, facts=facts)
    return _invalid(request, [_explained(request, finding) for finding in error.errors()[:_MOST_ERRORS]])


async def _on_unknown_receipt(request: Request, _error: Exception) -> JSONResponse:
    return answer(request, problems.RECEIPT_NOT_FOUND)


async def _on_invalid_cursor(request: Request, _error: Exception) -> JSONResponse:
    return answer(request, problems.INVALID_CURSOR)


async def _on_illegal_transition(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, IllegalTransitionError)
    kind = problems.NOT_RETRYABLE if error.to == Status.QUEUED else problems.NOT_REVIEWABLE
    return answer(request, kind, facts={"status": str(error.current)})


async def _on_archived_photo(request: Request, _error: Exception) -> JSONResponse:
    return answer(request, problems.PHOTO_ARCHIVED, headers=problems.FROM_THE_ARCHIVE)


async def _on_stale_receipt(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StaleReceiptError)
    if names_a_version(request.headers.get("if-match")):
        return answer(request, problems.PRECONDITION_FAILED)
    return answer(request, problems.RECEIPT_CHANGED, facts={"version": error.current})


async def _on_full_history(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HistoryFullError)
    return answer(request, problems.HISTORY_FULL, facts={"most": error.most})


async def _on_refused_approval(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApprovalRefusedError)
    language = language_of(request)
    told = tuple(ObstacleDocument.from_obstacle(it, language) for it in error.obstacles)
    return answer(request, problems.APPROVAL_REFUSED, obstacles=told)


async def _on_needless_acceptance(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AcceptanceError)
    found = [
        {"type": "nothing_to_accept", "loc": ("body", "accept", index), "ctx": {"name": name}}
        for index, name in error.found.items()
    ]
    return _invalid(request, found)


async def _on_impossible_values(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ImpossibleValuesError)
    return _invalid(
        request, [{"type": why, "loc": ("body", *path.split("."))} for path, why in error.found.items()]
    )


async def _on_undecidable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UndecidableError)
    facts = {"status": str(error.current), "possible": ", ".join(error.possible)}
    return answer(request, problems.NOT_DECIDABLE, facts=facts)


async def _on_no_duplicates(request: Request, _error: Exception) -> JSONResponse:
    return answer(request, problems.NOT_DUPLICATES)


async def _on_live_photo(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PhotoLiveError)
    return answer(request, problems.PHOTO_LIVE, facts={"live": error.live})


async def _on_unknown_batch(request: Request, _error: Exception) -> JSONResponse:
    return answer(request, problems.BATCH_NOT_FOUND)


async def _on_unknown_account(request: Request, _error: Exception) -> JSONResponse:
    return answer(request, problems.ACCOUNT_NOT_FOUND)


async def _on_full_chart(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ChartFullError)
    return answer(request, problems.CHART_FULL, facts={"most": error.most})


async def _on_transient_error(request: Request, error: Exception) -> JSONResponse:
    logger.warning("unavailable: %s", str(error)[:_LONGEST_REASON])
    return answer(request, problems.UNAVAILABLE, headers={"Retry-After": _RETRY_AFTER_SECONDS})


async def _on_disconnect(request: Request, _error: Exception) -> JSONResponse:
    """Nobody is left to read this; the access line shows it."""
    return answer(request, problems.BAD_REQUEST)


def _explained(request: Request, finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """A finding about a body that could not be taken apart is about the whole of it. Without a header that
    says JSON, FastAPI does not even try.
    """
    kind, location = finding["type"], finding["loc"]
    if kind == "json_invalid":
        return {"type": kind, "loc": ("body",), "ctx": {"at": location[-1] + 1}}
    if kind != "missing" and location == ("body",) and not _says_json(request):
        return {"type": "json_expected", "loc": location}
    return finding


def _says_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _invalid(request: Request, found: Sequence[Mapping[str, Any]]) -> JSONResponse:
    return answer(request, problems.INVALID_INPUT, errors=_invalid_fields(found, language_of(request)))


def _invalid_fields(found: Sequence[Any], language: Language) -> tuple[InvalidField, ...]:
    """pydantic's findings without the values that were sent: they may be secrets."""
    return tuple(
        InvalidField(
            pointer=_pointer(error["loc"]),
            code=error["type"],
            detail=_why(error).filled(**_bounds(error)).in_language(language),
        )
        for error in found
    )


def _why(error: Mapping[str, Any]) -> Sentence:
    kind, found = error["type"], error.get("ctx", {})
    if isinstance(malformed := found.get("error"), MalformedError):
        return malformed.sentence
    if kind == "string_pattern_mismatch":
        return WHY_NO_MATCH.get(found["pattern"], _WRONG)
    return _WHY.get(kind) or WHY_IMPOSSIBLE.get(kind, _WRONG)


def _bounds(error: Mapping[str, Any]) -> dict[str, object]:
    """What a value was measured by. pydantic joins allowed values in English."""
    bounds = dict(error.get("ctx", {}))
    if "expected" in bounds:
        bounds["expected"] = Sentence(bounds["expected"].replace(" or ", ", "), bounds["expected"])
    return bounds


def _pointer(location: Sequence[int | str]) -> str:
    """A JSON pointer (RFC 6901) into the body, or into the parameters; the body as a whole is ""."""
    _place, *path = (str(part) for part in location)
    escaped = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)
    return escaped[:_LONGEST_POINTER]

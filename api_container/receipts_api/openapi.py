"""What FastAPI leaves out of the OpenAPI document: problems with an example of each, the order of things."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from receipts.domain.sentence import Language
from receipts_api import problems
from receipts_api.corrections import CorrectionRequest
from receipts_api.documents import ReceiptDocument
from receipts_api.examples import RECEIPT_ID, receipt_examples
from receipts_api.merge_patch import WithoutDefaults
from receipts_api.problems import Kind
from receipts_api.schemas import Problem, UploadAnswer

_TEMPLATE: Final = "#/components/schemas/{model}"
_MEDIA_TYPE: Final = "application/problem+json"

_ADDED: Final[tuple[tuple[type[BaseModel], JsonSchemaMode, type[GenerateJsonSchema]], ...]] = (
    (Problem, "serialization", GenerateJsonSchema),
    (CorrectionRequest, "validation", WithoutDefaults),
)
_WITH_A_TAG: Final = {ReceiptDocument.__name__, UploadAnswer.__name__}
_ETAG: Final = {"description": "Of the receipt as it is now; for `If-Match`.", "schema": {"type": "string"}}

_WORDS: Final = {
    400: "The request cannot be understood",
    401: "No valid API key",
    403: "A valid key, which does not allow it",
    404: "Not there, or not yours",
    408: "Did not arrive in time",
    409: "The state of the receipt does not allow it now",
    412: "It has changed since the `ETag` in `If-Match`",
    413: "Too large",
    414: "Path and query are too long",
    415: "Not a type that can be read",
    422: "Values that are wrong, in `errors`",
    429: "Too often: try again after `Retry-After` seconds",
    503: "Try again after `Retry-After` seconds",
}
_USUAL: Final = {
    400: problems.INVALID_CURSOR,
    401: problems.UNAUTHORIZED,
    404: problems.RECEIPT_NOT_FOUND,
    408: problems.TOO_SLOW,
    409: problems.RECEIPT_CHANGED,
    412: problems.PRECONDITION_FAILED,
    413: problems.TOO_LARGE,
    415: problems.UNSUPPORTED_TYPE,
    422: problems.INVALID_INPUT,
    429: problems.TOO_MANY_REQUESTS,
    503: problems.UNAVAILABLE,
}
"""What a status mostly means; a route that means something else names its kinds."""

TAGS: Final = (
    ("uploads", "사진 올리기: a slot for a phone's photo, or the photo itself."),
    ("batches", "묶음: many photos at once, and how far they are."),
    ("receipts", "영수증: find, correct, approve; what became of each."),
    ("decisions", "처리: reject, delete, restore, resolve duplicates, read anew; and every way back."),
    ("company", "회사 설정: accounts (계정과목), and what must be written on a receipt."),
    ("exports", "내보내기: spreadsheets, journals (분개장), photos."),
    ("summaries", "집계: what a month adds up to."),
    ("health", "상태: is it alive, and can it work?"),
)
"""Groups of operations, in the order of a bookkeeper's work."""


class _Facts(dict[str, object]):
    """What the sentences of the examples are filled with."""

    def __missing__(self, name: str) -> str:
        return "…"


_FACTS: Final = _Facts(
    status="queued",
    version=4,
    seconds=12,
    limit="50 MB",
    bytes=4096,
    most=200,
    content_type="image/gif",
    layouts="journal, receipts",
    down="queue",
)


def operation_id(name: str) -> str:
    """`list_receipts` as clients in most languages would call it: listReceipts."""
    first, *rest = name.split("_")
    return "".join((first, *(part.capitalize() for part in rest)))


def problem_responses(*answers: int | Kind) -> dict[int | str, dict[str, Any]]:
    """A route's `responses` for the problems it may answer with: a status that means what it mostly does, or
    the kinds of problem themselves.
    """
    kinds = [_USUAL[answer] if isinstance(answer, int) else answer for answer in answers]
    by_status = groupby(sorted(kinds, key=_status), key=_status)
    return {status: _response(status, tuple(several)) for status, several in by_status}


def complete_document(app: FastAPI) -> None:
    """FastAPI knows no media type of its own for errors, and no merge patch, so the schemas that the routes
    point to are added; and the tag of every answer that holds a receipt.
    """
    plain = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            _completed(plain())
        return plain()

    app.openapi = complete  # type: ignore[method-assign] # the way FastAPI documents


def _status(kind: Kind) -> int:
    return kind.status


def _response(status: int, kinds: Iterable[Kind]) -> dict[str, Any]:
    schema = {"$ref": _TEMPLATE.format(model="Problem")}
    content = {_MEDIA_TYPE: {"schema": schema, "examples": {kind.slug: _example(kind) for kind in kinds}}}
    return {"description": _WORDS[status], "content": content}


def _example(kind: Kind) -> dict[str, Any]:
    value = {
        "type": kind.type,
        "title": kind.title.korean,
        "status": kind.status,
        "detail": kind.detail.korean.format_map(_FACTS),
    }
    return {"summary": kind.title.in_language(Language.ENGLISH), "value": value}


def _completed(document: dict[str, Any]) -> None:
    """Where each problem happened, examples that are receipts, and the groups in their order."""
    parts: dict[str, Any] = document["components"]["schemas"]
    for model, mode, generator in _ADDED:
        _, added = models_json_schema([(model, mode)], ref_template=_TEMPLATE, schema_generator=generator)
        parts.update(added["$defs"])
    for name, example in receipt_examples().items():
        parts[name]["examples"] = [example]
    for path, operation in _operations(document):
        if operation.get("security"):
            answers = operation["responses"] | {"414": _response(414, (problems.ADDRESS_TOO_LONG,))}
            operation["responses"] = dict(sorted(answers.items()))
        for answer in operation["responses"].values():
            if _schema_of(answer) in _WITH_A_TAG:
                answer["headers"] = {**answer.get("headers", {}), "ETag": _ETAG}
            for example in answer.get("content", {}).get(_MEDIA_TYPE, {}).get("examples", {}).values():
                _place(example["value"], path, operation, parts)
    used = {tag for _, operation in _operations(document) for tag in operation["tags"]}
    document["tags"] = [{"name": name, "description": words} for name, words in TAGS if name in used]


def _schema_of(answer: Mapping[str, Any]) -> str:
    reference: str = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2]


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            yield path, operation


def _place(
    problem: dict[str, Any], path: str, operation: Mapping[str, Any], parts: Mapping[str, Any]
) -> None:
    """The address of the example, and the value that is wrong."""
    named = {it["name"]: _value(it["schema"], parts) for it in operation.get("parameters", ())}
    problem["instance"] = re.sub(r"{(\w+)}", lambda found: named[found[1]], path)
    if problem["type"] == problems.INVALID_INPUT.type:
        detail = "값의 형식이 올바르지 않습니다."
        problem["errors"] = [{"pointer": _wrong_field(operation, parts), "code": "invalid", "detail": detail}]


def _value(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """What a parameter may be."""
    known = parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return str(next(iter((*known.get("examples", ()), *known.get("enum", ()))), RECEIPT_ID))


def _wrong_field(operation: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """A pointer to a value that somebody might get wrong: the last one of the body, else a parameter."""
    body = operation.get("requestBody", {}).get("content", {})
    for media in body.values():
        schema = media["schema"]
        named = parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return f"/{list(named['properties'])[-1]}"
    parameters = [it["name"] for it in operation.get("parameters", ()) if it["in"] != "header"]
    return f"/{parameters[-1]}" if parameters else ""

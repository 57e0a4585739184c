"""What FastAPI leaves out of the OpenAPI document: errors are problem documents, receipts have tags."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from receipts_api.corrections import CorrectionRequest
from receipts_api.documents import ReceiptDocument
from receipts_api.merge_patch import WithoutDefaults
from receipts_api.schemas import Problem, UploadAnswer

_TEMPLATE = "#/components/schemas/{model}"

_ADDED: tuple[tuple[type[BaseModel], JsonSchemaMode, type[GenerateJsonSchema]], ...] = (
    (Problem, "serialization", GenerateJsonSchema),
    (CorrectionRequest, "validation", WithoutDefaults),
)
_WITH_A_TAG = {ReceiptDocument.__name__, UploadAnswer.__name__}
_ETAG = {"description": "Of the receipt as it is now; for `If-Match`.", "schema": {"type": "string"}}

_WORDS = {
    400: "The request cannot be understood",
    401: "No valid API key",
    404: "Not there, or not yours",
    408: "Did not arrive in time",
    409: "The state of the receipt does not allow it now",
    412: "It has changed since the `ETag` in `If-Match`",
    413: "Too large",
    415: "Not a type that can be read",
    422: "Values that are wrong, in `errors`",
    429: "Too often: try again after `Retry-After` seconds",
    503: "Try again after `Retry-After` seconds",
}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """A route's `responses` for the problems it may answer with."""
    schema = {"$ref": _TEMPLATE.format(model="Problem")}
    content = {"application/problem+json": {"schema": schema}}
    return {status: {"description": _WORDS[status], "content": content} for status in statuses}


def complete_document(app: FastAPI) -> None:
    """FastAPI knows no media type of its own for errors, and no merge patch, so the schemas that the routes
    point to are added; and the tag of every answer that holds a receipt.
    """
    plain = app.openapi

    def complete() -> dict[str, Any]:
        document = plain()
        schemas = document["components"]["schemas"]
        for model, mode, generator in _ADDED:
            _, added = models_json_schema([(model, mode)], ref_template=_TEMPLATE, schema_generator=generator)
            schemas.update(added["$defs"])
        for answer in _answers(document):
            if _schema_of(answer) in _WITH_A_TAG:
                answer["headers"] = {**answer.get("headers", {}), "ETag": _ETAG}
        return document

    app.openapi = complete  # type: ignore[method-assign] # the way FastAPI documents


def _answers(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from operation["responses"].values()


def _schema_of(answer: dict[str, Any]) -> str:
    reference: str = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2]

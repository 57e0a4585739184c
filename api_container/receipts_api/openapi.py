"""What FastAPI leaves out of the OpenAPI document: errors are problem documents."""

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from receipts_api.schemas import Problem

_TEMPLATE = "#/components/schemas/{model}"

_WORDS = {
    400: "The request cannot be understood",
    401: "No valid API key",
    404: "Not there, or not yours",
    408: "Did not arrive in time",
    409: "The state of the receipt does not allow it now",
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


def add_problem_schema(app: FastAPI) -> None:
    """FastAPI knows no media type of its own for errors, so the schema that the routes point to is added."""
    plain = app.openapi

    def with_problems() -> dict[str, Any]:
        document = plain()
        _, schemas = models_json_schema([(Problem, "serialization")], ref_template=_TEMPLATE)
        document["components"]["schemas"].update(schemas["$defs"])
        return document

    app.openapi = with_problems  # type: ignore[method-assign] # the way FastAPI documents

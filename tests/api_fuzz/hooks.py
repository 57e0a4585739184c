"""What Schemathesis is told about receipts: which there are, and what no answer may say.

Loaded by `schemathesis run` in a process of its own (SCHEMATHESIS_HOOKS).
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final
from uuid import UUID
from zlib import crc32

import schemathesis

_OWN: Final = os.environ["FUZZ_OWN"].split(",")
_OTHERS: Final = os.environ["FUZZ_OTHERS"].split(",")
_NEVER_SAID: Final = os.environ["FUZZ_NEVER_SAID"].encode()
_VERSIONS: Final = (3, 3, 4, 5)
"""A receipt that was read is at its third."""
_LONGEST_TAG: Final = 1000
_calls: Final[Mapping[str, Iterator[int]]] = defaultdict(count)


@schemathesis.hook
def map_path_parameters(
    context: schemathesis.HookContext, parameters: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Ids drawn by chance, or seen in an answer, name little that can be worked on: of four, three become
    receipts that were read or failed, one of them somebody else's. What is no id stays what it is.
    """
    drawn = _id_in((parameters or {}).get("receipt_id"))
    if parameters is None or drawn is None or context.operation is None:
        return parameters
    # Not by the id: one that an answer named is another in each run, and the same for all routes.
    label = context.operation.label
    choice, which = divmod(crc32(f"{label} {next(_calls[label])}".encode()), 4)
    if which == 0:
        return parameters
    known = _OTHERS if which == 1 else _OWN
    return {**parameters, "receipt_id": known[choice % len(known)]}


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: Any) -> Any:  # noqa: ANN401 - whatever was drawn
    """A version drawn by chance is never the receipt's, and mostly none is drawn: it becomes a likely one."""
    if not isinstance(body, dict) or not _is_about_one(context):
        return body
    version = body.get("version")
    is_possible = version is None or (isinstance(version, int | float) and 1 <= version < 2**31)
    return {**body, "version": _VERSIONS[len(str(body)) % len(_VERSIONS)]} if is_possible else body


@schemathesis.hook
def map_headers(_context: object, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    """No tag drawn by chance is a receipt's: three of four possible ones are left out."""
    tag = (headers or {}).get("If-Match")
    if headers is None or not isinstance(tag, str) or len(tag) > _LONGEST_TAG or len(tag) % 4 == 0:
        return headers
    return {name: value for name, value in headers.items() if name != "If-Match"}


@schemathesis.check
def tells_nothing_of_others(
    _context: object, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Neither a receipt nor a word of another tenant is in any answer; its ids are as good as unknown."""
    assert _NEVER_SAID not in response.content, "another tenant's receipt is shown"
    asked = str((case.path_parameters or {}).get("receipt_id"))
    assert asked not in _OTHERS or response.status_code >= 400, "another tenant's receipt was reached"


@schemathesis.check
def refuses_in_a_problem_document(
    _context: object, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Whatever is refused says why, and what was wrong in it says where; "" is the whole body."""
    if case.method == "HEAD" or not 400 <= response.status_code < 500:
        return
    kind = response.headers["content-type"][0]
    assert kind == "application/problem+json", f"refused as {kind}"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["title"]
    assert problem["detail"]
    if problem["type"] == "/problems/invalid-input":
        assert all("pointer" in one and one["detail"] for one in problem["errors"]), "no field is named"


def _id_in(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


def _is_about_one(context: schemathesis.HookContext) -> bool:
    operation = context.operation
    return operation is not None and "{receipt_id}" in operation.path

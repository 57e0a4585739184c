"""What Schemathesis is told about receipts: which there are, and what no answer may say.

Loaded by `schemathesis run` in a process of its own (SCHEMATHESIS_HOOKS).
"""

import os
from typing import Any, Final
from uuid import UUID

import schemathesis

_OWN: Final = os.environ["FUZZ_OWN"].split(",")
_OTHERS: Final = os.environ["FUZZ_OTHERS"].split(",")
_NEVER_SAID: Final = os.environ["FUZZ_NEVER_SAID"].encode()
_VERSIONS: Final = 6
"""As many as a receipt reaches when it is decided about again and again."""


@schemathesis.hook
def map_path_parameters(_context: object, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Ids drawn by chance name nothing: of four, three become receipts that there are, one of them somebody
    else's. What is no id stays what it is.
    """
    drawn = _id_in((parameters or {}).get("receipt_id"))
    if parameters is None or drawn is None or drawn.int % 4 == 0:
        return parameters
    known = _OTHERS if drawn.int % 4 == 1 else _OWN
    return {**parameters, "receipt_id": known[drawn.int // 4 % len(known)]}


@schemathesis.hook
def map_body(_context: object, body: Any) -> Any:  # noqa: ANN401 - whatever was drawn
    """A version drawn by chance is never the receipt's: one that may be becomes a small one."""
    version = body.get("version") if isinstance(body, dict) else None
    if type(version) is not int or not 1 <= version < 2**31:
        return body
    return {**body, "version": 1 + version % _VERSIONS}


@schemathesis.check
def tells_nothing_of_others(
    _context: object, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """Neither a receipt nor a word of another tenant is in any answer; its ids are as good as unknown."""
    assert _NEVER_SAID not in response.content, "another tenant's receipt is shown"
    asked = str((case.path_parameters or {}).get("receipt_id"))
    assert asked not in _OTHERS or response.status_code >= 400, "another tenant's receipt was reached"


@schemathesis.check
def refuses_in_a_problem_document(
    _context: object, response: schemathesis.Response, case: schemathesis.Case
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

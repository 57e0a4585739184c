"""A mistake in one template, for the tests of rules."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.infra.rules import Rule

Body = dict[str, Any]
"""A template as it is written."""


class Fault(NamedTuple):
    """One mistake in one template, and the rule that must notice it."""

    template: str
    put_in: Callable[[Body], object]
    noticed_by: Rule


def properties(body: Body, resource: str) -> Body:
    found: Body = body["Resources"][resource].setdefault("Properties", {})
    return found


def statement(**fields: object) -> Body:
    return {"Sid": "Convenient", "Effect": "Allow", **fields}

"""What IAM answers: explicit denies, allows, conditions, permissions boundaries and trust policies.

As "IAM JSON policy evaluation logic" of AWS's user guide has it, for one account, without organisations' and
sessions' policies. An operator that is not known here is an error, never a condition that holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from infra.templates import as_list

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One action on one resource, and what the caller and the service tell of it."""

    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        told = f" {dict(self.context)}" if self.context else ""
        return f"{self.action} on {self.resource}{told}"


def is_allowed(
    call: Call, policies: Sequence[Statement], boundary: Sequence[Statement] | None = None
) -> bool:
    """Nothing denies it, a policy allows it, and so does the boundary, where there is one."""
    limits = policies if boundary is None else boundary
    denied = any(_says("Deny", one, call) for one in [*policies, *limits])
    allowed = all(any(_says("Allow", one, call) for one in each) for each in (policies, limits))
    return allowed and not denied


def may_assume(trust: Statement, action: str, principal: Mapping[str, str], told: Mapping[str, str]) -> bool:
    """Whether a role's trust policy lets this principal take it."""
    asked = Call(action, context=told)
    fitting = [
        one
        for one in trust["Statement"]
        if _acts(one, action) and _is_for(one["Principal"], principal) and _holds(one, asked)
    ]
    return {one["Effect"] for one in fitting} == {"Allow"}


def matches(value: str, pattern: object) -> bool:
    """As IAM reads * and ?; no other sign has a meaning."""
    return _compiled(str(pattern)).fullmatch(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _says(effect: str, statement: Statement, call: Call) -> bool:
    return (
        statement["Effect"] == effect
        and _acts(statement, call.action)
        and _is_on(statement, call.resource)
        and _holds(statement, call)
    )


def _acts(statement: Statement, action: str) -> bool:
    """IAM tells no case in the names of actions."""
    named = any(
        matches(action.lower(), str(one).lower())
        for one in as_list(statement.get("Action", statement.get("NotAction")))
    )
    return named == ("Action" in statement)


def _is_on(statement: Statement, resource: str) -> bool:
    named = any(
        matches(resource, one) for one in as_list(statement.get("Resource", statement.get("NotResource")))
    )
    return named == ("Resource" in statement)


def _is_for(named: object, principal: Mapping[str, str]) -> bool:
    if not isinstance(named, Mapping):
        return named == "*"
    return any(value in as_list(named.get(kind, [])) for kind, value in principal.items())


def _holds(statement: Statement, call: Call) -> bool:
    told = {key.lower(): value for key, value in call.context.items()}
    return all(
        _compares(operator, told.get(key.lower()), [str(one) for one in as_list(wanted)])
        for operator, keys in statement.get("Condition", {}).items()
        for key, wanted in keys.items()
    )


def _equal(value: str, wanted: str) -> bool:
    return value == wanted


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "StringEquals": _equal,
    "StringLike": matches,
}
_NEGATED = {"ArnNotEquals": "ArnEquals", "ArnNotLike": "ArnLike", "StringNotEquals": "StringEquals"}


def _compares(operator: str, value: str | None, wanted: Sequence[str]) -> bool:
    """A key that is not told fails what asks for a value, and passes what asks for another one."""
    if operator in _NEGATED:
        return value is None or not any(_COMPARE[_NEGATED[operator]](value, one) for one in wanted)
    if operator == "Null":
        return wanted == [str(value is None).lower()]
    compare = _COMPARE[operator.removesuffix("IfExists")]
    if value is None:
        return operator.endswith("IfExists")
    return any(compare(value, one) for one in wanted)

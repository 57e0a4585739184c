"""The evaluator answers as AWS's guide says that IAM does."""

from typing import Any

import pytest

from tests.infra.iam import Call, is_allowed, matches, may_assume

PASS = "iam:PassRole"
ALLOW: dict[str, Any] = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}


def on_condition(**condition: object) -> dict[str, Any]:
    return {**ALLOW, "Condition": condition}


def test_what_no_statement_allows_is_refused() -> None:
    assert not is_allowed(Call(PASS), [])
    assert is_allowed(Call("IAM:passrole"), [ALLOW])


def test_a_deny_wins() -> None:
    assert not is_allowed(Call(PASS), [ALLOW, {**ALLOW, "Effect": "Deny"}])
    but_passing = {"Effect": "Deny", "NotAction": PASS, "Resource": "*"}
    assert is_allowed(Call(PASS), [ALLOW, but_passing])
    assert not is_allowed(Call("iam:GetRole"), [ALLOW, but_passing])


def test_a_deny_of_all_but_ours_spares_ours() -> None:
    deny = {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:ours"}
    assert is_allowed(Call(PASS, "arn:ours"), [ALLOW, deny])
    assert not is_allowed(Call(PASS, "arn:theirs"), [ALLOW, deny])


def test_a_boundary_takes_away_and_gives_nothing() -> None:
    reads = {**ALLOW, "Action": "iam:Get*"}
    assert not is_allowed(Call(PASS), [ALLOW], boundary=[reads])
    assert is_allowed(Call("iam:GetRole"), [ALLOW], boundary=[reads])
    assert not is_allowed(Call("iam:GetRole"), [], boundary=[reads])
    assert not is_allowed(Call("iam:GetRole"), [reads], boundary=[ALLOW, {**reads, "Effect": "Deny"}])


@pytest.mark.parametrize(
    ("operator", "told", "silent"),
    [
        ("StringEquals", True, False),
        ("StringEqualsIfExists", True, True),
        ("StringNotEquals", False, True),
        ("ArnNotLike", False, True),
    ],
)
def test_a_key_that_is_not_told(operator: str, told: bool, silent: bool) -> None:
    statement = on_condition(**{operator: {"iam:PassedToService": ["x", "y"]}})
    assert is_allowed(Call(PASS, context={"iam:passedtoservice": "y"}), [statement]) is told
    assert is_allowed(Call(PASS), [statement]) is silent


def test_every_key_of_every_operator_must_hold() -> None:
    statement = on_condition(StringEquals={"a": "1", "b": "2"}, ArnEquals={"c": "arn:*"})
    assert is_allowed(Call(PASS, context={"a": "1", "b": "2", "c": "arn:x"}), [statement])
    for context in ({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "arn:x"}):
        assert not is_allowed(Call(PASS, context=context), [statement])


def test_stars_mean_something_to_like_alone() -> None:
    assert matches("arn:[x]", "arn:[?]")
    assert not matches("x", "[x]")
    assert not is_allowed(Call(PASS, context={"a": "xy"}), [on_condition(StringEquals={"a": "x*"})])
    assert is_allowed(Call(PASS, context={"a": "xy"}), [on_condition(StringLike={"a": "x*"})])


def test_an_operator_that_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError, match="DateLessThan"):
        is_allowed(Call(PASS, context={"a": "1"}), [on_condition(DateLessThan={"a": "2"})])


def test_a_trust_is_for_whom_it_names() -> None:
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": ["a", "b"]}, "Action": "sts:AssumeRole"}]
    }
    assert may_assume(trust, "sts:AssumeRole", {"Service": "b"}, {})
    assert not may_assume(trust, "sts:AssumeRole", {"Service": "c"}, {})
    assert not may_assume(trust, "sts:AssumeRole", {"AWS": "b"}, {})
    assert not may_assume(trust, "sts:TagSession", {"Service": "b"}, {})

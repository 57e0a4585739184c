"""The templates of infra/, and what CloudFormation would make of them: a small resolver of its functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from cfnlint.decode.cfn_yaml import load

Yaml: TypeAlias = Any
"""A node of a template: map, list or scalar."""

ROOT = Path(__file__).parents[2]
TEMPLATES = {path.stem: path for path in sorted((ROOT / "infra").glob("*.yaml"))}

ACCOUNT, REGION = "123456789012", "ap-northeast-2"
_PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION, "AWS::Partition": "aws"}
_NO_VALUE = object()
_IN_SUB = re.compile(r"\$\{([^!}]+)\}")


@cache
def template_of(name: str) -> dict[str, Any]:
    return dict(load(str(TEMPLATES[name])))


def text_of(name: str) -> str:
    return TEMPLATES[name].read_text()


@dataclass(frozen=True)
class Stack:
    """A template with its parameters decided. What only AWS knows stands as `<LogicalId.Attribute>`."""

    name: str
    resources: Mapping[str, Any]
    outputs: Mapping[str, Any]
    conditions: Mapping[str, bool]
    violations: Sequence[str]

    def of_type(self, kind: str) -> dict[str, Any]:
        return {
            name: one.get("Properties", {}) for name, one in self.resources.items() if one["Type"] == kind
        }

    def properties(self, resource: str) -> dict[str, Any]:
        found: dict[str, Any] = self.resources[resource]["Properties"]
        return found


def stack(name: str, **parameters: object) -> Stack:
    """What CloudFormation would make of infra/<name>.yaml; parameters not given have their defaults."""
    template = template_of(name)
    resolver = _Resolver(template, {**_defaults(template), **parameters})
    return Stack(
        name=name,
        resources=resolver.existing(template["Resources"]),
        outputs={key: resolver.value(one["Value"]) for key, one in template.get("Outputs", {}).items()},
        conditions={key: resolver.holds(key) for key in template.get("Conditions", {})},
        violations=resolver.violations(template.get("Rules", {})),
    )


def _defaults(template: Mapping[str, Any]) -> dict[str, object]:
    return {name: _default(name, one) for name, one in template.get("Parameters", {}).items()}


def _default(name: str, parameter: Mapping[str, Any]) -> object:
    if "Default" in parameter:
        return parameter["Default"]
    is_list = parameter["Type"].startswith("List<") or parameter["Type"] == "CommaDelimitedList"
    return [f"<{name}-1>", f"<{name}-2>"] if is_list else f"<{name}>"


@dataclass
class _Resolver:
    template: Mapping[str, Any]
    parameters: Mapping[str, object]
    _known: dict[str, bool] = field(default_factory=dict)

    def existing(self, resources: Mapping[str, Any]) -> dict[str, Any]:
        there = {
            name: one
            for name, one in resources.items()
            if "Condition" not in one or self.holds(one["Condition"])
        }
        return {name: self.value(one) for name, one in there.items()}

    def holds(self, condition: str) -> bool:
        if condition not in self._known:
            self._known[condition] = bool(self.value(self.template["Conditions"][condition]))
        return self._known[condition]

    def violations(self, rules: Mapping[str, Any]) -> list[str]:
        broken = []
        for rule in rules.values():
            if self.value(rule.get("RuleCondition", True)):
                broken += [
                    one["AssertDescription"] for one in rule["Assertions"] if not self.value(one["Assert"])
                ]
        return broken

    def value(self, node: Yaml) -> Yaml:
        if isinstance(node, list):
            return [found for one in node if (found := self.value(one)) is not _NO_VALUE]
        if not isinstance(node, dict):
            return node
        ((key, argument), *others) = node.items() or [("", None)]
        if not others and key in _FUNCTIONS:
            return _FUNCTIONS[key](self, argument)
        resolved = {key: self.value(one) for key, one in node.items()}
        return {key: one for key, one in resolved.items() if one is not _NO_VALUE}

    def ref(self, name: str) -> Yaml:
        if name == "AWS::NoValue":
            return _NO_VALUE
        return _PSEUDO.get(name) or self.parameters.get(name, f"<{name}>")

    def sub(self, argument: Yaml) -> str:
        assert isinstance(argument, str), "Sub with a map of its own is not used here"
        return _IN_SUB.sub(lambda found: self._in_sub(found[1]), argument)

    def _in_sub(self, name: str) -> str:
        return f"<{name}>" if "." in name else str(self.ref(name))

    def choose(self, argument: Sequence[Yaml]) -> Yaml:
        condition, yes, no = argument
        return self.value(yes if self.holds(condition) else no)

    def join(self, argument: Sequence[Any]) -> str:
        return str(argument[0]).join(str(one) for one in self.value(argument[1]))

    def find_in_map(self, argument: Sequence[Yaml]) -> Yaml:
        name, first, second = (self.value(one) for one in argument)
        return self.template["Mappings"][name][first][second]

    def equals(self, argument: Sequence[Any]) -> bool:
        left, right = (str(self.value(one)) for one in argument)
        return left == right


_FUNCTIONS: dict[str, Callable[[_Resolver, Any], Any]] = {
    "Ref": _Resolver.ref,
    "Condition": _Resolver.holds,
    "Fn::GetAtt": lambda _, path: f"<{'.'.join(path)}>",
    "Fn::Sub": _Resolver.sub,
    "Fn::If": _Resolver.choose,
    "Fn::Join": _Resolver.join,
    "Fn::Select": lambda self, argument: self.value(argument[1])[int(self.value(argument[0]))],
    "Fn::Cidr": lambda _, argument: [f"<block {number}>" for number in range(int(argument[1]))],
    "Fn::GetAZs": lambda _, __: ["<zone a>", "<zone b>", "<zone c>", "<zone d>"],
    "Fn::FindInMap": _Resolver.find_in_map,
    "Fn::Equals": _Resolver.equals,
    "Fn::Not": lambda self, argument: not self.value(argument[0]),
    "Fn::And": lambda self, argument: all(self.value(one) for one in argument),
}


def statements(node: Yaml) -> list[dict[str, Any]]:
    """Every policy statement anywhere below."""
    if isinstance(node, list):
        return [found for one in node for found in statements(one)]
    if not isinstance(node, dict):
        return []
    own = [node] if {"Effect", "Action"} <= node.keys() else []
    return own + [found for one in node.values() for found in statements(one)]


def as_list(value: Yaml) -> list[Yaml]:
    return value if isinstance(value, list) else [value]

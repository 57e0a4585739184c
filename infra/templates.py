"""The templates, and what CloudFormation makes of them: the SAM transform, a resolver of its functions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias

import boto3
from cfnlint.decode.cfn_yaml import load, loads
from samtranslator.internal.managed_policies import get_bundled_managed_policy_map
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

Yaml: TypeAlias = Any
"""A node of a template: map, list or scalar."""

ROOT = Path(__file__).parents[1]
SYSTEM, NOTIFIER = "template", "alarm_notifier"
TEMPLATES = {
    **{path.stem: path for path in sorted((ROOT / "infra").glob("*.yaml"))},
    NOTIFIER: ROOT / "functions/alarm_notifier/template.yaml",
    SYSTEM: ROOT / "template.yaml",
}

ACCOUNT, REGION = "123456789012", "ap-northeast-2"
_PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION, "AWS::Partition": "aws"}
_NO_VALUE = object()
_IN_SUB = re.compile(r"\$\{([^!}]+)\}")
_BUILT = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}
"""What `sam build` and `sam deploy` replace by places in S3; the transform wants to see those."""


@dataclass(frozen=True)
class Template:
    """One template as it is written."""

    raw: Mapping[str, Any]

    @cached_property
    def expanded(self) -> dict[str, Any]:
        """After the SAM transform, as far as it asks for one."""
        plain: dict[str, Any] = json.loads(json.dumps(self.raw))
        if "Transform" not in plain:
            return plain
        for one in plain["Resources"].values():
            _pretend_to_have_built(one)
        translator = Translator(_managed_policies(), Parser(), boto_session=boto3.Session(region_name=REGION))
        expanded: dict[str, Any] = translator.translate(plain, {})
        translator.metrics.publish()  # to nobody; else it complains at the end
        return expanded


def _pretend_to_have_built(resource: dict[str, Any]) -> None:
    properties = resource.get("Properties", {})
    if properties.get("PackageType") == "Image":
        properties["ImageUri"] = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/receipts/parser:built"
    elif resource["Type"] in _BUILT:
        properties[_BUILT[resource["Type"]]] = "s3://artifacts/built"


def _managed_policies() -> dict[str, str]:
    """AWS's policies by name, from the list that comes with the transform instead of from IAM."""
    return dict(get_bundled_managed_policy_map("aws") or {})


@cache
def template(name: str) -> Template:
    """One of TEMPLATES."""
    return Template(load(str(TEMPLATES[name])))


def template_of(name: str) -> dict[str, Any]:
    """What it says, as it is written."""
    return dict(template(name).raw)


def text_of(name: str) -> str:
    """Its file."""
    return TEMPLATES[name].read_text()


def declared_parameters(text: str) -> frozenset[str]:
    """Names of the parameters of a template, which may be none of ours."""
    return frozenset(loads(text).get("Parameters", {}))


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
    """What CloudFormation would make of one template; parameters not given have their defaults."""
    return made_of(name, template(name), parameters)


OutputOf: TypeAlias = Callable[[str, str], Any]
"""A nested stack's output, by the stack's logical id and the output's name."""


def made_of(
    name: str, template: Template, parameters: Mapping[str, object], output_of: OutputOf | None = None
) -> Stack:
    """The same of any template, and with nested stacks that have outputs."""
    body = template.expanded
    declared = body.get("Parameters", {})
    given = {key: _typed(declared.get(key, {}), one) for key, one in parameters.items()}
    resolver = _Resolver(body, {**_defaults(declared), **given}, output_of or _unknown)
    return Stack(
        name=name,
        resources=resolver.existing(body["Resources"]),
        outputs={key: resolver.value(one["Value"]) for key, one in body.get("Outputs", {}).items()},
        conditions={key: resolver.holds(key) for key in body.get("Conditions", {})},
        violations=resolver.violations(body.get("Rules", {})),
    )


def _unknown(stack: str, output: str) -> str:
    return f"<{stack}.Outputs.{output}>"


def _defaults(declared: Mapping[str, Any]) -> dict[str, object]:
    return {name: _default(name, one) for name, one in declared.items()}


def _default(name: str, parameter: Mapping[str, Any]) -> object:
    if "Default" in parameter:
        return _typed(parameter, parameter["Default"])
    return [f"<{name}-1>", f"<{name}-2>"] if _is_list(parameter) else f"<{name}>"


def _typed(parameter: Mapping[str, Any], value: object) -> object:
    return value.split(",") if isinstance(value, str) and _is_list(parameter) else value


def _is_list(parameter: Mapping[str, Any]) -> bool:
    kind = str(parameter.get("Type", ""))
    return kind.startswith("List<") or kind == "CommaDelimitedList"


@dataclass
class _Resolver:
    template: Mapping[str, Any]
    parameters: Mapping[str, object]
    output_of: OutputOf
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
        return self.parameters.get(name, _PSEUDO.get(name, f"<{name}>"))

    def get_att(self, path: Sequence[str]) -> Yaml:
        name, attribute = path[0], ".".join(path[1:])
        if attribute.startswith("Outputs."):
            return self.output_of(name, attribute.removeprefix("Outputs."))
        return f"<{name}.{attribute}>"

    def sub(self, argument: Yaml) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument
        return _IN_SUB.sub(lambda found: str(self._in_sub(found[1], own)), text)

    def _in_sub(self, name: str, own: Mapping[str, Yaml]) -> Yaml:
        if name in own:
            return self.value(own[name])
        return self.get_att(name.split(".")) if "." in name else self.ref(name)

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
    "Fn::GetAtt": _Resolver.get_att,
    "Fn::Sub": _Resolver.sub,
    "Fn::If": _Resolver.choose,
    "Fn::Join": _Resolver.join,
    "Fn::Split": lambda self, argument: str(self.value(argument[1])).split(argument[0]),
    "Fn::Select": lambda self, argument: self.value(argument[1])[int(self.value(argument[0]))],
    "Fn::Cidr": lambda _, argument: [f"<block {number}>" for number in range(int(argument[1]))],
    "Fn::GetAZs": lambda _, __: ["<zone a>", "<zone b>", "<zone c>", "<zone d>"],
    "Fn::FindInMap": _Resolver.find_in_map,
    "Fn::Equals": _Resolver.equals,
    "Fn::Not": lambda self, argument: not self.value(argument[0]),
    "Fn::And": lambda self, argument: all(self.value(one) for one in argument),
    "Fn::Or": lambda self, argument: any(self.value(one) for one in argument),
}


def statements(node: Yaml) -> list[dict[str, Any]]:
    """Every policy statement anywhere below."""
    if isinstance(node, list):
        return [found for one in node for found in statements(one)]
    if not isinstance(node, dict):
        return []
    own = [node] if "Effect" in node and node.keys() & {"Action", "NotAction"} else []
    return own + [found for one in node.values() for found in statements(one)]


def as_list(value: Yaml) -> list[Yaml]:
    """Policies write one action or several."""
    return value if isinstance(value, list) else [value]

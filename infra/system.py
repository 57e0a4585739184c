"""The whole tree of stacks: the root with its parameters, and each child with what the root gives it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from infra.templates import ROOT, SYSTEM, TEMPLATES, Stack, Template, made_of, template

ON_THEIR_OWN = {"bootstrap", "dr_region"}
"""Deployed by themselves, so nothing gives them parameters."""

_NAME_OF = {str(path.relative_to(ROOT)): name for name, path in TEMPLATES.items()}


def parameters_of(environment: str) -> dict[str, object]:
    """What samconfig.toml sets for an environment."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    pairs = (one.split("=", 1) for one in config[environment]["deploy"]["parameters"]["parameter_overrides"])
    return dict(pairs)


@dataclass(frozen=True)
class Child:
    """A stack in the root: which template, and the parameters as the root writes them."""

    template: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class System:
    """All templates, as they are or with a fault put in."""

    templates: Mapping[str, Template]

    @cached_property
    def children(self) -> dict[str, Child]:
        """By logical id in the root."""
        resources = self.templates[SYSTEM].expanded["Resources"]
        return {
            name: Child(_NAME_OF[one["Properties"]["TemplateURL"]], one["Properties"].get("Parameters", {}))
            for name, one in resources.items()
            if one["Type"] == "AWS::CloudFormation::Stack"
        }

    def deployed(self, **parameters: object) -> dict[str, Stack]:
        """Every stack by its template's name, the two that stand on their own included."""
        deployment = _Deployment(self, parameters)
        alone = {name: made_of(name, self.templates[name], {}) for name in ON_THEIR_OWN}
        return {**deployment.all(), **alone}

    def alone(self, name: str, **parameters: object) -> Stack:
        """One of those that stand on their own."""
        return made_of(name, self.templates[name], parameters)

    def with_fault(self, name: str, put_in: Callable[[dict[str, Any]], object]) -> System:
        """A copy whose template `name` was edited."""
        body = json.loads(json.dumps(self.templates[name].raw))
        put_in(body)
        return System({**self.templates, name: Template(body)})

    @cached_property
    def dev(self) -> dict[str, Stack]:
        """As dev is deployed."""
        return self.deployed(**parameters_of("dev"))

    @cached_property
    def prod(self) -> dict[str, Stack]:
        """As production is deployed, under a domain and with copies in the second region."""
        return self.deployed(
            **parameters_of("prod"),
            DomainName="receipts.example.com",
            BackupKeyArn="arn:aws:kms:ap-northeast-1:123456789012:key/copies",
            ReplicaBucketArn="arn:aws:s3:::receipts-prod-123456789012-ap-northeast-1",
        )


def the_system() -> System:
    """As it is written."""
    return System({name: template(name) for name in TEMPLATES})


@dataclass
class _Deployment:
    """Makes each child when something first asks for one of its outputs, as CloudFormation orders them."""

    system: System
    parameters: Mapping[str, object]
    _made: dict[str, Stack] = field(default_factory=dict)
    _under_way: list[str] = field(default_factory=list)

    def all(self) -> dict[str, Stack]:
        root = self._root()
        for child in self.system.children.keys() & root.resources.keys():  # others have a condition
            self._stack(child)
        return {SYSTEM: root} | {
            self.system.children[child].template: made for child, made in self._made.items()
        }

    def _root(self) -> Stack:
        return made_of(SYSTEM, self.system.templates[SYSTEM], self.parameters, self._output)

    def _output(self, child: str, name: str) -> Any:  # noqa: ANN401 - whatever a template says
        return self._stack(child).outputs.get(name, f"<{child}.Outputs.{name}>")

    def _stack(self, child: str) -> Stack:
        assert child not in self._under_way, f"stacks wait for each other: {self._under_way}"
        if child not in self._made:
            self._under_way.append(child)
            self._made[child] = self._make(child)
            self._under_way.remove(child)
        return self._made[child]

    def _make(self, child: str) -> Stack:
        name = self.system.children[child].template
        given = self._given(child)
        place = {name: one for name, one in self.parameters.items() if name.startswith("AWS::")}
        return made_of(name, self.system.templates[name], {**place, **given})

    def _given(self, child: str) -> dict[str, Any]:
        """The child's parameters, resolved in a root that holds nothing else."""
        expanded = self.system.templates[SYSTEM].expanded
        only = {"Resources": {child: {"Type": "", "Properties": self.system.children[child].given}}}
        root = Template({**expanded, **only, "Outputs": {}})
        found: dict[str, Any] = made_of(SYSTEM, root, self.parameters, self._output).properties(child)
        return found

"""What a template declares, read without resolving CloudFormation's functions."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from deployment.environments import ROOT


class _Loader(yaml.SafeLoader):
    """Takes `!Sub text` for the text, `!Ref Name` for ${Name}, and `!If [...]` for the list."""


def _untagged(loader: _Loader, tag: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return f"${{{node.value}}}" if tag == "Ref" else node.value


_Loader.add_multi_constructor("!", _untagged)


def declared_parameters(template: str) -> frozenset[str]:
    """Names of the template's parameters."""
    return frozenset(_read(template).get("Parameters", {}))


@cache
def template(path: str) -> Mapping[str, Any]:
    """The template at this path of the repository."""
    return _read((ROOT / path).read_text())


def _read(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    return found

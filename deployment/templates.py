"""What a template declares, read without resolving CloudFormation's tags."""

import yaml


def declared_parameters(template: str) -> frozenset[str]:
    """Names of the template's parameters."""
    root = yaml.compose(template, Loader=yaml.SafeLoader)
    return frozenset(_keys(_child(root, "Parameters")))


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _keys(node: yaml.Node | None) -> list[str]:
    return [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []

"""What a deployment would change, in words for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deployment.ports import ResourceChange, Stacks

_SIGNS = {"Add": "+", "Modify": "~", "Remove": "-", "Import": ">", "Dynamic": "?"}
_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_WEIGHTS = (
    "warning: a listener rule that ECS moves would send all to blue again, as the template says."
    " Where green is live that is an outage: look with `aws elbv2 describe-rules`, and if so deploy once"
    " without this edit, which makes blue live."
)
_NO_ORDINARY_CHANGE = "nothing changes"


@dataclass(frozen=True, slots=True)
class ChangeTree:
    """One change, and those inside it where it is a nested stack."""

    change: ResourceChange
    children: tuple["ChangeTree", ...] = ()

    @property
    def is_hollow(self) -> bool:
        """A nested stack that CloudFormation looks into and finds nothing to do in."""
        change = self.change
        return bool(change.nested_change_set) and change.action == "Modify" and not self.children


def read(stacks: Stacks, change_set: str) -> tuple[ChangeTree, ...]:
    """The change set with those of its nested stacks, hollow ones left out."""
    trees = (ChangeTree(one, _inside(stacks, one)) for one in stacks.changes(change_set))
    return tuple(tree for tree in trees if not tree.is_hollow)


def _inside(stacks: Stacks, change: ResourceChange) -> tuple[ChangeTree, ...]:
    return read(stacks, change.nested_change_set) if change.nested_change_set else ()


def render(trees: Sequence[ChangeTree]) -> str:
    """A line a resource, indented by stack, then the sum."""
    if not trees:
        return _NO_ORDINARY_CHANGE
    warned = [_WEIGHTS] if any(_resets_weights(one) for one in _resources(trees)) else []
    return "\n".join([*_lines(trees, 0), "", _sum(trees), *warned])


def _resets_weights(change: ResourceChange) -> bool:
    """ECS moves the weights of these rules; CloudFormation writes the whole rule when any of it changes.

    https://github.com/aws/aws-cdk/issues/36649
    """
    return change.type == _RULE and change.action == "Modify"


def _lines(trees: Sequence[ChangeTree], depth: int) -> Iterator[str]:
    for tree in sorted(trees, key=lambda one: one.change.logical_id):
        yield "    " * depth + _line(tree.change)
        yield from _lines(tree.children, depth + 1)


def _line(change: ResourceChange) -> str:
    if change.nested_change_set:
        return f"{_SIGNS[change.action]} {change.logical_id}/"
    words = [_SIGNS[change.action], change.logical_id, f"({change.type})"]
    if change.properties:
        words.append(", ".join(change.properties))
    if warning := _warning(change):
        words.append(warning)
    return " ".join(words)


def _warning(change: ResourceChange) -> str:
    if _resets_weights(change):
        return "GETS ITS WEIGHTS FROM THE TEMPLATE"
    return {"True": "IS REPLACED", "Conditional": "may be replaced"}.get(change.replacement, "")


def _sum(trees: Sequence[ChangeTree]) -> str:
    counts = Counter(_kind(change) for change in _resources(trees))
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("added", "changed", "replaced", "removed"))


def _kind(change: ResourceChange) -> str:
    if change.replacement == "True":
        return "replaced"
    return {"Add": "added", "Remove": "removed"}.get(change.action, "changed")


def _resources(trees: Sequence[ChangeTree]) -> Iterator[ResourceChange]:
    for tree in trees:
        if not tree.change.nested_change_set:
            yield tree.change
        yield from _resources(tree.children)

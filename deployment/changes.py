"""What a deployment would change, in words for people; and the one change that it refuses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from deployment.cloudformation import ResourceChange, Stacks
from deployment.environments import DeploymentError

_SIGNS: Final = {"Add": "+", "Modify": "~", "Remove": "-", "Import": ">", "Dynamic": "?"}
_RULE: Final = "AWS::ElasticLoadBalancingV2::ListenerRule"
_WEIGHTS: Final = (
    "a listener rule that ECS moves would send all to blue again, as the template says."
    " Where green is live that is an outage: look with `aws elbv2 describe-rules`, and if so deploy once"
    " without this edit, which makes blue live."
)


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
    if not change_set:
        return ()
    trees = (ChangeTree(one, read(stacks, one.nested_change_set)) for one in stacks.changes(change_set))
    return tuple(tree for tree in trees if not tree.is_hollow)


def require_weights_kept(trees: Sequence[ChangeTree]) -> None:
    """Raises DeploymentError where a rule would be written whose weights ECS has moved."""
    if any(_resets_weights(one) for one in _resources(trees)):
        raise DeploymentError(f"{_WEIGHTS} Where blue is live it does no harm: ARGS=--reset-weights")


def render(trees: Sequence[ChangeTree]) -> str:
    """A line a resource, indented by stack, then the sum."""
    if not trees:
        return "nothing changes"
    counts = Counter(_kind(change) for change in _resources(trees))
    total = ", ".join(f"{counts[kind]} {kind}" for kind in ("added", "changed", "replaced", "removed"))
    warned = [f"warning: {_WEIGHTS}"] if any(_resets_weights(one) for one in _resources(trees)) else []
    return "\n".join([*_lines(trees), "", total, *warned])


def _resets_weights(change: ResourceChange) -> bool:
    """ECS moves the weights of these rules; CloudFormation writes the whole rule when any of it changes.

    https://github.com/aws/aws-cdk/issues/36649
    """
    return change.type == _RULE and change.action == "Modify"


def _lines(trees: Sequence[ChangeTree], depth: int = 0) -> Iterator[str]:
    for tree in sorted(trees, key=lambda one: one.change.logical_id):
        yield "    " * depth + _line(tree.change)
        yield from _lines(tree.children, depth + 1)


def _line(change: ResourceChange) -> str:
    name = f"{_SIGNS[change.action]} {change.logical_id}"
    if change.nested_change_set:
        return f"{name}/"
    warning = {"True": "IS REPLACED", "Conditional": "may be replaced"}.get(change.replacement, "")
    if _resets_weights(change):
        warning = "GETS ITS WEIGHTS FROM THE TEMPLATE"
    words = [name, f"({change.type})", ", ".join(change.properties), warning]
    return " ".join(word for word in words if word)


def _kind(change: ResourceChange) -> str:
    if change.replacement == "True":
        return "replaced"
    return {"Add": "added", "Remove": "removed"}.get(change.action, "changed")


def _resources(trees: Sequence[ChangeTree]) -> Iterator[ResourceChange]:
    for tree in trees:
        if not tree.change.nested_change_set:
            yield tree.change
        yield from _resources(tree.children)

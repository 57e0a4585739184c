"""What a deployment would change, in words for people; and the one change that it refuses."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from deployment.cloudformation import Found, Stacks
from deployment.environments import DeploymentError

_SIGNS: Final = {"Add": "+", "Modify": "~", "Remove": "-", "Import": ">", "Dynamic": "?"}
_RULE: Final = "AWS::ElasticLoadBalancingV2::ListenerRule"
_WEIGHTS: Final = (
    "a listener rule that ECS moves would send all to blue again, as the template says."
    " Where green is live that is an outage: look with `aws elbv2 describe-rules`, and if so deploy once"
    " without this edit, which makes blue live."
)


Changes = Sequence[tuple[int, Found]]
"""Each with how deep its stack is nested; a nested stack's follow its own."""


def read(stacks: Stacks, change_set: str, depth: int = 0) -> Changes:
    """Those of a change set and of its nested stacks; a stack that is looked into and stays is left out."""
    found: list[tuple[int, Found]] = []
    for change in sorted(stacks.changes(change_set), key=lambda one: one["LogicalResourceId"]):
        nested = change.get("ChangeSetId", "")
        inner = read(stacks, nested, depth + 1) if nested else ()
        if inner or not nested or change["Action"] != "Modify":
            found += [(depth, change), *inner]
    return found


def require_weights_kept(found: Changes) -> None:
    """Raises DeploymentError where a rule would be written whose weights ECS has moved."""
    if any(_resets_weights(change) for _, change in found):
        raise DeploymentError(f"{_WEIGHTS} Where blue is live it does no harm: ARGS=--reset-weights")


def render(found: Changes) -> str:
    """A line a resource, indented by stack, then the sum."""
    if not found:
        return "nothing changes"
    counts = Counter(_kind(change) for _, change in found if not change.get("ChangeSetId"))
    total = ", ".join(f"{counts[kind]} {kind}" for kind in ("added", "changed", "replaced", "removed"))
    warned = [f"warning: {_WEIGHTS}"] if any(_resets_weights(change) for _, change in found) else []
    return "\n".join([*("    " * depth + _line(change) for depth, change in found), "", total, *warned])


def _resets_weights(change: Found) -> bool:
    """ECS moves the weights of these rules; CloudFormation writes the whole rule when any of it changes.

    https://github.com/aws/aws-cdk/issues/36649
    """
    return bool(change["ResourceType"] == _RULE and change["Action"] == "Modify")


def _line(change: Found) -> str:
    name = f"{_SIGNS[change['Action']]} {change['LogicalResourceId']}"
    if change.get("ChangeSetId"):
        return f"{name}/"
    warning = {"True": "IS REPLACED", "Conditional": "may be replaced"}.get(change.get("Replacement", ""), "")
    if _resets_weights(change):
        warning = "GETS ITS WEIGHTS FROM THE TEMPLATE"
    targets = [detail.get("Target", {}) for detail in change.get("Details", [])]
    properties = {target.get("Name") or target.get("Attribute", "") for target in targets} - {""}
    words = [name, f"({change['ResourceType']})", ", ".join(sorted(properties)), warning]
    return " ".join(word for word in words if word)


def _kind(change: Found) -> str:
    if change.get("Replacement") == "True":
        return "replaced"
    return {"Add": "added", "Remove": "removed"}.get(change["Action"], "changed")

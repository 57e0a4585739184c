"""The last lines that a function or the API wrote."""

from datetime import datetime
from typing import Final

from deployment.destroy import all_resources
from deployment.errors import DeploymentError
from deployment.ports import Cloud

_LOG_GROUP: Final = "AWS::Logs::LogGroup"


def log_lines(cloud: Cloud, stack_name: str, function: str, since: datetime) -> list[str]:
    """What `function` (a logical id, or `api`) wrote since then. Raises DeploymentError without a log."""
    groups = _groups_of(cloud, stack_name)
    stem = _stem(function)
    if stem not in groups:
        raise DeploymentError(
            f"{stack_name} has no log of {function}; it has those of {', '.join(sorted(groups))}"
        )
    return list(cloud.logs.lines(groups[stem], since))


def _groups_of(cloud: Cloud, stack_name: str) -> dict[str, str]:
    """Log groups by the stem of their logical id: ReceiptParser for ReceiptParserLogGroup."""
    stack = cloud.stacks.find(stack_name)
    if stack is None:
        raise DeploymentError(f"{stack_name} does not exist")
    found = (one for one in all_resources(cloud.stacks, stack.id) if one.type == _LOG_GROUP)
    return {_stem(one.logical_id): one.physical_id for one in found}


def _stem(name: str) -> str:
    for ending in ("LogGroup", "Log", "Function"):
        name = name.removesuffix(ending)
    return "Api" if name.lower() == "api" else name

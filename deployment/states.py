"""Whether a stack can be deployed to, by its state."""

from typing import Final

from deployment.cloudformation import Stack
from deployment.environments import DeploymentError, Environment

_NOTHING_YET: Final = "REVIEW_IN_PROGRESS"
_DEAD: Final = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""States that CloudFormation leads out of by deletion alone."""


def is_busy(stack: Stack | None) -> bool:
    """Whether CloudFormation is at work on it."""
    return stack is not None and stack.status != _NOTHING_YET and stack.status.endswith("_IN_PROGRESS")


def require_deployable(stack: Stack | None, environment: Environment) -> Stack | None:
    """The stack, or None if it is still to be made. Raises DeploymentError if it is stuck: what to do."""
    if stack is None or stack.status == _NOTHING_YET:
        return None
    if stack.status in _DEAD:
        raise DeploymentError(
            f"{stack.name} is {stack.status}: it must be deleted first; {_deletion_of(environment)}"
        )
    if stack.status == "UPDATE_ROLLBACK_FAILED":
        raise DeploymentError(
            f"{stack.name} is {stack.status}: remove what stops the rollback, then choose "
            "'Continue update rollback' in the console of CloudFormation"
        )
    if is_busy(stack):
        raise DeploymentError(f"{stack.name} is {stack.status}: wait until that is over")
    return stack


def require_same_way_in(stack: Stack, environment: Environment) -> None:
    """Raises DeploymentError if the stack would get a domain or lose it.

    Its load balancer would be replaced, since another one is public, and the target groups would not, which
    belong to one load balancer at a time: CloudFormation finds that out after minutes.
    """
    has = stack.parameters.get("DomainName", "")
    wants = environment.parameters.get("DomainName", has)
    if bool(has) == bool(wants):
        return
    made = f"with the domain {has}" if has else "without a domain"
    raise DeploymentError(
        f"{stack.name} was made {made}, which cannot change while it stands: "
        f"delete it first ({_deletion_of(environment)}), or use another environment"
    )


def _deletion_of(environment: Environment) -> str:
    if environment.is_production:
        return "production is deleted by hand, in the console of CloudFormation"
    return f"`make destroy ENV={environment.name}` does it"

"""The functions of an environment, which reach what can be reached from nowhere else."""

from deployment.environments import Environment
from deployment.errors import DeploymentError
from deployment.ports import Cloud, Stack


def stack_of(cloud: Cloud, environment: Environment) -> Stack:
    """Raises DeploymentError if the environment was never deployed."""
    stack = cloud.stacks.find(environment.stack_name)
    if stack is None:
        raise DeploymentError(
            f"{environment.stack_name} does not exist; `make deploy ENV={environment.name}` makes it"
        )
    return stack


def function_of(cloud: Cloud, stack: Stack, logical_id: str) -> str:
    """The name of the function that template.yaml calls so. Raises DeploymentError if there is none."""
    for resource in cloud.stacks.resources(stack.id):
        if resource.logical_id == logical_id and resource.physical_id:
            return resource.physical_id
    raise DeploymentError(f"{stack.name} has no {logical_id} ({stack.status}); deploy it first")

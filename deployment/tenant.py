"""A tenant and its API key, made by a function: the database can be reached from nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from deployment.environments import Environment
from deployment.errors import DeploymentError
from deployment.ports import Cloud, Stack

_REGISTRAR: Final = "TenantRegistrarFunction"


@dataclass(frozen=True, slots=True)
class Registration:
    """What the registrar answered, and where the API is."""

    tenant_id: str
    api_key: str
    """Blank where a key was revoked."""
    url: str
    keys: str | None = None
    """How its valid keys begin, one a line; None where it was not asked for."""

    def render(self) -> str:
        """For the terminal, the only place where the key is ever shown."""
        if self.keys is not None:
            return f"Valid keys of tenant {self.tenant_id}:\n{self.keys or 'none'}"
        if not self.api_key:
            return f"The key is revoked; it was one of tenant {self.tenant_id}."
        return "\n".join(
            [
                f"Tenant   {self.tenant_id}",
                f"API key  {self.api_key}",
                "The key is kept nowhere else and is not shown again: store it now.",
                "",
                "Try it:",
                f"  curl -H 'Authorization: Bearer {self.api_key}' {self.url}/api/receipts",
            ]
        )


def ask_registrar(cloud: Cloud, environment: Environment, request: Mapping[str, str]) -> Registration:
    """Have it done. Raises DeploymentError without a stack, FunctionFailedError if the registrar refuses."""
    stack = cloud.stacks.find(environment.stack_name)
    if stack is None:
        raise DeploymentError(
            f"{environment.stack_name} does not exist; `make deploy ENV={environment.name}` makes it"
        )
    answer = cloud.functions.invoke(_registrar_of(cloud, stack), request)
    return Registration(
        answer["tenant_id"], answer.get("api_key", ""), stack.outputs["Url"], answer.get("keys")
    )


def _registrar_of(cloud: Cloud, stack: Stack) -> str:
    for resource in cloud.stacks.resources(stack.id):
        if resource.logical_id == _REGISTRAR and resource.physical_id:
            return resource.physical_id
    raise DeploymentError(f"{stack.name} has no {_REGISTRAR} ({stack.status}); deploy it first")

"""A tenant and its API key, made by a function: the database can be reached from nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from deployment.environments import Environment
from deployment.functions import function_of, stack_of
from deployment.ports import Cloud

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
    stack = stack_of(cloud, environment)
    answer = cloud.functions.invoke(function_of(cloud, stack, _REGISTRAR), request)
    return Registration(
        answer["tenant_id"], answer.get("api_key", ""), stack.outputs["Url"], answer.get("keys")
    )

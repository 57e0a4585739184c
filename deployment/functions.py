"""What functions of an environment are asked to do, which reach what can be reached from nowhere else."""

from collections.abc import Mapping
from typing import Final

from deployment.aws import Cloud
from deployment.cloudformation import Stack
from deployment.environments import DeploymentError, Environment

_REGISTRAR: Final = "TenantRegistrarFunction"
_RECONCILER: Final = "ReceiptReconcilerFunction"


def stack_of(cloud: Cloud, environment: Environment) -> Stack:
    """Raises DeploymentError if the environment was never deployed."""
    stack = cloud.stacks.find(environment.stack_name)
    if stack is None:
        raise DeploymentError(
            f"{environment.stack_name} does not exist; `make deploy ENV={environment.name}` makes it"
        )
    return stack


def _ask(cloud: Cloud, stack: Stack, logical_id: str, request: Mapping[str, str]) -> Mapping[str, str]:
    """Of the function that template.yaml calls so. Raises DeploymentError if there is none."""
    resources = cloud.stacks.resources(stack.id)
    found = (one.get("PhysicalResourceId") for one in resources if one["LogicalResourceId"] == logical_id)
    name = next(found, None)
    if not name:
        raise DeploymentError(f"{stack.name} has no {logical_id} ({stack.status}); deploy it first")
    return cloud.functions.invoke(name, request)


def tenant(cloud: Cloud, environment: Environment, request: Mapping[str, str]) -> str:
    """Have the registrar make a tenant or a key, list or revoke keys; what it did, for the terminal.

    That is the only place where a key is ever shown. Raises DeploymentError.
    """
    stack = stack_of(cloud, environment)
    answer = _ask(cloud, stack, _REGISTRAR, request)
    owner, key = answer["tenant_id"], answer.get("api_key")
    if "keys" in answer:
        return f"Valid keys of tenant {owner}:\n{answer['keys'] or 'none'}"
    if not key:
        return f"The key is revoked; it was one of tenant {owner}."
    return f"""Tenant   {owner}
API key  {key}
The key is kept nowhere else and is not shown again: store it now.

Try it:
  curl -H 'Authorization: Bearer {key}' {stack.outputs["Url"]}/api/receipts"""


def retry(cloud: Cloud, environment: Environment, which: Mapping[str, str], *, is_run: bool) -> None:
    """Tell how many receipts failed of a cause, and queue them again, chunk by chunk, if `is_run`.

    `which` is by `cause`, and maybe `since`, `until` and `tenant_id`. May be stopped and begun again: none is
    queued twice. Raises DeploymentError.
    """
    stack = stack_of(cloud, environment)
    failed = _ask(cloud, stack, _RECONCILER, {"retry": "count", **which})["failed"]
    print(f"{failed} receipts of {environment.name} have failed of {which['cause']}.")
    if not is_run:
        print("None was touched; add ARGS=--run to have them read again.")
        return
    requeued, after = 0, dict[str, str]()
    while True:
        answer = _ask(cloud, stack, _RECONCILER, {"retry": "run", **which, **after})
        requeued += int(answer["requeued"])
        print(f"{requeued} of {failed} are queued again.", flush=True)
        if "after" not in answer:
            return
        after = {"after": answer["after"]}

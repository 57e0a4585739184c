"""What functions of an environment are asked to do, which reach what can be reached from nowhere else."""

import time
from collections.abc import Mapping
from typing import Final

from deployment.aws import Cloud
from deployment.cloudformation import Stack
from deployment.environments import DeploymentError, Environment
from receipts.domain.archive import RereadOutcome

_REGISTRAR: Final = "TenantRegistrarFunction"
_RECONCILER: Final = "ReceiptReconcilerFunction"
_SECONDS_BETWEEN: Final = 20.0
"""Two looks at a line that is full; the reconciler sends once a minute."""


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
    """Have the registrar make a tenant or a key, list tenants or keys, or end a key; what it did.

    That is the only place where a key is ever shown. Raises DeploymentError.
    """
    stack = stack_of(cloud, environment)
    answer = _ask(cloud, stack, _REGISTRAR, request)
    owner, key = answer.get("tenant_id"), answer.get("api_key")
    if "tenants" in answer:
        return f"Tenants of {environment.name}:\n{answer['tenants'] or 'none'}"
    if "keys" in answer:
        which = f"of tenant {owner}" if owner else f"that begin with {request['keys_like']}"
        return f"Valid keys {which}:\n{answer['keys'] or 'none'}"
    if "expires_at" in answer:
        return f"The key of tenant {owner} opens nothing from {answer['expires_at']} on."
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


def reread(
    cloud: Cloud,
    environment: Environment,
    which: Mapping[str, str],
    *,
    is_run: bool,
) -> None:
    """Tell how many receipts can be read anew, and queue them chunk by chunk, as the line has room, if
    `is_run`. `which` is by `since`, `until`, `tenant_id` and the `rereading` to go on with; one that is
    known already is summed up without `is_run`. Raises DeploymentError.
    """
    stack = stack_of(cloud, environment)
    if "rereading" in which and not is_run:
        print(_sum(_ask(cloud, stack, _RECONCILER, {"reread": "sum", **which})))
        return
    counted = {name: value for name, value in which.items() if name != "rereading"}
    readable = _ask(cloud, stack, _RECONCILER, {"reread": "count", **counted})["readable"]
    print(f"{readable} receipts of {environment.name} can be read anew.")
    if not is_run:
        print("None was touched; add ARGS=--run to have them read.")
        return
    asked = dict(which)
    while True:
        answer = _ask(cloud, stack, _RECONCILER, {"reread": "run", **asked})
        print(_sum(answer), flush=True)
        if "after" not in answer:
            return
        asked |= {"rereading": answer["rereading"]}
        asked |= {"after": answer["after"]} if answer["after"] else {}
        if "is_full" in answer:
            time.sleep(_SECONDS_BETWEEN)


def _sum(answer: Mapping[str, str]) -> str:
    outcomes = ", ".join(f"{answer[name]} {name}" for name in RereadOutcome)
    return (
        f"Rereading {answer['rereading']}: {answer['queued']} queued so far ({outcomes}); "
        f"{answer['changed']} show something else, {answer['differing']} differ from what people wrote."
    )

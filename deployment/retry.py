"""Failed receipts of all tenants are read again, chunk by chunk, once what they failed of is mended."""

from collections.abc import Callable, Mapping
from typing import Final

from deployment.environments import Environment
from deployment.functions import function_of, stack_of
from deployment.ports import Cloud

_RECONCILER: Final = "ReceiptReconcilerFunction"


def retry(
    cloud: Cloud,
    environment: Environment,
    which: Mapping[str, str],
    say: Callable[[str], None],
    *,
    is_run: bool,
) -> None:
    """Tell how many there are, and queue them again if `is_run`. `which` is by `cause`, and maybe `since`,
    `until` and `tenant_id`. May be stopped and begun again: none is queued twice. Raises DeploymentError
    without a stack, FunctionFailedError if the function refuses.
    """
    function = function_of(cloud, stack_of(cloud, environment), _RECONCILER)
    failed = cloud.functions.invoke(function, {"retry": "count", **which})["failed"]
    say(f"{failed} receipts of {environment.name} have failed of {which['cause']}.")
    if not is_run:
        say("None was touched; add ARGS=--run to have them read again.")
        return
    requeued = 0
    after: dict[str, str] = {}
    while True:
        answer = cloud.functions.invoke(function, {"retry": "run", **which, **after})
        requeued += int(answer["requeued"])
        say(f"{requeued} of {failed} are queued again.")
        if "after" not in answer:
            return
        after = {"after": answer["after"]}

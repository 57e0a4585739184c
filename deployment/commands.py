"""Each command with the real world put in: a function of an environment and of what was typed."""

import getpass
import os
import shlex
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

import boto3

from deployment import functions
from deployment.aws import connect
from deployment.bootstrap import Bootstrap, Iam
from deployment.deploy import Deployment, commands_of
from deployment.destroy import destroy as destroy_environment
from deployment.environments import BOOTSTRAP_STACK, DeploymentError, Environment
from deployment.parameters import host_architecture
from deployment.pipeline import RESULTS, Pipeline
from deployment.preflight import Preflight, tell
from deployment.programs import Programs
from deployment.recovery import Recovery
from deployment.release import commit_of
from receipts.domain.api_key import through
from receipts.domain.failure import FailureCause

_MOMENT: Final = "2026-01-31T12:00:00Z"
_NO_TENANT: Final = (
    'which tenant? NAME="Kim Ltd", or ARGS="--tenant-id …" for another key, or ARGS="--revoke KEY", '
    "or ARGS=--list"
)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _day(text: str) -> date:
    return date.fromisoformat(text)


_Option = Mapping[str, Any]
"""As argparse has it."""


def _flag(meaning: str) -> _Option:
    return {"help": meaning, "action": "store_true"}


_ARCHITECTURE: Final[Mapping[str, _Option]] = {
    "--architecture": {
        "help": "of functions and API (default: this machine's, so that nothing is emulated)",
        "choices": ("x86_64", "arm64"),
        "default": host_architecture(),
    }
}
_RESETS_WEIGHTS: Final = {"--reset-weights": _flag("write listener rules whose weights ECS moves, too")}

OPTIONS: Final[Mapping[str, Mapping[str, _Option]]] = {
    "preflight": {},
    "bootstrap": {},
    "deploy": {
        "--dry-run": _flag("print the commands and run none"),
        "--commit": {"help": "released before; default: the working tree", "default": ""},
        "--no-preflight": _flag("try it whatever the account says"),
        **_RESETS_WEIGHTS,
        **_ARCHITECTURE,
    },
    "release": _ARCHITECTURE,
    "rollback": {
        "--commit": {"help": "and is not this one; default: the one tried last", "default": ""},
        **_RESETS_WEIGHTS,
    },
    "smoke_test": {},
    "announce": {
        "result": {"help": f"one of {', '.join(RESULTS)}", "metavar": "RESULT", "choices": RESULTS},
        "--commit": {"help": "which; default: the one checked out", "default": ""},
    },
    "diff": _ARCHITECTURE,
    "logs": {
        "function": {"help": "its logical id in template.yaml, or api", "metavar": "FUNCTION"},
        "--minutes": {"help": "how far back (default: 15)", "type": int, "default": 15, "metavar": "N"},
    },
    "tenant": {
        "--name": {"help": "of a new tenant, which no other has"},
        "--tenant-id": {"help": "give this one another key; those it has stay valid", "metavar": "ID"},
        "--keys-of": {"help": "list how this one's valid keys begin", "metavar": "ID"},
        "--keys-like": {"help": "list valid keys that begin like this, of all tenants", "metavar": "rk_…"},
        "--list": _flag("list all tenants"),
        "--revoke": {"help": "end this key: itself, its first 10 characters or SHA-256", "metavar": "KEY"},
        "--expire": {"help": "let this key end with the day in --expires", "metavar": "KEY"},
        "--person": {
            "help": "with --tenant-id: whose the key is, as the history of a receipt shows it",
            "metavar": "NAME",
        },
        "--expires": {
            "help": "with --tenant-id or --expire: the last day, in Korea",
            "type": _day,
            "metavar": "DAY",
        },
    },
    "retry": {
        "--cause": {"help": "what they failed of", "required": True, "choices": [*map(str, FailureCause)]},
        "--since": {"help": f"failed from then on: {_MOMENT}", "metavar": "UTC"},
        "--until": {"help": "failed before then", "metavar": "UTC"},
        "--tenant-id": {"help": "of this tenant alone", "metavar": "ID"},
        "--run": _flag("do it; without this they are only counted"),
    },
    "reread": {
        "--since": {"help": f"sent from then on: {_MOMENT}", "metavar": "UTC"},
        "--until": {"help": "sent before then", "metavar": "UTC"},
        "--tenant-id": {"help": "of this tenant alone", "metavar": "ID"},
        "--run": _flag("do it; without this they are only counted"),
        "--rereading": {"help": "go on with this one", "metavar": "ID"},
    },
    "destroy": {},
    "dr_drill": {
        "--region": {"help": "the second region: the system comes up there", "default": ""},
        "--switch-dns": _flag("point the domain at the second region"),
        "--restore-time": {"help": f"{_MOMENT}; default: the latest", "type": _moment, "metavar": "UTC"},
    },
}
"""What may be typed for each of the functions below."""


def preflight(environment: Environment, _: Namespace | None = None) -> int:
    """Whether the account is ready: plan, quotas, names."""
    cloud = connect(environment.region)

    def client(service: str) -> Any:  # noqa: ANN401 - as boto3 has it
        region = "us-east-1" if service == "freetier" else environment.region  # it is nowhere else
        return boto3.client(service, region_name=region)  # type: ignore[call-overload]

    known = [cloud.stacks.find(name) is not None for name in (BOOTSTRAP_STACK, environment.stack_name)]
    stopping = tell(Preflight(environment, cloud.account, client, *known).findings())
    print(f"Preflight of {environment.name}: {stopping or 'nothing'} that would stop a deployment")
    return min(stopping, 1)


def bootstrap(environment: Environment, _: Namespace) -> None:
    """Once per account: registry, roles, second region, the way to Slack."""
    preflight(environment)  # what must be asked of AWS can take days; bootstrap itself needs none of it
    iam = Iam(boto3.client("iam", region_name=environment.region))
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    Bootstrap(environment, connect, iam, _ask_webhook, repository).run()


def deploy(environment: Environment, typed: Namespace) -> None:
    """Build, push, deploy, ask whether it works.

    A working tree that is a commit is released first, so that one can go back to it.
    """
    if typed.dry_run:
        print("\n".join(f"$ {shlex.join(one)}" for one in commands_of(environment, typed.architecture)))
        print(f"then GET <Url>/health and <Url>/ready of {environment.stack_name}")
        return
    pipeline, is_built = _pipeline(environment, typed), bool(typed.commit)
    commit = typed.commit or commit_of(pipeline.deployment.programs)
    if commit:
        pipeline.begin(commit)
    if not typed.no_preflight and preflight(environment):
        raise DeploymentError("put that right first, or try it all the same: ARGS=--no-preflight")
    if commit and not is_built:
        pipeline.release()
    deployed = pipeline.deploy(commit) if commit else pipeline.deployment.run()
    print(f"\n{deployed.render()}")


def release(environment: Environment, typed: Namespace) -> None:
    """Build the commit that is checked out, to be deployed by its name."""
    commit = _pipeline(environment, typed).release().commit
    print(f"Next: make deploy ENV={environment.name} COMMIT={commit}")


def rollback(environment: Environment, typed: Namespace) -> None:
    """Deploy the last commit that worked."""
    if deployed := _pipeline(environment, typed).roll_back(typed.commit):
        print(f"\n{deployed.render()}")


def smoke_test(environment: Environment, typed: Namespace) -> None:
    """Ask the API whether it works."""
    _pipeline(environment, typed).ask()


def announce(environment: Environment, typed: Namespace) -> None:
    """Tell Slack how a deployment ended."""
    pipeline = _pipeline(environment, typed)
    pipeline.announce(typed.result, typed.commit or commit_of(pipeline.deployment.programs))


def diff(environment: Environment, typed: Namespace) -> None:
    """What a deployment would change."""
    print(_deployment(environment, typed).diff())


def logs(environment: Environment, typed: Namespace) -> None:
    """The last lines of a function or of the API. Of a log that is not there SAM says so, and succeeds."""
    functions.stack_of(connect(environment.region), environment)
    Programs().run(*sam_logs_command(environment, typed.function, typed.minutes))


def sam_logs_command(environment: Environment, function: str, minutes: int) -> list[str]:
    """`function` is its logical id in template.yaml, or `api`, whose log is no function's."""
    command = ["sam", "logs", "--region", environment.region, "--start-time", f"{minutes}min ago"]
    if function.lower() == "api":
        return [*command, "--cw-log-group", f"/receipts/{environment.name}/api"]
    # The notifier lives in a stack of its own.
    name = f"AlarmNotifier/{function}" if function.startswith("AlarmNotifier") else function
    return [*command, "--stack-name", environment.stack_name, "--name", name]


def destroy(environment: Environment, _: Namespace) -> None:
    """Delete an environment; never production."""
    destroy_environment(environment, connect, input)


def tenant(environment: Environment, typed: Namespace) -> None:
    """Make a tenant and its API key, or one more key."""
    asked = _given(typed, "name", "tenant_id", "keys_of", "keys_like", "revoke", "expire")
    if len(asked) + typed.list != 1:
        raise DeploymentError(_NO_TENANT)
    request = {**asked, **_given(typed, "person")}
    if typed.list:
        request["tenants"] = "all"
    if typed.expires:
        request["expires_at"] = through(typed.expires).isoformat()
    print(functions.tenant(connect(environment.region), environment, request))


def retry(environment: Environment, typed: Namespace) -> None:
    """Read failed receipts of all tenants again."""
    which = _given(typed, "cause", "since", "until", "tenant_id")
    functions.retry(connect(environment.region), environment, which, is_run=typed.run)


def reread(environment: Environment, typed: Namespace) -> None:
    """Read receipts of all tenants anew with the present engine."""
    which = _given(typed, "since", "until", "tenant_id", "rereading")
    functions.reread(connect(environment.region), environment, which, is_run=typed.run)


def dr_drill(environment: Environment, typed: Namespace) -> int:
    """Look what waits in the second region; with --region, recover there."""
    region = typed.region or environment.second_region
    if region in {"", environment.region}:
        raise DeploymentError(f"{environment.region} is the region that is lost; name the second one")
    verdict = Recovery(
        _deployment(environment.recovered_in(region), typed),
        environment,
        partial(boto3.client, region_name=region),
        moment=typed.restore_time,
        switches_dns=typed.switch_dns,
        only_looks=not typed.region,
        api_key=os.environ.get("RECEIPTS_API_KEY", ""),
    ).run()
    print(verdict.render())
    return 0 if verdict.holds else 1


def _given(typed: Namespace, *names: str) -> dict[str, str]:
    return {name: value for name in names if (value := getattr(typed, name)) is not None}


def _pipeline(environment: Environment, typed: Namespace) -> Pipeline:
    return Pipeline(_deployment(environment, typed), os.environ)


def _deployment(environment: Environment, typed: Namespace) -> Deployment:
    return Deployment(
        environment,
        connect(environment.region),
        connect,
        architecture=getattr(typed, "architecture", host_architecture()),
        resets_weights=getattr(typed, "reset_weights", False),
    )


def _ask_webhook() -> str:
    """From the shell, or typed without echo; blank where nobody can be asked."""
    given = os.environ.get("SLACK_WEBHOOK_URL")
    if given is not None or not sys.stdin.isatty():
        return given or ""
    return getpass.getpass("Slack webhook (https://hooks.slack.com/…; blank for none or as it is): ")

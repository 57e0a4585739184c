"""Each command with the real world put in."""

import getpass
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import boto3

from deployment.account import session_in
from deployment.aws import connect
from deployment.bootstrap import Bootstrap
from deployment.deploy import Deployment
from deployment.destroy import Destruction
from deployment.diff import Diff
from deployment.drill.aws_region import AwsRegion, Clients
from deployment.drill.recovery import Recovery
from deployment.drill.timeline import Verdict
from deployment.dry_run import dry_run
from deployment.environments import BOOTSTRAP_STACK, Environment
from deployment.errors import DeploymentError
from deployment.functions import stack_of
from deployment.iam import Iam
from deployment.logs import sam_logs_command
from deployment.parameters import host_architecture
from deployment.pipeline import Pipeline
from deployment.ports import Cloud
from deployment.preflight import Preflight, tell
from deployment.programs import LocalPrograms, SystemClock
from deployment.release import commit_of
from deployment.retry import retry as retry_failed
from deployment.tenant import ask_registrar
from deployment.web import HttpWeb


def preflight(environment: Environment) -> int:
    """`make preflight`: what it found is told; how much of it would stop a deployment."""
    cloud, session = _connect(environment.region), session_in(environment.region)

    def client(service: str) -> Any:  # noqa: ANN401 - as boto3 has it
        region = "us-east-1" if service == "freetier" else environment.region  # it is nowhere else
        return session.client(service, region_name=region)  # type: ignore[call-overload]

    known = [cloud.stacks.find(name) is not None for name in (BOOTSTRAP_STACK, environment.stack_name)]
    stopping = tell(Preflight(environment, cloud.account, client, *known).findings())
    print(f"Preflight of {environment.name}: {stopping or 'nothing'} that would stop a deployment")
    return stopping


def bootstrap(environment: Environment) -> None:
    """`make bootstrap`."""
    preflight(environment)  # what must be asked of AWS can take days; bootstrap itself needs none of it
    iam = Iam(session_in(environment.region).client("iam"))
    Bootstrap(environment, _connect, iam, _ask_webhook, os.environ.get("GITHUB_REPOSITORY", "")).run()


def deploy(environment: Environment, architecture: str, commit: str, *, is_dry: bool, is_asked: bool) -> None:
    """`make deploy`. A working tree that is a commit is released first, so that one can go back to it."""
    if is_dry:
        print("\n".join(dry_run(environment, architecture)))
        return
    pipeline, is_built = _pipeline(environment, architecture), bool(commit)
    commit = commit or commit_of(pipeline.deployment.programs)
    if commit:
        pipeline.begin(commit)
    if is_asked and preflight(environment):
        raise DeploymentError("put that right first, or try it all the same: ARGS=--no-preflight")
    if commit and not is_built:
        pipeline.release()
    deployed = pipeline.deploy(commit) if commit else pipeline.deployment.run()
    print(f"\n{deployed.render()}")


def release(environment: Environment, architecture: str) -> None:
    """`make release`."""
    commit = _pipeline(environment, architecture).release().commit
    print(f"Next: make deploy ENV={environment.name} COMMIT={commit}")


def roll_back(environment: Environment, commit: str) -> None:
    """`make rollback`."""
    if deployed := _pipeline(environment).roll_back(commit):
        print(f"\n{deployed.render()}")


def smoke_test(environment: Environment) -> None:
    """`make smoke-test`."""
    _pipeline(environment).ask()


def announce(environment: Environment, result: str, commit: str) -> None:
    """`make announce-deployment`."""
    pipeline = _pipeline(environment)
    pipeline.announce(result, commit or commit_of(pipeline.deployment.programs))


def diff(environment: Environment, architecture: str) -> None:
    """`make diff`."""
    print(Diff(_deployment(environment, architecture)).run())


def logs(environment: Environment, function: str, minutes: int) -> None:
    """`make logs`. Of a log that is not there SAM says so, and succeeds."""
    stack_of(_connect(environment.region), environment)
    LocalPrograms().run(*sam_logs_command(environment, function, minutes))


def destroy(environment: Environment) -> None:
    """`make destroy`."""
    Destruction(environment, _connect, input).run()


def tenant(environment: Environment, request: Mapping[str, str]) -> None:
    """`make tenant`."""
    print(ask_registrar(_connect(environment.region), environment, request).render())


def retry(environment: Environment, which: Mapping[str, str], *, is_run: bool) -> None:
    """`make retry`."""
    retry_failed(_connect(environment.region), environment, which, print, is_run=is_run)


def recover(environment: Environment, region: str, moment: datetime | None, *, switches_dns: bool) -> Verdict:
    """`make dr-drill ARGS='--region …'`, in the real account."""
    if region == environment.region:
        raise DeploymentError(f"{region} is the region that is lost; name the second one")
    deployment = _deployment(environment.recovered_in(region), host_architecture())
    session = boto3.Session(region_name=region)
    clients = Clients(session.client("rds"), session.client("elbv2"), session.client("route53"))
    key = os.environ.get("RECEIPTS_API_KEY", "")
    second = AwsRegion(deployment, environment, clients, deployment.web, deployment.clock, key)
    return Recovery(second, deployment.clock, moment, switches_dns).run()


def _pipeline(environment: Environment, architecture: str = "") -> Pipeline:
    return Pipeline(_deployment(environment, architecture or host_architecture()), os.environ)


def _deployment(environment: Environment, architecture: str) -> Deployment:
    return Deployment(
        environment=environment,
        cloud=_connect(environment.region),
        connect=_connect,
        programs=LocalPrograms(),
        web=HttpWeb(),
        clock=SystemClock(),
        architecture=architecture,
        extra_parameters={},
    )


def _connect(region: str) -> Cloud:
    return connect(region, SystemClock())


def _ask_webhook() -> str:
    """From the shell, or typed without echo; blank where nobody can be asked."""
    given = os.environ.get("SLACK_WEBHOOK_URL")
    if given is not None or not sys.stdin.isatty():
        return given or ""
    return getpass.getpass("Slack webhook (https://hooks.slack.com/…; blank for none or as it is): ")

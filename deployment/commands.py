"""Each command with the real world put in."""

import getpass
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

import boto3

from deployment.account import session_in
from deployment.aws import connect
from deployment.bootstrap import Bootstrap
from deployment.clock import SystemClock
from deployment.deploy import Deployment
from deployment.destroy import Destruction
from deployment.diff import Diff
from deployment.drill.aws_region import AwsRegion, Clients
from deployment.drill.recovery import Recovery
from deployment.drill.rehearsal import RehearsalRegion, SimulatedClock
from deployment.drill.timeline import Verdict
from deployment.dry_run import dry_run
from deployment.environments import Environment
from deployment.errors import DeploymentError
from deployment.iam import Iam
from deployment.logs import log_lines
from deployment.parameters import host_architecture
from deployment.ports import Cloud
from deployment.programs import LocalPrograms
from deployment.retry import retry as retry_failed
from deployment.tenant import ask_registrar
from deployment.web import HttpWeb


def bootstrap(environment: Environment) -> None:
    """`make bootstrap`."""
    iam = Iam(session_in(environment.region).client("iam"))
    Bootstrap(environment, _connect, iam, _ask_webhook, os.environ.get("GITHUB_REPOSITORY", "")).run()


def deploy(environment: Environment, architecture: str, *, is_dry: bool) -> None:
    """`make deploy`."""
    if is_dry:
        dry_run(environment, architecture)
        return
    print(f"\n{_deployment(environment, architecture).run().render()}")


def diff(environment: Environment, architecture: str) -> None:
    """`make diff`."""
    print(Diff(_deployment(environment, architecture)).run())


def logs(environment: Environment, function: str, minutes: int) -> None:
    """`make logs`."""
    since = SystemClock().now() - timedelta(minutes=minutes)
    lines = log_lines(_connect(environment.region), environment.stack_name, function, since)
    print("\n".join(lines) or f"{function} wrote nothing in {minutes} minutes")


def destroy(environment: Environment) -> None:
    """`make destroy`."""
    Destruction(environment, _connect, input).run()


def tenant(environment: Environment, request: Mapping[str, str]) -> None:
    """`make tenant`."""
    print(ask_registrar(_connect(environment.region), environment, request).render())


def retry(environment: Environment, which: Mapping[str, str], *, is_run: bool) -> None:
    """`make retry`."""
    retry_failed(_connect(environment.region), environment, which, print, is_run=is_run)


def rehearse(moment: datetime | None, *, switches_dns: bool) -> Verdict:
    """`make dr-drill`, against the stand-in."""
    clock = SimulatedClock()
    print("REHEARSAL: a stand-in in memory and a simulated clock. The times below are assumed, not measured.")
    print("The real drill: docs/operations/disaster_recovery.md\n")
    return Recovery(RehearsalRegion(clock), clock, moment, switches_dns).run()


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

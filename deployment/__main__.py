"""`python -m deployment`: the command line of deployments."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from deployment import commands
from deployment.environments import NAMES, Environment, load
from deployment.errors import DeploymentError
from deployment.parameters import host_architecture
from deployment.pipeline import RESULTS
from receipts.domain.failure import FailureCause

_INTERRUPTED: Final = 130  # what shells answer for a program ended by Ctrl-C
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_NO_TENANT: Final = (
    'which tenant? NAME="Kim Ltd", or ARGS="--tenant-id …" for another key, or ARGS="--revoke KEY"'
)


class _Parser(argparse.ArgumentParser):
    """Tells an error in one sentence: who ran `make` knows nothing of the program behind it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = _Parser(prog="python -m deployment", description="The whole system on AWS.")
    subcommands = root.add_subparsers(dest="command", required=True)

    def add(name: str, meaning: str) -> argparse.ArgumentParser:
        command = subcommands.add_parser(name, help=meaning)
        command.add_argument("environment", choices=NAMES, metavar="ENV", help=f"one of {', '.join(NAMES)}")
        return command

    add("preflight", "whether the account is ready: plan, quotas, names")
    add("bootstrap", "once per account: registry, roles, second region, the way to Slack")
    deploy = add("deploy", "build, push, deploy, ask whether it works")
    deploy.add_argument("--dry-run", action="store_true", help="print the commands and run none")
    deploy.add_argument("--commit", default="", help="released before; default: the working tree")
    deploy.add_argument("--no-preflight", action="store_true", help="try it whatever the account says")
    _add_architecture(deploy)
    _add_architecture(add("release", "build the commit that is checked out, to be deployed by its name"))
    back = add("rollback", "deploy the last commit that worked")
    back.add_argument("--commit", default="", help="and is not this one; default: the one tried last")
    add("smoke-test", "ask the API whether it works")
    announce = add("announce", "tell Slack how a deployment ended")
    announce.add_argument("result", metavar="RESULT", choices=RESULTS, help=f"one of {', '.join(RESULTS)}")
    announce.add_argument("--commit", default="", help="which; default: the one checked out")
    _add_architecture(add("diff", "what a deployment would change"))
    logs = add("logs", "the last lines of a function or of the API")
    logs.add_argument("function", metavar="FUNCTION", help="its logical id in template.yaml, or api")
    logs.add_argument("--minutes", type=int, default=15, metavar="N", help="how far back (default: 15)")
    _add_registration(add("tenant", "make a tenant and its API key, or one more key"))
    _add_failed(add("retry", "read failed receipts of all tenants again"))
    add("destroy", "delete an environment; never production")
    _add_drill_options(add("dr-drill", "recover in the second region"))
    return root


def _add_architecture(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--architecture",
        choices=("x86_64", "arm64"),
        default=host_architecture(),
        help="of functions and API (default: this machine's, so that nothing is emulated)",
    )


def _add_registration(tenant: argparse.ArgumentParser) -> None:
    what = tenant.add_mutually_exclusive_group()
    what.add_argument("--name", metavar="NAME", help="of a new tenant, which no other has")
    what.add_argument("--tenant-id", metavar="ID", help="give this one another key; those it has stay valid")
    what.add_argument("--keys-of", metavar="ID", help="list how this one's valid keys begin")
    what.add_argument(
        "--revoke", metavar="KEY", help="end this key: itself, its first 10 characters or SHA-256"
    )


def _add_failed(retry: argparse.ArgumentParser) -> None:
    causes = [cause.value for cause in FailureCause]
    retry.add_argument("--cause", required=True, choices=causes, help="what they failed of")
    retry.add_argument("--since", metavar="UTC", help=f"failed from then on: {_example()}")
    retry.add_argument("--until", metavar="UTC", help="failed before then")
    retry.add_argument("--tenant-id", metavar="ID", help="of this tenant alone")
    retry.add_argument("--run", action="store_true", help="do it; without this they are only counted")


def _add_drill_options(drill: argparse.ArgumentParser) -> None:
    drill.add_argument("--region", required=True, help="the second region, where the system comes up")
    drill.add_argument("--switch-dns", action="store_true", help="point the domain at the second region")
    drill.add_argument(
        "--restore-time", type=_moment, metavar="UTC", help=f"{_example()}; default: the latest"
    )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _example() -> str:
    return datetime(2026, 1, 31, 12, tzinfo=UTC).strftime(_MOMENT)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; returns the exit status."""
    environment = load(arguments.environment, os.environ)
    match arguments.command:
        case "preflight":
            return 1 if commands.preflight(environment) else 0
        case "bootstrap":
            commands.bootstrap(environment)
        case "deploy" | "release" | "rollback" | "smoke-test" | "announce":
            _run_pipeline(environment, arguments)
        case "diff":
            commands.diff(environment, arguments.architecture)
        case "logs":
            commands.logs(environment, arguments.function, arguments.minutes)
        case "tenant":
            commands.tenant(environment, _registration(arguments))
        case "retry":
            which = _given(arguments, "cause", "since", "until", "tenant_id")
            commands.retry(environment, which, is_run=arguments.run)
        case "destroy":
            commands.destroy(environment)
        case "dr-drill":
            moment, switches = arguments.restore_time, arguments.switch_dns
            verdict = commands.recover(environment, arguments.region, moment, switches_dns=switches)
            print(verdict.render())
            return 0 if verdict.holds else 1
    return 0


def _run_pipeline(environment: Environment, arguments: argparse.Namespace) -> None:
    match arguments.command:
        case "deploy":
            is_asked = not arguments.no_preflight
            chosen = arguments.architecture, arguments.commit
            commands.deploy(environment, *chosen, is_dry=arguments.dry_run, is_asked=is_asked)
        case "release":
            commands.release(environment, arguments.architecture)
        case "rollback":
            commands.roll_back(environment, arguments.commit)
        case "smoke-test":
            commands.smoke_test(environment)
        case "announce":
            commands.announce(environment, arguments.result, arguments.commit)


def _given(arguments: argparse.Namespace, *names: str) -> dict[str, str]:
    return {name: value for name in names if (value := getattr(arguments, name)) is not None}


def _registration(arguments: argparse.Namespace) -> dict[str, str]:
    request = _given(arguments, "name", "tenant_id", "keys_of", "revoke")
    if not request:
        raise DeploymentError(_NO_TENANT)
    return request


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, run, and tell errors in one sentence."""
    try:
        return run(parser().parse_args(argv))
    except DeploymentError as error:
        print(f"error: {error}", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:  # of any call: a missing right, a broken line
        print(f"error: AWS: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; what CloudFormation has begun goes on without this command", file=sys.stderr)
        return _INTERRUPTED
    return 1


if __name__ == "__main__":
    sys.exit(main())

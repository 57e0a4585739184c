"""`make deploy ARGS=--dry-run`: the commands, with placeholders for what only AWS knows. AWS is not asked."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Never

from deployment.clock import SystemClock
from deployment.deploy import Deployment
from deployment.environments import Environment
from deployment.errors import DeploymentError
from deployment.ports import (
    Account,
    ChangeRequest,
    Cloud,
    Event,
    RegistryLogin,
    Resource,
    ResourceChange,
    Rollout,
    Stack,
)
from deployment.programs import DryRun, built_template
from deployment.web import HttpWeb

_BUILT: Final = (
    "Resources:\n  ReceiptParserFunction:\n    Properties:\n      ImageUri: receiptparserfunction:latest\n"
)
"""What of SAM's built template names an image."""


def dry_run(environment: Environment, architecture: str) -> None:
    """Print what a deployment would run."""

    def unreached(region: str) -> Cloud:
        return _unreached(region, environment)

    with tempfile.TemporaryDirectory() as folder:
        built = built_template(Path(folder))
        built.parent.mkdir(parents=True)
        built.write_text(_BUILT)
        Deployment(
            environment=environment,
            cloud=unreached(environment.region),
            connect=unreached,
            programs=DryRun(),
            web=HttpWeb(),
            clock=SystemClock(),
            architecture=architecture,
            extra_parameters={},
            root=Path(folder),
        ).build_and_deploy()
    print(f"then GET <Url>/health and <Url>/ready of {environment.stack_name}")


def _unreached(region: str, environment: Environment) -> Cloud:
    account = Account("<account>", region, "<caller>")
    nothing = _Unreached()
    return Cloud(
        account, _Placeholders(environment), _Registry(), nothing, nothing, nothing, nothing, nothing
    )


class _Outputs(dict[str, str]):
    """An output of any name."""

    def __missing__(self, name: str) -> str:
        return f"<registry>/<{name}>" if name.endswith("RepositoryUri") else f"<{name}>"


class _Placeholders:
    """Stacks that have every output, and the domain that is wanted."""

    def __init__(self, environment: Environment) -> None:
        self._wanted = environment.parameters

    def find(self, name: str) -> Stack | None:
        found = {name: f"<{name}>" for name in ("SlackSecretArn", "BackupKeyArn", "ReplicaBucketArn")}
        parameters = {**self._wanted, **found}
        return Stack(name, name, "UPDATE_COMPLETE", parameters, _Outputs())

    def events(self, stack_id: str) -> Sequence[Event]:
        return ()

    def objections(self, stack_id: str) -> Sequence[Event]:
        return ()

    def resources(self, stack_id: str) -> Sequence[Resource]:
        return ()

    def changes(self, change_set: str) -> Sequence[ResourceChange]:
        return ()

    def apply(self, name: str, template: str, parameters: Mapping[str, str]) -> Never:
        raise _changes_nothing()

    def delete(self, name: str, role_arn: str) -> Never:
        raise _changes_nothing()

    def propose(self, request: ChangeRequest) -> Never:
        raise _changes_nothing()

    def withdraw(self, change_set: str) -> Never:
        raise _changes_nothing()


class _Registry:
    """Has an image from the second question on: that is after the push."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def login(self) -> RegistryLogin:
        return RegistryLogin("AWS", "<password>")

    def digest_of(self, repository: str, tag: str) -> str | None:
        if repository in self._asked:
            return "sha256:<digest>"
        self._asked.add(repository)
        return None


class _Unreached:
    """Secrets, buckets, logs, functions and rollouts, none of which a dry run needs."""

    def arn_of(self, name: str) -> str | None:
        return f"<{name}>"

    def exists(self, name: str) -> bool:
        return True

    def put(self, name: str, value: str, description: str) -> Never:
        raise _changes_nothing()

    def copy_to(self, name: str, region: str) -> Never:
        raise _changes_nothing()

    def announce_uploads(self, name: str, queue_arn: str) -> Never:
        raise _changes_nothing()

    def upload(self, bucket: str, key: str, text: str) -> Never:
        raise _changes_nothing()

    def lines(self, group: str, since: datetime) -> Sequence[str]:
        return ()

    def under_way(self, cluster: str) -> Sequence[Rollout]:
        return ()

    def take_back(self, arn: str) -> Never:
        raise _changes_nothing()

    def invoke(self, name: str, event: Mapping[str, str]) -> Never:
        raise _changes_nothing()


def _changes_nothing() -> DeploymentError:
    return DeploymentError("a dry run changes nothing")

"""The root template's parameters: from samconfig.toml, from what bootstrap made, from this machine."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from deployment.aws import Cloud
from deployment.cloudformation import Stack
from deployment.environments import BOOTSTRAP_STACK, DeploymentError, Environment

_ARM: Final = ("arm64", "aarch64")


Foundation = Mapping[str, str]
"""What `make bootstrap` made in one region: the outputs of infra/bootstrap.yaml."""


def host_architecture() -> str:
    """What images are built for without emulation: x86_64 or arm64."""
    return "arm64" if platform.machine().lower() in _ARM else "x86_64"


def foundation_in(cloud: Cloud, environment: Environment) -> Foundation:
    """Raises DeploymentError if there is none yet."""
    stack = cloud.stacks.find(BOOTSTRAP_STACK)
    if stack is None:
        raise DeploymentError(
            f"{cloud.account.region} of account {cloud.account.number} is not prepared: "
            f"`make bootstrap ENV={environment.name}` does it, once"
        )
    return stack.outputs


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """Where parameters are looked up that only AWS knows."""

    cloud: Cloud
    connect: Callable[[str], Cloud]
    environment: Environment

    def parameters(self, stack: Stack | None, foundation: Foundation) -> dict[str, str]:
        """All but the images. What the stack has is not asked for again: DeployRole may not look there."""
        known = stack.parameters if stack else {}
        found = {
            **self.environment.parameters,
            "ApiRepositoryArn": foundation["ApiRepositoryArn"],
            "SlackSecretArn": known.get("SlackSecretArn") or self._slack_secret_arn(),
            **self._second_region(known),
        }
        # A bucket that outlived its stack, or that waited in the second region, is used again.
        if stack is None and self.cloud.buckets.exists(self.bucket_name):
            found["ExistingBucket"] = "true"
        return found

    @property
    def bucket_name(self) -> str:
        account = self.cloud.account
        return f"receipts-{self.environment.name}-{account.number}-{account.region}"

    def _slack_secret_arn(self) -> str:
        name = self.environment.slack_secret_name
        arn = self.cloud.secrets.arn_of(name)
        if arn is None:
            raise DeploymentError(
                f"there is no secret {name} yet: `make bootstrap ENV={self.environment.name}` makes it"
            )
        return arn

    def _second_region(self, known: Mapping[str, str]) -> dict[str, str]:
        names = ("BackupKeyArn", "ReplicaBucketArn")
        if not self.environment.second_region:
            return dict.fromkeys(("BackupRegion", *names), "")
        if all(known.get(name) for name in names):
            return {name: known[name] for name in names}
        stack = self.connect(self.environment.second_region).stacks.find(
            self.environment.second_region_stack_name
        )
        if stack is None:
            raise DeploymentError(
                f"{self.environment.second_region} is not prepared for copies: "
                f"`make bootstrap ENV={self.environment.name}` does it, once"
            )
        return {name: stack.outputs[name] for name in names}

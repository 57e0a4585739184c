"""dev, staging and prod, as samconfig.toml says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from deployment.errors import DeploymentError

ROOT: Final = Path(__file__).parents[1]
SAMCONFIG: Final = ROOT / "samconfig.toml"
NAMES: Final = ("dev", "staging", "prod")
BOOTSTRAP_STACK: Final = "receipts-bootstrap"

_FROM_SHELL: Final = {
    "DOMAIN_NAME": "DomainName",
    "HOSTED_ZONE_ID": "HostedZoneId",
    "ALARM_EMAIL": "AlarmEmail",
}
"""Variable of the shell: parameter of the template. What a person may rather not commit."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One of the three, and where it lives."""

    name: str
    region: str
    parameters: Mapping[str, str]
    """Of the root template, without those that only a running deployment knows."""
    samconfig: Path = SAMCONFIG

    @property
    def stack_name(self) -> str:
        return f"receipts-{self.name}"

    @property
    def second_region_stack_name(self) -> str:
        return f"receipts-{self.name}-second-region"

    @property
    def slack_secret_name(self) -> str:
        return f"receipts-{self.name}/slack"

    @property
    def is_production(self) -> bool:
        return self.name == "prod"

    @property
    def second_region(self) -> str:
        """Where backups and photos are copied to; blank for nowhere."""
        return self.parameters.get("BackupRegion", "")

    def recovered_in(self, region: str) -> "Environment":
        """The same in its second region, after the first is lost.

        The zone is left out: its record for the domain exists, so CloudFormation could not create it; the
        drill points it elsewhere. The record that proves the domain to ACM is the same in every region.
        """
        alone = {"BackupRegion": "", "BackupKeyArn": "", "ReplicaBucketArn": "", "HostedZoneId": ""}
        return replace(self, region=region, parameters={**self.parameters, **alone})


def load(name: str, shell: Mapping[str, str], samconfig: Path = SAMCONFIG) -> Environment:
    """The environment of that name; `shell` may name domain, zone and address (see docs/deploying.md)."""
    document = tomllib.loads(samconfig.read_text())
    if name not in document:
        raise DeploymentError(
            f"samconfig.toml has no environment {name}; it has {', '.join(_known(document))}"
        )
    settings = document[name]
    parameters = dict(_pair(one) for one in settings["deploy"]["parameters"]["parameter_overrides"])
    chosen = {
        parameter: shell[variable] for variable, parameter in _FROM_SHELL.items() if shell.get(variable)
    }
    region = settings["global"]["parameters"]["region"]
    return Environment(name, region, {**parameters, **chosen}, samconfig)


def _known(document: Mapping[str, object]) -> list[str]:
    return [name for name in NAMES if name in document]


def _pair(override: str) -> tuple[str, str]:
    name, _, value = override.partition("=")
    return name, value

"""dev, staging and prod, as samconfig.toml says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

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


class DeploymentError(Exception):
    """The command cannot go on; the message is for the person at the terminal."""


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

    @property
    def photo_parameters(self) -> Mapping[str, str]:
        """How long photos are kept, in both regions."""
        names = ("PhotoRetentionDays", "DeletePhotos", "PhotoLock")
        return {name: self.parameters[name] for name in names if name in self.parameters}

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
        known = ", ".join(one for one in NAMES if one in document)
        raise DeploymentError(f"samconfig.toml has no environment {name}; it has {known}")
    settings = document[name]
    pairs = (one.partition("=") for one in settings["deploy"]["parameters"]["parameter_overrides"])
    chosen = {parameter: shell[one] for one, parameter in _FROM_SHELL.items() if shell.get(one)}
    parameters = {**{parameter: value for parameter, _, value in pairs}, **chosen}
    return Environment(name, settings["global"]["parameters"]["region"], parameters, samconfig)

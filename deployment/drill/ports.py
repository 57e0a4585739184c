"""What a recovery needs of the second region."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from deployment.ports import Site


@dataclass(frozen=True, slots=True)
class Backups:
    """Replicated automated backups of the lost database."""

    arn: str
    latest: datetime
    """The latest moment that can be restored."""


@dataclass(frozen=True, slots=True)
class Phase:
    """What CloudFormation worked on, and when."""

    name: str
    started: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Recovered:
    """The system in the second region."""

    site: Site
    phases: Sequence[Phase]


class SecondRegion(Protocol):
    """The region that takes over. Every method raises DeploymentError if it cannot do what it says."""

    is_assumed: bool
    """Nothing that it does is measured: it stands in for a region."""

    @property
    def name(self) -> str: ...

    def backups(self) -> Backups | None: ...

    def require_prepared(self) -> None:
        """Registry, roles, copies of photos and the secret of Slack are there."""

    def deploy(self, backups: Backups, moment: datetime | None) -> Recovered:
        """The root template, its database restored to the moment, or to the latest; migrations included."""

    def smoke_test(self, recovered: Recovered) -> None: ...

    def newest_receipt(self, recovered: Recovered) -> datetime | None:
        """When the newest receipt came in; None where it cannot be asked."""

    def switch_dns(self) -> str:
        """Point the domain here, wait until name servers know; what was done, in words."""

"""The way back after a region is lost: RTO one hour, RPO 15 minutes."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from deployment.drill.timeline import RECOVERY_POINT, Timeline, Verdict
from deployment.errors import DeploymentError
from deployment.ports import Clock, Site

NAME_LIFETIME: Final = timedelta(seconds=60)
"""How long resolvers remember an alias to a load balancer (Route 53 answers with 60 s)."""


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


@dataclass(slots=True)
class Recovery:
    """One recovery, drilled or real."""

    region: SecondRegion
    clock: Clock
    moment: datetime | None
    """To restore to; None for the latest there is."""
    switches_dns: bool
    lost_data: timedelta | None = None

    def run(self) -> Verdict:
        """Every step, or as many as can be taken; the first that fails ends it, whatever it fails of."""
        timeline = Timeline(self.clock, self.clock.now())
        is_finished = False
        try:
            self._recover(timeline)
            is_finished = True
        except (DeploymentError, BotoCoreError, ClientError):
            pass  # its step has noted it
        except Exception:  # the last line of defence: what was done and took so long must be known
            traceback.print_exc()
        still_to_come = timedelta() if self.switches_dns else NAME_LIFETIME
        return Verdict(timeline, self.lost_data, is_finished, self.region.is_assumed, still_to_come)

    def _recover(self, timeline: Timeline) -> None:
        backups = self._find_backups(timeline)
        with timeline.step("see what waits in the second region"):
            self.region.require_prepared()
        with timeline.step("restore the database and redeploy"):
            recovered = self.region.deploy(backups, self.moment)
        for phase in recovered.phases:
            timeline.add_part(phase.name, phase.started, phase.ended)
        with timeline.step("ask the API whether it works"):
            self.region.smoke_test(recovered)
        self._compare(timeline, recovered)
        self._switch(timeline)

    def _find_backups(self, timeline: Timeline) -> Backups:
        with timeline.step(f"find the replicated backups in {self.region.name}") as step:
            backups = self.region.backups()
            if backups is None:
                raise DeploymentError("there are none; were BackupRegion and BackupKeyArn set?")
            if self.moment and self.moment > backups.latest:
                raise DeploymentError(
                    f"{self.moment:%Y-%m-%dT%H:%M:%SZ} cannot be restored; {_latest(backups)}"
                )
            # In a disaster what counts is the moment of the loss, which is now; a chosen moment is a choice.
            self.lost_data = timeline.started - backups.latest
            step.note = _latest(backups) + ("" if self.lost_data <= RECOVERY_POINT else ", which is TOO OLD")
        return backups

    def _compare(self, timeline: Timeline, recovered: Recovered) -> None:
        with timeline.step("look at the newest receipt") as step:
            newest = self.region.newest_receipt(recovered)
            step.note = (
                f"{newest:%Y-%m-%dT%H:%M:%SZ}" if newest else "not asked; RECEIPTS_API_KEY names no key"
            )

    def _switch(self, timeline: Timeline) -> None:
        if not self.switches_dns:
            with timeline.step("switch DNS") as step:
                step.note = "left as it is; --switch-dns does it"
            return
        with timeline.step("switch DNS") as step:
            step.note = self.region.switch_dns()
        with timeline.step("wait until resolvers have forgotten the old address"):
            self.clock.wait(NAME_LIFETIME.total_seconds())


def _latest(backups: Backups) -> str:
    return f"the latest moment is {backups.latest:%Y-%m-%dT%H:%M:%SZ}"

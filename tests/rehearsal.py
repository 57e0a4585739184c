"""A second region that exists in memory alone, and a clock that passes without waiting.

`make dr-drill` rehearses against it: `python -m tests.rehearsal`.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from deployment.__main__ import parser
from deployment.drill.recovery import Backups, Phase, Recovered, Recovery
from deployment.errors import DeploymentError
from deployment.ports import Site

REGION: Final = "ap-northeast-1"

# Guesses, not measurements: what such stacks are known to take. Only a drill in a real account can tell.
ASSUMED: Final = {
    "Network (VPC, NAT gateways)": timedelta(minutes=4),
    "Database (restore, then Multi-AZ)": timedelta(minutes=26),
    "Migrations": timedelta(minutes=1),
    "LoadBalancer": timedelta(minutes=4),
    "ApiService": timedelta(minutes=6),
}
_BUILD: Final = timedelta(minutes=6)


class SimulatedClock:
    """Time that passes only where somebody waits."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self._now

    def wait(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@dataclass(slots=True)
class RehearsalRegion:
    """Stands in for RDS, CloudFormation, the API and Route 53 of the second region."""

    clock: SimulatedClock
    is_assumed: bool = True
    backup_age: timedelta | None = timedelta(minutes=6)
    """Of the latest restorable moment; None where no backups were replicated."""
    durations: dict[str, timedelta] = field(default_factory=lambda: dict(ASSUMED))
    is_prepared: bool = True
    failing_phase: str = ""
    answers: bool = True
    record: str = "receipts.example.com -> the first region"
    _database: datetime | None = None

    @property
    def name(self) -> str:
        return REGION

    def backups(self) -> Backups | None:
        self.clock.wait(2)
        if self.backup_age is None:
            return None
        return Backups(
            "arn:aws:rds:ap-northeast-1:000000000000:auto-backup:ab-rehearsal",
            self.clock.now() - self.backup_age,
        )

    def require_prepared(self) -> None:
        self.clock.wait(3)
        if not self.is_prepared:
            raise DeploymentError(f"{REGION} is not prepared; `make bootstrap ENV=prod` does it")

    def deploy(self, backups: Backups, moment: datetime | None) -> Recovered:
        self.clock.wait(_BUILD.total_seconds())
        phases = [self._phase(name, took) for name, took in self.durations.items()]
        self._database = moment or backups.latest
        return Recovered(Site("https://rehearsal.invalid"), phases)

    def smoke_test(self, recovered: Recovered) -> None:
        self.clock.wait(20)
        if not self.answers:
            raise DeploymentError(f"{recovered.site.url}/ready answers 503")

    def newest_receipt(self, recovered: Recovered) -> datetime | None:
        self.clock.wait(1)
        return self._database

    def switch_dns(self) -> str:
        self.clock.wait(35)  # until Route 53 says INSYNC
        self.record = f"receipts.example.com -> {REGION}"
        return self.record

    def _phase(self, name: str, took: timedelta) -> Phase:
        started = self.clock.now()
        if name == self.failing_phase:
            raise DeploymentError(f"first to fail was {name}")
        self.clock.wait(took.total_seconds())
        return Phase(name, started, self.clock.now())


def rehearse(arguments: Sequence[str]) -> int:
    """A recovery with the options of the real one; returns the exit status."""
    options = parser().parse_args(["dr-drill", "prod", "--region", REGION, *arguments])
    print("REHEARSAL: a stand-in in memory and a simulated clock. The times below are assumed, not measured.")
    print("The real drill: docs/operations/disaster_recovery.md\n")
    clock = SimulatedClock()
    recovery = Recovery(RehearsalRegion(clock), clock, options.restore_time, options.switch_dns)
    verdict = recovery.run()
    print(verdict.render())
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(rehearse(sys.argv[1:]))

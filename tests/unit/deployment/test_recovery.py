from datetime import timedelta
from typing import NoReturn

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from deployment.drill.recovery import Recovery
from deployment.drill.timeline import Verdict
from tests.rehearsal import ASSUMED, RehearsalRegion, SimulatedClock


def recover(region: RehearsalRegion, *, back: timedelta | None = None, switches_dns: bool = False) -> Verdict:
    moment = region.clock.now() - back if back else None
    return Recovery(region, region.clock, moment, switches_dns).run()


@pytest.fixture
def region() -> RehearsalRegion:
    return RehearsalRegion(SimulatedClock())


def steps_of(verdict: Verdict) -> list[str]:
    return [step.name for step in verdict.timeline.steps if not step.is_part]


def test_a_recovery_keeps_both_promises_and_tells_every_step(region: RehearsalRegion) -> None:
    verdict = recover(region, switches_dns=True)

    assert verdict.holds
    assert steps_of(verdict) == [
        "find the replicated backups in ap-northeast-1",
        "see what waits in the second region",
        "restore the database and redeploy",
        "ask the API whether it works",
        "look at the newest receipt",
        "switch DNS",
        "wait until resolvers have forgotten the old address",
    ]
    assert region.record == "receipts.example.com -> ap-northeast-1"
    assert verdict.timeline.took > timedelta(minutes=47)


def test_the_timeline_shows_what_took_how_long(region: RehearsalRegion) -> None:
    table = recover(region).render()

    assert "   6:05    4:00    Network (VPC, NAT gateways)" in table
    assert "  10:05   26:00    Database (restore, then Multi-AZ)" in table


def test_dns_is_never_switched_unasked(region: RehearsalRegion) -> None:
    verdict = recover(region)

    assert verdict.holds
    assert region.record.endswith("the first region")
    assert "left as it is; --switch-dns does it" in verdict.render()


def test_a_restore_of_an_hour_and_a_half_misses_the_recovery_time(region: RehearsalRegion) -> None:
    region.durations = {**ASSUMED, "Database": timedelta(minutes=90)}

    verdict = recover(region)

    assert not verdict.keeps_recovery_time
    assert verdict.keeps_recovery_point
    assert "RTO 60:00: MISSED" in verdict.render()


def test_backups_of_forty_minutes_ago_miss_the_recovery_point(region: RehearsalRegion) -> None:
    region.backup_age = timedelta(minutes=40)

    verdict = recover(region)

    assert verdict.keeps_recovery_time
    assert not verdict.keeps_recovery_point
    assert "which is TOO OLD" in verdict.render()
    assert "RPO 15:00: MISSED, 39:58 of data are lost" in verdict.render()


def test_without_backups_nothing_is_deployed(region: RehearsalRegion) -> None:
    region.backup_age = None

    verdict = recover(region)

    assert len(verdict.timeline.steps) == 1
    assert not verdict.holds
    assert "MISSED, there was nothing to restore" in verdict.render()


def test_a_moment_that_no_backup_holds_is_refused_at_once(region: RehearsalRegion) -> None:
    verdict = recover(region, back=timedelta(minutes=1))

    assert len(verdict.timeline.steps) == 1
    assert "cannot be restored" in verdict.render()


def test_a_chosen_moment_is_what_the_newest_receipt_shows(region: RehearsalRegion) -> None:
    moment = region.clock.now() - timedelta(hours=2)

    verdict = recover(region, back=timedelta(hours=2))

    assert f"look at the newest receipt: {moment:%Y-%m-%dT%H:%M:%SZ}" in verdict.render()


def test_what_is_assumed_is_told_and_what_was_measured_is_not(region: RehearsalRegion) -> None:
    assert recover(region).render().count("assumed, not measured") == 2

    region.is_assumed = False
    told = recover(region, switches_dns=True).render()

    assert "assumed" not in told


def test_a_drill_that_leaves_dns_alone_counts_what_the_switch_would_take(region: RehearsalRegion) -> None:
    region.is_assumed = False
    region.durations = {"Database": timedelta(minutes=53)}  # and six for the build, and half a minute

    verdict = recover(region)

    assert not verdict.keeps_recovery_time
    assert "MISSED, it took 60:26, 1:00 of it assumed for DNS" in verdict.render()


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeDBInstances"),
        EndpointConnectionError(endpoint_url="https://rds"),
        KeyError("DBInstances"),
    ],
)
@pytest.mark.parametrize("step", ["backups", "require_prepared", "deploy", "smoke_test", "switch_dns"])
def test_a_drill_has_its_verdict_whatever_it_fails_of(
    region: RehearsalRegion, step: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(RehearsalRegion, step, fail)

    verdict = recover(region, switches_dns=True)

    assert not verdict.holds
    assert f"FAILED: {error}" in verdict.render()
    assert "RTO 60:00: MISSED, the recovery stopped after" in verdict.render()


@pytest.mark.parametrize(
    ("fault", "last"),
    [
        ({"is_prepared": False}, "see what waits in the second region"),
        ({"failing_phase": "LoadBalancer"}, "restore the database and redeploy"),
        ({"answers": False}, "ask the API whether it works"),
    ],
)
def test_a_step_that_fails_ends_the_recovery_before_dns_is_touched(
    region: RehearsalRegion, fault: dict[str, object], last: str
) -> None:
    for name, value in fault.items():
        setattr(region, name, value)

    verdict = recover(region, switches_dns=True)

    assert steps_of(verdict)[-1] == last
    assert " FAILED: " in verdict.render()
    assert "RTO 60:00: MISSED, the recovery stopped after" in verdict.render()
    assert region.record.endswith("the first region")

"""A whole recovery: its steps, its verdict, and that it has one whatever fails."""

from datetime import timedelta
from typing import Any, NoReturn

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from deployment.recovery import Recovery
from deployment.timeline import Verdict
from tests.unit.deployment.test_second_region import (
    BALANCER,
    backup,
    balancer_and_zone,
    lost_place,
    recovery_of,
)
from tests.unit.deployment.workplace import Workplace

__all__ = ["lost_place"]


def recovering(place: Workplace, *, age: float = 6, takes: float = 40, **how: Any) -> Recovery:  # noqa: ANN401
    """Of backups so many minutes old, by a `sam deploy` of so many minutes."""
    _, zone = balancer_and_zone(place)
    stands = place.programs.effects["sam deploy"]

    def deploys(command: tuple[str, ...]) -> None:
        place.clock.wait(takes * 60)
        stands(command)

    place.programs.effects["sam deploy"] = deploys
    latest = place.clock.now() - timedelta(minutes=age)
    backups = [backup("ab-young", 6, RestoreWindow={"LatestTime": latest})] if age >= 0 else []
    return recovery_of(place, *backups, zone=zone, **how)


def steps_of(verdict: Verdict) -> list[str]:
    return [step.name for step in verdict.steps]


def test_a_recovery_keeps_both_promises_and_tells_every_step(lost_place: Workplace) -> None:
    recovery = recovering(lost_place, switches_dns=True)
    verdict = recovery.run()

    assert verdict.holds
    assert steps_of(verdict) == [
        "find the replicated backups in ap-northeast-1",
        "see what waits in the second region",
        "restore the database, redeploy, ask the API whether it works",
        "look at the newest receipt",
        "switch DNS",
        "wait until resolvers have forgotten the old address",
    ]
    told = verdict.render()
    assert f"switch DNS: receipts.example.com -> {BALANCER['DNSName']}" in told
    assert "   0:00   40:00  restore the database, redeploy" in told
    assert "RTO 60:00: kept, it took 41:00\n" in told
    assert "RPO 15:00: kept, 6:00 of data are lost" in told
    assert "assumed" not in told


def test_a_look_deploys_nothing_and_tells_what_would_be_lost(lost_place: Workplace) -> None:
    verdict = recovering(lost_place, only_looks=True).run()

    assert verdict.holds
    assert len(steps_of(verdict)) == 2
    assert "RTO 60:00: not tried" in verdict.render()
    assert "RPO 15:00: kept, 6:00 of data are lost" in verdict.render()
    assert lost_place.programs.commands == []


def test_a_look_at_what_is_not_prepared_is_a_failure(lost_place: Workplace) -> None:
    lost_place.second.buckets.names.clear()

    verdict = recovering(lost_place, only_looks=True).run()

    assert not verdict.holds
    assert "with copies of the photos" in verdict.render()


def test_dns_is_never_switched_unasked(lost_place: Workplace) -> None:
    recovery = recovering(lost_place)
    verdict = recovery.run()

    assert verdict.holds
    assert "left as it is; --switch-dns does it" in verdict.render()
    zone = recovery.lost.parameters["HostedZoneId"]
    records = recovery.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert {one["Type"] for one in records} == {"NS", "SOA"}


def test_a_restore_of_an_hour_and_a_half_misses_the_recovery_time(lost_place: Workplace) -> None:
    verdict = recovering(lost_place, takes=90).run()

    assert not verdict.keeps_recovery_time
    assert verdict.keeps_recovery_point
    assert "RTO 60:00: MISSED" in verdict.render()


def test_backups_of_forty_minutes_ago_miss_the_recovery_point(lost_place: Workplace) -> None:
    verdict = recovering(lost_place, age=40).run()

    assert verdict.keeps_recovery_time
    assert not verdict.keeps_recovery_point
    assert "which is TOO OLD" in verdict.render()
    assert "RPO 15:00: MISSED, 40:00 of data are lost" in verdict.render()


def test_without_backups_nothing_is_deployed(lost_place: Workplace) -> None:
    verdict = recovering(lost_place, age=-1).run()

    assert len(verdict.steps) == 1
    assert not verdict.holds
    assert "MISSED, there was nothing to restore" in verdict.render()


def test_a_moment_that_no_backup_holds_is_refused_at_once(lost_place: Workplace) -> None:
    moment = lost_place.clock.now() - timedelta(minutes=1)

    verdict = recovering(lost_place, moment=moment).run()

    assert len(verdict.steps) == 1
    assert "cannot be restored" in verdict.render()


def test_a_drill_that_leaves_dns_alone_counts_what_the_switch_would_take(lost_place: Workplace) -> None:
    verdict = recovering(lost_place, takes=59.5).run()

    assert not verdict.keeps_recovery_time
    assert "MISSED, it took 60:30, 1:00 of it assumed for DNS" in verdict.render()


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeDBInstances"),
        EndpointConnectionError(endpoint_url="https://rds"),
        KeyError("DBInstances"),
    ],
)
@pytest.mark.parametrize("step", ["backups", "require_prepared", "deploy", "newest_receipt", "switch_dns"])
def test_a_drill_has_its_verdict_whatever_it_fails_of(
    lost_place: Workplace, step: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(Recovery, step, fail)

    verdict = recovering(lost_place, switches_dns=True).run()

    assert not verdict.holds
    assert f"FAILED: {error}" in verdict.render()
    assert "RTO 60:00: MISSED, the recovery stopped after" in verdict.render()


def test_a_step_that_fails_ends_the_recovery_before_dns_is_touched(lost_place: Workplace) -> None:
    lost_place.web.status = 503

    verdict = recovering(lost_place, switches_dns=True).run()

    assert steps_of(verdict)[-1].endswith("ask the API whether it works")
    assert " FAILED: the stack is there, but" in verdict.render()
    assert "RTO 60:00: MISSED, the recovery stopped after" in verdict.render()

"""What a recovery does there: RDS and load balancer as they answer on the wire, Route 53 as moto plays it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from deployment.cloudformation import STACK_TYPE
from deployment.environments import DeploymentError, load
from deployment.recovery import Backups, Recovery
from deployment.web import Site
from infra.templates import stack as template_stack
from tests.fakes.cloud import ACCOUNT, resource
from tests.unit.deployment.workplace import BALANCER as NEW_BALANCER
from tests.unit.deployment.workplace import SECOND_REGION, Workplace

DOMAIN = "receipts.example.com"
COPIES = f"receipts-prod-{ACCOUNT}-{SECOND_REGION}"
BALANCER = {
    "LoadBalancerArn": f"arn:aws:elasticloadbalancing:{SECOND_REGION}:{ACCOUNT}:loadbalancer/app/r/50dc",
    "DNSName": f"receipts-1234567890.{SECOND_REGION}.elb.amazonaws.com",
    "CanonicalHostedZoneId": "Z14GRHDCWA56QT",
}
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def lost_place(place: Workplace, aws: None) -> Workplace:
    """Prepared by bootstrap, with copies of the photos; the first region is gone."""
    place.second.buckets.names.add(COPIES)
    place.first.stacks.known.clear()
    return place


def backup(name: str, age_minutes: int, **more: object) -> dict[str, Any]:
    return {
        "DBInstanceArn": "arn:aws:rds:ap-northeast-2:123456789012:db:receipts-prod",
        "DBInstanceIdentifier": "receipts-prod",
        "Region": "ap-northeast-2",
        "DBInstanceAutomatedBackupsArn": f"arn:aws:rds:{SECOND_REGION}:{ACCOUNT}:auto-backup:{name}",
        "RestoreWindow": {
            "EarliestTime": NOW - timedelta(days=7),
            "LatestTime": NOW - timedelta(minutes=age_minutes),
        },
        "Status": "replicating",
        **more,
    }


def recovery_of(place: Workplace, *backups: dict[str, Any], zone: str = "Z1", **how: Any) -> Recovery:  # noqa: ANN401
    clients = {
        "rds": _answering(
            "rds", "describe_db_instance_automated_backups", DBInstanceAutomatedBackups=list(backups)
        ),
        "elbv2": _answering("elbv2", "describe_load_balancers", LoadBalancers=[BALANCER]),
        "route53": boto3.client("route53", region_name=SECOND_REGION),
    }
    lost = load("prod", {"DOMAIN_NAME": DOMAIN, "HOSTED_ZONE_ID": zone})
    recovered = replace(place, environment=lost.recovered_in(SECOND_REGION))
    return Recovery(recovered.deployment(), lost, clients.__getitem__, **how)


def _answering(service: str, operation: str, **answer: object) -> BaseClient:
    client: BaseClient = boto3.client(service, region_name=SECOND_REGION)  # type: ignore[call-overload]
    stubber = Stubber(client)
    stubber.add_response(operation, answer)
    stubber.activate()
    return client


def test_the_youngest_backups_of_the_lost_instance_are_taken(lost_place: Workplace) -> None:
    recovery = recovery_of(
        lost_place,
        backup("ab-before", 9000, Status="retained"),
        backup("ab-young", 6),
        backup("ab-staging", 1, DBInstanceIdentifier="receipts-staging"),
        backup("ab-local", 1, DBInstanceArn=f"arn:aws:rds:{SECOND_REGION}:123456789012:db:receipts-prod"),
        backup("ab-creating", 1, RestoreWindow={}, Status="creating"),
    )

    found = recovery.backups()

    arn = f"arn:aws:rds:{SECOND_REGION}:{ACCOUNT}:auto-backup:ab-young"
    assert found == Backups(arn, NOW - timedelta(minutes=6))


def test_a_recovery_deploys_the_same_template_from_the_backups(lost_place: Workplace) -> None:
    recovery = recovery_of(lost_place, backup("ab-young", 6), moment=NOW - timedelta(hours=1))

    deployed = recovery.deploy(Backups("arn:backups", NOW))

    line = lost_place.sam_deploy()
    for words in (
        f"--region {SECOND_REGION}",
        f"--role-arn arn:aws:iam::{ACCOUNT}:role/receipts-cloudformation-{SECOND_REGION}",
        "RestoreFromBackupsArn=arn:backups",
        "RestoreTime=2026-11-23T03:00:00Z",
        "ExistingBucket=true",
        f"DomainName={DOMAIN}",
        'HostedZoneId=""',
        'BackupRegion=""',
        "StepMinutes=0",  # nobody waits half an hour for a first version to be shifted to
        "BakeMinutes=0",
    ):
        assert words in line
    assert deployed.site == Site(f"https://{DOMAIN}", NEW_BALANCER)
    queue = f"arn:aws:sqs:{SECOND_REGION}:{ACCOUNT}:receipts-dev-uploads"
    assert lost_place.second.buckets.announced == {COPIES: queue}


def test_the_latest_moment_needs_no_restore_time(lost_place: Workplace) -> None:
    recovery_of(lost_place).deploy(Backups("arn:backups", NOW))

    assert "RestoreTime" not in lost_place.sam_deploy()


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("foundation", "is not prepared"),
        ("photos", "no bucket"),
        ("secret", "no copy of the secret receipts-prod/slack"),
    ],
)
def test_what_is_missing_is_found_before_minutes_are_spent(
    lost_place: Workplace, missing: str, told: str
) -> None:
    second = lost_place.second
    forget = {
        "foundation": second.stacks.known.clear,
        "photos": second.buckets.names.clear,
        "secret": second.secrets.values.clear,
    }
    forget[missing]()

    with pytest.raises(DeploymentError, match=told):
        recovery_of(lost_place).require_prepared()


def test_a_database_that_stands_there_is_not_replaced(lost_place: Workplace) -> None:
    lost_place.second.stacks.add("receipts-prod")

    with pytest.raises(DeploymentError, match="is in ap-northeast-1 already"):
        recovery_of(lost_place).require_prepared()


def test_the_newest_receipt_is_asked_with_the_persons_key(lost_place: Workplace) -> None:
    recovery = recovery_of(lost_place)
    site = Site("https://api")
    assert recovery.newest_receipt(site) is None

    recovery.api_key = "key"
    lost_place.web.body = json.dumps({"receipts": [{"created_at": "2026-11-23T03:54:00+00:00"}]})

    assert recovery.newest_receipt(site) == NOW - timedelta(minutes=6)


def test_the_domain_is_pointed_at_the_new_load_balancer_as_the_template_would(lost_place: Workplace) -> None:
    balancer, zone = balancer_and_zone(lost_place)
    recovery = recovery_of(lost_place, zone=zone)

    told = recovery.switch_dns()

    found = recovery.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    [record] = [one for one in found if one["Type"] == "A"]
    assert record["AliasTarget"]["DNSName"].rstrip(".") == balancer["DNSName"]
    assert record["AliasTarget"]["HostedZoneId"] == balancer["CanonicalHostedZoneId"]
    assert told == f"{DOMAIN} -> {balancer['DNSName']}"
    declared = template_stack("load_balancer", DomainName=DOMAIN, HostedZoneId=zone).properties(
        "DomainRecord"
    )
    assert declared["Type"] == record["Type"]
    assert set(declared["AliasTarget"]) == set(record["AliasTarget"])


def test_a_trial_without_a_domain_has_no_dns_to_switch(lost_place: Workplace) -> None:
    with pytest.raises(DeploymentError, match="DomainName and HostedZoneId are not set"):
        recovery_of(lost_place, zone="").switch_dns()


def test_a_recovery_never_asks_the_region_that_the_domain_still_leads_to(lost_place: Workplace) -> None:
    """It may be half alive: its answers would prove nothing, and the person's key is none of its business."""
    recovery = recovery_of(lost_place)
    recovery.api_key = "key"
    lost_place.web.body = '{"receipts": []}'

    deployed = recovery.deploy(Backups("arn:backups", NOW))
    recovery.newest_receipt(deployed.site)

    assert f"https://{DOMAIN}/api/receipts?limit=1" in lost_place.web.asked
    assert lost_place.web.connected_to == {NEW_BALANCER}


def balancer_and_zone(place: Workplace) -> tuple[dict[str, Any], str]:
    """As the recovered stack has made the one, and the domain's zone as it was before."""
    balancer = resource(
        "LoadBalancer", BALANCER["LoadBalancerArn"], "AWS::ElasticLoadBalancingV2::LoadBalancer"
    )
    place.second.stacks.resources_of["receipts-prod"] = [resource("LoadBalancer", "arn:child", STACK_TYPE)]
    place.second.stacks.resources_of["arn:child"] = [balancer]
    zone = boto3.client("route53").create_hosted_zone(Name="example.com", CallerReference="once")
    return BALANCER, zone["HostedZone"]["Id"].rpartition("/")[2]

"""samconfig.toml says what the templates understand."""

from collections.abc import Mapping
from typing import Any

import pytest
from cfnlint.decode.cfn_yaml import load as load_template

from deployment.destroy import KEPT
from deployment.environments import NAMES, ROOT, load
from infra.templates import TEMPLATES, template_of

OF_THEIR_OWN = {"bootstrap", "dr_region"}
"""Templates that are deployed on their own, so that no environment's deletion reaches them."""


def root_parameters() -> Mapping[str, Any]:
    found: Mapping[str, Any] = load_template(str(ROOT / "template.yaml"))["Parameters"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_of_an_environment_is_one_of_the_template_with_a_value_it_allows(name: str) -> None:
    known = root_parameters()
    for parameter, value in load(name, {}).parameters.items():
        allowed = known[parameter].get("AllowedValues", [value])
        assert value in map(str, allowed), parameter


@pytest.mark.parametrize(
    "parameter",
    [
        "ApiImageUri",
        "ApiRepositoryArn",
        "SlackSecretArn",
        "ExistingBucket",
        "RestoreFromBackupsArn",
        "RestoreTime",
        "BackupKeyArn",
        "ReplicaBucketArn",
        "DomainName",
        "HostedZoneId",
        "AlarmEmail",
        "Architecture",
    ],
)
def test_what_a_deployment_adds_is_a_parameter_of_the_template(parameter: str) -> None:
    assert parameter in root_parameters()


@pytest.mark.parametrize("output", ["Url", "LoadBalancerDnsName", "DashboardName", "ReceiptUploadsQueueUrl"])
def test_what_a_deployment_reads_is_an_output_of_the_template(output: str) -> None:
    assert output in load_template(str(ROOT / "template.yaml"))["Outputs"]


def test_what_destroy_says_is_kept_is_what_the_templates_keep() -> None:
    kept = {
        name
        for template in set(TEMPLATES) - OF_THEIR_OWN
        for name, resource in template_of(template)["Resources"].items()
        if resource.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate", "Snapshot")
    }
    assert kept == set(KEPT)


def test_the_migrations_that_a_drill_times_are_a_resource_of_the_template() -> None:
    resources = load_template(str(ROOT / "template.yaml"))["Resources"]
    assert "Custom::SchemaMigration" in {one["Type"] for one in resources.values()}


def test_production_keeps_its_receipts_when_a_zone_or_a_region_is_lost() -> None:
    prod = load("prod", {})

    assert prod.parameters["MultiAz"] == "true"
    assert int(prod.parameters["MinTasks"]) >= 2
    assert prod.second_region not in ("", prod.region)


def test_the_shell_names_what_a_person_may_rather_not_commit() -> None:
    shell = {"DOMAIN_NAME": "receipts.example.com", "ALARM_EMAIL": "", "HOME": "/root"}

    parameters = load("dev", shell).parameters

    assert parameters["DomainName"] == "receipts.example.com"
    assert "AlarmEmail" not in parameters


def test_in_the_second_region_nothing_is_copied_on_and_no_record_is_made() -> None:
    """The record for the domain exists already; CloudFormation could not create it again."""
    prod = load("prod", {"DOMAIN_NAME": "receipts.example.com", "HOSTED_ZONE_ID": "Z1"})

    recovered = prod.recovered_in("ap-northeast-1")

    assert recovered.region == "ap-northeast-1"
    assert recovered.parameters["DomainName"] == "receipts.example.com"
    for name in ("HostedZoneId", "BackupRegion", "BackupKeyArn", "ReplicaBucketArn"):
        assert recovered.parameters[name] == ""
    assert recovered.parameters["MultiAz"] == "true"

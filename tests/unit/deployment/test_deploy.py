from dataclasses import replace
from datetime import UTC, datetime

import pytest

from deployment.environments import BOOTSTRAP_STACK, SAMCONFIG, DeploymentError
from deployment.web import Site
from local.images import API, revision
from tests.fakes.cloud import ACCOUNT, REGION, digest, resource
from tests.unit.deployment.workplace import (
    API_ID,
    BALANCER,
    PARSER_ID,
    REGISTRY,
    SECOND_REGION,
    Workplace,
)

BUCKET = f"receipts-dev-{ACCOUNT}-{REGION}"


def test_a_deployment_checks_builds_pushes_deploys_and_asks_the_api_in_this_order(place: Workplace) -> None:
    deployed = place.deployment().run()

    assert [" ".join(line.split()[:2]) for line in place.programs.commands] == [
        "docker version",
        "sam build",
        "docker build",
        "docker image",
        "docker login",
        "docker tag",
        "docker push",
        "docker image",
        "docker tag",
        "docker push",
        "sam package",
        "sam deploy",
    ]
    assert place.web.asked == ["https://d1.cloudfront.net/health", "https://d1.cloudfront.net/ready"]
    assert deployed.site == Site("https://d1.cloudfront.net")
    assert deployed.dashboard.endswith("#dashboards/dashboard/receipts-dev")


def test_both_images_are_deployed_by_their_digest(place: Workplace) -> None:
    place.deployment().run()

    assert f"ApiImageUri={REGISTRY}/receipts/api@{digest(API_ID[:24])}" in place.sam_deploy()
    template = (place.root / ".aws-sam/build/deploy.yaml").read_text()
    assert f"ImageUri: {REGISTRY}/receipts/parser@{digest(PARSER_ID[:24])}\n" in template
    assert "TemplateURL: ../../infra/network.yaml" in template


def test_an_image_that_is_in_the_registry_is_not_pushed_again(place: Workplace) -> None:
    """Its tags are immutable: a second push would be refused."""
    place.deployment().run()
    place.programs.commands.clear()

    place.deployment().run()

    assert place.programs.ran("docker push") == []
    assert place.programs.ran("docker login") == []


def test_the_registrys_password_is_on_no_command_line(place: Workplace) -> None:
    place.deployment().run()

    assert place.programs.inputs.count("a password for twelve hours") == 1
    assert all("password for twelve" not in line for line in place.programs.commands)


def test_sam_gets_the_environments_parameters_and_bootstraps_role_and_bucket(place: Workplace) -> None:
    place.deployment().run()

    line = place.sam_deploy()
    for words in (
        f"--config-file {SAMCONFIG} --config-env dev",  # beside the template, where SAM looks, is none
        "--stack-name receipts-dev",
        f"--s3-bucket receipts-artifacts-{ACCOUNT}-{REGION}",
        f"--role-arn arn:aws:iam::{ACCOUNT}:role/receipts-cloudformation-{REGION}",
        "MultiAz=false",
        "StepMinutes=0",
        "Architecture=x86_64",
        "SlackSecretArn=arn:secret:receipts-dev/slack",
        'BackupKeyArn=""',  # SAM reads no value as a mistake
    ):
        assert words in line


def test_the_platform_of_the_apis_image_is_that_of_the_functions(place: Workplace) -> None:
    place.deployment({"Architecture": "x86_64"}).run()

    [build] = place.programs.ran("docker build")
    assert "--platform linux/amd64" in build


def test_the_apis_image_says_what_it_was_made_of(place: Workplace) -> None:
    place.deployment().run()

    [build] = place.programs.ran("docker build")
    assert f"REVISION={revision(API.sources)}" in build


def test_production_gets_key_and_bucket_of_its_second_region(place: Workplace) -> None:
    place = place.in_environment("prod", {"DOMAIN_NAME": "receipts.example.com", "HOSTED_ZONE_ID": "Z1"})

    place.deployment().run()

    line = place.sam_deploy()
    for words in (
        f"BackupRegion={SECOND_REGION}",
        "BackupKeyArn=arn:kms:copies",
        "ReplicaBucketArn=arn:s3:copies",
        "DomainName=receipts.example.com",
        "HostedZoneId=Z1",
        "MultiAz=true",
    ):
        assert words in line


def test_what_a_stack_has_already_is_not_looked_up_again(place: Workplace) -> None:
    """A pipeline's role sees neither secrets nor the second region; and in a disaster nobody does."""
    place = place.in_environment("prod")
    known = {"SlackSecretArn": "arn:s", "BackupKeyArn": "arn:k", "ReplicaBucketArn": "arn:b"}
    place.first.stacks.add("receipts-prod", parameters=known)
    place.first.secrets.values.clear()
    place.second.stacks.known.clear()

    place.deployment().run()

    assert "SlackSecretArn=arn:s" in place.sam_deploy()
    assert "BackupKeyArn=arn:k" in place.sam_deploy()


def test_a_bucket_that_outlived_its_stack_is_used_again_and_announces_uploads(place: Workplace) -> None:
    place.first.buckets.names.add(BUCKET)

    place.deployment().run()

    assert "ExistingBucket=true" in place.sam_deploy()
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:receipts-dev-uploads"
    assert place.first.buckets.announced == {BUCKET: queue}


def test_a_bucket_that_outlived_its_stack_announces_after_each_deployment(place: Workplace) -> None:
    """The first may have failed in between, and the queue may be another one since."""
    place.first.buckets.names.add(BUCKET)
    place.deployment().run()
    place.first.buckets.announced.clear()

    place.deployment().run()

    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:receipts-dev-uploads"
    assert place.first.buckets.announced == {BUCKET: queue}


def test_the_bucket_of_a_stack_that_stands_stays_the_stacks_own(place: Workplace) -> None:
    place.first.stacks.add("receipts-dev")
    place.first.buckets.names.add(BUCKET)

    place.deployment().run()

    assert "ExistingBucket" not in place.sam_deploy()
    assert place.first.buckets.announced == {}


def test_without_docker_nothing_is_begun(place: Workplace) -> None:
    place.programs.failing = "docker version"

    with pytest.raises(DeploymentError, match="docker version"):
        place.deployment().run()
    assert place.programs.ran("sam") == []


def test_a_push_that_fails_deploys_nothing(place: Workplace) -> None:
    place.programs.failing = "docker push"

    with pytest.raises(DeploymentError, match="docker push"):
        place.deployment().run()
    assert place.programs.ran("sam deploy") == []


def test_an_account_that_is_not_prepared_is_told_how(place: Workplace) -> None:
    del place.first.stacks.known[BOOTSTRAP_STACK]

    with pytest.raises(DeploymentError, match="make bootstrap ENV=dev"):
        place.deployment().run()
    assert place.programs.ran("sam") == []


def test_a_missing_slack_secret_is_told_before_anything_is_built(place: Workplace) -> None:
    place.first.secrets.values.clear()

    with pytest.raises(DeploymentError, match="no secret receipts-dev/slack"):
        place.deployment().run()
    assert place.programs.ran("sam") == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("ROLLBACK_COMPLETE", "must be deleted first; `make destroy ENV=dev` does it"),
        ("UPDATE_ROLLBACK_FAILED", "Continue update rollback"),
        ("UPDATE_IN_PROGRESS", "wait until that is over"),
    ],
)
def test_a_stack_that_cannot_be_deployed_to_is_told_with_the_way_out(
    place: Workplace, status: str, told: str
) -> None:
    place.first.stacks.add("receipts-dev", status)

    with pytest.raises(DeploymentError, match=told):
        place.deployment().run()
    assert place.programs.ran("sam") == []


DOMAIN = "receipts.example.com"


@pytest.mark.parametrize(
    ("has", "wants", "told"),
    [
        ("", DOMAIN, "receipts-dev was made without a domain, which cannot change while it stands"),
        (DOMAIN, "", f"receipts-dev was made with the domain {DOMAIN}, which cannot change"),
    ],
)
def test_a_stack_neither_gets_a_domain_nor_loses_it(
    place: Workplace, has: str, wants: str, told: str
) -> None:
    place.first.stacks.add("receipts-dev", parameters={"DomainName": has})
    environment = replace(place.environment, parameters={"DomainName": wants})

    with pytest.raises(DeploymentError, match=told) as refusal:
        replace(place, environment=environment).deployment().run()
    assert "`make destroy ENV=dev` does it), or use another environment" in str(refusal.value)
    assert place.programs.ran("sam") == []


def test_a_domain_stays_with_its_stack_where_the_shell_does_not_name_it(place: Workplace) -> None:
    place.first.stacks.add("receipts-dev", parameters={"DomainName": DOMAIN})

    place.deployment().run()

    assert "DomainName" not in place.sam_deploy()


def test_a_domain_moves_to_another_name(place: Workplace) -> None:
    place.first.stacks.add("receipts-dev", parameters={"DomainName": "old.example.com"})

    place.in_environment("dev", {"DOMAIN_NAME": DOMAIN}).deployment().run()

    assert f"DomainName={DOMAIN}" in place.sam_deploy()


def test_a_domain_whose_dns_is_elsewhere_is_asked_at_its_load_balancer(place: Workplace) -> None:
    """Nobody can have pointed the name there yet; so the last line says where."""
    deployed = place.in_environment("dev", {"DOMAIN_NAME": DOMAIN}).deployment().run()

    assert place.web.asked == [f"https://{DOMAIN}/health", f"https://{DOMAIN}/ready"]
    assert place.web.connected_to == {BALANCER}
    assert deployed.render().endswith(f"{DOMAIN} must be a CNAME of {BALANCER}")


@pytest.mark.parametrize("shell", [{}, {"DOMAIN_NAME": DOMAIN, "HOSTED_ZONE_ID": "Z1"}])
def test_who_needs_no_record_of_their_own_is_told_of_none(place: Workplace, shell: dict[str, str]) -> None:
    assert "CNAME" not in place.in_environment("dev", shell).deployment().run().render()


def test_production_is_deployed_from_a_commit(place: Workplace) -> None:
    place.programs.outputs["git status"] = " M template.yaml\n?? new.py\n"

    with pytest.raises(DeploymentError, match="2 files are not committed"):
        place.in_environment("prod").deployment().run()
    assert place.programs.ran("sam") == []


def test_dev_takes_a_working_tree_as_it_is(place: Workplace) -> None:
    place.programs.outputs["git status"] = " M template.yaml\n"

    place.deployment().run()

    assert place.sam_deploy()


def test_a_failed_deployment_names_the_resource_that_failed_first(place: Workplace) -> None:
    place.programs.failing = "sam deploy"
    stack = place.first.stacks.add("receipts-dev", "UPDATE_ROLLBACK_COMPLETE")
    reason = "Cannot find version 17.99 for postgres"
    place.first.stacks.events_of[stack.id] = [
        {
            "Timestamp": datetime(2026, 11, 23, tzinfo=UTC),
            "StackId": stack.id,
            **resource("Database", "receipts-dev", "AWS::RDS::DBInstance"),
            "ResourceStatus": "CREATE_FAILED",
            "ResourceStatusReason": reason,
        }
    ]

    with pytest.raises(DeploymentError, match=r"first to fail was Database \(AWS::RDS::DBInstance\).*17\.99"):
        place.deployment().run()


def test_a_deployment_that_sam_refuses_says_so(place: Workplace) -> None:
    place.programs.failing = "sam deploy"

    with pytest.raises(DeploymentError, match="before any resource did"):
        place.deployment().run()


def test_a_name_that_is_not_yet_known_is_waited_for(place: Workplace) -> None:
    place.web.silent_for = 5
    before = place.clock.now()

    place.deployment().run()

    assert (place.clock.now() - before).total_seconds() == 50


def test_an_api_that_is_not_ready_fails_the_deployment(place: Workplace) -> None:
    place.web.status, place.web.body = 503, '{"database": false}'

    with pytest.raises(DeploymentError, match=r'answers 503 \{"database": false\}'):
        place.deployment().run()

import json
from dataclasses import replace

import pytest

from deployment.bootstrap import SERVICE_ROLES, Bootstrap
from deployment.environments import DeploymentError, load
from tests.unit.deployment.workplace import SECOND_REGION, Workplace

WEBHOOK = "https://hooks.slack.com/services/T0/B0/secret"


@pytest.fixture
def empty(place: Workplace) -> Workplace:
    for cloud in (place.first, place.second):
        cloud.stacks.known.clear()
        cloud.secrets.values.clear()
    return place


def bootstrap(place: Workplace, name: str, webhook: str = "", repository: str = "") -> None:
    Bootstrap(load(name, {}), place.connect, place.iam, lambda: webhook, repository).run()


def test_a_trial_gets_one_stack_and_a_secret(empty: Workplace) -> None:
    bootstrap(empty, "dev", WEBHOOK)

    assert empty.first.stacks.applied == [("receipts-bootstrap", {})]
    assert json.loads(empty.first.secrets.values["receipts-dev/slack"]) == {"webhook_url": WEBHOOK}
    assert empty.second.stacks.applied == []


def test_production_prepares_its_second_region_before_images_are_copied_there(empty: Workplace) -> None:
    bootstrap(empty, "prod", WEBHOOK)

    assert empty.second.stacks.applied == [
        ("receipts-bootstrap", {}),
        ("receipts-prod-second-region", {"Environment": "prod", "PrimaryRegion": "ap-northeast-2"}),
    ]
    assert empty.first.stacks.applied == [("receipts-bootstrap", {"ReplicationRegion": SECOND_REGION})]
    assert empty.first.secrets.copies == {"receipts-prod/slack": SECOND_REGION}


def test_a_second_bootstrap_keeps_the_webhook_that_is_there(empty: Workplace) -> None:
    bootstrap(empty, "dev", WEBHOOK)

    bootstrap(empty, "dev")

    assert WEBHOOK in empty.first.secrets.values["receipts-dev/slack"]


def test_without_a_webhook_there_is_a_placeholder_and_a_warning(
    empty: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap(empty, "dev")

    assert "webhook_url" in empty.first.secrets.values["receipts-dev/slack"]
    assert "warning: without a webhook no alarm reaches Slack" in capsys.readouterr().out


def test_the_webhook_is_never_printed(empty: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap(empty, "dev", WEBHOOK)

    assert WEBHOOK not in capsys.readouterr().out


def test_a_webhook_that_is_no_address_is_refused(empty: Workplace) -> None:
    with pytest.raises(DeploymentError, match="begins with https://"):
        bootstrap(empty, "dev", "xoxb-1234")
    assert empty.first.secrets.values == {}


def test_copies_are_kept_and_locked_like_the_photos(empty: Workplace) -> None:
    """S3 copies what is locked only to a bucket that can lock."""
    prod = load("prod", {})
    kept = {"PhotoRetentionDays": "3000", "PhotoLock": "COMPLIANCE"}
    chosen = replace(prod, parameters={**prod.parameters, **kept})

    Bootstrap(chosen, empty.connect, empty.iam, lambda: "", "").run()

    name, parameters = empty.second.stacks.applied[-1]
    assert name == "receipts-prod-second-region"
    assert kept.items() <= parameters.items()


def test_a_new_account_gets_the_roles_that_its_services_own(
    empty: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    empty.iam.service_roles.add("ecs.amazonaws.com")

    bootstrap(empty, "dev")

    assert empty.iam.service_roles == {*SERVICE_ROLES}
    said = capsys.readouterr().out
    assert "Role that rds.amazonaws.com owns" in said
    assert "Role that ecs.amazonaws.com owns" not in said


def trusted(place: Workplace) -> str:
    name, parameters = place.first.stacks.applied[-1]
    assert name == "receipts-bootstrap"
    place.first.stacks.add(name, parameters=parameters)
    return parameters["GitHubSubjects"]


def test_jobs_of_a_repository_may_deploy_each_environment_it_was_bootstrapped_for(empty: Workplace) -> None:
    bootstrap(empty, "staging", repository="acme@1/receipts@2")
    assert trusted(empty) == "repo:acme@1/receipts@2:environment:staging"
    assert empty.iam.trusts_github

    bootstrap(empty, "prod", repository="acme@1/receipts@2")
    assert trusted(empty) == (
        "repo:acme@1/receipts@2:environment:prod,repo:acme@1/receipts@2:environment:staging"
    )


def test_a_repository_that_moved_leaves_nothing_behind(empty: Workplace) -> None:
    """Not even one whose name only begins with the new one's."""
    for old in ("acme@1/receipts@2", "acme/receipts-old"):
        bootstrap(empty, "staging", repository=old)
        trusted(empty)

    bootstrap(empty, "prod", repository="acme/receipts")

    assert trusted(empty) == "repo:acme/receipts:environment:prod"


def test_who_does_not_name_a_repository_trusts_none_and_changes_nothing(empty: Workplace) -> None:
    bootstrap(empty, "dev")

    assert empty.first.stacks.applied == [("receipts-bootstrap", {})]
    assert not empty.iam.trusts_github


@pytest.mark.parametrize(
    "name",
    ["receipts", "acme@1/receipts", "acme/*", "acme@1/receipts@2:environment:prod", "acme/receipts,evil/x"],
)
def test_a_repository_that_no_token_names_is_refused(empty: Workplace, name: str) -> None:
    with pytest.raises(DeploymentError, match="owner@id/name@id"):
        bootstrap(empty, "dev", repository=name)
    assert empty.first.stacks.applied == []

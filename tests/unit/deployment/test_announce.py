"""How a deployment ended, as Slack will tell it."""

import json
from datetime import UTC, datetime

import pytest

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.reading import alarms_in
from deployment.environments import DeploymentError
from deployment.pipeline import RESULTS
from tests.fakes.cloud import ACCOUNT, REGION
from tests.unit.deployment.commits import BAD, GOOD, pipeline
from tests.unit.deployment.workplace import ROOT_OUTPUTS, Workplace

LOUDNESS = {
    "succeeded": Severity.INFO,
    "failed": Severity.ERROR,
    "rolled_back": Severity.WARNING,
    "rollback_failed": Severity.CRITICAL,
}
GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "example/receipts",
    "GITHUB_RUN_ID": "987654321",
    "GITHUB_ACTOR": "octocat",
}


@pytest.fixture
def topic(released: Workplace) -> str:
    arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:receipts-dev-alarms"
    released.first.stacks.add("receipts-dev", outputs={**ROOT_OUTPUTS, "AlarmsTopicArn": arn})
    return arn


def test_a_deployment_is_told_to_the_alarms_topic(released: Workplace, topic: str) -> None:
    pipeline(released, GITHUB).announce("rolled_back", BAD)

    [(arn, message)] = released.first.topics.published
    assert arn == topic
    told = json.loads(message)
    assert (told["source"], told["detail-type"]) == ("receipts.deployment", "Deployment Result")
    assert told["detail"] == {
        "environment": "dev",
        "result": "rolled_back",
        "commit": BAD,
        "running": "",
        "by": "octocat",
        "url": "https://github.com/example/receipts/actions/runs/987654321",
    }


def test_a_persons_deployment_is_told_with_their_name_and_what_runs_now(
    released: Workplace, topic: str
) -> None:
    pipeline(released).deploy(GOOD)
    released.first.stacks.add("receipts-dev", outputs={**ROOT_OUTPUTS, "AlarmsTopicArn": topic})

    pipeline(released).announce("succeeded", GOOD)

    [(_, message)] = released.first.topics.published
    detail = json.loads(message)["detail"]
    assert (detail["by"], detail["url"], detail["running"]) == ("newcomer", "", GOOD)


@pytest.mark.parametrize("result", RESULTS)
def test_the_notifier_understands_what_a_deployment_tells(
    released: Workplace, topic: str, result: str
) -> None:
    pipeline(released, GITHUB).announce(result, BAD)

    [(_, message)] = released.first.topics.published
    sns = {"Type": "Notification", "MessageId": "1", "Message": message}
    [alarm] = alarms_in({"Records": [{"Sns": sns}]}, datetime(2026, 11, 23, tzinfo=UTC))
    assert (alarm.source, alarm.name, alarm.severity) == ("Deployment", "dev", LOUDNESS[result])
    assert alarm.url == "https://github.com/example/receipts/actions/runs/987654321"
    assert BAD[:12] in [fact.value for fact in alarm.facts]


def test_a_first_deployment_that_failed_has_nobody_to_tell_and_says_so(released: Workplace) -> None:
    with pytest.raises(DeploymentError, match="receipts-dev does not exist"):
        pipeline(released).announce("failed", BAD)

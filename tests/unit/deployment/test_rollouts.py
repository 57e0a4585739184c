"""A deployment that hangs is rolled back, one that takes its time is not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from deployment.environments import load
from deployment.programs import Programs
from deployment.rollouts import Rollouts, longest
from tests.unit.deployment.workplace import Workplace

ARN = "arn:aws:ecs:ap-northeast-2:123456789012:service-deployment/receipts-dev/api/r9i43YFjvgF_xlg7m2eJ1r"
BEGAN = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def under_way_for(place: Workplace, minutes: int) -> None:
    """`sam deploy` takes so many minutes, in which ECS's deployment does not end."""
    place.first.rollouts.of["receipts-dev"] = {ARN: place.clock.now()}
    place.programs.minutes = minutes
    place.programs.each_minute = lambda: place.clock.wait(60)


def test_a_deployment_that_hangs_is_taken_back_once_and_told(
    place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    under_way_for(place, 40)
    place.deployment().run()
    assert place.first.rollouts.taken_back == [ARN]
    assert "takes more than 30 minutes: ECS is to roll it back" in capsys.readouterr().out


def test_a_deployment_has_the_time_of_its_steps(place: Workplace) -> None:
    under_way_for(place, 30)
    place.deployment().run()
    assert place.first.rollouts.taken_back == []


def test_production_has_longer_than_all_its_steps_and_less_than_the_day_that_ecs_waits() -> None:
    parameters = load("prod", {}).parameters
    steps = timedelta(minutes=9 * int(parameters["StepMinutes"]) + int(parameters["BakeMinutes"]))
    assert steps + timedelta(minutes=15) < longest(parameters) < timedelta(hours=2)


def test_who_may_not_look_deploys_all_the_same(place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    under_way_for(place, 40)
    place.first.rollouts.refuses = ClientError({"Error": {"Code": "AccessDeniedException"}}, "ListServices")
    assert place.deployment().run()
    assert "warning: nobody watches how long the deployment takes" in capsys.readouterr().out


@contextmanager
def stubbed() -> Iterator[tuple[Rollouts, Stubber]]:
    client = boto3.client("ecs", "ap-northeast-2", aws_access_key_id="none", aws_secret_access_key="none")
    with Stubber(client) as stubber:
        yield Rollouts(client), stubber
        stubber.assert_no_pending_responses()


ASKED = {"cluster": "receipts-dev", "service": "api", "status": ["PENDING", "IN_PROGRESS"]}


def test_ecs_is_asked_for_what_is_under_way_and_told_to_roll_back() -> None:
    with stubbed() as (ecs, stubber):
        found = {"serviceDeployments": [{"serviceDeploymentArn": ARN, "createdAt": BEGAN}]}
        stubber.add_response("list_service_deployments", found, ASKED)
        stop = {"serviceDeploymentArn": ARN, "stopType": "ROLLBACK"}
        stubber.add_response("stop_service_deployment", {"serviceDeploymentArn": ARN}, stop)
        assert ecs.under_way("receipts-dev") == {ARN: BEGAN}
        ecs.take_back(ARN)


@pytest.mark.parametrize("missing", ["ClusterNotFoundException", "ServiceNotFoundException"])
def test_a_stack_that_is_still_to_be_made_has_nothing_under_way(missing: str) -> None:
    with stubbed() as (ecs, stubber):
        stubber.add_client_error("list_service_deployments", missing, expected_params=ASKED)
        assert ecs.under_way("receipts-dev") == {}


def test_a_program_is_looked_after_until_it_ends(tmp_path: Path) -> None:
    looks: list[int] = []
    end = tmp_path / "end"
    os.mkfifo(end)

    def look() -> None:
        looks.append(1)
        if len(looks) == 3:
            end.write_text("")

    Programs(seconds_between_looks=0.2).run("cat", str(end), meanwhile=look)
    assert len(looks) >= 3

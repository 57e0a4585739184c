import pytest

from deployment import destroy as command
from deployment.cloudformation import STACK_TYPE
from deployment.environments import DeploymentError, load
from tests.fakes.cloud import ACCOUNT, REGION, resource
from tests.unit.deployment.workplace import Workplace


def destroy(place: Workplace, name: str, typed: str) -> None:
    command.destroy(load(name, {}), place.connect, lambda _: typed)


@pytest.fixture
def standing(place: Workplace) -> Workplace:
    stacks = place.first.stacks
    stack = stacks.add("receipts-dev")
    stacks.add("receipts-prod")
    stacks.resources_of[stack.id] = [resource("Uploads", "arn:uploads", STACK_TYPE)]
    stacks.resources_of["arn:uploads"] = [
        resource("ReceiptBucket", "receipts-dev-photos", "AWS::S3::Bucket"),
        resource("ReceiptUploadsQueue", "https://queue", "AWS::SQS::Queue"),
    ]
    return place


def test_an_environment_is_deleted_by_its_typed_name_with_bootstraps_role(standing: Workplace) -> None:
    destroy(standing, "dev", "receipts-dev")

    role = f"arn:aws:iam::{ACCOUNT}:role/receipts-cloudformation-{REGION}"
    assert standing.first.stacks.deleted == [("receipts-dev", role)]


def test_production_is_refused_whatever_is_typed(standing: Workplace) -> None:
    with pytest.raises(DeploymentError, match="production is not destroyed"):
        destroy(standing, "prod", "receipts-prod")
    assert standing.first.stacks.deleted == []


@pytest.mark.parametrize("typed", ["", "y", "dev", "receipts-prod"])
def test_another_word_than_the_stacks_name_deletes_nothing(standing: Workplace, typed: str) -> None:
    with pytest.raises(DeploymentError, match="nothing was deleted"):
        destroy(standing, "dev", typed)
    assert standing.first.stacks.deleted == []


def test_what_is_kept_is_told_before_the_question(
    standing: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeploymentError):
        destroy(standing, "dev", "")

    told = capsys.readouterr().out
    assert "receipts-dev-photos: every photo stays" in told
    assert "queue" not in told


def test_what_does_not_exist_needs_no_question(place: Workplace) -> None:
    destroy(place, "staging", "never asked")

    assert place.first.stacks.deleted == []

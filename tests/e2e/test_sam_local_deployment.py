"""What a deployment calls, in the real Lambda runtime: the migrations, and the smoke test of a new API."""

import json

import pytest

from tests.e2e import test_sam_local
from tests.e2e.stacks import RunningStack

pytestmark = test_sam_local.pytestmark
built = test_sam_local.built


def told(stack: RunningStack, event: str) -> dict[str, object]:
    """What CloudFormation is told."""
    said = test_sam_local.invoke(stack, "SchemaMigratorFunction", f"events/migration_{event}.json")
    lines = [line for line in said.splitlines() if line.startswith("CloudFormation is told: ")]
    assert len(lines) == 1, said
    answer: dict[str, object] = json.loads(lines[0].partition(": ")[2])
    return answer


@pytest.mark.parametrize("event", ["create", "update"])
def test_the_migrator_tells_cloudformation_the_revision(stack: RunningStack, event: str) -> None:
    answer = told(stack, event)
    assert (answer["Status"], answer["Reason"]) == ("SUCCESS", "")
    assert answer["Data"]


def test_deleting_the_migrations_deletes_nothing(stack: RunningStack) -> None:
    assert told(stack, "delete")["Status"] == "SUCCESS"
    assert stack.count("SELECT count(*) FROM tenants") > 0


def test_the_smoke_test_lets_a_healthy_api_go_on(stack: RunningStack) -> None:
    said = test_sam_local.invoke(stack, "ApiSmokeTestFunction", "events/ecs_lifecycle_hook.json")
    assert '{"hookStatus": "SUCCEEDED"}' in said

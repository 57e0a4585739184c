"""What a deployment and an administrator call, in Lambda's runtime: migrations, smoke test, registrar."""

import json
import re

import pytest

from local.client import ReceiptsClient
from tests.e2e import test_sam_local
from tests.e2e.stacks import RunningStack

pytestmark = test_sam_local.pytestmark
built = test_sam_local.built


def told(stack: RunningStack, event: str) -> dict[str, object]:
    """What CloudFormation receives."""
    said = test_sam_local.invoke(stack, "SchemaMigratorFunction", f"events/{event}.json")
    lines = [line for line in said.splitlines() if line.startswith("CloudFormation receives: ")]
    assert len(lines) == 1, said
    answer: dict[str, object] = json.loads(lines[0].partition(": ")[2])
    return answer


@pytest.mark.parametrize("event", ["migration_create", "migration_update"])
def test_the_migrator_tells_cloudformation_the_revision(stack: RunningStack, event: str) -> None:
    answer = told(stack, event)
    assert (answer["Status"], answer["Reason"]) == ("SUCCESS", "")
    assert answer["Data"]


def test_deleting_the_migrations_deletes_nothing(stack: RunningStack) -> None:
    assert told(stack, "migration_delete")["Status"] == "SUCCESS"
    assert stack.count("SELECT count(*) FROM tenants") > 0


def test_the_smoke_test_lets_a_healthy_api_go_on(stack: RunningStack) -> None:
    said = test_sam_local.invoke(stack, "ApiSmokeTestFunction", "events/ecs_lifecycle_hook.json")
    assert '{"hookStatus": "SUCCEEDED"}' in said


def test_the_registrar_answers_with_a_key_that_opens_the_api(stack: RunningStack) -> None:
    said = test_sam_local.invoke(stack, "TenantRegistrarFunction", "events/tenant_create.json")
    (key,) = re.findall(r'"api_key": "(rk_[\w-]+)"', said)
    with ReceiptsClient(stack.env["API_URL"], key) as client:
        assert client.receipts() == []

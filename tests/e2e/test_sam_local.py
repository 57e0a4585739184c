"""Functions in the real Lambda runtime: `make build` and `make invoke`, as README.md tells.

In one file, since files may run at the same time and there is one build.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.client import ReceiptsClient
from tests.e2e.engine import require_engine
from tests.e2e.stacks import ROOT, RunningStack

SAM = ROOT / ".tools/sam/bin"
IMAGE = "public.ecr.aws/lambda/python:3.13"
RECEIPT = "01989d6e-0000-7000-8000-000000000001"

pytestmark = [pytest.mark.docker, pytest.mark.stack, pytest.mark.timeout(900)]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if not (SAM / "sam").exists():
        pytest.skip("the SAM CLI is not installed: `make sam-setup`")
    require_engine([IMAGE])
    done = subprocess.run(
        [SAM / "sam", "build"],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{SAM}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def invoke(stack: RunningStack, function: str, event: str) -> str:
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "local",
        "--state",
        stack.folder.path,
        "invoke",
        function,
        ROOT / event,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_parser_reads_an_uploaded_receipt(stack: RunningStack) -> None:
    assert '{"batchItemFailures": []}' in invoke(stack, "ReceiptParserFunction", "events/s3_upload.json")
    read = "SELECT count(*) FROM receipts WHERE id = :id AND total = 7000 AND merchant_name IS NOT NULL"
    assert stack.count(read, id=RECEIPT) == 1


def test_the_parser_takes_the_test_event_of_s3(stack: RunningStack) -> None:
    assert '{"batchItemFailures": []}' in invoke(stack, "ReceiptParserFunction", "events/s3_test_event.json")


@pytest.mark.parametrize(("event", "receipt"), [("upload", "21"), ("repeated", "31")])
def test_the_settler_queues_a_receipt_again_once(stack: RunningStack, event: str, receipt: str) -> None:
    said = invoke(stack, "DeadLetterSettlerFunction", f"events/dead_letter_{event}.json")
    assert '{"batchItemFailures": []}' in said
    requeued = "SELECT count(*) FROM receipt_events WHERE receipt_id = :id AND kind = 'requeued'"
    announced = "SELECT count(*) FROM outbox WHERE receipt_id = :id AND destination = 'uploads'"
    for query in (requeued, announced):
        assert stack.count(query, id=f"01989d6e-0000-7000-8000-0000000000{receipt}") == 1


def test_the_settler_lets_go_of_what_is_no_upload(stack: RunningStack) -> None:
    said = invoke(stack, "DeadLetterSettlerFunction", "events/dead_letter_unknown.json")
    assert '{"batchItemFailures": []}' in said


def test_the_reconciler_runs_on_the_layer(stack: RunningStack) -> None:
    assert '"sent": 0' in invoke(stack, "ReceiptReconcilerFunction", "events/schedule_every_minute.json")


# One of every source: a container each takes its time. The golden tests know all events.
@pytest.mark.parametrize(
    "event",
    [
        "alarm_budget_actual",
        "alarm_cloudwatch_ok",
        "alarm_cloudwatch_simple",
        "alarm_codepipeline_failed",
        "alarm_ecs_task_out_of_memory",
        "alarm_eventbridge_cloudwatch_composite",
        "alarm_plain_text",
        "alarm_rds_failover_completed",
        "alarm_unknown_json",
    ],
)
def test_the_notifier_tells_slack_of_an_event(stack: RunningStack, event: str) -> None:
    said = invoke(stack, "AlarmNotifierFunction", f"events/{event}.json")
    is_all_clear = event == "alarm_cloudwatch_ok"
    # An end without a beginning waits for a digest.
    assert ('{"deferred": 1}' if is_all_clear else '{"sent": 1}') in said
    assert said.count("Slack shows: ") == (0 if is_all_clear else 1)


def test_the_notifiers_tick_finds_nothing_to_tell(stack: RunningStack) -> None:
    assert '{"flushed": 0}' in invoke(stack, "AlarmNotifierFunction", "events/notifier_flush.json")


def told(stack: RunningStack, event: str) -> dict[str, object]:
    """What CloudFormation is told."""
    said = invoke(stack, "SchemaMigratorFunction", f"events/{event}.json")
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
    said = invoke(stack, "ApiSmokeTestFunction", "events/ecs_lifecycle_hook.json")
    assert '{"hookStatus": "SUCCEEDED"}' in said


def test_the_registrar_answers_with_a_key_that_opens_the_api(stack: RunningStack) -> None:
    said = invoke(stack, "TenantRegistrarFunction", "events/tenant_create.json")
    (key,) = re.findall(r'"api_key": "(rk_[\w-]+)"', said)
    with ReceiptsClient(stack.env["API_URL"], key) as client:
        assert client.receipts() == []


def test_the_variables_of_an_invocation_are_no_file_of_the_repository() -> None:
    ignored = ["git", "check-ignore", "--quiet", "events/local_env.json"]
    assert subprocess.run(ignored, cwd=ROOT, check=False).returncode == 0

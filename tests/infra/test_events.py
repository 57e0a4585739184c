"""events/: each file is for one function, which can read it; one of every function is tried in Docker."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import SQSEvent
from cfnlint.decode.cfn_yaml import load

from alarm_notifier.domain.envelopes import TICK
from alarm_notifier.domain.reading import alarms_in
from receipts.errors import InvalidMessageError
from receipts.messages import uploads_in
from schema_migrator.cloudformation import read_request as read_migration
from tenant_registrar.requests import read_request as read_registration

ROOT = Path(__file__).parents[2]
EVENTS = [file for file in sorted((ROOT / "events").glob("*.json")) if file.name != "local_env.json"]
TEMPLATES = (ROOT / "template.yaml", ROOT / "functions/alarm_notifier/template.yaml")
IN_DOCKER = (ROOT / "tests/e2e/test_sam_local.py").read_text()

Event = dict[str, Any]


def holds_uploads(event: Event) -> bool:
    """Queue messages of S3's; one that announces nothing or is none of them is a case of its own."""
    records = list(SQSEvent(event).records)
    assert all(record.message_id and record.attributes.sent_timestamp for record in records)
    try:
        return all(uploads_in(record.body) for record in records)
    except InvalidMessageError:
        return False


def holds_alarms(event: Event) -> bool:
    return event == TICK or bool(alarms_in(event, datetime.now(UTC)))


def asks_for_a_migration(event: Event) -> bool:
    return read_migration(event).resource_type == "Custom::SchemaMigration"


def names_a_revision(event: Event) -> bool:
    return bool(event["executionDetails"]["targetServiceRevisionArn"])


def names_a_tenant(event: Event) -> bool:
    return read_registration(event).name is not None


READERS: dict[str, tuple[str, Callable[[Event], bool]]] = {
    "alarm": ("AlarmNotifierFunction", holds_alarms),
    "dead_letter": ("DeadLetterSettlerFunction", holds_uploads),
    "ecs": ("ApiSmokeTestFunction", names_a_revision),
    "migration": ("SchemaMigratorFunction", asks_for_a_migration),
    "notifier": ("AlarmNotifierFunction", holds_alarms),
    "s3": ("ReceiptParserFunction", holds_uploads),
    "schedule": ("ReceiptReconcilerFunction", lambda event: "detail-type" in event),
    "tenant": ("TenantRegistrarFunction", names_a_tenant),
}
"""What the names of a function's events begin with, and how it reads them."""

ANNOUNCE_NOTHING = {"dead_letter_unknown", "s3_test_event"}


def reader_of(file: Path) -> tuple[str, Callable[[Event], bool]]:
    (found,) = (reader for prefix, reader in READERS.items() if file.name.startswith(f"{prefix}_"))
    return found


def functions() -> set[str]:
    return {
        name
        for template in TEMPLATES
        for name, resource in load(str(template))["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


@pytest.mark.parametrize("file", EVENTS, ids=lambda file: file.stem)
def test_its_function_reads_it(file: Path) -> None:
    _, reads = reader_of(file)
    assert reads(json.loads(file.read_text())) is (file.stem not in ANNOUNCE_NOTHING)


def test_every_function_has_an_event() -> None:
    assert {reader_of(file)[0] for file in EVENTS} == functions()


@pytest.mark.parametrize("function", sorted(functions()))
def test_every_function_is_invoked_in_docker_with_one_of_its_own(function: str) -> None:
    prefixes = [prefix for prefix, (reader, _) in READERS.items() if reader == function]
    assert f'"{function}"' in IN_DOCKER
    assert any(
        f'"{file.stem}"' in IN_DOCKER or f"events/{file.name}" in IN_DOCKER
        for file in EVENTS
        if file.name.startswith(tuple(prefixes))
    )

"""The local account grants what the templates grant, so that a right that is missing is missed here first.

That each role of the templates has the rights that it uses, and no others, test_emulator_deploy.py shows.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode.cfn_yaml import load

from infra.templates import as_list, statements, template_of
from local import policies

ROOT = Path(__file__).parents[2]
BUCKET, QUEUE, TOPIC = "arn:bucket", "arn:queue", "arn:topic"

LOCAL = {
    "TaskRole": policies.api_rights(BUCKET, QUEUE),
    "ReceiptParserFunction": policies.parser_rights(BUCKET, QUEUE, TOPIC),
    "DeadLetterSettlerFunction": policies.settler_rights(QUEUE, TOPIC),
    "ReceiptReconcilerFunction": policies.reconciler_rights(BUCKET, QUEUE, TOPIC),
}
NOT_LOCAL = ("secretsmanager:", "kms:")
"""Locally the database's password comes in the environment."""
TO_TAKE_MESSAGES = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
"""AWSLambdaSQSQueueExecutionRole, which SAM gives to a function with an event source."""

Rights = set[tuple[str, str]]
"""An action, and what on: `arn:bucket/uploads/*`."""


@pytest.mark.parametrize("who", LOCAL)
def test_the_local_account_grants_what_is_deployed(who: str) -> None:
    deployed = {right for right in deployed_rights(who) if not right[0].startswith(NOT_LOCAL)}
    assert rights(json.loads(LOCAL[who])) == deployed


def deployed_rights(who: str) -> Rights:
    """What the templates let a function or the API do, as long as no other engine is asked."""
    if who == "TaskRole":
        return rights(template_of("api_service")["Resources"][who]["Properties"]["Policies"])
    function = load(str(ROOT / "template.yaml"))["Resources"][who]["Properties"]
    own = [one for policy in function["Policies"] if "Statement" in policy for one in policy["Statement"]]
    certain = [one for one in own if "Fn::If" not in one]
    events = function.get("Events", {}).values()
    taking = {(action, QUEUE) for action in TO_TAKE_MESSAGES if any(one["Type"] == "SQS" for one in events)}
    return rights(certain) | taking


def rights(node: Any) -> Rights:  # noqa: ANN401 - a node of a template
    return {
        (action, subject_of(resource))
        for statement in statements(node)
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }


def subject_of(resource: object) -> str:
    """A resource of a template by what it is called there, with the part of its keys."""
    text = json.dumps(resource)
    below = re.search(r"(/[a-z*/]+)\"", text)
    (kind,) = {kind.lower() for kind in re.findall(r"bucket|queue|topic|secret|key", text, re.IGNORECASE)}
    return f"arn:{kind}{below[1] if below else ''}"

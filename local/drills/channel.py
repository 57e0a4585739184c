"""The way of an alarm: topic → alarm_notifier, run as a function → Slack on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from local import policies
from local.cloudwatch import State
from local.drills.evaluation import Evaluation
from local.drills.messages import STACK, state_change
from local.functions import LambdaFunction
from local.notifier import TABLE, prepare_notifier
from local.resources import QUEUE, arn
from local.serving import serving
from local.slack import SlackServer

if TYPE_CHECKING:
    import boto3

    from local.functions import Functions

NOTIFIER: Final = "alarm-notifier"
_TOPIC: Final = f"{STACK}-alarms"
_FLUSH = {"task": "flush"}  # the minute's tick, as in the notifier's template


@dataclass(slots=True)
class AlarmChannel:
    """Where alarms go in, and what Slack shows of them."""

    session: boto3.Session
    endpoint: str
    slack: SlackServer
    topic_arn: str
    seen: int = field(default=0)

    def publish(self, evaluation: Evaluation, before: State) -> None:
        """Publish an alarm's change of state, as CloudWatch does."""
        sns = self.session.client("sns", endpoint_url=self.endpoint)
        subject = f'{evaluation.state}: "{evaluation.rule.name}" in Asia Pacific (Seoul)'
        sns.publish(TopicArn=self.topic_arn, Subject=subject, Message=state_change(evaluation, before))

    def invoke_notifier(self, event: Mapping[str, Any]) -> None:
        """Invoke the notifier without waiting, as an EventBridge rule does."""
        functions = self.session.client("lambda", endpoint_url=self.endpoint)
        functions.invoke(FunctionName=NOTIFIER, InvocationType="Event", Payload=json.dumps(event))

    def flush(self) -> None:
        """The tick that sends all-clears together; on AWS it comes each minute."""
        self.invoke_notifier(_FLUSH)

    def new_messages(self) -> list[str]:
        """The messages that Slack received since the last call, each as plain lines."""
        posted = self.slack.workspace.messages[self.seen :]
        self.seen += len(posted)
        return [_plain(one.payload) for one in posted]


@contextmanager
def alarm_channel(
    functions: Functions, session: boto3.Session, endpoint: str, language: str
) -> Iterator[AlarmChannel]:
    """The notifier deployed to the local account, with a Slack of its own."""
    with serving(SlackServer()) as slack:
        topic = session.client("sns", endpoint_url=endpoint).create_topic(Name=_TOPIC)["TopicArn"]
        named = prepare_notifier(session, endpoint, slack.webhook_url)
        functions.ensure_function(_notifier(named, language))
        function = arn("lambda", f"function:{NOTIFIER}")
        sns = session.client("sns", endpoint_url=endpoint)
        sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
        yield AlarmChannel(session, endpoint, slack, topic)


def _notifier(named: Mapping[str, str], language: str) -> LambdaFunction:
    rights = policies.policy(
        policies.allow(
            ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
            arn("dynamodb", f"table/{TABLE}"),
        ),
        policies.allow(["secretsmanager:GetSecretValue"], named["SLACK_SECRET_ARN"]),
        policies.allow(["cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"], "*"),
    )
    settings = {
        **named,
        "ALARM_LANGUAGE": language,
        "RUNBOOK_URL": "https://example.com/runbooks",
        "RECEIPT_QUEUE_NAME": QUEUE,
    }
    return LambdaFunction(NOTIFIER, "alarm_notifier.handler.handler", 60, rights, settings)


def _plain(payload: Mapping[str, Any]) -> str:
    """A message's text without its layout."""
    lines = [str(payload.get("text", ""))]
    for attachment in payload.get("attachments", ()):
        for block in attachment["blocks"]:
            lines += _texts(block)
    return "\n".join(f"│ {line}" for text in lines for line in text.splitlines() if line.strip())


def _texts(block: Mapping[str, Any]) -> list[str]:
    if "fields" in block:
        return [one["text"].replace("\n", ": ", 1) for one in block["fields"]]
    if "elements" in block:
        return [
            one["text"] if isinstance(one["text"], str) else one["text"]["text"] for one in block["elements"]
        ]
    return [block["text"]["text"]]

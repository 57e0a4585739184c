"""The Lambda functions and their triggers: the upload queue, its dead letters, and a clock."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local import policies
from local.aws import ACCOUNT, Aws
from local.options import Sizing
from local.resources import BUCKET_ARN, DEAD_LETTERS, QUEUE, SETTLER_SECONDS, TOPIC, arn, owner_session
from receipts.domain.limits import MOST_READING_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_lambda.type_defs import EnvironmentTypeDef

    from local.database import DatabaseUrls

PARSER = "receipt-parser"
SETTLER = "dead-letter-settler"
RECONCILER = "receipt-reconciler"
_PARSER_BATCH = 1  # as in template.yaml: no photo waits for another
_SETTLER_BATCH = 3  # small, so that a slow machine ends a batch in time


@dataclass(frozen=True, slots=True)
class LambdaFunction:
    """A function and what it needs to be run with."""

    name: str
    handler: str
    timeout_seconds: int
    rights: str
    environment: Mapping[str, str]


def function_arn(name: str) -> str:
    """The ARN of a function of the local account."""
    return arn("lambda", f"function:{name}")


def parser(sizing: Sizing, environment: Mapping[str, str]) -> LambdaFunction:
    """The parser, and what its settings are with so many of it."""
    seconds = sizing.visibility_seconds
    return LambdaFunction(
        PARSER,
        "receipt_parser.handler.handler",
        timeout_seconds=seconds,  # no longer than a message is invisible, or two would read it at once
        rights=policies.parser_rights(BUCKET_ARN, arn("sqs", QUEUE), arn("sns", TOPIC)),
        environment={
            **environment,
            "CLAIM_LEASE_SECONDS": str(seconds),
            "PARSER_CONCURRENCY": str(sizing.parsers),
            "OCR_THREADS": "1",
            "READING_MAKES_WAY_AFTER_SECONDS": "3",  # a good photo takes one
            # The rest is for a cold start, and for a child that is replaced.
            "READING_SECONDS": str(min(MOST_READING_SECONDS, seconds * 4 // 5)),
            # On a busy machine a start takes more than that; the function is not to be ended meanwhile.
            "READING_WHOLE_SECONDS": str(seconds * 9 / 10),
        },
    )


def _settler(environment: Mapping[str, str]) -> LambdaFunction:
    return LambdaFunction(
        SETTLER,
        "dead_letter_settler.handler.handler",
        timeout_seconds=SETTLER_SECONDS,
        rights=policies.settler_rights(arn("sqs", DEAD_LETTERS), arn("sns", TOPIC)),
        environment=environment,
    )


def _reconciler(environment: Mapping[str, str]) -> LambdaFunction:
    return LambdaFunction(
        RECONCILER,
        "receipt_reconciler.handler.handler",
        timeout_seconds=60,
        rights=policies.reconciler_rights(BUCKET_ARN, arn("sqs", QUEUE), arn("sns", TOPIC)),
        environment={**environment, "UNSENT_AFTER_SECONDS": "10"},
    )


class Functions:
    """The functions of the local account."""

    def __init__(self, aws: Aws) -> None:
        session = owner_session(aws)
        self._lambda = session.client("lambda", endpoint_url=aws.endpoint)
        self._iam = session.client("iam", endpoint_url=aws.endpoint)

    def ensure(self, sizing: Sizing, environment: Mapping[str, str], urls: DatabaseUrls) -> None:
        """Make the functions, or update their settings, and attach them to their queues."""
        self.ensure_all_but_parser(environment, urls)
        self.ensure_function(parser(sizing, {**environment, "DATABASE_URL": urls.parser}))
        self._attach(PARSER, QUEUE, _PARSER_BATCH, concurrency=sizing.parsers)

    def ensure_all_but_parser(self, environment: Mapping[str, str], urls: DatabaseUrls) -> None:
        """The same, where the parser takes from its queue itself."""
        for_all_tenants = {**environment, "DATABASE_URL": urls.operator}
        self.ensure_function(_reconciler(for_all_tenants))
        # It is due every few seconds: runs would gather on a busy machine, and keep it busy.
        self._lambda.put_function_concurrency(FunctionName=RECONCILER, ReservedConcurrentExecutions=1)
        self.ensure_function(_settler(for_all_tenants))
        self.detach()
        self._attach(SETTLER, DEAD_LETTERS, _SETTLER_BATCH, concurrency=2)  # the least that AWS allows

    def _attach(self, function: str, queue: str, batch: int, concurrency: int) -> None:
        self._lambda.create_event_source_mapping(
            EventSourceArn=arn("sqs", queue),
            FunctionName=function,
            BatchSize=batch,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            ScalingConfig={"MaximumConcurrency": concurrency},
        )

    def detach(self) -> None:
        """Take the functions off their queues.

        A mapping that the emulator remembered would call a function with the last start's database port,
        before this start's is known.
        """
        for mapping in self._lambda.list_event_source_mappings()["EventSourceMappings"]:
            self._lambda.delete_event_source_mapping(UUID=mapping["UUID"])

    def detach_if_possible(self) -> None:
        """The same, where the emulator may be gone already."""
        with suppress(BotoCoreError, ClientError):
            self.detach()

    def run_reconciler(self) -> None:
        """Start the reconciler without waiting for it, as its schedule does on AWS.

        One that could not be started is left to the next time; whether the emulator lives is asked elsewhere.
        """
        with suppress(BotoCoreError, ClientError):
            self._lambda.invoke(FunctionName=RECONCILER, InvocationType="Event", Payload=b"{}")

    def ensure_function(self, function: LambdaFunction) -> None:
        """Make a function, or update its settings."""
        variables: EnvironmentTypeDef = {"Variables": function.environment}
        known = {found["FunctionName"] for found in self._lambda.list_functions()["Functions"]}
        if function.name not in known:
            self._lambda.create_function(
                FunctionName=function.name,
                Runtime="python3.13",
                Role=self._ensure_role(function),
                Handler=function.handler,
                Timeout=function.timeout_seconds,
                Environment=variables,
                Code={"ZipFile": _empty_package()},
            )
            return
        self._lambda.update_function_configuration(
            FunctionName=function.name,
            Role=self._ensure_role(function),
            Timeout=function.timeout_seconds,
            Environment=variables,
        )

    def _ensure_role(self, function: LambdaFunction) -> str:
        if function.name not in {role["RoleName"] for role in self._iam.list_roles()["Roles"]}:
            self._iam.create_role(RoleName=function.name, AssumeRolePolicyDocument=policies.lambda_trust())
        self._iam.put_role_policy(RoleName=function.name, PolicyName="least", PolicyDocument=function.rights)
        return f"arn:aws:iam::{ACCOUNT}:role/{function.name}"


def _empty_package() -> bytes:
    """A zip without code: the emulator runs functions under our own interpreter, where they are installed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README.txt", "The handler comes from the project's virtual environment.\n")
    return buffer.getvalue()

"""One region of AWS through boto3: registry, secrets, buckets, logs and functions."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.exceptions import ClientError

from deployment.account import account_of, session_in
from deployment.cloudformation import CloudFormation
from deployment.errors import DeploymentError, FunctionFailedError
from deployment.ports import Clock, Cloud, RegistryLogin
from deployment.rollouts import Ecs

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

_ONCE: Final = Config(read_timeout=70, retries={"total_max_attempts": 1})
"""Longer than a function may take, and no second attempt: what makes something would make it twice."""


def connect(region: str, clock: Clock) -> Cloud:
    """The region with the person's credentials. Raises CredentialsError."""
    session = session_in(region)
    return Cloud(
        account_of(session),
        CloudFormation(session.client("cloudformation"), clock),
        Ecr(session.client("ecr")),
        SecretsManager(session.client("secretsmanager")),
        S3(session.client("s3"), region),
        CloudWatchLogs(session.client("logs")),
        Lambda(session.client("lambda", config=_ONCE)),
        Ecs(session.client("ecs")),
    )


class Ecr:
    """The container registry."""

    def __init__(self, client: "ECRClient") -> None:
        self._client = client

    def login(self) -> RegistryLogin:
        token = self._client.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        user, _, password = base64.b64decode(token).decode().partition(":")
        return RegistryLogin(user, password)

    def digest_of(self, repository: str, tag: str) -> str | None:
        try:
            found = self._client.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
        except ClientError as error:
            if _code(error) == "ImageNotFoundException":
                return None
            raise
        return found["imageDetails"][0]["imageDigest"]


class SecretsManager:
    """Secrets, by name."""

    def __init__(self, client: "SecretsManagerClient") -> None:
        self._client = client

    def arn_of(self, name: str) -> str | None:
        try:
            return self._client.describe_secret(SecretId=name)["ARN"]
        except ClientError as error:
            if _code(error) == "ResourceNotFoundException":
                return None
            raise

    def put(self, name: str, value: str, description: str) -> str:
        if arn := self.arn_of(name):
            self._client.put_secret_value(SecretId=arn, SecretString=value)
            return arn
        return self._client.create_secret(Name=name, SecretString=value, Description=description)["ARN"]

    def copy_to(self, name: str, region: str) -> None:
        copies = self._client.describe_secret(SecretId=name).get("ReplicationStatus", [])
        if region not in {one.get("Region") for one in copies}:
            self._client.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=[{"Region": region}])


class S3:
    """Buckets, by name."""

    def __init__(self, client: "S3Client", region: str) -> None:
        self._client = client
        self._region = region

    def exists(self, name: str) -> bool:
        """A bucket that may not be looked at exists as well; its name carries the account's number."""
        try:
            self._client.head_bucket(Bucket=name)
        except ClientError as error:
            return _code(error) != "404"
        return True

    def announce_uploads(self, name: str, queue_arn: str) -> None:
        """As infra/uploads.yaml sets it up for a bucket that it makes itself."""
        self._client.put_bucket_notification_configuration(
            Bucket=name,
            NotificationConfiguration={
                "QueueConfigurations": [
                    {
                        "Id": "announce-uploads",
                        "QueueArn": queue_arn,
                        "Events": ["s3:ObjectCreated:*"],
                        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}},
                    }
                ]
            },
        )

    def upload(self, bucket: str, key: str, text: str) -> str:
        self._client.put_object(Bucket=bucket, Key=key, Body=text.encode())
        return f"https://s3.{self._region}.amazonaws.com/{bucket}/{key}"


class CloudWatchLogs:
    """Log groups, by name."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - the project installs no type stubs for it
        self._client = client

    def lines(self, group: str, since: datetime) -> Sequence[str]:
        pages = self._client.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000)
        )
        try:
            return list(_log_lines(pages))
        except ClientError as error:
            raise DeploymentError(f"the log {group} cannot be read: {_code(error)}") from error


class Lambda:
    """Functions, by name."""

    def __init__(self, client: "LambdaClient") -> None:
        self._client = client

    def invoke(self, name: str, event: Mapping[str, str]) -> Mapping[str, str]:
        reply = self._client.invoke(FunctionName=name, Payload=json.dumps(event))
        answer: dict[str, str] = json.loads(reply["Payload"].read())
        if "FunctionError" in reply:
            raise FunctionFailedError(answer.get("errorMessage") or f"{name} broke; see `make logs`")
        return answer


def _log_lines(pages: Any) -> Iterator[str]:  # noqa: ANN401 - the same
    for page in pages:
        for event in page["events"]:
            time = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
            yield f"{time:%H:%M:%S} {_readable(event['message'].rstrip())}"


def _readable(message: str) -> str:
    """A structured line as level, message and what else it says; any other line as it is."""
    try:
        document = json.loads(message)
    except ValueError:
        return message
    if not isinstance(document, dict) or "message" not in document:
        return message
    rest = {name: value for name, value in document.items() if name not in ("message", "level", "timestamp")}
    words = " ".join(f"{name}={value}" for name, value in rest.items())
    return f"{document.get('level', '')} {document['message']} {words}".strip()


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")

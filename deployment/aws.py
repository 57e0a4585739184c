"""One region of AWS with a person's credentials: registry, secrets, buckets, functions and topics."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from deployment.cloudformation import Stacks
from deployment.environments import DeploymentError
from deployment.rollouts import Rollouts

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient

_HOW_TO_LOG_IN: Final = (
    "log in with `aws sso login`, set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)
_ONCE: Final = Config(read_timeout=70, retries={"total_max_attempts": 1})
"""Longer than a function may take, and no second attempt: what makes something would make it twice."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose AWS it is, and where."""

    number: str
    region: str
    caller: str
    """ARN of the user or role whose credentials are used."""


class Registry:
    """The account's container registry."""

    def __init__(self, client: "ECRClient") -> None:
        self._client = client

    def login(self) -> tuple[str, str]:
        """User and password, as `docker login` wants them."""
        token = self._client.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        user, _, password = base64.b64decode(token).decode().partition(":")
        return user, password

    def digest_of(self, repository: str, tag: str) -> str | None:
        try:
            found = self._client.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
        except self._client.exceptions.ImageNotFoundException:
            return None
        return found["imageDetails"][0]["imageDigest"]


class Secrets:
    """Secrets Manager, by name."""

    def __init__(self, client: "SecretsManagerClient") -> None:
        self._client = client

    def arn_of(self, name: str) -> str | None:
        try:
            return self._client.describe_secret(SecretId=name)["ARN"]
        except self._client.exceptions.ResourceNotFoundException:
            return None

    def put(self, name: str, value: str, description: str) -> None:
        """Create it or set its value."""
        if arn := self.arn_of(name):
            self._client.put_secret_value(SecretId=arn, SecretString=value)
        else:
            self._client.create_secret(Name=name, SecretString=value, Description=description)

    def copy_to(self, name: str, region: str) -> None:
        """Keep a copy in another region; does nothing if there is one."""
        copies = self._client.describe_secret(SecretId=name).get("ReplicationStatus", [])
        if region not in {one.get("Region") for one in copies}:
            self._client.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=[{"Region": region}])


class Buckets:
    """S3, by name."""

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    def exists(self, name: str) -> bool:
        """A bucket that may not be looked at exists as well; its name carries the account's number."""
        try:
            self._client.head_bucket(Bucket=name)
        except ClientError as error:
            return error.response["Error"]["Code"] != "404"
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
        """Store a text; returns its address for CloudFormation."""
        self._client.put_object(Bucket=bucket, Key=key, Body=text.encode())
        return f"https://s3.{self._client.meta.region_name}.amazonaws.com/{bucket}/{key}"

    def read(self, bucket: str, key: str) -> str | None:
        """A text that was stored; None if there is none."""
        try:
            return self._client.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
        except self._client.exceptions.NoSuchKey:
            return None


class Functions:
    """Lambda, by name."""

    def __init__(self, client: "LambdaClient") -> None:
        self._client = client

    def invoke(self, name: str, event: Mapping[str, str]) -> Mapping[str, str]:
        """Ask once and wait for the answer. Raises DeploymentError with the function's own message."""
        reply = self._client.invoke(FunctionName=name, Payload=json.dumps(event))
        answer: dict[str, str] = json.loads(reply["Payload"].read())
        if "FunctionError" in reply:
            raise DeploymentError(answer.get("errorMessage") or f"{name} broke; see `make logs`")
        return answer


class Topics:
    """SNS, by ARN."""

    def __init__(self, client: "SNSClient") -> None:
        self._client = client

    def publish(self, topic_arn: str, message: str) -> None:
        self._client.publish(TopicArn=topic_arn, Message=message)


@dataclass(frozen=True, slots=True)
class Cloud:
    """One region of one account."""

    account: Account
    stacks: Stacks
    registry: Registry
    secrets: Secrets
    buckets: Buckets
    functions: Functions
    topics: Topics
    rollouts: Rollouts


def connect(region: str) -> Cloud:
    """The region with the person's credentials. Raises DeploymentError where AWS does not know them."""
    try:
        session = boto3.Session(region_name=region)
        identity = session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise DeploymentError(f"{str(error).rstrip('.')}: {_HOW_TO_LOG_IN}") from error
    return Cloud(
        Account(identity["Account"], region, identity["Arn"]),
        Stacks(session.client("cloudformation")),
        Registry(session.client("ecr")),
        Secrets(session.client("secretsmanager")),
        Buckets(session.client("s3")),
        Functions(session.client("lambda", config=_ONCE)),
        Topics(session.client("sns")),
        Rollouts(session.client("ecs")),
    )

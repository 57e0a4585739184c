"""One region of AWS through boto3: registry, secrets, buckets and functions."""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from botocore.config import Config
from botocore.exceptions import ClientError

from deployment.account import account_of, session_in
from deployment.cloudformation import CloudFormation
from deployment.errors import FunctionFailedError
from deployment.ports import Clock, Cloud, RegistryLogin
from deployment.rollouts import Ecs

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient

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
        Lambda(session.client("lambda", config=_ONCE)),
        Sns(session.client("sns")),
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

    def read(self, bucket: str, key: str) -> str | None:
        try:
            return self._client.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
        except ClientError as error:
            if _code(error) == "NoSuchKey":
                return None
            raise


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


class Sns:
    """Topics, by ARN."""

    def __init__(self, client: "SNSClient") -> None:
        self._client = client

    def publish(self, topic_arn: str, message: str) -> None:
        self._client.publish(TopicArn=topic_arn, Message=message)


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")

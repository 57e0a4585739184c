"""What a deployment asks of registry, secrets and buckets, against moto, and of functions, stubbed."""

import json
from io import BytesIO

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from deployment.aws import Cloud, Functions, connect
from deployment.environments import DeploymentError
from tests.fixtures.aws import BUCKET, REGION

NAME = "receipts-dev/slack"


@pytest.fixture
def cloud(aws: None) -> Cloud:
    return connect(REGION)


def test_the_account_is_known_by_the_persons_credentials(cloud: Cloud) -> None:
    assert (cloud.account.number, cloud.account.region) == ("123456789012", REGION)


def test_a_secret_is_made_once_and_then_changed(cloud: Cloud) -> None:
    assert cloud.secrets.arn_of(NAME) is None

    cloud.secrets.put(NAME, "one", "where alarms are told")
    first = cloud.secrets.arn_of(NAME)
    cloud.secrets.put(NAME, "two", "where alarms are told")

    assert first == cloud.secrets.arn_of(NAME) is not None
    stored = boto3.client("secretsmanager").get_secret_value(SecretId=NAME)
    assert stored["SecretString"] == "two"


def test_a_secret_is_copied_to_the_second_region_once(cloud: Cloud) -> None:
    cloud.secrets.put(NAME, "one", "where alarms are told")

    cloud.secrets.copy_to(NAME, "ap-northeast-1")
    cloud.secrets.copy_to(NAME, "ap-northeast-1")

    assert connect("ap-northeast-1").secrets.arn_of(NAME)


def test_the_registry_tells_an_images_digest_by_its_tag(cloud: Cloud) -> None:
    ecr = boto3.client("ecr")
    ecr.create_repository(repositoryName="receipts/api")
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    manifest = (
        f'{{"schemaVersion": 2, "mediaType": "{kind}", "config": {{"digest": "sha256:1"}}, "layers": []}}'
    )
    put = ecr.put_image(repositoryName="receipts/api", imageTag="abc", imageManifest=manifest)

    assert cloud.registry.digest_of("receipts/api", "abc") == put["image"]["imageId"]["imageDigest"]
    assert cloud.registry.digest_of("receipts/api", "other") is None


def test_the_registrys_login_is_what_docker_wants(cloud: Cloud) -> None:
    user, password = cloud.registry.login()

    assert user == "AWS"
    assert password


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_there_is_found(cloud: Cloud) -> None:
    assert cloud.buckets.exists(BUCKET)
    assert not cloud.buckets.exists("receipts-dev-of-nobody")


@pytest.mark.usefixtures("s3")
def test_what_was_stored_is_read_again_and_what_was_not_is_none(cloud: Cloud) -> None:
    cloud.buckets.upload(BUCKET, "releases/one.json", "한 번")

    assert cloud.buckets.read(BUCKET, "releases/one.json") == "한 번"
    assert cloud.buckets.read(BUCKET, "releases/other.json") is None


def test_a_message_arrives_at_the_topic(cloud: Cloud) -> None:
    arn = boto3.client("sns").create_topic(Name="receipts-dev-alarms")["TopicArn"]
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="listening")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue)

    cloud.topics.publish(arn, "it works")

    [received] = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(received["Body"])["Message"] == "it works"


@pytest.mark.usefixtures("s3")
def test_a_kept_bucket_announces_uploads_to_the_new_queue(cloud: Cloud) -> None:
    url = boto3.client("sqs").create_queue(QueueName="uploads")["QueueUrl"]
    queue = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = queue["Attributes"]["QueueArn"]

    cloud.buckets.announce_uploads(BUCKET, arn)

    found = boto3.client("s3").get_bucket_notification_configuration(Bucket=BUCKET)
    [told] = found["QueueConfigurations"]
    assert told["QueueArn"] == arn
    assert told["Filter"]["Key"]["FilterRules"] == [{"Name": "prefix", "Value": "uploads/"}]


def invoked(answer: object, **reply: str) -> object:
    """What the caller of a function has, which answers or fails like this."""
    payload = json.dumps(answer).encode()
    client = boto3.client("lambda")
    with Stubber(client) as stubber:
        stubber.add_response(
            "invoke",
            {"StatusCode": 200, "Payload": StreamingBody(BytesIO(payload), len(payload)), **reply},
            {"FunctionName": "registrar", "Payload": '{"name": "\\uae40"}'},
        )
        return Functions(client).invoke("registrar", {"name": "김"})


@pytest.mark.usefixtures("aws")
def test_a_function_is_asked_and_answers() -> None:
    assert invoked({"tenant_id": "one"}) == {"tenant_id": "one"}


@pytest.mark.usefixtures("aws")
def test_a_function_that_fails_is_told_in_its_own_words() -> None:
    error = {"errorMessage": "no tenant 7", "errorType": "TenantNotFoundError", "stackTrace": []}
    with pytest.raises(DeploymentError, match=r"^no tenant 7$"):
        invoked(error, FunctionError="Unhandled")


@pytest.mark.usefixtures("aws")
def test_a_function_that_broke_without_a_word_is_named() -> None:
    with pytest.raises(DeploymentError, match="registrar broke; see `make logs`"):
        invoked({"errorType": "Runtime.ExitError"}, FunctionError="Unhandled")

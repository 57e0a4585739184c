"""What an account has once, against answers as IAM's own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from deployment.bootstrap import Iam

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
ROLE = {
    "Path": "/aws-service-role/ecs.amazonaws.com/",
    "RoleName": "AWSServiceRoleForECS",
    "RoleId": "AROA0123456789012345",
    "Arn": "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    "CreateDate": "2026-11-28T00:00:00Z",
}


@pytest.fixture
def client() -> "IAMClient":
    return boto3.client("iam", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


@pytest.fixture
def answers(client: "IAMClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_a_services_role_is_made(client: "IAMClient", answers: Stubber) -> None:
    answers.add_response(
        "create_service_linked_role", {"Role": ROLE}, {"AWSServiceName": "ecs.amazonaws.com"}
    )
    assert Iam(client).make_service_role("ecs.amazonaws.com")


def test_one_that_is_there_is_no_fault(client: "IAMClient", answers: Stubber) -> None:
    answers.add_client_error(
        "create_service_linked_role",
        "InvalidInput",
        "Service role name AWSServiceRoleForECS has been taken in this account, please try another.",
    )
    assert not Iam(client).make_service_role("ecs.amazonaws.com")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDenied", "not authorized to perform"),
        ("InvalidInput", "no such service"),
        ("Limit", "has been taken"),
    ],
)
def test_any_other_refusal_is_told(client: "IAMClient", answers: Stubber, code: str, message: str) -> None:
    answers.add_client_error("create_service_linked_role", code, message)
    with pytest.raises(ClientError, match=message):
        Iam(client).make_service_role("ecs.amazonaws.com")


def test_github_is_trusted_with_no_key_and_no_thumbprint(client: "IAMClient", answers: Stubber) -> None:
    answers.add_response(
        "list_open_id_connect_providers",
        {"OpenIDConnectProviderList": [{"Arn": PROVIDER.replace("token.", "other.")}]},
    )
    answers.add_response(
        "create_open_id_connect_provider",
        {"OpenIDConnectProviderArn": PROVIDER},
        {"Url": "https://token.actions.githubusercontent.com", "ClientIDList": ["sts.amazonaws.com"]},
    )
    Iam(client).trust_github()


def test_what_another_project_made_stays_and_takes_our_audience(
    client: "IAMClient", answers: Stubber
) -> None:
    answers.add_response("list_open_id_connect_providers", {"OpenIDConnectProviderList": [{"Arn": PROVIDER}]})
    answers.add_response("get_open_id_connect_provider", {"ClientIDList": ["theirs"]})
    answers.add_response(
        "add_client_id_to_open_id_connect_provider",
        {},
        {"OpenIDConnectProviderArn": PROVIDER, "ClientID": "sts.amazonaws.com"},
    )
    Iam(client).trust_github()


def test_what_is_trusted_already_is_left_alone(client: "IAMClient", answers: Stubber) -> None:
    answers.add_response("list_open_id_connect_providers", {"OpenIDConnectProviderList": [{"Arn": PROVIDER}]})
    answers.add_response("get_open_id_connect_provider", {"ClientIDList": ["theirs", "sts.amazonaws.com"]})
    Iam(client).trust_github()

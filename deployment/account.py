"""Who is asking, and where: told in plain words if AWS does not know."""

from typing import Final

import boto3
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from deployment.errors import CredentialsError
from deployment.ports import Account

_HOW_TO_LOG_IN: Final = (
    "log in with `aws sso login`, set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)
_REFUSED: Final = {
    "ExpiredToken": "the AWS credentials have expired",
    "ExpiredTokenException": "the AWS credentials have expired",
    "InvalidClientTokenId": "AWS does not know this access key",
    "SignatureDoesNotMatch": "the AWS secret key does not belong to the access key",
}


def session_in(region: str) -> boto3.Session:
    """The person's credentials, in that region. Raises CredentialsError for a profile that is not there."""
    try:
        return boto3.Session(region_name=region)
    except ProfileNotFound as error:
        raise CredentialsError(f"{error}; AWS_PROFILE names it") from error


def account_of(session: boto3.Session) -> Account:
    """Whose account the session acts in. Raises CredentialsError, in one sentence."""
    try:
        identity = session.client("sts").get_caller_identity()
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise CredentialsError(f"there are no AWS credentials: {_HOW_TO_LOG_IN}") from error
    except (SSOError, TokenRetrievalError) as error:
        raise CredentialsError("the login has expired: run `aws sso login` again") from error
    except EndpointConnectionError as error:
        raise CredentialsError(f"AWS cannot be reached from here: {error}") from error
    except ClientError as error:
        raise CredentialsError(f"{_reason(error)}: {_HOW_TO_LOG_IN}") from error
    return Account(identity["Account"], str(session.region_name), identity["Arn"])


def _reason(error: ClientError) -> str:
    code = error.response.get("Error", {}).get("Code", "")
    return _REFUSED.get(code, f"AWS refused the credentials ({code})")

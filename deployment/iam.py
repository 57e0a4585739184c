"""What an account has once for all its regions: the roles that services own, and its trust in GitHub."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_GITHUB: Final = "token.actions.githubusercontent.com"
_AUDIENCE: Final = "sts.amazonaws.com"


class Iam:
    """IAM, for an administrator."""

    def __init__(self, client: "IAMClient") -> None:
        self._client = client

    def make_service_role(self, service: str) -> bool:
        try:
            self._client.create_service_linked_role(AWSServiceName=service)
        except ClientError as error:
            told = error.response.get("Error", {})
            if _is_there(told.get("Code", ""), told.get("Message", "")):
                return False
            raise
        return True

    def trust_github(self) -> None:
        """Admit tokens that GitHub signs for AWS; which of them may do what, a role's trust says."""
        providers = self._client.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        known = next((one["Arn"] for one in providers if one.get("Arn", "").endswith(f"/{_GITHUB}")), "")
        if not known:
            self._client.create_open_id_connect_provider(Url=f"https://{_GITHUB}", ClientIDList=[_AUDIENCE])
            return
        audiences = self._client.get_open_id_connect_provider(OpenIDConnectProviderArn=known)["ClientIDList"]
        if _AUDIENCE not in audiences:  # another project made it
            self._client.add_client_id_to_open_id_connect_provider(
                OpenIDConnectProviderArn=known, ClientID=_AUDIENCE
            )


def _is_there(code: str, message: str) -> bool:
    """IAM has no code for it here, only words; its stand-ins have the one of other roles."""
    return code == "EntityAlreadyExists" or (code == "InvalidInput" and "has been taken" in message)

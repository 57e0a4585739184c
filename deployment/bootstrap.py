"""Once per account: services' own roles, registry, who may deploy, the second region, the way to Slack."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from deployment.aws import Cloud
from deployment.environments import BOOTSTRAP_STACK, DeploymentError, Environment
from infra.templates import text_of

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

SERVICE_ROLES: Final = (
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
)
"""Services that make their own role when they are first used, too late for that use to succeed."""
_PLACEHOLDER: Final = "https://hooks.slack.com/services/none"
_WEBHOOK_PREFIX: Final = "https://"
_GITHUB: Final = "token.actions.githubusercontent.com"
_AUDIENCE: Final = "sts.amazonaws.com"
_REPOSITORY: Final = re.compile(r"[\w.-]+@\d+/[\w.-]+@\d+|[\w.-]+/[\w.-]+")


class Iam:
    """IAM, for an administrator."""

    def __init__(self, client: "IAMClient") -> None:
        self._client = client

    def make_service_role(self, service: str) -> bool:
        """The role that a service owns; False if there is one."""
        try:
            self._client.create_service_linked_role(AWSServiceName=service)
        except ClientError as error:
            told = error.response["Error"]
            code, message = told["Code"], told.get("Message", "")
            # IAM has no code for it here, only words; its stand-ins have the one of other roles.
            if code == "EntityAlreadyExists" or (code == "InvalidInput" and "has been taken" in message):
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


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """What it needs: both regions, what is the account's alone, and somebody to ask."""

    environment: Environment
    connect: Callable[[str], Cloud]
    identities: Iam
    ask_webhook: Callable[[], str]
    """The address of Slack's webhook; blank for none."""
    repository: str = ""
    """Of GitHub, whose jobs may deploy, as their tokens name it; blank for none, or as it is."""

    def run(self) -> None:
        """Make what is missing; a second run changes nothing."""
        cloud = self.connect(self.environment.region)
        print(f"Account {cloud.account.number}, region {cloud.account.region}, as {cloud.account.caller}")
        for service in SERVICE_ROLES:
            if self.identities.make_service_role(service):
                print(f"Role that {service} owns")
        # The second region first: once images are replicated there, ECR makes repositories by itself, and the
        # template could not create them any more.
        if second := self.environment.second_region:
            self._prepare_second_region(self.connect(second))
        parameters = {"ReplicationRegion": second} if second else {}
        self._apply(cloud, BOOTSTRAP_STACK, "bootstrap", {**parameters, **self._trusted(cloud)})
        self._store_webhook(cloud)
        print(f"Next: make deploy ENV={self.environment.name}")

    def _trusted(self, cloud: Cloud) -> dict[str, str]:
        if not self.repository:
            return {}
        stack = cloud.stacks.find(BOOTSTRAP_STACK)
        known = stack.parameters.get("GitHubSubjects", "") if stack else ""
        trusted = subjects(self.repository, self.environment.name, known)
        self.identities.trust_github()
        print(
            f"GitHub may deploy by receipts-deploy-{cloud.account.region}, as {trusted.replace(',', ' and ')}"
        )
        return {"GitHubSubjects": trusted}

    def _prepare_second_region(self, cloud: Cloud) -> None:
        self._apply(cloud, BOOTSTRAP_STACK, "bootstrap", {})
        environment = self.environment
        parameters = {"Environment": environment.name, "PrimaryRegion": environment.region}
        parameters |= environment.photo_parameters
        self._apply(cloud, environment.second_region_stack_name, "dr_region", parameters)

    def _apply(self, cloud: Cloud, name: str, template: str, parameters: dict[str, str]) -> None:
        print(f"Stack {name} in {cloud.account.region}", flush=True)
        cloud.stacks.apply(name, text_of(template), parameters)

    def _store_webhook(self, cloud: Cloud) -> None:
        name = self.environment.slack_secret_name
        webhook = self.ask_webhook().strip()
        if webhook and not webhook.startswith(_WEBHOOK_PREFIX):
            raise DeploymentError("a webhook of Slack begins with https://; nothing was stored")
        is_new = cloud.secrets.arn_of(name) is None
        if webhook or is_new:
            value = json.dumps({"webhook_url": webhook or _PLACEHOLDER})
            cloud.secrets.put(name, value, f"Where alarms of {self.environment.stack_name} are told")
        if second := self.environment.second_region:
            cloud.secrets.copy_to(name, second)
        if webhook:
            print(f"The webhook is in the secret {name}.")
        elif is_new:
            print(f"warning: without a webhook no alarm reaches Slack; `make bootstrap` asks again ({name})")
        else:
            print(f"The secret {name} stays as it is.")


def subjects(repository: str, environment: str, known: str) -> str:
    """Those of the environment's jobs, and what is known already of the same repository.

    GitHub writes the ids of owner and repository beside their names, since names can be given up and taken by
    others; only a repository from before 15 July 2026 may still have a subject without them.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise DeploymentError(
            f"GITHUB_REPOSITORY={repository} is not owner@id/name@id, as the subject of its tokens has it"
        )
    ours = f"repo:{repository}:environment:"
    return ",".join(sorted({*(one for one in known.split(",") if one.startswith(ours)), ours + environment}))

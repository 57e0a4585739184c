"""Once per account: services' own roles, registry, who may deploy, the second region, the way to Slack."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deployment.environments import BOOTSTRAP_STACK, ROOT, Environment
from deployment.errors import DeploymentError
from deployment.github import subjects
from deployment.ports import Cloud, Identities

SERVICE_ROLES: Final = (
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
)
"""Services that make their own role when they are first used, too late for that use to succeed."""
_PLACEHOLDER: Final = "https://hooks.slack.com/services/none"
_WEBHOOK_PREFIX: Final = "https://"


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """What it needs: both regions, what is the account's alone, and somebody to ask."""

    environment: Environment
    connect: Callable[[str], Cloud]
    identities: Identities
    ask_webhook: Callable[[], str]
    """The address of Slack's webhook; blank for none."""
    repository: str = ""
    """Of GitHub, whose jobs may deploy, as their tokens name it; blank for none, or as it is."""
    infra: Path = ROOT / "infra"

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
        print(f"Stack {name} in {cloud.account.region}")
        stack = cloud.stacks.apply(name, (self.infra / f"{template}.yaml").read_text(), parameters)
        print(f"  {stack.status}")

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
        print(_told(name, has_webhook=bool(webhook), is_new=is_new))


def _told(name: str, *, has_webhook: bool, is_new: bool) -> str:
    if has_webhook:
        return f"The webhook is in the secret {name}."
    if not is_new:
        return f"The secret {name} stays as it is."
    return f"warning: without a webhook no alarm reaches Slack; `make bootstrap` asks for it again ({name})"

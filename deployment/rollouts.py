"""A blue/green deployment that does not come to its end is taken back: ECS by itself waits for a day.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient

_SERVICE: Final = "api"
_STEPS: Final = 9
"""Of 10%, each with its time; the one that reaches 100% has the bake time."""
_TO_START: Final = timedelta(minutes=30)
"""For tasks to be placed and to answer, and for the smoke test, which tries for ten minutes."""


def longest(parameters: Mapping[str, str]) -> timedelta:
    """What a deployment with these parameters may take."""
    step, bake = (int(parameters.get(name, 0)) for name in ("StepMinutes", "BakeMinutes"))
    return timedelta(minutes=_STEPS * step + bake) + _TO_START


class Rollouts:
    """The API's deployments by ECS in one region."""

    def __init__(self, client: "ECSClient") -> None:
        self._client = client

    def under_way(self, cluster: str) -> Mapping[str, datetime]:
        """ARN and beginning of those that neither ended nor are being taken back; none without a cluster."""
        missing = self._client.exceptions
        try:
            found = self._client.list_service_deployments(
                cluster=cluster, service=_SERVICE, status=["PENDING", "IN_PROGRESS"]
            )
        except (missing.ClusterNotFoundException, missing.ServiceNotFoundException):
            return {}
        return {one["serviceDeploymentArn"]: one["createdAt"] for one in found["serviceDeployments"]}

    def take_back(self, arn: str) -> None:
        """Have ECS roll it back."""
        self._client.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")

    def take_back_overdue(self, cluster: str, allowed: timedelta, now: datetime) -> None:
        """Those that take longer than allowed. What AWS refuses to tell does not end who waits."""
        try:
            for arn, began in self.under_way(cluster).items():
                if now - began > allowed:
                    minutes = allowed.total_seconds() / 60
                    print(f"the deployment takes more than {minutes:.0f} minutes: ECS is to roll it back")
                    self.take_back(arn)
        except (BotoCoreError, ClientError) as error:
            print(f"warning: nobody watches how long the deployment takes: {error}")

"""The real second region."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from deployment.deploy import Deployment
from deployment.destroy import all_resources
from deployment.drill.recovery import Backups, Phase, Recovered
from deployment.environments import Environment
from deployment.errors import DeploymentError
from deployment.parameters import ParameterSource, foundation_in
from deployment.ports import Clock, Stacks, Web
from deployment.states import require_deployable
from deployment.web import smoke_test

_LOAD_BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_MIGRATIONS: Final = "Custom::SchemaMigration"
_AT_ONCE: Final = {"StepMinutes": "0", "BakeMinutes": "0"}
"""There is no old version to go back to, and users wait."""
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Clients:
    """Services that only a recovery uses. The project installs no type stubs for them."""

    rds: Any
    load_balancers: Any
    route53: Any


@dataclass(slots=True)
class AwsRegion:
    """The region that `deployment` deploys to, which is the second one."""

    deployment: Deployment
    lost: Environment
    clients: Clients
    web: Web
    clock: Clock
    api_key: str = ""
    is_assumed: bool = False

    @property
    def name(self) -> str:
        return self.deployment.cloud.account.region

    def backups(self) -> Backups | None:
        """The youngest, where an earlier instance of the same name has left some as well."""
        pages = self.clients.rds.get_paginator("describe_db_instance_automated_backups").paginate()
        found = [
            Backups(one["DBInstanceAutomatedBackupsArn"], one["RestoreWindow"]["LatestTime"])
            for page in pages
            for one in page["DBInstanceAutomatedBackups"]
            if one["DBInstanceIdentifier"] == self.lost.stack_name
            and one["DBInstanceArn"].split(":")[3] == self.lost.region
            and one.get("RestoreWindow", {}).get("LatestTime")
        ]
        return max(found, key=lambda one: one.latest, default=None)

    def require_prepared(self) -> None:
        one = self.deployment
        foundation_in(one.cloud, self.lost)
        if require_deployable(one.cloud.stacks.find(self.lost.stack_name), self.lost):
            # Restoring into it would replace its database.
            raise DeploymentError(
                f"{self.lost.stack_name} is in {self.name} already; see docs/operations/disaster_recovery.md"
            )
        source = ParameterSource(one.cloud, one.connect, one.environment)
        if not one.cloud.buckets.exists(source.bucket_name):
            raise DeploymentError(f"there is no bucket {source.bucket_name} with copies of the photos")
        if one.cloud.secrets.arn_of(one.environment.slack_secret_name) is None:
            raise DeploymentError(f"there is no copy of the secret {one.environment.slack_secret_name}")

    def deploy(self, backups: Backups, moment: datetime | None) -> Recovered:
        restore = {"RestoreFromBackupsArn": backups.arn, **_AT_ONCE}
        if moment:
            restore["RestoreTime"] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        deployed = replace(self.deployment, extra_parameters=restore).run()
        return Recovered(deployed.site, phases_of(self.deployment.cloud.stacks, deployed.stack.id))

    def smoke_test(self, recovered: Recovered) -> None:
        smoke_test(self.web, recovered.site, self.clock)

    def newest_receipt(self, recovered: Recovered) -> datetime | None:
        if not self.api_key:
            return None
        headers = {"Authorization": f"Bearer {self.api_key}"}
        status, body = self.web.get(recovered.site, "/api/receipts?limit=1", headers)
        if status != _OK:
            raise DeploymentError(f"the API answers {status} when asked for the newest receipt")
        receipts = json.loads(body)["receipts"]
        return datetime.fromisoformat(receipts[0]["created_at"]) if receipts else None

    def switch_dns(self) -> str:
        domain = self.lost.parameters.get("DomainName", "")
        zone = self.lost.parameters.get("HostedZoneId", "")
        if not domain or not zone:
            raise DeploymentError("DomainName and HostedZoneId are not set; DNS cannot be switched from here")
        balancer = self._load_balancer()
        change = self.clients.route53.change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [_upsert(domain, balancer)]}
        )
        in_sync = self.clients.route53.get_waiter("resource_record_sets_changed")
        in_sync.wait(Id=change["ChangeInfo"]["Id"], WaiterConfig={"Delay": 5, "MaxAttempts": 60})
        return f"{domain} -> {balancer['DNSName']}"

    def _load_balancer(self) -> dict[str, Any]:
        stacks = self.deployment.cloud.stacks
        resources = all_resources(stacks, self.lost.stack_name)
        arn = next((one.physical_id for one in resources if one.type == _LOAD_BALANCER), "")
        if not arn:
            raise DeploymentError(f"{self.lost.stack_name} has no load balancer in {self.name}")
        found: dict[str, Any] = self.clients.load_balancers.describe_load_balancers(LoadBalancerArns=[arn])
        balancer: dict[str, Any] = found["LoadBalancers"][0]
        return balancer


def phases_of(stacks: Stacks, stack_id: str) -> list[Phase]:
    """What the root stack worked on, from its events: nested stacks and the migrations."""
    times: dict[str, list[datetime]] = {}
    for event in stacks.events(stack_id):
        if event.is_of_nested_stack or event.type == _MIGRATIONS:
            times.setdefault(event.logical_id, []).append(event.time)
    phases = [Phase(name, min(moments), max(moments)) for name, moments in times.items()]
    return sorted(phases, key=lambda phase: phase.started)


def _upsert(domain: str, balancer: dict[str, Any]) -> dict[str, Any]:
    """The same record as infra/load_balancer.yaml makes, with another target."""
    alias = {
        "DNSName": balancer["DNSName"],
        "HostedZoneId": balancer["CanonicalHostedZoneId"],
        "EvaluateTargetHealth": True,
    }
    return {"Action": "UPSERT", "ResourceRecordSet": {"Name": domain, "Type": "A", "AliasTarget": alias}}

"""The way back after a region is lost: RTO one hour, RPO 15 minutes."""

import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from deployment.deploy import Deployed, Deployment
from deployment.environments import DeploymentError, Environment
from deployment.parameters import ParameterSource, foundation_in
from deployment.states import require_deployable
from deployment.timeline import Verdict
from deployment.web import Site

NAME_LIFETIME: Final = timedelta(seconds=60)
"""How long resolvers remember an alias to a load balancer (Route 53 answers with 60 s)."""
_LOAD_BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_AT_ONCE: Final = {"StepMinutes": "0", "BakeMinutes": "0"}
"""There is no old version to go back to, and users wait."""
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


class Backups(NamedTuple):
    """Replicated automated backups of the lost database."""

    arn: str
    latest: datetime
    """The latest moment that can be restored."""


@dataclass(slots=True)
class Recovery:
    """One recovery, drilled or real; or a look at what it would find."""

    deployment: Deployment
    """To the region that takes over."""
    lost: Environment
    client: Callable[[str], Any]
    """A service of that region by its name; for these the project installs no type stubs."""
    moment: datetime | None = None
    """To restore to; None for the latest there is."""
    switches_dns: bool = False
    only_looks: bool = False
    api_key: str = ""
    """Of the person, to ask for the newest receipt; blank for not asking."""

    def run(self) -> Verdict:
        """Every step, or as many as can be taken; the first that fails ends it, whatever it fails of."""
        clock = self.deployment.clock
        beyond = timedelta() if self.switches_dns else NAME_LIFETIME
        verdict = Verdict(clock, clock.now(), beyond, self.only_looks)
        try:
            self._recover(verdict)
            verdict.is_finished = True
        except (DeploymentError, BotoCoreError, ClientError):
            pass  # its step has noted it
        except Exception:  # the last line of defence: what was done and took so long must be known
            traceback.print_exc()
        return verdict

    def _recover(self, verdict: Verdict) -> None:
        with verdict.step(f"find the replicated backups in {self.deployment.cloud.account.region}") as step:
            backups = self.backups()
            latest = f"the latest moment is {backups.latest:{_MOMENT}}"
            if self.moment and self.moment > backups.latest:
                raise DeploymentError(f"{self.moment:{_MOMENT}} cannot be restored; {latest}")
            # In a disaster what counts is the moment of the loss, which is now; a chosen moment is a choice.
            verdict.lost = verdict.started - backups.latest
            step.note = latest + ("" if verdict.keeps_recovery_point else ", which is TOO OLD")
        with verdict.step("see what waits in the second region"):
            self.require_prepared()
        if self.only_looks:
            return
        with verdict.step("restore the database, redeploy, ask the API whether it works"):
            deployed = self.deploy(backups)
        with verdict.step("look at the newest receipt") as step:
            newest = self.newest_receipt(deployed.site)
            step.note = f"{newest:{_MOMENT}}" if newest else "not asked; RECEIPTS_API_KEY names no key"
        with verdict.step("switch DNS") as step:
            step.note = self.switch_dns() if self.switches_dns else "left as it is; --switch-dns does it"
        if self.switches_dns:
            with verdict.step("wait until resolvers have forgotten the old address"):
                self.deployment.clock.wait(NAME_LIFETIME.total_seconds())

    def backups(self) -> Backups:
        """The youngest, where an earlier instance of the same name has left some. Raises DeploymentError."""
        pages = self.client("rds").get_paginator("describe_db_instance_automated_backups").paginate()
        found = [
            Backups(one["DBInstanceAutomatedBackupsArn"], one["RestoreWindow"]["LatestTime"])
            for one in pages.search("DBInstanceAutomatedBackups")
            if one["DBInstanceIdentifier"] == self.lost.stack_name
            and one["DBInstanceArn"].split(":")[3] == self.lost.region
            and one.get("RestoreWindow", {}).get("LatestTime")
        ]
        if not found:
            raise DeploymentError("there are none; were BackupRegion and BackupKeyArn set?")
        return max(found, key=lambda one: one.latest)

    def require_prepared(self) -> None:
        """Registry, roles, copies of photos and the secret of Slack are there. Raises DeploymentError."""
        cloud, environment = self.deployment.cloud, self.deployment.environment
        foundation_in(cloud, self.lost)
        if require_deployable(cloud.stacks.find(self.lost.stack_name), self.lost):
            # Restoring into it would replace its database.
            where = f"{self.lost.stack_name} is in {cloud.account.region} already"
            raise DeploymentError(f"{where}; see docs/operations/disaster_recovery.md")
        bucket = ParameterSource(cloud, self.deployment.connect, environment).bucket_name
        if not cloud.buckets.exists(bucket):
            raise DeploymentError(f"there is no bucket {bucket} with copies of the photos")
        if cloud.secrets.arn_of(environment.slack_secret_name) is None:
            raise DeploymentError(f"there is no copy of the secret {environment.slack_secret_name}")

    def deploy(self, backups: Backups) -> Deployed:
        """The root template, its database restored; migrations included."""
        restore = {"RestoreFromBackupsArn": backups.arn, **_AT_ONCE}
        if self.moment:
            restore["RestoreTime"] = f"{self.moment:{_MOMENT}}"
        return replace(self.deployment, extra_parameters=restore).run()

    def newest_receipt(self, site: Site) -> datetime | None:
        """When the newest receipt came in; None where it cannot be asked."""
        if not self.api_key:
            return None
        headers = {"Authorization": f"Bearer {self.api_key}"}
        status, body = self.deployment.web.get(site, "/api/receipts?limit=1", headers)
        if status != HTTPStatus.OK:
            raise DeploymentError(f"the API answers {status} when asked for the newest receipt")
        receipts = json.loads(body)["receipts"]
        return datetime.fromisoformat(receipts[0]["created_at"]) if receipts else None

    def switch_dns(self) -> str:
        """Point the domain here, wait until name servers know; what was done, in words."""
        domain, zone = (self.lost.parameters.get(name, "") for name in ("DomainName", "HostedZoneId"))
        if not domain or not zone:
            raise DeploymentError("DomainName and HostedZoneId are not set; DNS cannot be switched from here")
        resources = self.deployment.cloud.stacks.all_resources(self.lost.stack_name)
        arns = (one["PhysicalResourceId"] for one in resources if one["ResourceType"] == _LOAD_BALANCER)
        arn = next(arns, "")
        if not arn:
            raise DeploymentError(f"{self.lost.stack_name} has no load balancer here")
        balancer = self.client("elbv2").describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
        route53, batch = self.client("route53"), {"Changes": [_upsert(domain, balancer)]}
        change = route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]
        in_sync = route53.get_waiter("resource_record_sets_changed")
        in_sync.wait(Id=change["Id"], WaiterConfig={"Delay": 5, "MaxAttempts": 60})
        return f"{domain} -> {balancer['DNSName']}"


def _upsert(domain: str, balancer: dict[str, Any]) -> dict[str, Any]:
    """The same record as infra/load_balancer.yaml makes, with another target."""
    alias = {
        "DNSName": balancer["DNSName"],
        "HostedZoneId": balancer["CanonicalHostedZoneId"],
        "EvaluateTargetHealth": True,
    }
    return {"Action": "UPSERT", "ResourceRecordSet": {"Name": domain, "Type": "A", "AliasTarget": alias}}

"""What would stop a deployment after minutes, or fail it at its peak: found out first, with what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from deployment.aws import Account
from deployment.environments import Environment
from deployment.needs import Needs, names, needs_of

_VCPUS: Final = ("fargate", "L-3032A538")
_SPOT_VCPUS: Final = ("fargate", "L-36FBB829")
_ADDRESSES: Final = ("ec2", "L-0263D0A3")
_CONCURRENCY: Final = ("lambda", "L-B99A9384")
_OPEN: Final = ("opt-in-not-required", "opted-in")
_LOCATED: Final = {
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{number}:{name}",
    "AWS::SQS::Queue": "https://sqs.{region}.amazonaws.com/{number}/{name}",
}
"""What Cloud Control does not know by its name alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be, and the sentence what to do."""

    text: str
    stops: bool = True
    """A deployment would fail; else it would serve less than it promises, or nobody can know."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """The questions to one account about one environment."""

    environment: Environment
    account: Account
    client: Callable[[str], Any]
    """A service of AWS by its name; for most of these the project installs no type stubs."""
    is_bootstrapped: bool
    is_deployed: bool
    """Then its names and addresses are its own."""

    def findings(self) -> list[Finding]:
        """In the order in which to put them right."""
        needs, found = needs_of(self.environment), list[Finding]()
        checks = [self._regions, self._plan, self._vcpus, self._spot, self._concurrency]
        checks += [] if self.is_deployed else [self._addresses, self._cloudfront, self._names]
        for check in checks:
            try:
                found += check(needs)
            except (BotoCoreError, ClientError) as error:
                name = check.__name__.strip("_")
                found.append(Finding(f"{name} could not be asked for, look yourself: {error}", stops=False))
        return found

    def _regions(self, _: Needs) -> Iterator[Finding]:
        known = self.client("ec2").describe_regions(AllRegions=True)["Regions"]
        is_open = {one["RegionName"] for one in known if one["OptInStatus"] in _OPEN}
        for region in {self.environment.region, self.environment.second_region} - is_open - {""}:
            command = f"`aws account enable-region --region-name {region}`"
            yield Finding(
                f"the region {region} is not open to this account: {command}, then wait some minutes"
            )

    def _plan(self, needs: Needs) -> Iterator[Finding]:
        # Accounts from before there were plans have none.
        found = _unless("ResourceNotFoundException", self.client("freetier").get_account_plan_state)
        if found and found["accountPlanType"] == "FREE":
            yield Finding(
                f"the account is on the free plan, where RDS refuses {needs.instance_class} and backups of "
                f"{needs.backup_days} days (FreeTierRestrictionError): "
                "`aws freetier upgrade-account-plan --account-plan-type PAID --region us-east-1`"
            )

    def _vcpus(self, needs: Needs) -> Iterator[Finding]:
        if (has := self._quota(_VCPUS)) < needs.vcpus_at_peak:
            yield Finding(
                f"Fargate runs {has:g} vCPUs here; a deployment takes {needs.vcpus_to_deploy:g}, and "
                f"{needs.vcpus_at_peak:g} where most tasks run: {self._raise(_VCPUS, needs.vcpus_at_peak)}",
                stops=has < needs.vcpus_to_deploy or self.environment.is_production,
            )

    def _spot(self, needs: Needs) -> Iterator[Finding]:
        if needs.spot_vcpus and (has := self._quota(_SPOT_VCPUS)) < needs.spot_vcpus:
            yield Finding(
                f"Fargate Spot runs {has:g} vCPUs here; the tasks beyond MinTasks take up to "
                f"{needs.spot_vcpus:g}: those that find no room do not start, and a deployment at such an "
                f"hour comes to no end: {self._raise(_SPOT_VCPUS, needs.spot_vcpus)}, "
                "or FargateSpot=false in samconfig.toml",
                stops=False,
            )

    def _concurrency(self, needs: Needs) -> Iterator[Finding]:
        limit = self.client("lambda").get_account_settings()["AccountLimit"]
        free = limit["UnreservedConcurrentExecutions"]
        if free < needs.concurrency:
            wanted = limit["ConcurrentExecutions"] - free + needs.concurrency
            yield Finding(
                f"Lambda runs {free} functions at once here, {needs.concurrency} are needed: messages "
                f"that find none free are given up after five tries: {self._raise(_CONCURRENCY, wanted)}",
                stops=self.environment.is_production,
            )

    def _addresses(self, needs: Needs) -> Iterator[Finding]:
        has, used = self._quota(_ADDRESSES), len(self.client("ec2").describe_addresses()["Addresses"])
        if has - used < needs.addresses:
            yield Finding(
                f"{used} of {has:g} elastic IP addresses are taken, the NAT gateways need {needs.addresses}: "
                f"`aws ec2 release-address`, or {self._raise(_ADDRESSES, used + needs.addresses)}"
            )

    def _cloudfront(self, _: Needs) -> Iterator[Finding]:
        if self.environment.parameters.get("DomainName"):
            return
        if not self.client("cloudfront").list_distributions(MaxItems="1")["DistributionList"]["Quantity"]:
            yield Finding(
                "the account has no CloudFront distribution yet, and no API tells whether it may: if the "
                "deployment ends with 'Your account must be verified before you can add new CloudFront "
                "resources', send that to AWS Support (Account and billing), or deploy with DOMAIN_NAME",
                stops=False,
            )

    def _names(self, _: Needs) -> Iterator[Finding]:
        region, number = self.account.region, self.account.number
        place = {"AWS::AccountId": number, "AWS::Region": region}
        for kind, name in names(self.environment, place, with_bootstrap=not self.is_bootstrapped):
            identifier = _LOCATED.get(kind, "{name}").format(region=region, number=number, name=name)
            which = {"TypeName": kind, "Identifier": identifier}
            if _unless("ResourceNotFoundException", self.client("cloudcontrol").get_resource, **which):
                yield Finding(
                    f"{name} ({kind}) is there, and of no stack of ours: delete it if nobody needs it, "
                    f"`aws cloudcontrol delete-resource --type-name {kind} --identifier {identifier}`"
                )

    def _quota(self, quota: tuple[str, str]) -> float:
        """The account's own, or AWS's default where it never had another."""
        quotas, which = self.client("service-quotas"), {"ServiceCode": quota[0], "QuotaCode": quota[1]}
        own = _unless("NoSuchResourceException", quotas.get_service_quota, **which)
        return float((own or quotas.get_aws_default_service_quota(**which))["Quota"]["Value"])

    def _raise(self, quota: tuple[str, str], value: float) -> str:
        service, code = quota
        return (
            f"`aws service-quotas request-service-quota-increase --service-code {service} "
            f"--quota-code {code} --desired-value {value:g} --region {self.environment.region}`"
        )


def _unless(code: str, ask: Callable[..., Any], **what: str) -> Any:  # noqa: ANN401 - an answer of AWS
    """The answer; None where AWS knows no such thing, which it tells by this code."""
    try:
        return ask(**what)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise
        return None


def tell(findings: list[Finding]) -> int:
    """Print them all; how many stop a deployment."""
    for one in findings:
        print(f"{'STOP' if one.stops else 'note'}  {one.text}")
    return sum(one.stops for one in findings)

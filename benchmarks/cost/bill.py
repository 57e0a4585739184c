"""A month's bill from the templates' own resources: each line is a function from what is deployed to USD."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from benchmarks.cost.load import HOURS, RUSH_HOURS, Month, Use
from infra.system import ON_THEIR_OWN
from infra.templates import Stack

PRICES: Final[Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "prices.toml").read_text())
_GIGA: Final = 1e6  # kilobytes
_CONTAINER_METRICS: Final = 25
"""What Container Insights reports of a cluster (8), of one service (11) and of one kind of task (6)."""
_OUR_METRICS: Final = 10
"""What functions report in every hour: six of the parser, three of the reconciler, the age of backups."""
_REPLICATION_METRICS: Final = 4
_IMAGES_GIGABYTES: Final = 3.0
"""Of API and parser in the registry: a few versions that share their layers."""


class NoPriceError(LookupError):
    """The price table lacks something that the templates have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill: USD of a month, and how they come about."""

    name: str
    usd: float
    because: str


@dataclass(frozen=True)
class Deployed:
    """The stacks of one environment, every condition decided."""

    stacks: Mapping[str, Stack]

    @cached_property
    def _ours(self) -> Sequence[Stack]:
        return [stack for name, stack in self.stacks.items() if name not in ON_THEIR_OWN]

    def all(self, kind: str) -> list[Mapping[str, Any]]:
        """The properties of each resource of that type."""
        return [properties for stack in self._ours for properties in stack.of_type(kind).values()]

    def one(self, kind: str) -> Mapping[str, Any]:
        (found,) = self.all(kind)
        return found

    def kinds(self) -> set[str]:
        """Every type of resource that this environment has."""
        return {one["Type"] for stack in self._ours for one in stack.resources.values()}

    def function(self, suffix: str) -> Mapping[str, Any]:
        (found,) = (
            one for one in self.all("AWS::Lambda::Function") if str(one.get("FunctionName")).endswith(suffix)
        )
        return found


@dataclass(frozen=True, slots=True)
class Bill:
    """What `deployed` costs in `month`, in USD before tax. Raises NoPriceError."""

    deployed: Deployed
    month: Month
    use: Use = field(default_factory=Use)

    @property
    def lines(self) -> list[Line]:
        return [line for make in _LINES for line in make(self)]

    @property
    def total(self) -> float:
        return sum(line.usd for line in self.lines)

    @property
    def per_thousand(self) -> float:
        """USD for 1,000 receipts."""
        return self.total / self.month.receipts * 1000

    @property
    def saved_by_reserving(self) -> float:
        """USD that a year's reservation of the database takes off: of its hours, not of its storage."""
        instance, price = self.deployed.one("AWS::RDS::DBInstance"), PRICES["database"]
        hour = price[instance["DBInstanceClass"]] * (2 if _is_true(instance["MultiAZ"]) else 1)
        return float(HOURS * hour * (1 - price["reserved_for_a_year"]))

    @property
    def photo_gigabytes(self) -> float:
        return self.month.receipts * self.use.photo_megabytes / 1000

    @property
    def log_gigabytes(self) -> float:
        firewalls = len(self.deployed.all("AWS::WAFv2::WebACL"))
        firewall = firewalls * self.use.requests * self.use.firewall_log_kilobytes
        return self.month.receipts * (self.use.log_kilobytes + firewall) / _GIGA + self.use.flow_log_gigabytes


def _database(bill: Bill) -> Iterator[Line]:
    instance, price = bill.deployed.one("AWS::RDS::DBInstance"), PRICES["database"]
    kind, gigabytes = instance["DBInstanceClass"], float(instance["AllocatedStorage"])
    if kind not in price:
        raise NoPriceError(f"benchmarks/cost/prices.toml has no price of {kind}; add it under [database]")
    copies = 2 if _is_true(instance["MultiAZ"]) else 1
    because = f"{kind}, {gigabytes:.0f} GB" + (", twice for the standby" if copies == 2 else "")
    usd = copies * (price[kind] * HOURS + gigabytes * price["storage_gigabyte"])
    yield Line("database", usd, because)


def _way_out(bill: Bill) -> Iterator[Line]:
    price, deployed = PRICES["network"], bill.deployed
    gates = len(deployed.all("AWS::EC2::NatGateway"))
    zones = sum(
        len(one["SubnetIds"])
        for one in deployed.all("AWS::EC2::VPCEndpoint")
        if one["VpcEndpointType"] == "Interface"
    )
    gigabytes = bill.month.receipts * bill.use.traffic_kilobytes / _GIGA
    usd = gates * (price["nat_hour"] + price["address_hour"]) * HOURS
    usd += zones * price["endpoint_hour"] * HOURS + (gigabytes * price["nat_gigabyte"] if gates else 0)
    yield Line(
        "way out of the VPC",
        usd,
        f"{_count(gates, 'NAT gateway')}, {_count(zones, 'interface endpoint')}, {gigabytes:.1f} GB",
    )


def _tasks(bill: Bill) -> Iterator[Line]:
    task, target = bill.deployed.one("AWS::ECS::TaskDefinition"), bill.deployed.one(_SCALING)
    architecture = task["RuntimePlatform"]["CpuArchitecture"].lower()
    price = PRICES["fargate"][architecture]
    hour = int(task["Cpu"]) / 1024 * price["vcpu"] + int(task["Memory"]) / 1024 * price["gigabyte"]
    usual = int(target["MinCapacity"])
    most = max(int(one["ScalableTargetAction"]["MinCapacity"]) for one in target["ScheduledActions"])
    spare = PRICES["fargate"]["spot_part"] if _takes_spare_capacity(bill.deployed) else 1
    hours = usual * HOURS + (most - usual) * RUSH_HOURS * spare
    yield Line("API", hours * hour, f"{_count(usual, 'task')}, {most} for three days, {architecture}")


def _takes_spare_capacity(deployed: Deployed) -> bool:
    strategy = deployed.one("AWS::ECS::Service")["CapacityProviderStrategy"]
    return any(one["CapacityProvider"] == "FARGATE_SPOT" for one in strategy)


def _load_balancer(bill: Bill) -> Iterator[Line]:
    balancer, price = bill.deployed.one("AWS::ElasticLoadBalancingV2::LoadBalancer"), PRICES["network"]
    addresses = len(balancer["Subnets"]) if balancer["Scheme"] == "internet-facing" else 0
    # A unit of an hour is 90,000 new connections or 1 GB; photos by POST pass through, those by slot do not.
    unit_hours = max(bill.month.receipts * bill.use.requests / 90_000, bill.photo_gigabytes)
    usd = HOURS * (price["balancer_hour"] + addresses * price["address_hour"])
    usd += unit_hours * price["balancer_unit_hour"]
    yield Line("load balancer", usd, f"{addresses} public addresses, as if every photo were sent by POST")


def _firewall(bill: Bill) -> Iterator[Line]:
    price = PRICES["firewall"]
    for one in bill.deployed.all("AWS::WAFv2::WebACL"):  # one, or none
        millions = bill.month.receipts * bill.use.requests / 1e6
        rules = len(one["Rules"])
        usd = price["list"] + rules * price["rule"] + millions * price["million_requests"]
        yield Line("firewall", usd, f"{rules} rules, {millions:.1f} million requests")


def _functions(bill: Bill) -> Iterator[Line]:
    parser = bill.deployed.function("-receipt-parser")
    (architecture,) = parser["Architectures"]
    price, seconds = PRICES["lambda"], bill.use.billed_seconds
    used = bill.month.receipts * seconds * parser["MemorySize"] / 1024
    billed = _beyond(used, "lambda_gigabyte_seconds")
    usd = billed * price[architecture] + bill.month.receipts * price["request"]
    yield Line("parser", usd, f"{seconds} s of {parser['MemorySize']} MB each, {architecture}")
    # The others run for a moment once a minute or when something has happened.
    minutes = len(bill.deployed.all("AWS::Scheduler::Schedule")) * HOURS * 60
    yield Line("other functions", minutes * 0.3 * 0.5 * price[architecture], f"{minutes:,.0f} runs of 0.3 s")


def _photos(bill: Bill) -> Iterator[Line]:
    price, gigabytes = PRICES["storage"], bill.photo_gigabytes
    requests = price["put_thousand"] + price["to_archive_thousand"]
    usd = gigabytes * price["standard"] + bill.month.receipts / 1000 * requests
    yield Line("photos", usd, f"{gigabytes:.0f} GB, which stay, at a fifth of the price after 90 days")
    watching = PRICES["watching"]
    requests = _beyond(bill.month.receipts * bill.use.messages, "queue_requests")
    usd = requests / 1e6 * watching["queue_million"] + bill.month.receipts / 1e6 * watching["topic_million"]
    yield Line("queues and topics", usd, f"{bill.use.messages} requests a receipt")


def _second_region(bill: Bill) -> Iterator[Line]:
    instance = bill.deployed.one("AWS::RDS::DBInstance")
    if not instance.get("AutomaticBackupReplicationRegion"):
        return
    across, gigabytes = PRICES["network"]["to_second_region_gigabyte"], bill.photo_gigabytes
    backups = float(instance["AllocatedStorage"])
    in_time = PRICES["network"]["in_fifteen_minutes_gigabyte"]
    photos = gigabytes * (across + in_time + PRICES["storage"]["instant_archive"])
    photos += bill.month.receipts / 1000 * PRICES["storage"]["to_archive_thousand"]  # they come as archived
    key_and_secret = PRICES["watching"]["key"] + PRICES["watching"]["secret"]  # of backups; Slack's, copied
    usd = photos + backups * PRICES["database"]["backup_gigabyte"] + key_and_secret
    because = f"{gigabytes:.0f} GB of photos, backups of {backups:.0f} GB, a key, a secret"
    yield Line("copies in the second region", usd, because)


def _watching(bill: Bill) -> Iterator[Line]:
    price, deployed = PRICES["watching"], bill.deployed
    usd = _beyond(bill.log_gigabytes, "log_gigabytes") * (price["log_gigabyte"] + price["log_gigabyte_month"])
    yield Line("logs", usd, f"{bill.log_gigabytes:.1f} GB")
    alarms = deployed.all("AWS::CloudWatch::Alarm")
    watched = sum(map(_watched, alarms))
    because = f"{len(alarms)}, which look at {watched} metrics; the dashboard is free"
    yield Line("alarms", _beyond(watched, "alarms") * price["alarm"], because)
    settings = deployed.one("AWS::ECS::Cluster").get("ClusterSettings", [])
    metrics = _OUR_METRICS
    if deployed.one("AWS::RDS::DBInstance").get("AutomaticBackupReplicationRegion"):
        metrics += _REPLICATION_METRICS
    yield Line("metrics", _beyond(metrics, "metrics") * price["metric"], f"{metrics}, of ours and of copies")
    if any(one["Value"] != "disabled" for one in settings):
        usd = _CONTAINER_METRICS * price["metric"]
        yield Line("Container Insights", usd, f"{_CONTAINER_METRICS} metrics")
    events = bill.month.receipts * 4  # written, read, copied, looked at
    yield Line("record of who saw photos", events / 1000 * price["data_event_thousand"], f"{events:,} events")


def _watched(alarm: Mapping[str, Any]) -> int:
    """How many metrics an alarm looks at, one by itself or several that it reckons with."""
    return sum("MetricStat" in one for one in alarm.get("Metrics", [])) or 1


def _keys(bill: Bill) -> Iterator[Line]:
    price, deployed = PRICES["watching"], bill.deployed
    keys = len(deployed.all("AWS::KMS::Key"))
    secrets = (
        len(deployed.all("AWS::SecretsManager::Secret")) + 2
    )  # RDS makes its owner's, bootstrap makes Slack's
    usd = keys * price["key"] + secrets * price["secret"]
    yield Line("keys and secrets", usd, f"{keys} keys, {secrets} secrets")
    usd = _IMAGES_GIGABYTES * PRICES["storage"]["registry_gigabyte"]
    yield Line("images", usd, f"{_IMAGES_GIGABYTES:.0f} GB")


def left_behind(bill: Bill) -> list[Line]:
    """What goes on costing, a month, after `make destroy`: photos, a last snapshot, keys."""
    instance = bill.deployed.one("AWS::RDS::DBInstance")
    snapshot = float(instance["AllocatedStorage"]) * PRICES["database"]["backup_gigabyte"]
    kept = [
        one
        for stack in bill.deployed.stacks.values()
        for one in stack.resources.values()
        if one.get("DeletionPolicy") == "Retain" and one["Type"] == "AWS::KMS::Key"
    ]
    return [
        Line("photos", bill.photo_gigabytes * PRICES["storage"]["standard"], "of each month that was kept"),
        Line("last snapshot", snapshot, f"{float(instance['AllocatedStorage']):.0f} GB at most"),
        Line("keys", len(kept) * PRICES["watching"]["key"], f"{len(kept)}, or photos and snapshot are lost"),
    ]


def _beyond(used: float, free: str) -> float:
    """What is paid for of that which has a part that is always free."""
    return max(0.0, used - float(PRICES["always_free"][free]))


def _count(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


_SCALING: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
_LINES: Final[Sequence[Callable[[Bill], Iterator[Line]]]] = (
    _database,
    _way_out,
    _tasks,
    _load_balancer,
    _firewall,
    _functions,
    _photos,
    _second_region,
    _watching,
    _keys,
)
PRICED: Final = frozenset(
    {
        "AWS::RDS::DBInstance",
        "AWS::EC2::NatGateway",
        "AWS::EC2::EIP",
        "AWS::EC2::VPCEndpoint",
        "AWS::ECS::Cluster",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        _SCALING,
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::WAFv2::WebACL",
        "AWS::Lambda::Function",
        "AWS::Scheduler::Schedule",
        "AWS::S3::Bucket",
        "AWS::SQS::Queue",
        "AWS::SNS::Topic",
        "AWS::Logs::LogGroup",
        "AWS::CloudWatch::Alarm",
        "AWS::CloudTrail::Trail",
        "AWS::KMS::Key",
        "AWS::SecretsManager::Secret",
    }
)
"""Types of resource that some line counts."""

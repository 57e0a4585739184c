"""What an environment needs of its account, from the templates' own numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deployment.environments import Environment
from infra.system import the_system
from infra.templates import Stack

NAMED_BY: Final = {
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
}
"""Types whose name can be taken, and the property that says it."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Of one environment: Fargate's vCPUs for both colours, functions at once, elastic IPs, and of RDS."""

    vcpus_to_deploy: float
    vcpus_at_peak: float
    """On demand, as those to deploy."""
    spot_vcpus: float
    """At its peak; what a first deployment takes is on demand."""
    concurrency: int
    addresses: int
    instance_class: str
    backup_days: int


def needs_of(environment: Environment) -> Needs:
    """As samconfig.toml and the templates say."""
    stacks = the_system().deployed(**environment.parameters)
    service, task, target = (stacks["api_service"].properties(one) for one in _API)
    vcpus = int(task["Cpu"]) / 1024 * service["DeploymentConfiguration"]["MaximumPercent"] / 100
    fewest, most = int(target["MinCapacity"]), int(target["MaxCapacity"])
    month_end = max(int(one["ScalableTargetAction"]["MinCapacity"]) for one in target["ScheduledActions"])
    on_spot = most - fewest if len(service["CapacityProviderStrategy"]) > 1 else 0
    database = stacks["database"].properties("Database")
    return Needs(
        vcpus_to_deploy=min(max(fewest, month_end), most - on_spot) * vcpus,
        vcpus_at_peak=(most - on_spot) * vcpus,
        spot_vcpus=on_spot * vcpus,
        concurrency=sum(map(_at_once, stacks.values())),
        addresses=len(stacks["network"].of_type("AWS::EC2::EIP")),
        instance_class=database["DBInstanceClass"],
        backup_days=int(database["BackupRetentionPeriod"]),
    )


_API: Final = ("Service", "TaskDefinition", "ScalableTarget")


def _at_once(stack: Stack) -> int:
    """As many of each function as its queues start, or are reserved for it; one of any other."""
    queues = stack.of_type("AWS::Lambda::EventSourceMapping").values()
    fed = {one["FunctionName"]: int(one["ScalingConfig"]["MaximumConcurrency"]) for one in queues}
    return sum(
        max(fed.get(f"<{name}>", 1), int(one.get("ReservedConcurrentExecutions", 0)))
        for name, one in stack.of_type("AWS::Lambda::Function").items()
    )


def names(
    environment: Environment, place: Mapping[str, str], *, with_bootstrap: bool
) -> Iterator[tuple[str, str]]:
    """Types and names of what will be made; what outlives an environment is used again, and left out.

    `place` has AWS::AccountId and AWS::Region.
    """
    system = the_system()
    stacks = system.deployed(**environment.parameters, **place)
    for name in ("dr_region", "bootstrap"):
        del stacks[name]
    for kind, one in (pair for each in stacks.values() for pair in _named(each)):
        if not str(one.get("DeletionPolicy", "")).startswith("Retain"):
            yield kind, one["Properties"][NAMED_BY[kind]]
    if with_bootstrap:
        for kind, one in _named(system.alone("bootstrap", **place)):
            yield kind, one["Properties"][NAMED_BY[kind]]


def _named(stack: Stack) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in stack.resources.values():
        if NAMED_BY.get(one["Type"]) in one.get("Properties", {}):
            yield one["Type"], one

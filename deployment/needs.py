"""What an environment needs of its account, from the templates' own numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deployment.environments import Environment
from deployment.templates import template

_CHILD: Final = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_LIKE: Final = {"AWS::Serverless::Function": "AWS::Lambda::Function"}
_ROOT, _API, _BOOTSTRAP = "template.yaml", "infra/api_service.yaml", "infra/bootstrap.yaml"
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

_Known = tuple[Mapping[str, str], str, Any]
"""The values that a stack knows, and a resource of it: type and all of it."""


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

    def value(name: str, path: str = _API) -> str:
        """A parameter's: of the environment, else the root's default, else the child's."""
        declared = template(_ROOT)["Parameters"].get(name) or template(path)["Parameters"][name]
        return str(environment.parameters.get(name, declared["Default"]))

    service, task = (template(_API)["Resources"][one]["Properties"] for one in ("Service", "TaskDefinition"))
    vcpus = int(task["Cpu"]) / 1024 * service["DeploymentConfiguration"]["MaximumPercent"] / 100
    fewest, most = int(value("MinTasks")), int(value("MaxTasks"))
    on_spot = most - fewest if value("FargateSpot") == "true" else 0
    functions = (one for _, kind, one in _resources(environment, {}) if kind == "AWS::Lambda::Function")
    return Needs(
        vcpus_to_deploy=min(max(fewest, int(value("MonthEndMinTasks"))), most - on_spot) * vcpus,
        vcpus_at_peak=(most - on_spot) * vcpus,
        spot_vcpus=on_spot * vcpus,
        concurrency=sum(_at_once(one["Properties"]) for one in functions),
        addresses=int(value("NatGateways", "infra/network.yaml")),
        instance_class=value("InstanceClass", "infra/database.yaml"),
        backup_days=int(value("BackupRetentionDays", "infra/database.yaml")),
    )


def names(
    environment: Environment, place: Mapping[str, str], *, with_bootstrap: bool
) -> Iterator[tuple[str, str]]:
    """Types and names of what will be made; what outlives an environment is used again, and left out.

    `place` has AWS::AccountId and AWS::Region.
    """
    for known, kind, one in _resources(environment, place):
        if not str(one.get("DeletionPolicy", "")).startswith("Retain"):
            yield from _name(kind, one, known)
    for one in template(_BOOTSTRAP)["Resources"].values() if with_bootstrap else ():
        yield from _name(one["Type"], one, place)


def _resources(environment: Environment, place: Mapping[str, str]) -> Iterator[_Known]:
    known = {**environment.parameters, "Environment": environment.name, **place}
    for one in template(_ROOT)["Resources"].values():
        yield known, _LIKE.get(one["Type"], one["Type"]), one
        if one["Type"] in _CHILD:
            given = one["Properties"].get("Parameters", {}).items()
            inside = {name: _filled(text, known) for name, text in given if isinstance(text, str)}
            child = template(one["Properties"][_CHILD[one["Type"]]])["Resources"].values()
            yield from (({**known, **inside}, _LIKE.get(its["Type"], its["Type"]), its) for its in child)


def _name(kind: str, resource: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    name = resource.get("Properties", {}).get(NAMED_BY.get(kind, ""))
    if isinstance(name, str):
        yield kind, _filled(name, known)


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"${{{name}}}", value)
    return text


def _at_once(function: Mapping[str, Any]) -> int:
    queues = [one["Properties"] for one in function.get("Events", {}).values() if one["Type"] == "SQS"]
    fed: int = sum(one["ScalingConfig"]["MaximumConcurrency"] for one in queues)
    return max(fed, int(function.get("ReservedConcurrentExecutions", 0)), 1)

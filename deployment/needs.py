"""What an environment needs of its account, from the templates' own numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deployment.environments import Environment
from deployment.templates import template

_CHILD: Final = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_FUNCTION: Final = "AWS::Serverless::Function"
_API, _BOOTSTRAP, _DATABASE, _NETWORK, _ROOT = (
    *(f"infra/{name}.yaml" for name in ("api_service", "bootstrap", "database", "network")),
    "template.yaml",
)
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

Name = tuple[str, str]
"""Type and name."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Of one environment."""

    vcpus_to_deploy: float
    """Both colours at the fewest tasks."""
    vcpus_at_peak: float
    """And at the most."""
    concurrency: int
    """As many functions as the queues start at once, and one of each other."""
    addresses: int
    instance_class: str
    backup_days: int


def needs_of(environment: Environment) -> Needs:
    """As samconfig.toml and the templates say."""

    def value(name: str, path: str) -> str:
        """A parameter's: of the environment, else the root's default, else the child's."""
        declared = template(_ROOT)["Parameters"].get(name) or template(path)["Parameters"][name]
        return str(environment.parameters.get(name, declared["Default"]))

    service, task = (template(_API)["Resources"][one]["Properties"] for one in ("Service", "TaskDefinition"))
    colours = service["DeploymentConfiguration"]["MaximumPercent"] / 100
    vcpus = int(task["Cpu"]) / 1024 * colours
    least = max(int(value(one, _API)) for one in ("MinTasks", "MonthEndMinTasks"))
    functions = [one for _, one in _resources(environment, {}) if one["Type"] == _FUNCTION]
    return Needs(
        vcpus_to_deploy=least * vcpus,
        vcpus_at_peak=int(value("MaxTasks", _API)) * vcpus,
        concurrency=sum(_at_once(one["Properties"]) for one in functions),
        addresses=int(value("NatGateways", _NETWORK)),
        instance_class=value("InstanceClass", _DATABASE),
        backup_days=int(value("BackupRetentionDays", _DATABASE)),
    )


def names_of_environment(environment: Environment, place: Mapping[str, str]) -> Iterator[Name]:
    """What its stacks will make by name, without what outlives them to be used again."""
    for known, one in _resources(environment, place):
        if not str(one.get("DeletionPolicy", "")).startswith("Retain"):
            yield from _named(one, known)


def names_of_bootstrap(place: Mapping[str, str]) -> Iterator[Name]:
    """What `make bootstrap` makes by name; `place` has AWS::AccountId and AWS::Region."""
    for one in template(_BOOTSTRAP)["Resources"].values():
        yield from _named(one, place)


def _resources(environment: Environment, place: Mapping[str, str]) -> Iterator[tuple[Mapping[str, str], Any]]:
    """Of root and children, each with the values that its stack knows."""
    known = {**environment.parameters, "Environment": environment.name, **place}
    for one in template(_ROOT)["Resources"].values():
        yield known, one
        if one["Type"] in _CHILD:
            given = one["Properties"].get("Parameters", {}).items()
            inside = {name: _filled(text, known) for name, text in given if isinstance(text, str)}
            child = template(one["Properties"][_CHILD[one["Type"]]])
            yield from (({**known, **inside}, its) for its in child["Resources"].values())


def _named(resource: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Name]:
    kind = "AWS::Lambda::Function" if resource["Type"] == _FUNCTION else resource["Type"]
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

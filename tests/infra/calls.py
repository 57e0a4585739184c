"""What CloudFormation calls with its role while it makes, changes and deletes the tree."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import cfnlint
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from infra.system import ON_THEIR_OWN, System
from infra.templates import ACCOUNT, REGION, Stack, as_list
from tests.infra.iam import Call
from tests.infra.rules import NAMES

IAM: Final = f"arn:aws:iam::{ACCOUNT}"
ITSELF: Final = f"{IAM}:role/receipts-cloudformation-{REGION}"
BOUNDARY: Final = f"{IAM}:policy/receipts-boundary-{REGION}"
HERE: Final = {"aws:RequestedRegion": REGION}

ANYTHING = f"arn:aws:{{service}}:{REGION}:{ACCOUNT}:made-up-by-aws"
SQS, SNS = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{name}}", f"arn:aws:sns:{REGION}:{ACCOUNT}:{{name}}"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{name}}"
MAKES: dict[str, tuple[str, str]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ("RegisterScalableTarget", ANYTHING),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("PutScalingPolicy", ANYTHING),
    "AWS::Budgets::Budget": ("ModifyBudget", f"arn:aws:budgets::{ACCOUNT}:budget/{{name}}"),
    "AWS::CertificateManager::Certificate": ("RequestCertificate", ANYTHING),
    "AWS::CloudFormation::Stack": (
        "CreateStack",
        f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{{name}}/id",
    ),
    "AWS::CloudFront::Distribution": ("CreateDistribution", ANYTHING),
    "AWS::CloudFront::VpcOrigin": ("CreateVpcOrigin", ANYTHING),
    "AWS::CloudTrail::Trail": ("CreateTrail", f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{{name}}"),
    "AWS::CloudWatch::Alarm": ("PutMetricAlarm", ANYTHING),
    "AWS::CloudWatch::Dashboard": ("PutDashboard", ANYTHING),
    "AWS::DynamoDB::Table": ("CreateTable", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{name}}"),
    "AWS::EC2::EIP": ("AllocateAddress", ANYTHING),
    "AWS::EC2::FlowLog": ("CreateFlowLogs", ANYTHING),
    "AWS::EC2::InternetGateway": ("CreateInternetGateway", ANYTHING),
    "AWS::EC2::NatGateway": ("CreateNatGateway", ANYTHING),
    "AWS::EC2::Route": ("CreateRoute", ANYTHING),
    "AWS::EC2::RouteTable": ("CreateRouteTable", ANYTHING),
    "AWS::EC2::SecurityGroup": ("CreateSecurityGroup", ANYTHING),
    "AWS::EC2::SecurityGroupEgress": ("AuthorizeSecurityGroupEgress", ANYTHING),
    "AWS::EC2::SecurityGroupIngress": ("AuthorizeSecurityGroupIngress", ANYTHING),
    "AWS::EC2::Subnet": ("CreateSubnet", ANYTHING),
    "AWS::EC2::SubnetRouteTableAssociation": ("AssociateRouteTable", ANYTHING),
    "AWS::EC2::VPC": ("CreateVpc", ANYTHING),
    "AWS::EC2::VPCEndpoint": ("CreateVpcEndpoint", ANYTHING),
    "AWS::EC2::VPCGatewayAttachment": ("AttachInternetGateway", ANYTHING),
    "AWS::ECS::Cluster": ("CreateCluster", f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{{name}}"),
    "AWS::ECS::ClusterCapacityProviderAssociations": (
        "PutClusterCapacityProviders",
        f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/receipts-dev",
    ),
    "AWS::ECS::Service": ("CreateService", f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/receipts-dev/api"),
    "AWS::ECS::TaskDefinition": (
        "RegisterTaskDefinition",
        f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/{{name}}:1",
    ),
    "AWS::ElasticLoadBalancingV2::Listener": ("CreateListener", ANYTHING),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ("CreateRule", ANYTHING),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("CreateLoadBalancer", ANYTHING),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("CreateTargetGroup", ANYTHING),
    "AWS::Events::Rule": ("PutRule", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{{name}}"),
    "AWS::IAM::ManagedPolicy": ("CreatePolicy", f"arn:aws:iam::{ACCOUNT}:policy/{{name}}"),
    "AWS::IAM::Role": ("CreateRole", f"arn:aws:iam::{ACCOUNT}:role/{{name}}"),
    "AWS::KMS::Key": ("CreateKey", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123-4567"),
    "AWS::Lambda::EventInvokeConfig": (
        "PutFunctionEventInvokeConfig",
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:receipts-dev-…",
    ),
    "AWS::Lambda::EventSourceMapping": (
        "CreateEventSourceMapping",
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:made-up-by-aws",
    ),
    "AWS::Lambda::Function": ("CreateFunction", FUNCTION),
    "AWS::Lambda::LayerVersion": ("PublishLayerVersion", ANYTHING),
    "AWS::Lambda::Permission": (
        "AddPermission",
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:receipts-dev-…",
    ),
    "AWS::Logs::LogGroup": ("CreateLogGroup", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{name}}:*"),
    "AWS::Logs::QueryDefinition": ("PutQueryDefinition", ANYTHING),
    "AWS::RDS::DBInstance": ("CreateDBInstance", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{{name}}"),
    "AWS::RDS::DBParameterGroup": (
        "CreateDBParameterGroup",
        f"arn:aws:rds:{REGION}:{ACCOUNT}:pg:{{name}}",
    ),
    "AWS::RDS::DBSubnetGroup": ("CreateDBSubnetGroup", f"arn:aws:rds:{REGION}:{ACCOUNT}:subgrp:{{name}}"),
    "AWS::Route53::RecordSet": ("ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z123"),
    "AWS::S3::Bucket": ("CreateBucket", "arn:aws:s3:::{name}"),
    "AWS::S3::BucketPolicy": ("PutBucketPolicy", "arn:aws:s3:::receipts-dev-…"),
    "AWS::SNS::Subscription": ("Subscribe", SNS),
    "AWS::SNS::Topic": ("CreateTopic", SNS),
    "AWS::SNS::TopicPolicy": ("SetTopicAttributes", SNS),
    "AWS::SQS::Queue": ("CreateQueue", SQS),
    "AWS::SQS::QueuePolicy": ("SetQueueAttributes", SQS),
    "AWS::Scheduler::Schedule": ("CreateSchedule", ANYTHING),
    "AWS::SecretsManager::RotationSchedule": ("RotateSecret", ANYTHING),
    "AWS::SecretsManager::Secret": (
        "CreateSecret",
        f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{{name}}-AbCdEf",
    ),
    "AWS::WAFv2::LoggingConfiguration": ("PutLoggingConfiguration", ANYTHING),
    "AWS::WAFv2::WebACL": ("CreateWebACL", ANYTHING),
    "AWS::WAFv2::WebACLAssociation": ("AssociateWebACL", ANYTHING),
    "Custom::SchemaMigration": ("InvokeFunction", FUNCTION),
}
"""Type: the call that makes it, and what the call is made on."""
SERVICES = {
    "ApplicationAutoScaling": "application-autoscaling",
    "CertificateManager": "acm",
    "ElasticLoadBalancingV2": "elasticloadbalancing",
    "SchemaMigration": "lambda",
}
"""IAM's name of a service, where it is not the type's own in small letters."""
SERVICE_LINKED: Final = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "ecs.application-autoscaling.amazonaws.com",
    "AWS::CloudFront::VpcOrigin": "vpcorigin.cloudfront.amazonaws.com",
    "AWS::ECS::Cluster": "ecs.amazonaws.com",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "elasticloadbalancing.amazonaws.com",
    "AWS::RDS::DBInstance": "rds.amazonaws.com",
    "AWS::RDS::DBParameterGroup": "rds.amazonaws.com",
    "AWS::RDS::DBSubnetGroup": "rds.amazonaws.com",
}
"""Whose own role must be in the account before such a thing can be."""
OPERATIONS: Final = ("create", "read", "update", "delete")


@dataclass(frozen=True)
class Made:
    """One resource of a deployment, with the name and ARN that it will have."""

    logical_id: str
    kind: str
    properties: dict[str, Any]

    @cached_property
    def name(self) -> str:
        """CloudFormation begins the names it makes up with the stack's, and secrets' with their own."""
        own = self.properties.get("Budget", self.properties).get(NAMES.get(self.kind, ""))
        made_up = f"{self.logical_id}-1ABCDEFGHIJKL"
        return own or (made_up if "Secret" in self.kind else f"receipts-dev-{made_up}")

    @cached_property
    def tags(self) -> dict[str, str]:
        """As a condition reads them."""
        tags = self.properties.get("Tags", []) if self.kind == "AWS::KMS::Key" else []
        return {f"aws:ResourceTag/{one['Key']}": one["Value"] for one in tags}

    @cached_property
    def service(self) -> str:
        """As IAM names it."""
        service = self.kind.split("::")[1]
        return SERVICES.get(service, service.lower())

    @cached_property
    def arn(self) -> str:
        return MAKES[self.kind][1].format(name=self.name, service=self.service)


def deployments(system: System) -> list[list[Stack]]:
    """The stacks of dev, of production, and of a domain with its zone and with every engine."""
    with_all = system.deployed(
        Firewall="full",
        DomainName="receipts.example.com",
        HostedZoneId="Z123",
        EscalateBelow=0.8,
        EscalationEngine="textract",
        ClovaSecretArn=f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:clova-AbCdEf",
        BedrockModelArns=["arn:aws:bedrock:ap-northeast-2::foundation-model/some"],
    )
    each = (system.dev, system.prod, with_all)
    return [[one for name, one in stacks.items() if name not in ON_THEIR_OWN] for stacks in each]


def made(stacks: list[Stack]) -> Iterator[Made]:
    for stack in stacks:
        for logical_id, resource in stack.resources.items():
            yield Made(logical_id, resource["Type"], resource.get("Properties", {}))


def real(stacks: list[Stack], node: object) -> Any:  # noqa: ANN401 - whatever a template says
    """The same with ARNs in place of `<LogicalId>` and `<LogicalId.Arn>`."""
    arns = {one.logical_id: one.arn for one in made(stacks)}
    text = re.sub(r"<(\w+)(\.Arn)?>", lambda found: arns.get(found[1], found[0]), json.dumps(node))
    return json.loads(text)


def calls_that_make(stacks: list[Stack]) -> Iterator[Call]:
    """Each resource itself, what roles are made of, and each role on its way to the service that takes it."""
    for one in made(stacks):
        yield Call(f"{one.service}:{MAKES[one.kind][0]}", one.arn, _told_of(one))
        if one.kind == "AWS::IAM::Role":
            yield from _calls_for_role(one, real(stacks, one.properties))
        if one.kind == "AWS::CloudFormation::Stack":
            yield Call("iam:PassRole", ITSELF, {"iam:PassedToService": "cloudformation.amazonaws.com"})


def _told_of(one: Made) -> dict[str, str]:
    boundary = one.properties.get("PermissionsBoundary")
    return {**HERE, "iam:PermissionsBoundary": boundary} if boundary else HERE


def _calls_for_role(one: Made, role: dict[str, Any]) -> Iterator[Call]:
    told = _told_of(one)
    if role.get("Policies"):
        yield from (Call(f"iam:{way}RolePolicy", one.arn, told) for way in ("Put", "Delete"))
    for policy in role.get("ManagedPolicyArns", []):
        for way in ("Attach", "Detach"):
            yield Call(f"iam:{way}RolePolicy", one.arn, {**told, "iam:PolicyARN": policy})
    for statement in role["AssumeRolePolicyDocument"]["Statement"]:
        for service in as_list(statement["Principal"].get("Service", [])):
            yield Call("iam:PassRole", one.arn, {"iam:PassedToService": service})


def calls_of_handlers(stacks: list[Stack]) -> Iterator[tuple[str, list[Call]]]:
    """Type, and a call on one thing or another, as the registry's schemas in cfn-lint have it."""
    told = {**HERE, "iam:PermissionsBoundary": BOUNDARY, "iam:PolicyARN": f"{IAM}:policy/receipts-dev-some"}
    for one in {(each.kind, each.arn, *each.tags): each for each in made(stacks)}.values():
        for action in _actions_of(one.kind):
            objects = objects_of(action, one.arn)
            if action == "iam:CreateServiceLinkedRole" and one.kind in SERVICE_LINKED:
                objects = [f"{IAM}:role/aws-service-role/{SERVICE_LINKED[one.kind]}/its-own"]
            yield one.kind, [Call(action, each, {**told, **one.tags}) for each in objects]


@cache
def _actions_of(kind: str) -> frozenset[str]:
    if not kind.startswith("AWS::"):
        return frozenset()
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    handlers = schema["handlers"]
    asked = [one for name in OPERATIONS for one in handlers.get(name, {}).get("permissions", [])]
    return frozenset([*asked, *schema.get("tagging", {}).get("permissions", [])])


@cache
def _reference() -> dict[str, Any]:
    """AWS's Service Authorization Reference: which actions know which resources. From cfn-lint, too."""
    specs = Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json"
    found: dict[str, Any] = json.loads(specs.read_text())
    return found


@cache
def objects_of(action: str, own: str = "") -> list[str]:
    """What IAM checks the action on: `own` if it knows the like, else something of our name, or anything."""
    service, name = action.lower().split(":")
    known = _reference().get(service, {"Actions": {}, "Resources": {}})
    if name not in known["Actions"]:
        return [own]  # a schema says something that IAM has no word for
    kinds = known["Actions"][name].get("Resources", [])
    formats = [one for kind in kinds for one in known["Resources"].get(kind, {}).get("ARNFormats", [])]
    written = [re.sub(r"\$\{(\w+)\}", lambda found: _FILLED.get(found[1], ".*"), one) for one in formats]
    if own and any(re.fullmatch(one, own) for one in written):
        return [own]
    ours = "/aws/lambda/receipts-dev-some" if service == "logs" else "receipts-dev-some"
    return [one.replace(".*", ours) for one in written] or ["*"]


_FILLED: Final = {"Partition": "aws", "Region": REGION, "Account": ACCOUNT}

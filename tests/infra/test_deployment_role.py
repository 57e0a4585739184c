"""CloudFormationRole can make every resource of the tree under its name, and hand out its roles."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from deployment.cloudformation import _CAPABILITIES
from tests.infra.children import ACCOUNT, REGION, ROOT, Stack, as_list, stack, statements
from tests.infra.rules import NAMES
from tests.infra.system import ON_THEIR_OWN, the_system

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
    "AWS::CloudTrail::Trail": ("CreateTrail", ANYTHING),
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
    "AWS::KMS::Key": ("CreateKey", ANYTHING),
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
    "AWS::Logs::LogGroup": ("CreateLogGroup", ANYTHING),
    "AWS::Logs::MetricFilter": ("PutMetricFilter", ANYTHING),
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
    "AWS::SecretsManager::Secret": ("CreateSecret", ANYTHING),
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


@pytest.fixture(scope="module")
def tree() -> list[Stack]:
    """Every stack that this role makes, in dev and in production."""
    system = the_system()
    with_zone = system.deployed(DomainName="receipts.example.com", HostedZoneId="Z123")
    deployments = (system.dev, system.prod, with_zone)
    return [one for each in deployments for name, one in each.items() if name not in ON_THEIR_OWN]


@pytest.fixture(scope="module")
def rights() -> list[dict[str, Any]]:
    return statements(stack("bootstrap").properties("CloudFormationRole")["Policies"])


def matches(value: str, patterns: object) -> bool:
    return any(fnmatchcase(value, str(one)) for one in as_list(patterns))


def is_allowed(rights: list[dict[str, Any]], action: str, on: str) -> bool:
    """Conditions aside: those that limit regions, policies and services are tested by themselves."""
    asked = action.lower()  # IAM tells no case in the names of actions
    fitting = [
        one
        for one in rights
        if matches(asked, [str(name).lower() for name in as_list(one["Action"])])
        and matches(on, one["Resource"])
    ]
    return {one["Effect"] for one in fitting} == {"Allow"}


def made(tree: list[Stack]) -> Iterator[tuple[str, str]]:
    """Type and name of every resource; CloudFormation begins the names it makes up with the stack's."""
    for one in tree:
        for logical_id, resource in one.resources.items():
            kind, properties = resource["Type"], resource.get("Properties", {})
            own = properties.get("Budget", properties).get(NAMES.get(kind, ""))
            yield kind, own or f"receipts-dev-{logical_id}-1ABCDEFGHIJKL"


def service_of(kind: str) -> str:
    service = kind.split("::")[1]
    return SERVICES.get(service, service.lower())


def arn_of(kind: str, name: str) -> str:
    return MAKES[kind][1].format(name=name, service=service_of(kind))


def test_the_role_can_make_every_resource_under_its_name(
    tree: list[Stack], rights: list[dict[str, Any]]
) -> None:
    refused = set()
    for kind, name in made(tree):
        call, _ = MAKES[kind]
        if not is_allowed(rights, f"{service_of(kind)}:{call}", arn_of(kind, name)):
            refused.add((kind, name))
    assert not refused


def test_the_role_tags_what_it_makes(tree: list[Stack], rights: list[dict[str, Any]]) -> None:
    """CloudFormation puts its own tags on whatever takes some. What it needs for that, its schemas say."""
    refused = set()
    for kind, name in made(tree):
        if kind.startswith("AWS::"):
            tagging = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema.get("tagging", {})
            for action in tagging.get("permissions", []):
                if not is_allowed(rights, action, arn_of(kind, name)):
                    refused.add((kind, action))
    assert not refused


def test_the_table_names_no_type_that_is_gone(tree: list[Stack]) -> None:
    assert {kind for kind, _ in made(tree)} == MAKES.keys()


def test_the_role_attaches_the_policies_that_the_tree_attaches_and_no_others(
    tree: list[Stack], rights: list[dict[str, Any]]
) -> None:
    (known,) = [one for one in rights if "iam:AttachRolePolicy" in as_list(one["Action"])]
    ours, *of_aws = known["Condition"]["ArnEquals"]["iam:PolicyARN"]
    assert ours == f"arn:aws:iam::{ACCOUNT}:policy/receipts-*"
    attached = {
        policy
        for one in tree
        for role in one.of_type("AWS::IAM::Role").values()
        for policy in role.get("ManagedPolicyArns", [])
    }
    made_here = {f"<{name}>" for one in tree for name in one.of_type("AWS::IAM::ManagedPolicy")}
    assert set(of_aws) == attached - made_here


def test_the_role_hands_out_roles_to_the_services_that_take_them_and_to_no_others(
    tree: list[Stack], rights: list[dict[str, Any]]
) -> None:
    (handing,) = [one for one in rights if one["Action"] == "iam:PassRole"]
    trusted = {
        service
        for one in tree
        for role in one.of_type("AWS::IAM::Role").values()
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
        for service in as_list(statement["Principal"].get("Service", []))
    }
    assert set(handing["Condition"]["StringEqualsIfExists"]["iam:PassedToService"]) == trusted


@pytest.mark.parametrize("role", ["DeployRole", "CloudFormationRole"])
def test_sam_may_be_expanded_in_the_root_and_in_the_nested_application(role: str) -> None:
    of_role = statements(stack("bootstrap").properties(role)["Policies"])
    transform = f"arn:aws:cloudformation:{REGION}:aws:transform/Serverless-2016-10-31"
    assert is_allowed(of_role, "cloudformation:CreateChangeSet", transform)


def test_who_deploys_agrees_to_roles_and_to_nested_transforms() -> None:
    """Roles have no names of their own, so CAPABILITY_IAM is enough; bootstrap names its two."""
    wanted = {"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}
    assert wanted <= set(_CAPABILITIES)
    configured = (ROOT / "samconfig.toml").read_text().count('["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]')
    assert configured == 3


def test_the_tree_names_no_role(tree: list[Stack]) -> None:
    roles = [one for each in tree for one in each.of_type("AWS::IAM::Role").values()]
    assert not [one for one in roles if "RoleName" in one]


def test_no_template_edits_the_roles_that_deploy(rights: list[dict[str, Any]]) -> None:
    """By a slip. It can still make a role with more rights, as docs/adr/0010 says."""
    for role in ("receipts-deploy-ap-northeast-2", "receipts-cloudformation-ap-northeast-2"):
        assert not is_allowed(rights, "iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/{role}")
    assert not is_allowed(rights, "iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/somebody-elses")
    assert not is_allowed(rights, "sqs:DeleteQueue", f"arn:aws:sqs:{REGION}:{ACCOUNT}:somebody-elses")

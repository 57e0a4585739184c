"""The rules of who deploys: all that a deployment calls is allowed, nothing that would make more of it is."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from moto.iam.aws_managed_policies import aws_managed_policies_data

from infra.system import System
from infra.templates import ACCOUNT, REGION, Stack, as_list, made_of, statements
from tests.infra.attacks import ATTACKS, OF_A_ROLE, TOKENS, TRUSTED
from tests.infra.calls import (
    BOUNDARY,
    IAM,
    ITSELF,
    calls_of_handlers,
    calls_that_make,
    deployments,
    objects_of,
    real,
)
from tests.infra.iam import Call, Statement, is_allowed, matches, may_assume
from tests.infra.rules import Rule

SECRET: Final = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret"
ARTIFACTS: Final = f"arn:aws:s3:::receipts-artifacts-{ACCOUNT}-{REGION}"
REGISTRY: Final = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/receipts"
STACK: Final = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack"
TRANSFORM: Final = f"arn:aws:cloudformation:{REGION}:aws:transform/Serverless-2016-10-31"
OUTSIDE: Final = {
    "<ApiRepositoryArn>": f"{REGISTRY}/api",
    "<ApiRepository.Arn>": f"{REGISTRY}/api",
    "<ParserRepository.Arn>": f"{REGISTRY}/parser",
    "<ArtifactBucket.Arn>": ARTIFACTS,
    "<CloudFormationRole.Arn>": ITSELF,
    "<RolesBoundary>": BOUNDARY,
    "<SlackSecretArn>": f"{SECRET}:receipts-dev/slack-AbCdEf",
    "<Database.MasterUserSecret.SecretArn>": f"{SECRET}:rds!db-0123-AbCdEf",
}
"""What a placeholder stands for that is no resource of the tree."""
NEVER_CALLED: Final = {
    ("AWS::CertificateManager::Certificate", "acm-pca:*"): "the certificate is of no private authority",
    ("AWS::CloudFront::VpcOrigin", "sts:AssumeRole"): "it is CloudFront that takes its own role",
    ("AWS::CloudTrail::Trail", "iam:CreateServiceLinkedRole"): "for the trail of an organisation",
    ("AWS::CloudTrail::Trail", "organizations:*"): "for the trail of an organisation",
    ("AWS::DynamoDB::Table", "iam:CreateServiceLinkedRole"): "for copies in other regions, and scaling",
    ("AWS::DynamoDB::Table", "kinesis:*"): "no table tells its changes to a stream",
    ("AWS::EC2::FlowLog", "autoscaling:DescribeTags"): "it watches a network, no group of instances",
    ("AWS::EC2::FlowLog", "iam:CreateServiceLinkedRole"): "for delivery to S3; ours has a role of its own",
    ("AWS::EC2::VPCEndpoint", "vpc-lattice:*"): "no endpoint leads to a service network",
    ("AWS::EC2::VPCEndpoint", "vpce:AllowMultiRegion"): "none leads to another region",
    ("AWS::ECS::Cluster", "ecs:PutAccountSetting*"): "what holds for the whole account is no template's",
    ("AWS::ElasticLoadBalancingV2::Listener*", "cognito-idp:*"): "the API knows its callers by their keys",
    ("AWS::IAM::ManagedPolicy", "iam:*GroupPolicy"): "policies are for roles, there are no groups",
    ("AWS::IAM::ManagedPolicy", "iam:*UserPolicy"): "policies are for roles, there are no users",
    ("AWS::IAM::Role", "iam:DeleteRolePermissionsBoundary"): "no role is without it",
    ("AWS::KMS::Key", "kms:DisableKey"): "no key is made disabled, and none is disabled later",
    ("AWS::KMS::Key", "kms:ScheduleKeyDeletion"): "keys outlive their stacks, or say otherwise in a tag",
    ("AWS::Lambda::Function", "elasticfilesystem:*"): "no function mounts a file system",
    ("AWS::Lambda::Function", "lambda:PassCapacityProvider"): "functions run on Lambda's own machines",
    ("AWS::Lambda::Function", "s3files:*"): "no function mounts a file system",
    ("AWS::Logs::LogGroup", "firehose:*"): "no log is delivered to a stream",
    ("AWS::Logs::LogGroup", "s3:REST.PUT.OBJECT"): "no action of IAM",
    ("AWS::S3::Bucket", "s3tables:*"): "no bucket keeps tables of its metadata",
    ("AWS::WAFv2::LoggingConfiguration", "firehose:*"): "the log goes to CloudWatch",
    ("AWS::WAFv2::LoggingConfiguration", "iam:CreateServiceLinkedRole"): "for delivery to a stream",
    ("AWS::WAFv2::LoggingConfiguration", "iam:DescribeOrganization"): "no action of IAM",
    ("AWS::WAFv2::WebACL", "payments:*"): "no rule sells access",
    ("AWS::WAFv2::WebACLAssociation", "amplify:*"): "the firewall stands before a load balancer",
    ("AWS::WAFv2::WebACLAssociation", "apigateway:*"): "the firewall stands before a load balancer",
    ("AWS::WAFv2::WebACLAssociation", "apprunner:*"): "the firewall stands before a load balancer",
    ("AWS::WAFv2::WebACLAssociation", "appsync:*"): "the firewall stands before a load balancer",
    ("AWS::WAFv2::WebACLAssociation", "bedrock-agentcore:*"): "the firewall stands before a load balancer",
    ("AWS::WAFv2::WebACLAssociation", "cognito-idp:*"): "the firewall stands before a load balancer",
}
"""Type and action: why its handler does not call it for us."""


def bootstrap(system: System) -> Stack:
    granted = ",".join(TRUSTED)
    return made_of("bootstrap", system.templates["bootstrap"], {"GitHubSubjects": granted})


def outside(node: object) -> Any:  # noqa: ANN401 - whatever a template says
    text = json.dumps(node)
    for placeholder, arn in OUTSIDE.items():
        text = text.replace(placeholder, arn)
    return json.loads(text)


def rights_of(system: System, role: str) -> list[Statement]:
    return [*statements(outside(bootstrap(system).properties(role)["Policies"]))]


def boundary_of(system: System) -> list[Statement]:
    return [*statements(outside(bootstrap(system).properties("RolesBoundary")))]


def a_deployment_may_do_what_it_does(system: System) -> Iterator[str]:
    rights = rights_of(system, "CloudFormationRole")
    for stacks in deployments(system):
        for call in (*calls_that_make(stacks), Call("cloudformation:CreateChangeSet", TRANSFORM)):
            if not is_allowed(call, rights):
                yield f"refused: {call}"


def handlers_may_do_what_their_schemas_say(system: System) -> Iterator[str]:
    for kind, action in refused_to_handlers(system):
        if not any(is_spared(kind, action, *one) for one in NEVER_CALLED):
            yield f"{kind} needs {action}"


def refused_to_handlers(system: System) -> set[tuple[str, str]]:
    rights = rights_of(system, "CloudFormationRole")
    return {
        (kind, calls[0].action)
        for stacks in deployments(system)
        for kind, calls in calls_of_handlers(stacks)
        if not any(is_allowed(one, rights) for one in calls)
    }


def asked_by_handlers(system: System) -> set[tuple[str, str]]:
    return {
        (kind, calls[0].action) for stacks in deployments(system) for kind, calls in calls_of_handlers(stacks)
    }


def is_spared(kind: str, action: str, kinds: str, actions: str) -> bool:
    return matches(kind, kinds) and matches(action, actions)


def who_deploys_may_do_what_make_and_sam_do(system: System) -> Iterator[str]:
    """The first deployment of an environment, a later one, and what tells of a failure."""
    rights = rights_of(system, "DeployRole")
    for call in calls_of_make():
        if not is_allowed(call, rights):
            yield f"refused: {call}"


def calls_of_make() -> Iterator[Call]:
    ours = f"{STACK}/receipts-dev/0123"
    for name in ("CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet", "DescribeStacks"):
        yield Call(f"cloudformation:{name}", ours)
    for name in (
        "DescribeStackEvents",
        "DescribeEvents",
        "ListStackResources",
        "DeleteStack",
        "CancelUpdateStack",
    ):
        yield Call(f"cloudformation:{name}", ours)
    yield Call("cloudformation:DescribeStacks", f"{STACK}/receipts-bootstrap/0123")
    second = STACK.replace(REGION, "ap-northeast-1")
    yield Call("cloudformation:DescribeStacks", f"{second}/receipts-prod-second-region/0123")
    yield Call("cloudformation:CreateChangeSet", TRANSFORM)
    yield Call("iam:PassRole", ITSELF, {"iam:PassedToService": "cloudformation.amazonaws.com"})
    yield Call("secretsmanager:DescribeSecret", f"{SECRET}:receipts-dev/slack-AbCdEf")
    yield Call("s3:ListBucket", f"arn:aws:s3:::receipts-dev-{ACCOUNT}-{REGION}")  # HeadBucket
    yield Call("s3:PutBucketNotification", f"arn:aws:s3:::receipts-dev-{ACCOUNT}-{REGION}")  # of a kept one
    yield Call("s3:ListBucket", ARTIFACTS)
    yield Call("s3:PutObject", f"{ARTIFACTS}/0123.template")
    yield Call("ecr:GetAuthorizationToken")
    for name in ("InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage"):
        yield Call(f"ecr:{name}", f"{REGISTRY}/parser")
    yield Call("ecs:DescribeTasks", f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/receipts-dev/0123")
    ours = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
    yield Call("ecs:ListServiceDeployments", f"{ours}:service/receipts-dev/api")
    for name in ("DescribeServiceDeployments", "StopServiceDeployment"):
        yield Call(f"ecs:{name}", f"{ours}:service-deployment/receipts-dev/api/0123")


def every_role_is_within_the_boundary(system: System) -> Iterator[str]:
    name = bootstrap(system).properties("RolesBoundary")["ManagedPolicyName"]
    if f"{IAM}:policy/{name}" != BOUNDARY:
        yield f"roles name {BOUNDARY}, and bootstrap makes {name}"
    for stacks in deployments(system):
        for stack in stacks:
            for role, properties in stack.of_type("AWS::IAM::Role").items():
                if properties.get("PermissionsBoundary") != BOUNDARY:
                    yield f"{role} has no boundary"


def the_boundary_takes_nothing_that_a_role_needs(system: System) -> Iterator[str]:
    """What a role may do by its policies, it may still do within the boundary."""
    boundary = boundary_of(system)
    for stacks in deployments(system):
        for role, call in calls_of_roles(stacks):
            if not is_allowed(call, [{"Effect": "Allow", "Action": "*", "Resource": "*"}], boundary):
                yield f"{role} may not: {call}"


def calls_of_roles(stacks: list[Stack]) -> Iterator[tuple[str, Call]]:
    ours = {
        f"<{name}>": policy
        for one in stacks
        for name, policy in one.of_type("AWS::IAM::ManagedPolicy").items()
    }
    for stack in stacks:
        for role, properties in stack.of_type("AWS::IAM::Role").items():
            attached = [ours.get(one) or _of_aws(one) for one in properties.get("ManagedPolicyArns", [])]
            policies = outside(real(stacks, [properties.get("Policies", []), attached]))
            for one in statements(policies):
                if one["Effect"] == "Allow":
                    yield from ((role, call) for call in _calls_by(one))


@cache
def _of_aws(arn: str) -> Any:  # noqa: ANN401 - a policy's document
    """A policy of AWS's, by its ARN; they come with moto."""
    return json.loads(aws_managed_policies_data)[arn.rpartition("/")[2]]["Document"]


def _calls_by(statement: Statement) -> Iterator[Call]:
    """One for each action and resource; a star becomes something with our name where we decide."""
    told = {"aws:ResourceAccount": ACCOUNT, **statement.get("Condition", {}).get("StringEquals", {})}
    for action in as_list(statement["Action"]):
        for resource in as_list(statement["Resource"]):
            for each in objects_of(action) if resource == "*" else [_one_of(resource)]:
                yield Call(action, each, told)


def _one_of(pattern: str) -> str:
    assert "<" not in pattern, f"nobody knows what {pattern} is"
    head = pattern.split(":", 5)
    region, account = (
        given.replace("*", fill) for given, fill in zip(head[3:5], (REGION, ACCOUNT), strict=True)
    )
    return ":".join([*head[:3], region, account, head[5].replace("*", "some")])


def attacks_are_refused(system: System) -> Iterator[str]:
    for attacker, calls in ATTACKS.items():
        rights = rights_of(system, attacker)
        yield from (f"{attacker}: {call}" for call in calls if is_allowed(call, rights))


def a_role_of_any_content_stays_within_the_boundary(system: System) -> Iterator[str]:
    everything = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    boundary = boundary_of(system)
    yield from (f"any role: {call}" for call in OF_A_ROLE if is_allowed(call, everything, boundary))


def of_github_only_jobs_of_our_environments_deploy(system: System) -> Iterator[str]:
    trust = bootstrap(system).properties("DeployRole")["AssumeRolePolicyDocument"]
    for claims, is_ours in _tokens():
        told = {f"token.actions.githubusercontent.com:{key}": value for key, value in claims.items()}
        provider = {"Federated": f"{IAM}:oidc-provider/token.actions.githubusercontent.com"}
        if may_assume(trust, "sts:AssumeRoleWithWebIdentity", provider, told) != is_ours:
            yield f"{'refused' if is_ours else 'admitted'}: {claims}"


def _tokens() -> Iterator[tuple[dict[str, str], bool]]:
    audience = "sts.amazonaws.com"
    yield from (({"sub": one, "aud": audience}, True) for one in TRUSTED)
    yield from (({"sub": one, "aud": audience}, False) for one in TOKENS)
    yield from (({"sub": one, "aud": "https://github.com/acme"}, False) for one in TRUSTED)
    yield {"aud": audience}, False


DEPLOYER: Sequence[Rule] = (
    a_deployment_may_do_what_it_does,
    handlers_may_do_what_their_schemas_say,
    who_deploys_may_do_what_make_and_sam_do,
    every_role_is_within_the_boundary,
    the_boundary_takes_nothing_that_a_role_needs,
    attacks_are_refused,
    a_role_of_any_content_stays_within_the_boundary,
    of_github_only_jobs_of_our_environments_deploy,
)

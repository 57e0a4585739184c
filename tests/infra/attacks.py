"""What somebody would try who deploys, or who writes a template, or who has a repository of their own."""

from typing import Final

from deployment.bootstrap import subjects
from infra.templates import ACCOUNT, REGION
from tests.infra.calls import BOUNDARY, HERE, IAM, ITSELF
from tests.infra.iam import Call

DEPLOYER: Final = f"{IAM}:role/receipts-deploy-{REGION}"
IN_TOKYO: Final = f"{IAM}:role/receipts-cloudformation-ap-northeast-1"
OURS: Final = f"{IAM}:role/receipts-dev-Convenient-1ABCDEFGHIJKL"
ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
BOOTSTRAP: Final = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/receipts-bootstrap/0123"

WITHIN: Final = {"iam:PermissionsBoundary": BOUNDARY}
WITHOUT_BOUNDARY: Final = (
    Call("iam:CreateRole", OURS),
    Call("iam:CreateRole", OURS, {"iam:PermissionsBoundary": ADMINISTRATOR}),
    Call("iam:CreateRole", OURS, {"iam:PermissionsBoundary": f"{IAM}:policy/receipts-dev-Wide-1ABC"}),
    Call("iam:CreateRole", f"{IAM}:role/administrator", WITHIN),
    Call("iam:PutRolePolicy", OURS),
    Call("iam:PutRolePolicy", f"{IAM}:role/somebody-elses", WITHIN),
    Call("iam:AttachRolePolicy", OURS, {"iam:PolicyARN": f"{IAM}:policy/receipts-dev-Wide-1ABC"}),
    Call("iam:AttachRolePolicy", OURS, {**WITHIN, "iam:PolicyARN": ADMINISTRATOR}),
    Call("iam:PutRolePermissionsBoundary", OURS, {"iam:PermissionsBoundary": ADMINISTRATOR}),
    Call("iam:DeleteRolePermissionsBoundary", OURS, WITHIN),
    Call("iam:DeleteRolePermissionsBoundary", OURS),
)
EDIT_THE_BOUNDARY: Final = tuple(
    Call(f"iam:{action}", policy)
    for action in ("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy")
    for policy in (BOUNDARY, BOUNDARY.replace(REGION, "ap-northeast-1"), f"{IAM}:policy/somebody-elses")
)
EDIT_WHO_DEPLOYS: Final = tuple(
    Call(f"iam:{action}", role, {**WITHIN, "iam:PolicyARN": f"{IAM}:policy/receipts-dev-Wide-1ABC"})
    for action in (
        "PutRolePolicy",
        "AttachRolePolicy",
        "DeleteRolePolicy",
        "UpdateAssumeRolePolicy",
        "DeleteRole",
    )
    for role in (ITSELF, IN_TOKYO, DEPLOYER)
)
PASS_A_ROLE: Final = (
    Call("iam:PassRole", ITSELF, {"iam:PassedToService": "lambda.amazonaws.com"}),
    Call("iam:PassRole", ITSELF),
    Call("iam:PassRole", IN_TOKYO, {"iam:PassedToService": "cloudformation.amazonaws.com"}),
    Call("iam:PassRole", DEPLOYER, {"iam:PassedToService": "lambda.amazonaws.com"}),
    Call("iam:PassRole", DEPLOYER, {"iam:PassedToService": "cloudformation.amazonaws.com"}),
    Call("iam:PassRole", OURS, {"iam:PassedToService": "ec2.amazonaws.com"}),
    Call("iam:PassRole", OURS, {"iam:PassedToService": "cloudformation.amazonaws.com"}),
    Call("iam:PassRole", f"{IAM}:role/somebody-elses", {"iam:PassedToService": "lambda.amazonaws.com"}),
)
BECOME_SOMEBODY_ELSE: Final = (
    Call("iam:CreateUser", f"{IAM}:user/receipts-me"),
    Call("iam:CreateAccessKey", f"{IAM}:user/administrator"),
    Call("iam:CreateLoginProfile", f"{IAM}:user/administrator"),
    Call("iam:AttachUserPolicy", f"{IAM}:user/receipts-me", {"iam:PolicyARN": ADMINISTRATOR}),
    Call("iam:CreateOpenIDConnectProvider", f"{IAM}:oidc-provider/example.com"),
    Call("iam:CreateServiceLinkedRole", f"{IAM}:role/aws-service-role/sso.amazonaws.com/its-own"),
    Call("sts:AssumeRole", DEPLOYER),
    Call("sts:AssumeRole", f"{IAM}:role/OrganizationAccountAccessRole"),
    Call("organizations:LeaveOrganization", "*", HERE),
)
IN_THE_SECOND_REGION: Final = BOOTSTRAP.replace("receipts-bootstrap", "receipts-prod-second-region")
END_WHAT_MADE_IT: Final = tuple(
    Call(f"cloudformation:{action}", stack, HERE)
    for action in ("CreateChangeSet", "ExecuteChangeSet", "DeleteStack", "UpdateStack", "SetStackPolicy")
    for stack in (
        BOOTSTRAP,
        IN_THE_SECOND_REGION,
        IN_THE_SECOND_REGION.replace(REGION, "ap-northeast-1"),
        BOOTSTRAP.replace("receipts-bootstrap", "somebody-elses"),
    )
)
STOP_RECORDING: Final = tuple(
    Call(f"cloudtrail:{action}", f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/somebody-elses", HERE)
    for action in ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")
)
END_A_KEY: Final = tuple(
    Call(f"kms:{action}", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123", HERE)
    for action in ("ScheduleKeyDeletion", "DisableKey", "DeleteImportedKeyMaterial")
)
TAKE_A_KEY: Final = tuple(
    Call(f"kms:{action}", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123", {**HERE, **tags})
    for action in ("PutKeyPolicy", "ReplicateKey")
    for tags in ({}, {"aws:ResourceTag/Project": "payroll"})
)
TAKE_OVER: Final = Call(
    "cloudformation:CreateChangeSet",
    BOOTSTRAP.replace("receipts-bootstrap", "receipts-dev"),
    {"cloudformation:ImportResourceTypes": "AWS::KMS::Key"},
)
ATTACKS: Final = {
    "CloudFormationRole": (
        *WITHOUT_BOUNDARY,
        *EDIT_THE_BOUNDARY,
        *EDIT_WHO_DEPLOYS,
        *PASS_A_ROLE,
        *BECOME_SOMEBODY_ELSE,
        *END_WHAT_MADE_IT,
        *STOP_RECORDING,
        *END_A_KEY,
        *TAKE_A_KEY,
        Call("sqs:DeleteQueue", f"arn:aws:sqs:{REGION}:{ACCOUNT}:somebody-elses", HERE),
        Call("ec2:RunInstances", "*", {"aws:RequestedRegion": "us-east-1"}),
    ),
    "DeployRole": (
        *WITHOUT_BOUNDARY,
        *EDIT_THE_BOUNDARY,
        *EDIT_WHO_DEPLOYS,
        *PASS_A_ROLE,
        *BECOME_SOMEBODY_ELSE,
        Call("iam:CreateRole", OURS, WITHIN),
        Call("sts:AssumeRole", ITSELF),
        *END_WHAT_MADE_IT,
        *STOP_RECORDING,
        *END_A_KEY,
        *TAKE_A_KEY,
        TAKE_OVER,
        Call("s3:PutBucketNotification", "arn:aws:s3:::somebody-elses"),
        Call("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:any"),
        Call("s3:GetObject", f"arn:aws:s3:::receipts-prod-{ACCOUNT}-{REGION}/uploads/1.jpg"),
        Call("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:receipts-dev-any"),
        Call("kms:Decrypt", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123"),
    ),
}
"""Who tries: what. All are refused."""

ELSEWHERE: Final = {"aws:ResourceAccount": "999999999999"}
HOME: Final = {"aws:ResourceAccount": ACCOUNT}
COPIES: Final = f"arn:aws:s3:::receipts-prod-{ACCOUNT}-ap-northeast-1/uploads/1.jpg"
OF_A_ROLE: Final = (
    *WITHOUT_BOUNDARY,
    *EDIT_THE_BOUNDARY,
    *EDIT_WHO_DEPLOYS,
    *PASS_A_ROLE,
    *BECOME_SOMEBODY_ELSE,
    Call("iam:CreateRole", OURS, WITHIN),
    Call("iam:PassRole", OURS, {"iam:PassedToService": "lambda.amazonaws.com"}),
    *END_WHAT_MADE_IT,
    *STOP_RECORDING,
    *END_A_KEY,
    Call("cloudtrail:StopLogging", f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/receipts-prod"),
    Call("dynamodb:Query", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/somebody-elses"),
    Call("ec2:RunInstances"),
    Call("ec2:AuthorizeSecurityGroupIngress", f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/sg-1"),
    Call("kms:Decrypt", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123"),
    Call("lambda:UpdateFunctionCode", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:receipts-dev-any"),
    Call("logs:DeleteLogGroup", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/receipts/prod/api"),
    Call("rds:ModifyDBInstance", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:receipts-prod"),
    Call("s3:GetObject", "arn:aws:s3:::somebody-elses/secret", ELSEWHERE),
    *(
        Call(f"s3:{action}", "arn:aws:s3:::receipts-of-somebody-else/1.jpg", told)
        for action in ("PutObject", "ReplicateObject", "GetObject")
        for told in (ELSEWHERE, {})
    ),
    Call("s3:DeleteObjectVersion", COPIES, HOME),
    Call("s3:DeleteObjectVersion", COPIES.replace("ap-northeast-1", REGION), ELSEWHERE),
    Call("s3:PutBucketPolicy", f"arn:aws:s3:::receipts-prod-{ACCOUNT}-{REGION}"),
    Call("s3:PutLifecycleConfiguration", f"arn:aws:s3:::receipts-prod-{ACCOUNT}-{REGION}"),
    Call("secretsmanager:PutSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:any"),
)
"""What a role that a template makes is refused, even if its own policy allows everything."""

REPOSITORY: Final = "acme@1001/receipts@2002"
TRUSTED: Final = subjects(REPOSITORY, "prod", subjects(REPOSITORY, "staging", "")).split(",")
JOB: Final = ":environment:prod"
TOKENS: Final = (
    f"repo:acme@1001/receipts@2002{JOB}x",
    "repo:acme@1001/receipts@2002:environment:dev",  # not bootstrapped for
    "repo:acme@1001/receipts@2002:environment:Prod",
    "repo:acme@1001/receipts@2002:environment:*",
    "repo:acme@1001/receipts@2002:pull_request",
    "repo:acme@1001/receipts@2002:ref:refs/heads/main",
    f"repo:acme@1001/receipts@2002:ref:refs/heads/x{JOB}",
    f"repo:acme@1001/receipts@20022{JOB}",
    f"repo:acme@1001/receipts-evil@2003{JOB}",
    f"repo:acme@1001/other@2004{JOB}",
    f"repo:acme@1001x/receipts@2002{JOB}",
    f"repo:evil@6006/receipts@7007{JOB}",  # a fork
    f"repo:acme@6006/receipts@7007{JOB}",  # the same names, registered again after we gave them up
    f"repo:acme/receipts{JOB}",  # a form that this repository does not use
    "",
)
"""Subjects that GitHub signs for others, or for other jobs of ours."""

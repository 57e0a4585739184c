"""Who deploys can do all of it, and nothing to become more; each fault of the roles is noticed."""

from functools import partial

import pytest

from deployment.bootstrap import SERVICE_ROLES
from deployment.cloudformation import CAPABILITIES
from infra.system import the_system
from infra.templates import NOTIFIER, ROOT, SYSTEM, Stack, as_list, statements
from tests.infra import deployer
from tests.infra.calls import BOUNDARY, HERE, MAKES, SERVICE_LINKED, deployments, made
from tests.infra.deployer import DEPLOYER, NEVER_CALLED
from tests.infra.faults import Body, Fault, properties, statement
from tests.infra.iam import Call, is_allowed
from tests.infra.rules import Rule

WHOLE = the_system()
CLOUDFORMATION = "CloudFormationRole"


@pytest.mark.parametrize("rule", DEPLOYER, ids=lambda rule: rule.__name__)
def test_a_rule_holds(rule: Rule) -> None:
    assert sorted(set(rule(WHOLE))) == []


def by_sid(body: Body, sid: str) -> Body:
    (found,) = [one for one in statements(body["Resources"]) if one.get("Sid") == sid]
    return found


def without(sid: str, body: Body) -> None:
    """As if the statement had never been written."""
    by_sid(body, sid).update(Effect="Deny", Action="nothing:Nothing", Resource="arn:nothing")
    by_sid(body, sid).pop("NotAction", None)


def changed(sid: str, body: Body, **fields: object) -> None:
    by_sid(body, sid).update(fields)


def without_action(sid: str, action: str, body: Body) -> None:
    actions = as_list(by_sid(body, sid)["Action"])
    by_sid(body, sid)["Action"] = [one for one in actions if one != action]


def with_action(sid: str, action: str, body: Body) -> None:
    by_sid(body, sid)["Action"] = [*as_list(by_sid(body, sid)["Action"]), action]


def unbounded(resource: str, body: Body) -> None:
    del properties(body, resource)["PermissionsBoundary"]


def forget_the_boundary_of_functions(body: Body) -> None:
    del body["Globals"]["Function"]["PermissionsBoundary"]


def deny_all_of_iam_on_itself(body: Body) -> None:
    """As it was: no stack can be nested."""
    by_sid(body, "NotItself")["Action"] = "iam:*"
    by_sid(body, "NotItself").pop("NotAction")


def admit_any_subject(body: Body) -> None:
    condition = by_sid(body, "JobsOfOurEnvironments")["Condition"]
    condition["StringLike"] = {"token.actions.githubusercontent.com:sub": "repo:acme@1001/receipts@2002*"}
    del condition["StringEquals"]["token.actions.githubusercontent.com:sub"]


def admit_the_branch(body: Body) -> None:
    """As it was: a job with `environment:` never comes with this subject."""
    condition = by_sid(body, "JobsOfOurEnvironments")["Condition"]["StringEquals"]
    condition["token.actions.githubusercontent.com:sub"] = "repo:acme@1001/receipts@2002:ref:refs/heads/main"


def admit_any_audience(body: Body) -> None:
    condition = by_sid(body, "JobsOfOurEnvironments")["Condition"]["StringEquals"]
    del condition["token.actions.githubusercontent.com:aud"]


def let_a_role_do_what_the_boundary_does_not_know(body: Body) -> None:
    policies = properties(body, "ReceiptReconcilerFunction")["Policies"]
    policies[-1]["Statement"].append(statement(Action="ses:SendEmail", Resource="*"))


def name_a_topic_as_others_do(body: Body) -> None:
    body["Resources"]["Topic"] = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "somebody-elses"}}


NO_NESTING = deployer.a_deployment_may_do_what_it_does
HANDLERS = deployer.handlers_may_do_what_their_schemas_say
MAKE = deployer.who_deploys_may_do_what_make_and_sam_do
BOUNDED = deployer.every_role_is_within_the_boundary
FITS = deployer.the_boundary_takes_nothing_that_a_role_needs
ATTACKS = deployer.attacks_are_refused
ANY_ROLE = deployer.a_role_of_any_content_stays_within_the_boundary
TOKENS = deployer.of_github_only_jobs_of_our_environments_deploy
FAULTS: dict[str, Fault] = {
    "no stack can be nested": Fault("bootstrap", deny_all_of_iam_on_itself, NO_NESTING),
    "nobody passes the role on": Fault("bootstrap", partial(without, "NestStacks"), NO_NESTING),
    "roles for other services alone": Fault(
        "bootstrap",
        partial(
            changed, "NestStacks", Condition={"StringEquals": {"iam:PassedToService": "ecs.amazonaws.com"}}
        ),
        NO_NESTING,
    ),
    "roles cannot be made": Fault(
        "bootstrap", partial(without_action, "RolesWithinTheBoundary", "iam:CreateRole"), NO_NESTING
    ),
    "a name that is not ours": Fault("alarms", name_a_topic_as_others_do, NO_NESTING),
    "no bill to count": Fault("bootstrap", partial(without, "WhatABudgetCounts"), HANDLERS),
    "no roles to look through": Fault(
        "bootstrap", partial(without_action, "LookAround", "iam:ListRoles"), HANDLERS
    ),
    "no zones to look through": Fault(
        "bootstrap", partial(without_action, "LookAround", "route53:ListHostedZones"), HANDLERS
    ),
    "no boundary for a role that stands": Fault(
        "bootstrap",
        partial(without_action, "RolesWithinTheBoundary", "iam:PutRolePermissionsBoundary"),
        HANDLERS,
    ),
    "no role for ECS": Fault("bootstrap", partial(without, "RolesThatServicesOwn"), HANDLERS),
    "a first deployment that asks in vain": Fault("bootstrap", partial(without, "FirstDeployment"), MAKE),
    "a kept bucket that announces nothing": Fault("bootstrap", partial(without, "KeptBucketAnnounces"), MAKE),
    "a rollout that nobody can stop": Fault(
        "bootstrap", partial(without_action, "SayWhyItFailed", "ecs:StopServiceDeployment"), MAKE
    ),
    "a role without a boundary": Fault("api_service", partial(unbounded, "TaskRole"), BOUNDED),
    "functions without a boundary": Fault(SYSTEM, forget_the_boundary_of_functions, BOUNDED),
    "a notifier without a boundary": Fault(NOTIFIER, partial(unbounded, "AlarmNotifierFunction"), BOUNDED),
    "a boundary of another name": Fault(
        "bootstrap",
        lambda body: properties(body, "RolesBoundary").update(ManagedPolicyName="receipts-limit"),
        BOUNDED,
    ),
    "a boundary without photos": Fault("bootstrap", partial(without, "OurData"), FITS),
    "a boundary without keys": Fault("bootstrap", partial(without, "KeysThroughTheirServices"), FITS),
    "a boundary without logs": Fault("bootstrap", partial(without, "OurLogs"), FITS),
    "a right that the boundary does not know": Fault(
        SYSTEM, let_a_role_do_what_the_boundary_does_not_know, FITS
    ),
    "a boundary that anybody edits": Fault(
        "bootstrap", lambda body: by_sid(body, "NotItself")["Resource"].pop(), ATTACKS
    ),
    "who deploys edits itself": Fault("bootstrap", partial(without, "NotItself"), ATTACKS),
    "its own role for a function": Fault("bootstrap", partial(without, "NestOnly"), ATTACKS),
    "roles without a boundary": Fault(
        "bootstrap", lambda body: by_sid(body, "RolesWithinTheBoundary").pop("Condition"), ATTACKS
    ),
    "policies for roles without a boundary": Fault(
        "bootstrap", lambda body: by_sid(body, "KnownPolicies")["Condition"].pop("StringEquals"), ATTACKS
    ),
    "any policy of AWS's": Fault(
        "bootstrap", lambda body: by_sid(body, "KnownPolicies")["Condition"].pop("ArnEquals"), ATTACKS
    ),
    "a boundary that comes off": Fault(
        "bootstrap", partial(with_action, "OurRoles", "iam:DeleteRolePermissionsBoundary"), ATTACKS
    ),
    "roles for any service": Fault(
        "bootstrap", lambda body: by_sid(body, "HandOutOurRoles").pop("Condition"), ATTACKS
    ),
    "any service's own role": Fault(
        "bootstrap", partial(changed, "RolesThatServicesOwn", Resource="*"), ATTACKS
    ),
    "its own stack": Fault("bootstrap", partial(without, "NotWhatMadeIt"), ATTACKS),
    "what made it, by way of a template": Fault(
        "bootstrap", partial(without, "NoStackOfAdministrators"), ATTACKS
    ),
    "a key that a template ends": Fault("bootstrap", partial(without, "NoKeyIsEnded"), ATTACKS),
    "a key of somebody else's": Fault("bootstrap", partial(without, "KeysOfOthers"), ATTACKS),
    "a stack that takes over what others made": Fault(
        "bootstrap", partial(without, "NothingIsTakenOver"), ATTACKS
    ),
    "a key without its tag": Fault(
        "database", lambda body: properties(body, "DatabaseKey").pop("Tags"), HANDLERS
    ),
    "an update that nobody can cancel": Fault(
        "bootstrap", partial(without_action, "HandInTemplates", "cloudformation:CancelUpdateStack"), MAKE
    ),
    "anybody's trail": Fault("bootstrap", partial(with_action, "NamedByAws", "cloudtrail:*"), ATTACKS),
    "photos for a bucket of another account": Fault(
        "bootstrap", lambda body: by_sid(body, "OurPhotos").pop("Condition"), ANY_ROLE
    ),
    "the copies in the second region": Fault(
        "bootstrap", partial(with_action, "OurPhotos", "s3:DeleteObjectVersion"), ANY_ROLE
    ),
    "old photos of another account": Fault(
        "bootstrap", lambda body: by_sid(body, "OldPhotosOfThisRegion").pop("Condition"), ANY_ROLE
    ),
    "a boundary with IAM in it": Fault(
        "bootstrap", partial(with_action, "WhatKnowsNoName", "iam:*"), ANY_ROLE
    ),
    "a boundary around any bucket": Fault("bootstrap", partial(changed, "OurData", Resource="*"), ANY_ROLE),
    "keys by themselves": Fault(
        "bootstrap", lambda body: by_sid(body, "KeysThroughTheirServices").pop("Condition"), ANY_ROLE
    ),
    "any job of the repository": Fault("bootstrap", admit_any_subject, TOKENS),
    "the branch": Fault("bootstrap", admit_the_branch, TOKENS),
    "tokens for others": Fault("bootstrap", admit_any_audience, TOKENS),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name: str) -> None:
    fault = FAULTS[name]
    assert list(fault.noticed_by(WHOLE.with_fault(fault.template, fault.put_in)))


def test_every_rule_notices_something() -> None:
    assert {one.noticed_by for one in FAULTS.values()} == {*DEPLOYER}


def test_no_excuse_outlives_its_handler() -> None:
    refused = deployer.refused_to_handlers(WHOLE)
    unused = [one for one in NEVER_CALLED if not any(deployer.is_spared(*each, *one) for each in refused)]
    assert not unused


@pytest.fixture(scope="module")
def tree() -> list[Stack]:
    return [stack for stacks in deployments(WHOLE) for stack in stacks]


def test_the_table_names_no_type_that_is_gone(tree: list[Stack]) -> None:
    assert {one.kind for one in made(tree)} == MAKES.keys()


def test_bootstrap_makes_the_roles_that_services_own_but_for_cloudfronts() -> None:
    """CloudFront makes its own when it makes an origin, and is the only one that does so without fail."""
    assert {*SERVICE_ROLES, "vpcorigin.cloudfront.amazonaws.com"} == {*SERVICE_LINKED.values()}


def test_a_key_outlives_its_stack_or_may_be_ended_with_it() -> None:
    """Otherwise a stack could not be deleted."""
    keys = [
        one
        for each in (*deployments(WHOLE), list(WHOLE.prod.values()))
        for stack in each
        for one in stack.resources.values()
        if one["Type"] == "AWS::KMS::Key"
    ]
    rights = deployer.rights_of(WHOLE, CLOUDFORMATION)
    for key in keys:
        tags = {f"aws:ResourceTag/{one['Key']}": one["Value"] for one in key["Properties"].get("Tags", [])}
        may_end = is_allowed(Call("kms:ScheduleKeyDeletion", MAKES[key["Type"]][1], {**HERE, **tags}), rights)
        assert may_end == ("DeletionPolicy" not in key)
        assert key["Properties"].get("Enabled", True)
    assert {key.get("DeletionPolicy") for key in keys} == {"Retain", None}


def test_a_type_that_needs_a_services_own_role_is_known() -> None:
    asking = {
        kind
        for kind, action in deployer.asked_by_handlers(WHOLE)
        if action == "iam:CreateServiceLinkedRole" and (kind, action) not in NEVER_CALLED
    }
    assert asking <= SERVICE_LINKED.keys()


def test_the_role_attaches_the_policies_that_the_tree_attaches_and_no_others(tree: list[Stack]) -> None:
    (known,) = [one for one in deployer.rights_of(WHOLE, CLOUDFORMATION) if one.get("Sid") == "KnownPolicies"]
    _, *of_aws = known["Condition"]["ArnEquals"]["iam:PolicyARN"]
    attached = {
        policy
        for one in tree
        for role in one.of_type("AWS::IAM::Role").values()
        for policy in role.get("ManagedPolicyArns", [])
    }
    assert set(of_aws) == {one for one in attached if one.startswith("arn:aws:iam::aws:")}


def test_the_role_hands_out_roles_to_no_service_that_takes_none(tree: list[Stack]) -> None:
    (handing,) = [
        one for one in deployer.rights_of(WHOLE, CLOUDFORMATION) if one.get("Sid") == "HandOutOurRoles"
    ]
    trusted = {
        service
        for one in tree
        for role in one.of_type("AWS::IAM::Role").values()
        for each in role["AssumeRolePolicyDocument"]["Statement"]
        for service in as_list(each["Principal"].get("Service", []))
    }
    assert set(handing["Condition"]["StringEqualsIfExists"]["iam:PassedToService"]) == trusted


def test_the_boundary_is_no_longer_than_iam_takes() -> None:
    policy = deployer.bootstrap(WHOLE).properties("RolesBoundary")["PolicyDocument"]
    assert len(repr(policy).replace(" ", "")) <= 6144
    assert BOUNDARY.endswith("receipts-boundary-ap-northeast-2")


def test_who_deploys_agrees_to_roles_and_to_nested_transforms() -> None:
    """Roles have no names of their own, so CAPABILITY_IAM is enough; bootstrap names its two."""
    wanted = {"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}
    assert wanted <= set(CAPABILITIES)
    configured = (ROOT / "samconfig.toml").read_text().count('["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]')
    assert configured == 3


def test_the_tree_names_no_role(tree: list[Stack]) -> None:
    roles = [one for each in tree for one in each.of_type("AWS::IAM::Role").values()]
    assert not [one for one in roles if "RoleName" in one]

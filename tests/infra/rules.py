"""What holds for the whole tree of stacks and no linter knows: each rule yields what breaks it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from alarm_notifier.domain.catalog import CATALOG, known_name
from infra.system import System
from infra.templates import ROOT, SYSTEM, Stack, Yaml, as_list, statements, template_of, text_of
from receipts.adapters.cell import Limits

Rule: TypeAlias = Callable[[System], Iterator[str]]
Properties: TypeAlias = dict[str, Any]

TOLD_OTHERWISE = {"ApiSmokeTestFunction", "BackupWatch", "TenantRegistrarFunction"}
"""What the watch does not measure rings BackupCopyOld.
A smoke test that fails rolls a deployment back, which ECS tells as DeploymentFailed.
The registrar's error is what its caller is answered.
"""
MAY_RECEIVE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
RECEIVES = "AWSLambdaSQSQueueExecutionRole"
"""AWS's policy with these three, on every queue of the account."""
PARSER = "receipt-parser"
TAKE = {"sqs:DeleteMessage", "sqs:ReceiveMessage"}
WAIT = {
    "ApiService",
    "DeadLetterSettlerFunction",
    "ReceiptParserFunction",
    "ReceiptReconcilerFunction",
    "TenantRegistrarFunction",
}
"""What uses the tables, and must not before they have this version's form."""
NAMES = {
    "AWS::Budgets::Budget": "BudgetName",
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::TaskDefinition": "Family",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Logs::QueryDefinition": "Name",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Scheduler::Schedule": "Name",
}
"""Names that must differ where two environments share an account and a region."""


def found(system: System, kind: str) -> Iterator[tuple[Stack, str, Properties]]:
    """Every resource of a type, in dev and in production."""
    for stacks in (system.dev, system.prod):
        for stack in stacks.values():
            for name, properties in stack.of_type(kind).items():
                yield stack, name, properties


def nested_names(node: Yaml) -> Iterator[tuple[str, str]]:
    """Every use of an output of a nested stack: the stack's logical id and the output."""
    if isinstance(node, list):
        for one in node:
            yield from nested_names(one)
    elif isinstance(node, dict):
        if "Fn::GetAtt" in node:
            yield from re.findall(r"^(\w+)\.Outputs\.(\w+)$", ".".join(node["Fn::GetAtt"]))
        elif isinstance(node.get("Fn::Sub"), str):
            yield from re.findall(r"\$\{(\w+)\.Outputs\.(\w+)\}", node["Fn::Sub"])
        for one in node.values():
            yield from nested_names(one)


def outputs_that_are_used_exist(system: System) -> Iterator[str]:
    for child, output in nested_names(system.templates[SYSTEM].expanded):
        if output not in system.templates[system.children[child].template].raw.get("Outputs", {}):
            yield f"{child} has no output {output}"


def children_get_what_they_need_and_nothing_else(system: System) -> Iterator[str]:
    for name, child in system.children.items():
        wanted = system.templates[child.template].raw["Parameters"]
        needed = {key for key, one in wanted.items() if "Default" not in one}
        yield from (f"{name} is not given {one}" for one in sorted(needed - child.given.keys()))
        yield from (f"{name} knows no {one}" for one in sorted(child.given.keys() - wanted.keys()))


def queues(system: System) -> Iterator[tuple[str, Properties]]:
    for _, name, queue in found(system, "AWS::SQS::Queue"):
        yield f"<{name}.Arn>", queue


def readers(system: System) -> Iterator[tuple[Stack, Properties, Properties]]:
    """What reads a queue: its stack, the event source mapping, and the function."""
    for stack, _, mapping in found(system, "AWS::Lambda::EventSourceMapping"):
        yield stack, mapping, referred_to(stack, mapping["FunctionName"])


def messages_stay_invisible_six_times_as_long_as_a_try(system: System) -> Iterator[str]:
    """As AWS advises: a batch may be held back by throttling before it is tried at all."""
    by_arn = dict(queues(system))
    for _, mapping, function in readers(system):
        source = mapping["EventSourceArn"]
        if by_arn[source].get("VisibilityTimeout", 30) < 6 * function["Timeout"]:
            yield f"{source} comes back while {function['FunctionName']} may still work at it"


def one_photo_holds_up_no_other(system: System) -> Iterator[str]:
    """A message of a batch waits for the others, and shares their function's time."""
    for _, mapping, function in readers(system):
        if PARSER in function["FunctionName"] and mapping["BatchSize"] != 1:
            yield f"{function['FunctionName']} takes {mapping['BatchSize']} photos at a time"


def a_reading_fits_into_its_function(system: System) -> Iterator[str]:
    """The seconds of a photo and two starts of a reader; its megabytes, and as many for the parent."""
    limits = Limits()
    for _, _, function in found(system, "AWS::Lambda::Function"):
        if PARSER not in function["FunctionName"]:
            continue
        if function["Timeout"] < limits.seconds + 2 * limits.start_seconds + limits.replace_seconds:
            yield f"{function['FunctionName']} ends before a photo is too complex"
        if function["MemorySize"] < 2 * limits.memory_megabytes:
            yield f"{function['FunctionName']} has too little memory for a reader"


def readers_may_receive(system: System) -> Iterator[str]:
    for stack, mapping, function in readers(system):
        role = referred_to(stack, function["Role"])
        managed = any(str(one).endswith(f"/{RECEIVES}") for one in role.get("ManagedPolicyArns", []))
        allowed = {
            action
            for statement in statements(role.get("Policies", []))
            if statement["Effect"] == "Allow" and mapping["EventSourceArn"] in as_list(statement["Resource"])
            for action in as_list(statement["Action"])
        }
        if not managed and not allowed >= MAY_RECEIVE:
            yield f"{function['FunctionName']} may not receive from {mapping['EventSourceArn']}"


def readers_take_from_our_queues_alone(system: System) -> Iterator[str]:
    """By a Deny of all others, since AWS's policy names none."""
    ours = dict(queues(system)).keys()
    for stack, mapping, function in readers(system):
        role = referred_to(stack, function["Role"])
        shared = policies_of(system.prod, role)
        spared = [
            set(as_list(one["NotResource"]))
            for one in statements([role.get("Policies", []), shared])
            if one["Effect"] == "Deny" and set(as_list(one["Action"])) >= TAKE
        ]
        if not any(mapping["EventSourceArn"] in one and one <= ours for one in spared):
            yield f"{function['FunctionName']} may take from any queue of the account"


def referred_to(stack: Stack, reference: str) -> Properties:
    """Properties of `<Name>` or `<Name.Arn>`; none where it is not of this stack."""
    name = reference.strip("<>").removesuffix(".Arn")
    found: Properties = stack.resources.get(name, {}).get("Properties", {})
    return found


def policies_of(stacks: Mapping[str, Stack], role: Properties) -> list[Properties]:
    """The managed policies of ours that a role has, whichever stack makes them."""
    ours = {
        f"<{name}>": policy
        for stack in stacks.values()
        for name, policy in stack.of_type("AWS::IAM::ManagedPolicy").items()
    }
    return [ours[str(one)] for one in role.get("ManagedPolicyArns", []) if str(one) in ours]


def queues_that_are_read_pass_on_what_fails(system: System) -> Iterator[str]:
    """To a dead letter queue, unless they are one or are where failed invocations end."""
    by_arn = dict(queues(system))
    ends = {queue.get("RedrivePolicy", {}).get("deadLetterTargetArn") for queue in by_arn.values()}
    ends |= {destination(one) for _, _, one in found(system, "AWS::Lambda::EventInvokeConfig")}
    for _, mapping, _ in readers(system):
        source = mapping["EventSourceArn"]
        given_up = by_arn[source].get("RedrivePolicy", {}).get("deadLetterTargetArn")
        if source not in ends and given_up not in by_arn:
            yield f"{source} has no dead letter queue"


def destination(invocation: Properties) -> str:
    end: str = invocation.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", "")
    return end


def failed_invocations_end_in_a_queue(system: System) -> Iterator[str]:
    """Of each function that something other than a queue calls."""
    by_arn = dict(queues(system))
    kept = {
        (stack.name, one["FunctionName"].strip("<>"))
        for stack, _, one in found(system, "AWS::Lambda::EventInvokeConfig")
        if destination(one) in by_arn
    }
    fed = {(stack.name, one["FunctionName"].strip("<>")) for stack, one, _ in readers(system)}
    for stack, name, _ in found(system, "AWS::Lambda::Function"):
        called = any(
            f"<{name}.Arn>" in repr(one.get("Properties", {}))
            for key, one in stack.resources.items()
            if one["Type"] in {"AWS::Scheduler::Schedule", "AWS::Events::Rule", "AWS::SNS::Subscription"}
        )
        if (stack.name, name) not in kept and (called or (stack.name, name) not in fed):
            yield f"{name} forgets what failed"


def functions_log_for_a_while_where_lambda_would(system: System) -> Iterator[str]:
    for stack, name, function in found(system, "AWS::Lambda::Function"):
        group = referred_to(stack, function.get("LoggingConfig", {}).get("LogGroup", ""))
        if group.get("LogGroupName") != f"/aws/lambda/{function['FunctionName']}":
            yield f"{name} has no log group of its own"
        elif "RetentionInDays" not in group:
            yield f"{name} logs for ever"


def functions_are_traced(system: System) -> Iterator[str]:
    for _, name, function in found(system, "AWS::Lambda::Function"):
        if function.get("TracingConfig") != {"Mode": "Active"}:
            yield f"{name} is not traced"


def somebody_hears_of_a_functions_errors(system: System) -> Iterator[str]:
    heard = {
        metric["Dimensions"][0]["Value"].strip("<>")
        for _, _, alarm in found(system, "AWS::CloudWatch::Alarm")
        for metric in metrics_of(alarm)
        if (metric["Namespace"], metric["MetricName"]) == ("AWS/Lambda", "Errors")
    }
    for _, name, _ in found(system, "AWS::Lambda::Function"):
        if name not in heard | TOLD_OTHERWISE:
            yield f"nobody hears of errors of {name}"


def metrics_of(alarm: Properties) -> list[Properties]:
    """What an alarm looks at, by itself or through metric math."""
    if "Metrics" not in alarm:
        return [alarm]
    return [one["MetricStat"]["Metric"] for one in alarm["Metrics"] if "MetricStat" in one]


def alarms_have_a_runbook(system: System) -> Iterator[str]:
    """All that speak to people; two more speak to scaling."""
    for _, name, alarm in found(system, "AWS::CloudWatch::Alarm"):
        known = known_name(alarm["AlarmName"])
        scales = all(one in {"<ScaleIn>", "<ScaleOut>"} for one in alarm["AlarmActions"])
        if not scales and not (known in CATALOG and (ROOT / f"docs/runbooks/{known}.md").exists()):
            yield f"{name} has no runbook"


def alarms_watch_what_is_there(system: System) -> Iterator[str]:
    """Every queue, function, cluster or database in a dimension is one of the tree's."""
    for stacks in (system.dev, system.prod):
        there = {f"<{name}" for stack in stacks.values() for name in stack.resources}
        for stack in stacks.values():
            for name, alarm in stack.of_type("AWS::CloudWatch::Alarm").items():
                named = re.findall(r"'Value': '(<\w+)", repr(alarm))
                if set(named) - there:
                    yield f"{name} watches {sorted(set(named) - there)}"


def names_differ_between_environments(system: System) -> Iterator[str]:
    for name in system.dev.keys() - {"bootstrap", "dr_region"}:
        for key, one in system.dev[name].resources.items():
            other = system.prod[name].resources.get(key, {}).get("Properties", {})
            field = NAMES.get(one["Type"], "")
            own = one.get("Properties", {}).get("Budget", one.get("Properties", {})).get(field)
            if own and own == other.get("Budget", other).get(field):
                yield f"{name}.{key} is {own} in dev and in production"


def migrations_may_take_as_long_as_their_function(system: System) -> Iterator[str]:
    for stack, name, migration in found(system, "Custom::SchemaMigration"):
        function = referred_to(stack, migration["ServiceToken"])
        if int(migration["ServiceTimeout"]) < function["Timeout"]:
            yield f"CloudFormation gives {name} up before its function does"


def migrations_come_before_what_needs_them(system: System) -> Iterator[str]:
    for name, one in system.dev[SYSTEM].resources.items():
        if name in WAIT and "Migrations" not in as_list(one.get("DependsOn", [])):
            yield f"{name} does not wait for the schema"


def statements_have_a_name_and_its_reason(system: System) -> Iterator[str]:
    for name, template in system.templates.items():
        for one in statements(template.raw["Resources"]):
            beside = rf"- (Sid: {one.get('Sid')}|\{{Sid: {one.get('Sid')}, .*\}}) # \w"
            if not re.search(beside, text_of(name)):
                yield f"{name}: {one}"


WILDCARDS = {
    "alarm_notifier": {"AccountAdministers", "AlarmSourcesEncrypt", "DeployerEncrypts", "ReadFigures"},
    "api_service": {"LogInToRegistry"},
    "copies": {"HowOldAreCopies", "Trace"},
    "bootstrap": {
        "AskTheAccount",
        "LookAround",
        "NamedByAws",
        "NamedByUs",
        "TheTrialsHttps",
        "WhatKnowsNoName",
    },
    "database": {"RolesOfThisAccount"},
    "dr_region": {"RolesOfThisAccount"},
    "network": {"OurBuckets"},
    SYSTEM: {"AskTextract"},
}
"""Statements that name a whole service or any resource. Each has its reason beside it in the template."""


def nothing_allows_everything_but_where_it_says_why(system: System) -> Iterator[str]:
    for name, template in system.templates.items():
        for one in statements(template.raw["Resources"]):
            if allows_widely(one) and one.get("Sid") not in WILDCARDS.get(name, set()):
                yield f"{name}: {one.get('Sid')}"


def allows_widely(statement: Properties) -> bool:
    actions = as_list(statement.get("Action", "*"))  # NotAction: all but some
    resources = as_list(statement.get("Resource", []))
    wide = any(one == "*" or one.endswith(":*") for one in actions) or "*" in resources
    return wide and statement["Effect"] == "Allow"


def every_wildcard_that_is_excused_is_there() -> set[tuple[str, str]]:
    """What WILDCARDS names and no template has any more."""
    wide = {
        (name, one["Sid"])
        for name in WILDCARDS
        for one in statements(template_of(name)["Resources"])
        if allows_widely(one)
    }
    return {(name, sid) for name, sids in WILDCARDS.items() for sid in sids} - wide


RULES: tuple[Rule, ...] = (
    outputs_that_are_used_exist,
    children_get_what_they_need_and_nothing_else,
    messages_stay_invisible_six_times_as_long_as_a_try,
    one_photo_holds_up_no_other,
    a_reading_fits_into_its_function,
    readers_may_receive,
    readers_take_from_our_queues_alone,
    queues_that_are_read_pass_on_what_fails,
    failed_invocations_end_in_a_queue,
    functions_log_for_a_while_where_lambda_would,
    functions_are_traced,
    somebody_hears_of_a_functions_errors,
    alarms_have_a_runbook,
    alarms_watch_what_is_there,
    names_differ_between_environments,
    migrations_may_take_as_long_as_their_function,
    migrations_come_before_what_needs_them,
    statements_have_a_name_and_its_reason,
    nothing_allows_everything_but_where_it_says_why,
)

"""Draws the diagrams of docs/architecture.md from the templates: `make diagram`. A test compares the two."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from infra.system import ON_THEIR_OWN, System, the_system
from infra.templates import ROOT, TEMPLATES, Stack, as_list, statements
from tests.infra.rules import nested_names, policies_of, referred_to

PAGE = ROOT / "docs/architecture.md"
BEGIN, END = "<!-- generated: make diagram -->", "<!-- /generated -->"

SHAPES = {
    "AWS::DynamoDB::Table": '[("{}")]',
    "AWS::ECS::Service": '(["{}"])',
    "AWS::ElasticLoadBalancingV2::LoadBalancer": '(["{}"])',
    "AWS::Lambda::Function": '["{}"]',
    "AWS::RDS::DBInstance": '[("{}")]',
    "AWS::S3::Bucket": '[("{}")]',
    "AWS::SNS::Topic": '{{{{"{}"}}}}',
    "AWS::SQS::Queue": '[["{}"]]',
    "AWS::Scheduler::Schedule": '>"{}"]',
    "AWS::SecretsManager::Secret": '[/"{}"/]',
    "Custom::SchemaMigration": '>"{}"]',
}
"""What is drawn, and in which of Mermaid's shapes."""
LEFT_OUT = {"AccessLogBucket", "TrailBucket"}
"""Logs, which no data flows on from."""
VERBS = {
    "dynamodb:PutItem": "remembers",
    "s3:GetObject": "reads",
    "s3:PutObject": "writes",
    "secretsmanager:GetSecretValue": "opens",
    "sns:Publish": "announces",
    "sqs:SendMessage": "sends",
}
"""What a right is for, in a word; others, such as looking whether something is there, are not drawn."""
OWNER_SECRET = "OwnerSecret"
LOGINS = {"ApplicationSecret", "OperatorSecret", "ParserSecret"}
SLACK_SECRET = "SlackSecretArn"


class Edge(NamedTuple):
    """From one node to another; a dotted one where something failed."""

    source: str
    target: str
    label: str = ""
    dotted: bool = False

    def __str__(self) -> str:
        label = f'|"{self.label}"|' if self.label else ""
        return f"{self.source} {'-.->' if self.dotted else '-->'}{label} {self.target}"


def stacks(system: System) -> list[str]:
    """Which stack needs outputs of which other."""
    lines = ["flowchart LR"]
    for name, child in sorted(system.children.items()):
        lines.append(f'    {name}["{name}<br/>{_file(child.template)}"]')
    edges = {
        f"    {source} --> {name}"
        for name, child in system.children.items()
        for source, _ in nested_names(child.given)
    }
    return lines + sorted(edges)


def _file(template: str) -> str:
    return str(TEMPLATES[template].relative_to(ROOT)).removesuffix("/template.yaml")


def flows(deployed: Mapping[str, Stack]) -> list[str]:
    """What calls, feeds, reads and tells what, as production is deployed."""
    nodes = dict(_nodes(deployed))
    edges = {one for stack in deployed.values() for one in _edges(deployed, stack)}
    known = {name for names in nodes.values() for name in names} | {SLACK_SECRET}
    lines = ["flowchart LR"]
    for stack, members in nodes.items():
        lines.append(f'    subgraph {stack}_stack ["{_file(stack)}"]')
        lines += [*(f"        {one}" for one in members.values()), "    end"]
    lines.append(f'    {SLACK_SECRET}[/"Slack secret, made by people"/]')
    return lines + [f"    {one}" for one in sorted(edges) if {one.source, one.target} <= known]


def _nodes(deployed: Mapping[str, Stack]) -> Iterator[tuple[str, dict[str, str]]]:
    """By stack: the nodes' names, and how each is drawn."""
    for name, stack in sorted(deployed.items()):
        drawn = {
            key: key + SHAPES[one["Type"]].format(_label(key, one.get("Properties", {})))
            for key, one in sorted(stack.resources.items())
            if one["Type"] in SHAPES and key not in LEFT_OUT
        }
        if "Database" in drawn:
            drawn[OWNER_SECRET] = f'{OWNER_SECRET}[/"Owner secret, made by RDS"/]'
        if _alarms_for_people(stack):
            drawn[f"{name}_alarms"] = f'{name}_alarms>"{len(_alarms_for_people(stack))} alarms"]'
        if sources := _event_sources(stack):
            drawn[f"{name}_events"] = f'{name}_events>"events of {sources}"]'
        if drawn:
            yield name, drawn


def _label(key: str, properties: Mapping[str, Any]) -> str:
    if "ServiceToken" in properties:
        return "each deployment"
    if "ServiceName" in properties:
        return f"{properties['ServiceName']} on Fargate"
    if "ScheduleExpression" in properties:
        return str(properties["ScheduleExpression"])
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key.removesuffix("Function")).capitalize()


def _event_sources(stack: Stack) -> str:
    patterns = [one["EventPattern"] for one in stack.of_type("AWS::Events::Rule").values()]
    return ", ".join(sorted({source.removeprefix("aws.") for one in patterns for source in one["source"]}))


def _alarms_for_people(stack: Stack) -> list[str]:
    alarms = stack.of_type("AWS::CloudWatch::Alarm").items()
    return [name for name, one in alarms if "Topic" in str(one["AlarmActions"])]


def _edges(deployed: Mapping[str, Stack], stack: Stack) -> Iterator[Edge]:
    yield from _feeds(stack)
    yield from _failures(stack)
    yield from _triggers(stack)
    yield from _ways_to_the_api(stack)
    for name, function in stack.of_type("AWS::Lambda::Function").items():
        yield from _rights(name, deployed, referred_to(stack, function["Role"]))
    for name in stack.of_type("AWS::ECS::Service"):
        yield from _rights(name, deployed, stack.properties("TaskRole"))


def _feeds(stack: Stack) -> Iterator[Edge]:
    for one in stack.of_type("AWS::Lambda::EventSourceMapping").values():
        yield Edge(_node(one["EventSourceArn"]), _node(one["FunctionName"]), f"{one['BatchSize']} at a time")
    for name, bucket in stack.of_type("AWS::S3::Bucket").items():
        for one in bucket.get("NotificationConfiguration", {}).get("QueueConfigurations", []):
            (rule,) = one["Filter"]["S3Key"]["Rules"]
            yield Edge(name, _node(one["Queue"]), f"announces {rule['Value']}")
    for one in stack.of_type("AWS::SNS::Subscription").values():
        yield Edge(_node(one["TopicArn"]), _node(one["Endpoint"]))


def _failures(stack: Stack) -> Iterator[Edge]:
    for name, queue in stack.of_type("AWS::SQS::Queue").items():
        if redrive := queue.get("RedrivePolicy"):
            tries = f"after {redrive['maxReceiveCount']} tries"
            yield Edge(name, _node(redrive["deadLetterTargetArn"]), tries, dotted=True)
    for one in stack.of_type("AWS::Lambda::EventInvokeConfig").values():
        end = one["DestinationConfig"]["OnFailure"]["Destination"]
        yield Edge(_node(one["FunctionName"]), _node(end), "what failed", dotted=True)


def _triggers(stack: Stack) -> Iterator[Edge]:
    for name, one in stack.of_type("AWS::Scheduler::Schedule").items():
        yield Edge(name, _node(one["Target"]["Arn"]))
    for name, one in stack.of_type("Custom::SchemaMigration").items():
        yield Edge(name, _node(one["ServiceToken"]))
    for one in stack.of_type("AWS::Events::Rule").values():
        yield Edge(f"{stack.name}_events", _node(one["Targets"][0]["Arn"]))
    for alarm in _alarms_for_people(stack):
        for topic in stack.properties(alarm)["AlarmActions"]:
            yield Edge(f"{stack.name}_alarms", _node(topic))


def _ways_to_the_api(stack: Stack) -> Iterator[Edge]:
    for name, service in stack.of_type("AWS::ECS::Service").items():
        yield Edge("LoadBalancer", name, "requests")
        for hook in service["DeploymentConfiguration"].get("LifecycleHooks", []):
            yield Edge(name, _node(hook["HookTargetArn"]), "tries green with")
            yield Edge(_node(hook["HookTargetArn"]), "LoadBalancer", "asks")


def _rights(holder: str, deployed: Mapping[str, Stack], role: dict[str, Any]) -> Iterator[Edge]:
    """What a role may do, its managed policies of ours included."""
    for statement in statements([role.get("Policies", []), policies_of(deployed, role)]):
        if "Sid" not in statement or statement["Effect"] == "Deny":
            continue  # SAM's own, for what is drawn already; or what it may not do
        verbs = {VERBS[one] for one in as_list(statement["Action"]) if one in VERBS}
        for target in {_node(str(one)) for one in as_list(statement["Resource"])}:
            yield from (Edge(holder, target, verb) for verb in verbs if target)
            if verbs and target in {*LOGINS, OWNER_SECRET}:
                yield Edge(holder, "Database", "SQL over TLS")


def _node(reference: str) -> str:
    """The node that `<Name>`, `<Name.Arn>` or an ARN of the photos' bucket stands for."""
    if reference.startswith("arn:aws:s3:::receipts-prod-"):
        return "ReceiptBucket"
    if ".MasterUserSecret." in reference:
        return OWNER_SECRET
    return re.sub(r"^<(\w+).*$", r"\1", reference)


def generated() -> str:
    """Both diagrams, as they stand between the page's markers."""
    system = the_system()
    deployed = {name: one for name, one in system.prod.items() if name not in ON_THEIR_OWN}
    parts = [
        "Stacks, each after those that point at it:",
        _mermaid(stacks(system)),
        "What flows, in production; a dotted line is the way of what failed:",
        _mermaid(flows(deployed)),
    ]
    return "\n\n".join(parts)


def _mermaid(lines: list[str]) -> str:
    return "\n".join(["```mermaid", *lines, "```"])


def refreshed(page: str) -> str:
    """The page with the diagrams of today."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{PAGE} lacks {BEGIN} … {END}"
    return f"{before}{BEGIN}\n{generated()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text()))

"""CloudFormation in one region: stacks, change sets, and what failed first.

Events, resources and changes are told as its API has them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError, WaiterError

from deployment.environments import DeploymentError
from infra.templates import declared_parameters

STACK_TYPE: Final = "AWS::CloudFormation::Stack"
CAPABILITIES: Final = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_CONSEQUENCES: Final = tuple(f"Resource {what} cancelled" for what in ("creation", "update", "deletion"))
"""Reasons of what CloudFormation gave up because something else had failed."""
_STARTS: Final = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
_NOTHING_TO_DO: Final = ("didn't contain changes", "No updates are to be performed")
_EVER: Final = datetime.min.replace(tzinfo=UTC)
Parameters = list[dict[str, Any]]
"""As CloudFormation takes them."""
Found = Mapping[str, Any]
"""A StackEvent, a StackResourceSummary or a ResourceChange, as CloudFormation answers."""
_PATIENCE: Final = {"Delay": 5, "MaxAttempts": 1440}
"""Two hours, which is longer than a database takes."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as CloudFormation describes it."""

    id: str
    name: str
    status: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]


class StackFailedError(DeploymentError):
    """CloudFormation could not make what the template says."""


class Stacks:
    """The stacks of one region."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - of boto3, whose pages are searched untyped
        self._client = client

    def find(self, name: str) -> Stack | None:
        try:
            found = self._client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in _message(error):
                return None
            raise
        given = found.get("Parameters", [])
        parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in given}
        outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
        stack = Stack(found["StackId"], found["StackName"], found["StackStatus"], parameters, outputs)
        return None if stack.status == "DELETE_COMPLETE" else stack

    def events(self, stack_id: str) -> Sequence[Found]:
        """All there are, the newest first."""
        return self._listed("describe_stack_events", "StackEvents", StackName=stack_id)

    def objections(self, stack_id: str) -> Sequence[Found]:
        """What validation found before any resource was touched; the events of the stack do not tell."""
        asked = {"StackName": stack_id, "Filters": {"FailedEvents": True}}
        found = self._listed("describe_events", "OperationEvents", **asked)
        refused = (one for one in found if one.get("EventType") == "VALIDATION_ERROR")
        return [_as_failure(one) for one in refused]

    def resources(self, stack_id: str) -> Sequence[Found]:
        """Those of this stack itself, nested stacks among them."""
        return self._listed("list_stack_resources", "StackResourceSummaries", StackName=stack_id)

    def all_resources(self, stack_id: str) -> Iterator[Found]:
        """Those of the stack and of the stacks nested in it."""
        for resource in self.resources(stack_id):
            yield resource
            nested = resource.get("PhysicalResourceId")
            if nested and resource["ResourceType"] == STACK_TYPE:
                yield from self.all_resources(nested)

    def apply(self, name: str, template: str, parameters: Mapping[str, str]) -> None:
        """Create or update, and wait. Raises StackFailedError."""
        existing = self.find(name)
        change = self._client.update_stack if existing else self._client.create_stack
        given = parameters_for(template, existing, parameters)
        try:
            made = change(
                StackName=name, TemplateBody=template, Parameters=given, Capabilities=list(CAPABILITIES)
            )
        except ClientError as error:
            if existing and _NOTHING_TO_DO[1] in _message(error):
                return
            raise StackFailedError(f"{name}: {_message(error)}") from error
        self._wait(f"stack_{'update' if existing else 'create'}_complete", made["StackId"])

    def cancel(self, name: str) -> None:
        """Have CloudFormation take back the update that it is at; by itself, and without waiting for that."""
        try:
            self._client.cancel_update_stack(StackName=name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":  # which says that it is over by now
                raise

    def delete(self, name: str, role_arn: str) -> None:
        """Delete, and wait. Raises StackFailedError."""
        if stack := self.find(name):
            role = {"RoleARN": role_arn} if role_arn else {}
            self._client.delete_stack(StackName=stack.id, **role)
            self._wait("stack_delete_complete", stack.id)  # by its id, which outlives a deletion

    def propose(self, stack: Stack, template_url: str, given: Parameters, role_arn: str) -> str:
        """Make a change set, nested stacks included; its ARN, or blank if nothing would change."""
        made = self._client.create_change_set(
            StackName=stack.name,
            ChangeSetName=f"receipts-diff-{datetime.now(UTC):%Y%m%d%H%M%S}",
            TemplateURL=template_url,
            Parameters=given,
            Capabilities=list(CAPABILITIES),
            RoleARN=role_arn,
            IncludeNestedStacks=True,
        )
        waiter = self._client.get_waiter("change_set_create_complete")
        try:
            waiter.wait(ChangeSetName=made["Id"], WaiterConfig=_PATIENCE)
        except WaiterError as error:
            self.withdraw(made["Id"])
            reason = str(error.last_response.get("StatusReason", error))
            if any(words in reason for words in _NOTHING_TO_DO):
                return ""
            raise StackFailedError(f"no change set could be made: {reason}") from error
        return str(made["Id"])

    def changes(self, change_set: str) -> Sequence[Found]:
        """What it would do to each resource; of a nested stack, by which change set."""
        found = self._listed("describe_change_set", "Changes", ChangeSetName=change_set)
        return [one["ResourceChange"] for one in found if "ResourceChange" in one]

    def withdraw(self, change_set: str) -> None:
        self._client.delete_change_set(ChangeSetName=change_set)

    def first_failure(self, stack_id: str) -> str:
        """Which resource failed first in the stack's last operation, across nested stacks, and why."""
        events = self.events(stack_id)
        starts = (one for one in events if _is_of_stack_itself(one) and one["ResourceStatus"] in _STARTS)
        since = max((one["Timestamp"] for one in starts), default=_EVER)
        return self._first(events, since) or self._first(self.objections(stack_id), since)

    def _first(self, events: Sequence[Found], since: datetime, path: str = "") -> str:
        causes = [one for one in events if one["Timestamp"] >= since and _is_cause(one)]
        if not causes:
            return ""
        # Reversed: the newest is listed first.
        cause = min(reversed(causes), key=lambda one: one["Timestamp"])
        where, kind = f"{path}{cause['LogicalResourceId']}", cause.get("ResourceType", "")
        nested = cause.get("PhysicalResourceId") if kind == STACK_TYPE else ""
        if nested and (inner := self._first(self.events(nested), since, f"{where} / ")):
            return inner
        why = cause.get("ResourceStatusReason") or "no reason given"
        return f"{where} ({kind}) {cause['ResourceStatus']}: {why}"

    def _listed(self, operation: str, what: str, **asked: Any) -> list[Found]:  # noqa: ANN401 - as botocore has it
        pages = self._client.get_paginator(operation).paginate(**asked)
        return [one for one in pages.search(what) if one]

    def _wait(self, goal: str, stack_id: str) -> None:
        try:
            self._client.get_waiter(goal).wait(StackName=stack_id, WaiterConfig=_PATIENCE)
        except WaiterError as error:
            stack = self.find(stack_id)
            if goal == "stack_delete_complete" and stack and stack.status == "DELETE_IN_PROGRESS":
                return self._wait(goal, stack_id)  # it had been described as it was before
            why = self.first_failure(stack_id) or str(error)
            raise StackFailedError(f"{stack_id.split('/')[1]}: first to fail was {why}") from error


def parameters_for(template: str, stack: Stack | None, chosen: Mapping[str, str]) -> Parameters:
    """Those chosen; the others stay as the stack has them. What is no longer declared is dropped."""
    declared = declared_parameters(template)
    kept = (set(stack.parameters) - set(chosen)) & declared if stack else set()
    given: dict[str, Any] = {
        name: {"ParameterValue": value} for name, value in chosen.items() if name in declared
    }
    previous = {name: {"UsePreviousValue": True} for name in sorted(kept)}
    return [{"ParameterKey": name, **value} for name, value in {**given, **previous}.items()]


def _as_failure(objection: Found) -> Found:
    """As an event of the stack would tell it."""
    reason = objection.get("ValidationStatusReason", "")
    return {**objection, "ResourceStatus": "VALIDATION_FAILED", "ResourceStatusReason": reason}


def _is_of_stack_itself(event: Found) -> bool:
    return bool(event.get("PhysicalResourceId") == event["StackId"])


def _is_cause(event: Found) -> bool:
    """A failure of its own, and not what came of another."""
    is_failed = event["ResourceStatus"].endswith("_FAILED") and not _is_of_stack_itself(event)
    return is_failed and not event.get("ResourceStatusReason", "").startswith(_CONSEQUENCES)


def _message(error: ClientError) -> str:
    return error.response["Error"].get("Message", "")

"""CloudFormation in one region: stacks, change sets, and what failed first."""

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


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one resource of a stack."""

    time: datetime
    stack_id: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str = ""

    @property
    def is_of_stack_itself(self) -> bool:
        return self.physical_id == self.stack_id

    @property
    def is_of_nested_stack(self) -> bool:
        return self.type == STACK_TYPE and not self.is_of_stack_itself

    @property
    def is_cause(self) -> bool:
        """A failure of its own, and not what came of another."""
        is_failed = self.status.endswith("_FAILED") and not self.is_of_stack_itself
        return is_failed and not self.reason.startswith(_CONSEQUENCES)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a stack."""

    logical_id: str
    physical_id: str
    type: str


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What a change set would do to one resource."""

    action: str
    logical_id: str
    type: str
    replacement: str = ""
    """True, False or Conditional, as CloudFormation writes it; blank where it does not apply."""
    properties: tuple[str, ...] = ()
    nested_change_set: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What a change set is made from: a template, and where CloudFormation finds the same one."""

    stack_name: str
    template: str
    template_url: str
    parameters: Mapping[str, str]
    """Those not named here keep the value that the stack has."""
    role_arn: str


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

    def events(self, stack_id: str) -> Sequence[Event]:
        """All there are, the newest first."""
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        return [_event(one, "ResourceStatus", "ResourceStatusReason") for one in pages.search("StackEvents")]

    def objections(self, stack_id: str) -> Sequence[Event]:
        """What validation found before any resource was touched; the events of the stack do not tell."""
        asked = {"StackName": stack_id, "Filters": {"FailedEvents": True}}
        found = self._client.get_paginator("describe_events").paginate(**asked).search("OperationEvents")
        told = (one for one in found if one and one.get("EventType") == "VALIDATION_ERROR")
        return [_event(one, "", "ValidationStatusReason") for one in told]

    def resources(self, stack_id: str) -> Sequence[Resource]:
        """Those of this stack itself, nested stacks among them."""
        pages = self._client.get_paginator("list_stack_resources").paginate(StackName=stack_id)
        return [
            Resource(one["LogicalResourceId"], one.get("PhysicalResourceId", ""), one["ResourceType"])
            for one in pages.search("StackResourceSummaries")
        ]

    def all_resources(self, stack_id: str) -> Iterator[Resource]:
        """Those of the stack and of the stacks nested in it."""
        for resource in self.resources(stack_id):
            yield resource
            if resource.type == STACK_TYPE and resource.physical_id:
                yield from self.all_resources(resource.physical_id)

    def apply(self, name: str, template: str, parameters: Mapping[str, str]) -> None:
        """Create or update, and wait. Raises StackFailedError."""
        existing = self.find(name)
        change = self._client.update_stack if existing else self._client.create_stack
        given = _parameters(template, existing, parameters)
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

    def propose(self, request: ChangeRequest) -> str:
        """Make a change set, nested stacks included; its ARN, or blank if nothing would change."""
        made = self._client.create_change_set(
            StackName=request.stack_name,
            ChangeSetName=f"receipts-diff-{datetime.now(UTC):%Y%m%d%H%M%S}",
            TemplateURL=request.template_url,
            Parameters=_parameters(request.template, self.find(request.stack_name), request.parameters),
            Capabilities=list(CAPABILITIES),
            RoleARN=request.role_arn,
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

    def changes(self, change_set: str) -> Sequence[ResourceChange]:
        pages = self._client.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        return [_change(one["ResourceChange"]) for one in pages.search("Changes") if "ResourceChange" in one]

    def withdraw(self, change_set: str) -> None:
        self._client.delete_change_set(ChangeSetName=change_set)

    def first_failure(self, stack_id: str) -> str:
        """Which resource failed first in the stack's last operation, across nested stacks, and why."""
        events = self.events(stack_id)
        starts = [one.time for one in events if one.is_of_stack_itself and one.status in _STARTS]
        since = max(starts, default=datetime.min.replace(tzinfo=UTC))
        return self._first(events, since) or self._first(self.objections(stack_id), since)

    def _first(self, events: Sequence[Event], since: datetime, path: str = "") -> str:
        causes = [one for one in events if one.time >= since and one.is_cause]
        if not causes:
            return ""
        cause = min(reversed(causes), key=lambda one: one.time)  # reversed: the newest is listed first
        where = f"{path}{cause.logical_id}"
        passed_on = cause.physical_id if cause.is_of_nested_stack else ""
        if passed_on and (inner := self._first(self.events(passed_on), since, f"{where} / ")):
            return inner
        return f"{where} ({cause.type}) {cause.status}: {cause.reason or 'no reason given'}"

    def _wait(self, goal: str, stack_id: str) -> None:
        try:
            self._client.get_waiter(goal).wait(StackName=stack_id, WaiterConfig=_PATIENCE)
        except WaiterError as error:
            stack = self.find(stack_id)
            if goal == "stack_delete_complete" and stack and stack.status == "DELETE_IN_PROGRESS":
                return self._wait(goal, stack_id)  # it had been described as it was before
            why = self.first_failure(stack_id) or str(error)
            raise StackFailedError(f"{stack_id.split('/')[1]}: first to fail was {why}") from error


def _parameters(template: str, stack: Stack | None, chosen: Mapping[str, str]) -> list[dict[str, object]]:
    """Those chosen; the others stay as the stack has them. What is no longer declared is dropped."""
    declared = declared_parameters(template)
    kept = (set(stack.parameters) - set(chosen)) & declared if stack else set()
    given: dict[str, Any] = {
        name: {"ParameterValue": value} for name, value in chosen.items() if name in declared
    }
    previous = {name: {"UsePreviousValue": True} for name in sorted(kept)}
    return [{"ParameterKey": name, **value} for name, value in {**given, **previous}.items()]


def _event(found: Mapping[str, Any], status: str, reason: str) -> Event:
    return Event(
        found["Timestamp"],
        found["StackId"],
        found.get("LogicalResourceId", ""),
        found.get("PhysicalResourceId", ""),
        found.get("ResourceType", ""),
        found.get(status, "VALIDATION_FAILED"),
        found.get(reason, ""),
    )


def _change(found: Mapping[str, Any]) -> ResourceChange:
    targets = [detail.get("Target", {}) for detail in found.get("Details", [])]
    names = {target.get("Name") or target.get("Attribute", "") for target in targets}
    return ResourceChange(
        found["Action"],
        found["LogicalResourceId"],
        found["ResourceType"],
        found.get("Replacement", ""),
        tuple(sorted(names - {""})),
        found.get("ChangeSetId", ""),
    )


def _message(error: ClientError) -> str:
    return error.response["Error"].get("Message", "")

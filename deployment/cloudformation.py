"""CloudFormation through boto3."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from deployment.errors import StackFailedError
from deployment.failures import first_failure
from deployment.ports import ChangeRequest, Clock, Event, Resource, ResourceChange, Stack
from infra.templates import declared_parameters

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import (
        DescribeChangeSetOutputTypeDef,
        OperationEventTypeDef,
        ParameterTypeDef,
        ResourceChangeTypeDef,
        StackEventTypeDef,
        StackTypeDef,
    )

_CAPABILITIES: Final = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_SECONDS_BETWEEN_LOOKS: Final = 5.0
_ENDS_BADLY: Final = ("_FAILED", "ROLLBACK_COMPLETE")

_EventKey = tuple[str, str, datetime]


class CloudFormation:
    """The stacks of one region."""

    def __init__(self, client: "CloudFormationClient", clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def find(self, name: str) -> Stack | None:
        try:
            found = self._client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if _says(error, "does not exist"):
                return None
            raise
        return None if found["StackStatus"] == "DELETE_COMPLETE" else _stack(found)

    def events(self, stack_id: str) -> Sequence[Event]:
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        return [_event(one) for page in pages for one in page["StackEvents"]]

    def objections(self, stack_id: str) -> Sequence[Event]:
        pages = self._client.get_paginator("describe_events").paginate(
            StackName=stack_id, Filters={"FailedEvents": True}
        )
        found = (one for page in pages for one in page["OperationEvents"])
        return [_objection(one) for one in found if one.get("EventType") == "VALIDATION_ERROR"]

    def resources(self, stack_id: str) -> Sequence[Resource]:
        pages = self._client.get_paginator("list_stack_resources").paginate(StackName=stack_id)
        return [
            Resource(one["LogicalResourceId"], one.get("PhysicalResourceId", ""), one["ResourceType"])
            for page in pages
            for one in page["StackResourceSummaries"]
        ]

    def apply(self, name: str, template: str, parameters: Mapping[str, str]) -> Stack:
        existing = self.find(name)
        seen = self._event_keys(existing.id) if existing else set()
        change = self._client.update_stack if existing else self._client.create_stack
        try:
            stack_id = change(
                StackName=name,
                TemplateBody=template,
                Parameters=_parameters(template, existing, parameters),
                Capabilities=list(_CAPABILITIES),
            )["StackId"]
        except ClientError as error:
            if existing and _says(error, "No updates are to be performed"):
                return existing
            raise StackFailedError(f"{name}: {_message(error)}") from error
        return self._settled(stack_id, "UPDATE_COMPLETE" if existing else "CREATE_COMPLETE", seen)

    def delete(self, name: str, role_arn: str) -> None:
        stack = self.find(name)
        if stack is None:
            return
        seen = self._event_keys(stack.id)
        if role_arn:
            self._client.delete_stack(StackName=stack.id, RoleARN=role_arn)
        else:
            self._client.delete_stack(StackName=stack.id)
        self._settled(stack.id, "DELETE_COMPLETE", seen)

    def propose(self, request: ChangeRequest) -> str:
        made = self._client.create_change_set(
            StackName=request.stack_name,
            ChangeSetName=f"receipts-diff-{self._clock.now():%Y%m%d%H%M%S}",
            TemplateURL=request.template_url,
            Parameters=_parameters(request.template, self.find(request.stack_name), request.parameters),
            Capabilities=list(_CAPABILITIES),
            RoleARN=request.role_arn,
            IncludeNestedStacks=True,
        )
        described = self._change_set_made(made["Id"])
        if described["Status"] == "FAILED" and _is_empty(described.get("StatusReason", "")):
            self.withdraw(made["Id"])
            return ""
        if described["Status"] == "FAILED":
            self.withdraw(made["Id"])
            raise StackFailedError(f"no change set could be made: {described.get('StatusReason', '')}")
        return made["Id"]

    def changes(self, change_set: str) -> Sequence[ResourceChange]:
        pages = self._client.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        found = (one.get("ResourceChange") for page in pages for one in page["Changes"])
        return [_change(one) for one in found if one]

    def withdraw(self, change_set: str) -> None:
        self._client.delete_change_set(ChangeSetName=change_set)

    def _settled(self, stack_id: str, goal: str, seen: set[_EventKey]) -> Stack:
        """Wait until CloudFormation is done, telling what it does. By id, which outlives a deletion."""
        while True:
            described = _stack(self._client.describe_stacks(StackName=stack_id)["Stacks"][0])
            self._tell_news(stack_id, seen)
            if described.status == goal:
                return described
            if described.status.endswith(_ENDS_BADLY):
                why = f"first to fail was {first_failure(self, stack_id)}"
                raise StackFailedError(f"{described.name} is {described.status}; {why}")
            self._clock.wait(_SECONDS_BETWEEN_LOOKS)

    def _tell_news(self, stack_id: str, seen: set[_EventKey]) -> None:
        for event in reversed(self.events(stack_id)):
            if (key := _key(event)) not in seen:
                seen.add(key)
                print(f"  {event.time:%H:%M:%S} {event.logical_id} {event.status} {event.reason}".rstrip())

    def _event_keys(self, stack_id: str) -> set[_EventKey]:
        return {_key(event) for event in self.events(stack_id)}

    def _change_set_made(self, change_set: str) -> "DescribeChangeSetOutputTypeDef":
        while True:
            described = self._client.describe_change_set(ChangeSetName=change_set)
            if not described["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
                return described
            self._clock.wait(_SECONDS_BETWEEN_LOOKS)


def _parameters(template: str, stack: Stack | None, chosen: Mapping[str, str]) -> "list[ParameterTypeDef]":
    """Those chosen; the others stay as the stack has them. What is no longer declared is dropped."""
    declared = declared_parameters(template)
    kept = (set(stack.parameters) - set(chosen)) & declared if stack else set()
    given: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in chosen.items() if name in declared
    ]
    previous: list[ParameterTypeDef] = [
        {"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)
    ]
    return given + previous


def _stack(found: "StackTypeDef") -> Stack:
    parameters = {
        one.get("ParameterKey", ""): one.get("ParameterValue", "") for one in found.get("Parameters", [])
    }
    outputs = {one.get("OutputKey", ""): one.get("OutputValue", "") for one in found.get("Outputs", [])}
    return Stack(found.get("StackId", ""), found["StackName"], found["StackStatus"], parameters, outputs)


def _event(found: "StackEventTypeDef") -> Event:
    return _told(found, found.get("ResourceStatus", ""), found.get("ResourceStatusReason", ""))


def _objection(found: "OperationEventTypeDef") -> Event:
    return _told(found, "VALIDATION_FAILED", found.get("ValidationStatusReason", ""))


def _told(found: "StackEventTypeDef | OperationEventTypeDef", status: str, reason: str) -> Event:
    return Event(
        found["Timestamp"],
        found["StackId"],
        found.get("LogicalResourceId", ""),
        found.get("PhysicalResourceId", ""),
        found.get("ResourceType", ""),
        status,
        reason,
    )


def _key(event: Event) -> _EventKey:
    return event.logical_id, event.status, event.time


def _change(found: "ResourceChangeTypeDef") -> ResourceChange:
    targets: list[Any] = [detail.get("Target", {}) for detail in found.get("Details", [])]
    names = {target.get("Name") or target.get("Attribute", "") for target in targets}
    return ResourceChange(
        found.get("Action", "Modify"),
        found.get("LogicalResourceId", ""),
        found.get("ResourceType", ""),
        found.get("Replacement", ""),
        tuple(sorted(names - {""})),
        found.get("ChangeSetId", ""),
    )


def _is_empty(reason: str) -> bool:
    return "didn't contain changes" in reason or "No updates are to be performed" in reason


def _says(error: ClientError, words: str) -> bool:
    return words in _message(error)


def _message(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Message", "")

from datetime import UTC, datetime
from typing import Any

import pytest

from deployment.cloudformation import ChangeRequest, StackFailedError
from tests.fixtures.cloudformation import ROOT_ID, answer_events, event, stubbed

ITSELF = {"physical_id": ROOT_ID}


def described(status: str, **more: object) -> dict[str, Any]:
    created = datetime(2026, 11, 23, tzinfo=UTC)
    stack = {"StackId": ROOT_ID, "StackName": "receipts-dev", "StackStatus": status, "CreationTime": created}
    return {"Stacks": [{**stack, **more}]}


def test_what_an_update_does_not_name_stays_as_it_is() -> None:
    """Bootstrapping dev must not forget the second region that prod has chosen."""
    kept = [{"ParameterKey": "ReplicationRegion", "ParameterValue": "ap-northeast-1"}]
    kept.append({"ParameterKey": "OfAnOldTemplate", "ParameterValue": "1"})
    template = '{"Parameters": {"ReplicationRegion": {"Type": "String"}}}'
    with stubbed() as (stacks, stubber):
        stubber.add_response("describe_stacks", described("CREATE_COMPLETE", Parameters=kept))
        stubber.add_client_error(
            "update_stack",
            "ValidationError",
            "No updates are to be performed.",
            expected_params={
                "StackName": "receipts-dev",
                "TemplateBody": template,
                "Parameters": [{"ParameterKey": "ReplicationRegion", "UsePreviousValue": True}],
                "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            },
        )

        stacks.apply("receipts-dev", template, {})


def test_a_deletion_is_over_only_when_the_stack_is_gone() -> None:
    """Right after the call CloudFormation may still describe the stack as it was."""
    with stubbed() as (stacks, stubber):
        stubber.add_response("describe_stacks", described("UPDATE_COMPLETE"))
        stubber.add_response("delete_stack", {}, {"StackName": ROOT_ID, "RoleARN": "arn:aws:iam::1:role/r"})
        for status in ("UPDATE_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"):
            stubber.add_response("describe_stacks", described(status))

        stacks.delete("receipts-dev", "arn:aws:iam::1:role/r")


def test_a_failed_update_tells_the_first_failure() -> None:
    failed = (
        event(0, "receipts-dev", "UPDATE_IN_PROGRESS", "User Initiated", **ITSELF),
        event(5, "ApiRepository", "UPDATE_FAILED", "a tag is mutable", kind="AWS::ECR::Repository"),
    )
    with stubbed() as (stacks, stubber):
        stubber.add_response("describe_stacks", described("CREATE_COMPLETE"))
        stubber.add_response("update_stack", {"StackId": ROOT_ID})
        for _ in range(2):
            stubber.add_response("describe_stacks", described("UPDATE_ROLLBACK_COMPLETE"))
        answer_events(stubber, ROOT_ID, *failed)

        with pytest.raises(StackFailedError, match=r"first to fail was ApiRepository .* a tag is mutable"):
            stacks.apply("receipts-dev", "{}", {})


def test_a_stack_that_is_not_there_is_none() -> None:
    with stubbed() as (stacks, stubber):
        words = "Stack with id receipts-dev does not exist"
        stubber.add_client_error("describe_stacks", "ValidationError", words)

        assert stacks.find("receipts-dev") is None


def test_a_change_set_without_changes_is_blank_and_taken_back() -> None:
    change_set = "arn:aws:cloudformation:ap-northeast-2:123456789012:changeSet/receipts-diff/1"
    reason = "The submitted information didn't contain changes. Submit different information."
    with stubbed() as (stacks, stubber):
        stubber.add_response("describe_stacks", described("CREATE_COMPLETE"))
        stubber.add_response("create_change_set", {"Id": change_set, "StackId": ROOT_ID})
        stubber.add_response("describe_change_set", {"Status": "FAILED", "StatusReason": reason})
        stubber.add_response("delete_change_set", {}, {"ChangeSetName": change_set})

        assert (
            stacks.propose(
                ChangeRequest("receipts-dev", "{}", "https://t", {}, "arn:aws:iam::1:role/receipts")
            )
            == ""
        )

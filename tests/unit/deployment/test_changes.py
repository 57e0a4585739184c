from typing import Any

from botocore.stub import Stubber

from deployment import changes
from tests.fixtures.cloudformation import stubbed

CHANGE_SET = "arn:aws:cloudformation:ap-northeast-2:123456789012:changeSet/receipts-diff/"


def change(action: str, name: str, kind: str, **more: object) -> dict[str, Any]:
    resource = {"Action": action, "LogicalResourceId": name, "ResourceType": kind, **more}
    return {"Type": "Resource", "ResourceChange": resource}


def nested(name: str, action: str = "Modify") -> dict[str, Any]:
    return change(action, name, "AWS::CloudFormation::Stack", ChangeSetId=CHANGE_SET + name)


def detail(name: str) -> dict[str, Any]:
    return {"Target": {"Attribute": "Properties", "Name": name}}


def answer(stubber: Stubber, name: str, *found: dict[str, Any]) -> None:
    stubber.add_response(
        "describe_change_set", {"Changes": list(found)}, {"ChangeSetName": CHANGE_SET + name}
    )


def test_a_nested_change_set_reads_as_a_tree_with_what_is_lost_in_capitals() -> None:
    instance = change(
        "Modify",
        "Database",
        "AWS::RDS::DBInstance",
        Replacement="True",
        Details=[detail("KmsKeyId"), detail("DBName"), detail("KmsKeyId")],
    )
    with stubbed() as (stacks, stubber):
        answer(
            stubber, "root", nested("Database"), nested("Network"), change("Add", "New", "AWS::SQS::Queue")
        )
        answer(stubber, "Database", instance, change("Remove", "OldSecret", "AWS::SecretsManager::Secret"))
        answer(stubber, "Network")

        text = changes.render(changes.read(stacks, CHANGE_SET + "root"))

    assert text.splitlines() == [
        "~ Database/",
        "    ~ Database (AWS::RDS::DBInstance) DBName, KmsKeyId IS REPLACED",
        "    - OldSecret (AWS::SecretsManager::Secret)",
        "+ New (AWS::SQS::Queue)",
        "",
        "1 added, 0 changed, 1 replaced, 1 removed",
    ]


def test_nested_stacks_that_only_were_looked_into_are_left_out() -> None:
    with stubbed() as (stacks, stubber):
        answer(stubber, "root", nested("Network"))
        answer(stubber, "Network")

        assert changes.render(changes.read(stacks, CHANGE_SET + "root")) == "nothing changes"


def test_what_may_be_replaced_is_said_to_be_uncertain() -> None:
    listener = change("Modify", "Listener", "AWS::X::Listener", Replacement="Conditional")
    with stubbed() as (stacks, stubber):
        answer(stubber, "root", listener)

        text = changes.render(changes.read(stacks, CHANGE_SET + "root"))

    assert "~ Listener (AWS::X::Listener) may be replaced" in text

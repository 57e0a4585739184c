"""What roles of a deployed account may do, and what of it was done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from infra.templates import as_list
from tests.infra.recorded_calls import Call

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One action on one kind of resource."""

    action: str
    resource: str

    def covers(self, call: Call) -> bool:
        return call.action == self.action and fnmatchcase(call.resource, self.resource)


def rights_of(iam: "IAMClient", role: str) -> Iterator[Right]:
    """What our own templates let the role do; what AWS's managed policies add is not looked at."""
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        yield from _rights(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        if not attached["PolicyArn"].startswith("arn:aws:iam::aws:"):
            policy = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]
            version = iam.get_policy_version(
                PolicyArn=attached["PolicyArn"], VersionId=policy["DefaultVersionId"]
            )
            yield from _rights(version["PolicyVersion"]["Document"])


def _rights(document: object) -> Iterator[Right]:
    assert isinstance(document, dict)
    for statement in (one for one in document["Statement"] if one["Effect"] == "Allow"):
        for action in as_list(statement["Action"]):
            for resource in as_list(statement["Resource"]):
                yield Right(action, resource)


def unused(rights: Sequence[Right], calls: Sequence[Call]) -> list[Right]:
    return sorted(right for right in set(rights) if not any(right.covers(call) for call in calls))

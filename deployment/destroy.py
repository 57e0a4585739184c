"""The end of an environment, and what outlives it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from deployment.environments import BOOTSTRAP_STACK, Environment
from deployment.errors import DeploymentError
from deployment.ports import STACK_TYPE, Cloud, Resource, Stacks

KEPT: Final = {
    "ReceiptBucket": "every photo stays in its bucket; the next deployment uses it again",
    "ReceiptBucketPolicy": "that bucket's policy, which refuses plain HTTP",
    "ReplicationRole": "the role that S3 copies its photos to the second region with",
    "Database": "RDS takes a last snapshot, and keeps its automated backups for their days",
    "DatabaseKey": "the key that the snapshot is encrypted with",
    "AccessLogBucket": "access logs of the load balancer",
    "TrailBucket": "the audit trail",
}
"""Logical ids whose DeletionPolicy is Retain or Snapshot; a test compares them with the templates."""


@dataclass(frozen=True, slots=True)
class Destruction:
    """One environment to be deleted, and the person to ask."""

    environment: Environment
    connect: Callable[[str], Cloud]
    ask: Callable[[str], str]

    def run(self) -> None:
        """Delete the stack. Raises DeploymentError for production, or without the stack's name typed."""
        name = self.environment.stack_name
        if self.environment.is_production:
            raise DeploymentError("production is not destroyed by a command; see docs/deploying.md")
        cloud = self.connect(self.environment.region)
        stack = cloud.stacks.find(name)
        if stack is None:
            print(f"{name} does not exist; there is nothing to destroy.")
            return
        self._tell_what_is_kept(cloud, stack.id)
        if self.ask(f"Type {name} to delete everything else: ") != name:
            raise DeploymentError("that is not the stack's name; nothing was deleted")
        cloud.stacks.delete(name, _role_arn(cloud))
        print(f"{name} is deleted.")

    def _tell_what_is_kept(self, cloud: Cloud, stack_id: str) -> None:
        account = cloud.account
        print(f"{self.environment.stack_name} in {account.region} of account {account.number}. What is kept:")
        for resource in all_resources(cloud.stacks, stack_id):
            if resource.logical_id in KEPT:
                print(f"  {resource.physical_id or resource.logical_id}: {KEPT[resource.logical_id]}")


def _role_arn(cloud: Cloud) -> str:
    bootstrap = cloud.stacks.find(BOOTSTRAP_STACK)
    return bootstrap.outputs.get("CloudFormationRoleArn", "") if bootstrap else ""


def all_resources(stacks: Stacks, stack_id: str) -> Iterator[Resource]:
    """Those of the stack and of the stacks nested in it."""
    for resource in stacks.resources(stack_id):
        yield resource
        if resource.type == STACK_TYPE and resource.physical_id:
            yield from all_resources(stacks, resource.physical_id)

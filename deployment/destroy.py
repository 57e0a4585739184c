"""The end of an environment, and what outlives it."""

from collections.abc import Callable
from typing import Final

from deployment.aws import Cloud
from deployment.environments import BOOTSTRAP_STACK, DeploymentError, Environment

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


def destroy(environment: Environment, connect: Callable[[str], Cloud], ask: Callable[[str], str]) -> None:
    """Delete the stack. Raises DeploymentError for production, or without the stack's name typed."""
    name = environment.stack_name
    if environment.is_production:
        raise DeploymentError("production is not destroyed by a command; see docs/deploying.md")
    cloud = connect(environment.region)
    stack = cloud.stacks.find(name)
    if stack is None:
        print(f"{name} does not exist; there is nothing to destroy.")
        return
    print(f"{name} in {cloud.account.region} of account {cloud.account.number}. What is kept:")
    for resource in cloud.stacks.all_resources(stack.id):
        if (logical_id := resource["LogicalResourceId"]) in KEPT:
            print(f"  {resource.get('PhysicalResourceId') or logical_id}: {KEPT[logical_id]}")
    if ask(f"Type {name} to delete everything else: ") != name:
        raise DeploymentError("that is not the stack's name; nothing was deleted")
    print(
        "Deleting it takes a quarter of an hour; the console of CloudFormation shows how far it is.",
        flush=True,
    )
    bootstrap = cloud.stacks.find(BOOTSTRAP_STACK)
    cloud.stacks.delete(name, bootstrap.outputs.get("CloudFormationRoleArn", "") if bootstrap else "")
    print(f"{name} is deleted.")

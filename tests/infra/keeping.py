"""The rules of keeping: photos as the law wants, copies as young as promised, passwords not for ever."""

from collections.abc import Iterator, Mapping

from deployment.timeline import RECOVERY_POINT
from infra.system import System
from infra.templates import REGION, SYSTEM, Stack, as_list, statements
from receipts.domain.retention import LEGAL_RETENTION
from tests.infra.rules import Properties, Rule, found, policies_of, referred_to

LOCKED = {"PhotoLock": "COMPLIANCE", "DeletePhotos": "true"}
MAY_ROTATE = {
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
}


def photos_are_never_deleted_by_a_rule_of_their_bucket(system: System) -> Iterator[str]:
    """Pages made of them to be shown may be: they can be made anew."""
    for name, bucket in _buckets_of_photos(system, "uploads"):
        for rule in bucket["LifecycleConfiguration"]["Rules"]:
            if any("Expiration" in key for key in rule) and rule.get("Prefix") != "renditions/":
                yield f"{name}: {rule['Id']} deletes"


def nothing_is_kept_shorter_than_the_law_wants(system: System) -> Iterator[str]:
    for name in (SYSTEM, "uploads", "dr_region"):
        days = system.templates[name].raw["Parameters"]["PhotoRetentionDays"]
        if min(days["MinValue"], days["Default"]) < LEGAL_RETENTION.days:
            yield f"{name}: PhotoRetentionDays may be less than the law's"
    for name, bucket in _buckets_of_photos(system, "dr_region"):
        for rule in bucket["LifecycleConfiguration"]["Rules"]:
            noncurrent = rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays")
            for days in (rule.get("ExpirationInDays"), noncurrent):
                if days is not None and int(days) < LEGAL_RETENTION.days:
                    yield f"{name}: {rule['Id']} deletes what the law wants"


def what_deletes_is_told_when_it_may(system: System) -> Iterator[str]:
    """The reconciler alone knows which photos are named: it deletes none unasked, and tries none locked."""
    names = ("PHOTOS_DELETED_AFTER_DAYS", "PHOTOS_LOCKED_FOR_DAYS")
    for parameters, days in (({}, ""), (LOCKED, "2557"), (LOCKED | {"PhotoRetentionDays": "3000"}, "3000")):
        root = system.deployed(**parameters)[SYSTEM]
        told = root.properties("ReceiptReconcilerFunction")["Environment"]["Variables"]
        for name in names:
            if str(told.get(name)) != days:
                yield f"{name} is {told.get(name)!r} with {parameters}"


def a_lock_is_whole_on_both_sides(system: System) -> Iterator[str]:
    """S3 locks only with versions, and copies what is locked only to a bucket that can lock."""
    root = {"Environment": "prod", "ReplicaBucketArn": "arn:aws:s3:::copies", **LOCKED}
    uploads = system.deployed(**root)["uploads"]
    copies = system.alone("dr_region", Environment="prod", **LOCKED)
    for stack, name in ((uploads, "ReceiptBucket"), (copies, "ReplicaBucket")):
        bucket = stack.properties(name)
        retention = {"Mode": "COMPLIANCE", "Days": 2557}
        lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}
        if not (bucket.get("ObjectLockEnabled") is True and bucket.get("ObjectLockConfiguration") == lock):
            yield f"{name} does not lock"
        if bucket["VersioningConfiguration"] != {"Status": "Enabled"}:
            yield f"{name} cannot lock without versions"
    allowed = {
        action for one in statements(uploads.properties("ReplicationRole")) for action in one["Action"]
    }
    if not allowed >= {"s3:GetObjectRetention", "s3:GetObjectLegalHold"}:
        yield "locked photos are not copied"


def nothing_is_locked_unasked_or_outside_production(system: System) -> Iterator[str]:
    for name, bucket in [*_buckets_of_photos(system, "uploads"), *_buckets_of_photos(system, "dr_region")]:
        if "ObjectLockEnabled" in bucket or "ObjectLockConfiguration" in bucket:
            yield f"{name} is locked"
    for environment in ("dev", "staging"):
        if not system.deployed(Environment=environment, PhotoLock="GOVERNANCE")["uploads"].violations:
            yield f"{environment} may be locked"


def copies_are_watched_as_promised(system: System) -> Iterator[str]:
    """By alarms whose dimensions are those of the rule that copies."""
    uploads, copies = system.prod["uploads"], system.prod["copies"]
    there = system.alone("dr_region", Environment="prod").properties("ReplicaBucket")
    [rule] = uploads.properties("ReceiptBucket")["ReplicationConfiguration"]["Rules"]
    wanted = {
        "SourceBucket": uploads.outputs["ReceiptBucketName"],
        "DestinationBucket": there["BucketName"].replace(REGION, "ap-northeast-1"),
        "RuleId": rule["Id"],
    }
    minutes = RECOVERY_POINT.total_seconds() / 60
    promise = {"ReplicationTime": "Time", "Metrics": "EventThreshold"}  # without these there are no figures
    if any(rule["Destination"].get(key, {}).get(of) != {"Minutes": minutes} for key, of in promise.items()):
        yield "photos are copied whenever S3 likes, and nobody sees when"
    if copies.properties("PhotoCopiesFailed")["Threshold"] != 0:
        yield "some photos may be lost unheard"
    if copies.properties("EveryFiveMinutes")["ScheduleExpression"] != "rate(5 minutes)":
        yield "the age of backups is looked at rarely"
    for name in ("PhotoCopiesLate", "PhotoCopiesFailed"):
        watched = {one["Name"]: one["Value"] for one in copies.properties(name)["Dimensions"]}
        if watched != wanted:
            yield f"{name} watches {watched}"
    for name in ("PhotoCopiesLate", "BackupCopyOld"):
        alarm = copies.properties(name)
        if alarm["Threshold"] != RECOVERY_POINT.total_seconds() or alarm["Statistic"] != "Maximum":
            yield f"{name} rings at another age than promised"
    if copies.properties("BackupCopyOld")["TreatMissingData"] != "breaching":
        yield "nobody hears that there is no copy at all"
    if "Condition" not in system.templates[SYSTEM].raw["Resources"]["Copies"]:
        yield "copies are watched where there are none"


def passwords_rotate(system: System) -> Iterator[str]:
    """Of each login that the templates make, by the one function that may, and not while older code runs."""
    for stacks in (system.dev, system.prod):
        rotated = stacks["password_rotation"].of_type("AWS::SecretsManager::RotationSchedule")
        secrets = {f"<{name}>" for name in stacks["database"].of_type("AWS::SecretsManager::Secret")}
        if {one["SecretId"] for one in rotated.values()} != secrets:
            yield "a login keeps its password for ever"
        for name, one in rotated.items():
            if not 1 <= int(one["RotationRules"]["AutomaticallyAfterDays"]) <= 30:
                yield f"{name} is rare"
            if one.get("RotateImmediatelyOnUpdate") is not False:
                yield f"{name} locks out tasks of the release before"
            if one["RotationLambdaARN"] != "<SchemaMigratorFunction.Arn>":
                yield f"{name} is done by {one['RotationLambdaARN']}"
        [permission] = stacks["password_rotation"].of_type("AWS::Lambda::Permission").values()
        if permission["Principal"] != "secretsmanager.amazonaws.com" or "SourceAccount" not in permission:
            yield "Secrets Manager may not call, or for anybody"
        yield from _rights_to_rotate(stacks[SYSTEM], stacks, secrets)


def _rights_to_rotate(root: Stack, stacks: Mapping[str, Stack], secrets: set[str]) -> Iterator[str]:
    role = referred_to(root, root.properties("SchemaMigratorFunction")["Role"])
    allowed = [one for one in statements(policies_of(stacks, role)) if one["Effect"] == "Allow"]
    for secret in secrets:
        may = {
            action
            for one in allowed
            for action in as_list(one["Action"])
            if secret in as_list(one["Resource"])
        }
        if not may >= MAY_ROTATE:
            yield f"{secret} cannot be rotated"
    if not any("kms:GenerateDataKey" in one["Action"] for one in allowed):
        yield "a new password cannot be encrypted"


def _buckets_of_photos(system: System, template: str) -> Iterator[tuple[str, Properties]]:
    for stack, name, bucket in found(system, "AWS::S3::Bucket"):
        if stack.name == template:
            yield name, bucket


KEEPING: tuple[Rule, ...] = (
    photos_are_never_deleted_by_a_rule_of_their_bucket,
    nothing_is_kept_shorter_than_the_law_wants,
    what_deletes_is_told_when_it_may,
    a_lock_is_whole_on_both_sides,
    nothing_is_locked_unasked_or_outside_production,
    copies_are_watched_as_promised,
    passwords_rotate,
)

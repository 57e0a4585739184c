"""The rules of safety: nothing public but the load balancer, everything encrypted, nothing lost by a slip."""

import re
from collections.abc import Callable, Iterator

from infra.system import System
from infra.templates import as_list, statements
from tests.infra.rules import Properties, Rule, found, referred_to

FOR_ALL = {"AnswersToCloudFormation", "ImageLayers", "OurBuckets"}
"""Statements of the S3 endpoint, which only narrows what roles allow."""
EVERYWHERE = {"0.0.0.0/0", "::/0"}
DOORS = {"HttpsFromAnywhere", "HttpFromAnywhere"}
ACTS = {
    "AbortIncompleteMultipartUpload",
    "ExpirationInDays",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransitions",
    "Transitions",
}
"""What a lifecycle rule can do."""
SAYABLE = re.compile(r"[a-zA-Z0-9. _:/()#,@\[\]+=&;{}!$*-]{0,255}")
"""What EC2 takes in the descriptions of a security group and of its rules."""
POLICIES = {
    "AWS::S3::Bucket": ("AWS::S3::BucketPolicy", "Bucket"),
    "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics"),
    "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues"),
}
ENCRYPTED_BY: dict[str, Callable[[Properties], bool]] = {
    "AWS::DynamoDB::Table": lambda one: one.get("SSESpecification") == {"SSEEnabled": True},
    "AWS::ECR::Repository": lambda one: one.get("EncryptionConfiguration") == {"EncryptionType": "KMS"},
    "AWS::RDS::DBInstance": lambda one: one.get("StorageEncrypted") is True,
    "AWS::S3::Bucket": lambda one: bool(one.get("BucketEncryption")),
    "AWS::SNS::Topic": lambda one: bool(one.get("KmsMasterKeyId")),
    "AWS::SQS::Queue": lambda one: one.get("SqsManagedSseEnabled") is True,
    "AWS::SecretsManager::Secret": lambda one: bool(one.get("KmsKeyId")),
}


def what_is_stored_is_encrypted(system: System) -> Iterator[str]:
    for kind, is_encrypted in ENCRYPTED_BY.items():
        for _, name, one in found(system, kind):
            if not is_encrypted(one):
                yield f"{name} is not encrypted"


def keys_rotate(system: System) -> Iterator[str]:
    for _, name, key in found(system, "AWS::KMS::Key"):
        if key.get("EnableKeyRotation") is not True:
            yield f"{name} never rotates"


def plain_http_is_refused(system: System) -> Iterator[str]:
    """By the policy of each bucket, queue and topic."""
    for kind, (policy, holds) in POLICIES.items():
        refusing = {
            (stack.name, target)
            for stack, _, one in found(system, policy)
            if any(refuses_plain_http(statement) for statement in statements(one))
            for target in as_list(one[holds])
        }
        for stack, name, _ in found(system, kind):
            if (stack.name, f"<{name}>") not in refusing:
                yield f"{name} takes plain HTTP"


def refuses_plain_http(statement: Properties) -> bool:
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    return (statement["Effect"], statement.get("Condition")) == ("Deny", plain)


def buckets_are_private_versioned_and_kept(system: System) -> Iterator[str]:
    for stack, name, bucket in found(system, "AWS::S3::Bucket"):
        blocked = bucket.get("PublicAccessBlockConfiguration", {})
        if [*blocked.values()] != [True] * 4:
            yield f"{name} may become public"
        if bucket.get("VersioningConfiguration") != {"Status": "Enabled"}:
            yield f"{name} forgets what is overwritten"
        if not is_kept(stack.resources[name]):
            yield f"{name} goes with its stack"


def is_kept(resource: Properties) -> bool:
    """Except by a first deployment that fails: its empty bucket would stand in the way of the second."""
    deleted, replaced = resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")
    return deleted in {"Retain", "RetainExceptOnCreate"} and replaced == "Retain"


def lifecycle_rules_do_something(system: System) -> Iterator[str]:
    for _, name, bucket in found(system, "AWS::S3::Bucket"):
        for rule in bucket["LifecycleConfiguration"]["Rules"]:
            if not rule.keys() & ACTS:
                yield f"{name}: {rule} does nothing"


def policies_admit_nobody_from_outside(system: System) -> Iterator[str]:
    """Who may call is named, or is a service that acts for our account or our resource."""
    for name, template in system.templates.items():
        for one in statements(template.raw["Resources"]):
            admits = one["Effect"] == "Allow" and one.get("Principal") in ("*", {"AWS": "*"})
            if admits and one.get("Sid") not in FOR_ALL:
                yield f"{name}: {one.get('Sid')} is for anybody"


def ways_in(system: System) -> Iterator[tuple[str, Properties]]:
    for _, name, group in found(system, "AWS::EC2::SecurityGroup"):
        yield from ((name, one) for one in group.get("SecurityGroupIngress", []))
    for _, name, rule in found(system, "AWS::EC2::SecurityGroupIngress"):
        yield name, rule


def descriptions(system: System) -> Iterator[tuple[str, str]]:
    """Of every security group and rule of one, whether its condition holds or not."""
    for template in system.templates.values():
        for name, one in template.raw["Resources"].items():
            if one["Type"].startswith("AWS::EC2::SecurityGroup"):
                own = one["Properties"]
                rules = [*own.get("SecurityGroupIngress", []), *own.get("SecurityGroupEgress", [])]
                for described in [own, *rules]:
                    yield name, described.get("GroupDescription") or described.get("Description", "")


def descriptions_are_what_ec2_takes(system: System) -> Iterator[str]:
    for name, text in descriptions(system):
        if not SAYABLE.fullmatch(text):
            yield f"{name}: EC2 refuses {text!r}"


def only_the_load_balancer_hears_the_internet(system: System) -> Iterator[str]:
    for name, rule in ways_in(system):
        if {rule.get("CidrIp"), rule.get("CidrIpv6")} & EVERYWHERE and name not in DOORS:
            yield f"{name} is open to the internet"
    for _, name, service in found(system, "AWS::ECS::Service"):
        if service["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] != "DISABLED":
            yield f"{name} has a public address"
    for _, name, subnet in found(system, "AWS::EC2::Subnet"):
        if subnet.get("MapPublicIpOnLaunch"):
            yield f"{name} gives out public addresses"


def functions_have_no_address_of_their_own(system: System) -> Iterator[str]:
    for kind in ("AWS::Lambda::Url", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        yield from (f"{name} is a second way in" for _, name, _ in found(system, kind))


def the_database_is_out_of_reach(system: System) -> Iterator[str]:
    for stack, name, database in found(system, "AWS::RDS::DBInstance"):
        if database.get("PubliclyAccessible") is not False:
            yield f"{name} is public"
        subnets = referred_to(stack, database["DBSubnetGroupName"])["SubnetIds"]
        if subnets != ["<DatabaseSubnetA>", "<DatabaseSubnetB>"]:
            yield f"{name} lies in {subnets}"
        settings = referred_to(stack, database["DBParameterGroupName"])["Parameters"]
        if settings.get("rds.force_ssl") != "1":
            yield f"{name} speaks without TLS"


def what_users_send_is_encrypted_on_its_way(system: System) -> Iterator[str]:
    """A public load balancer answers in plain HTTP with a redirect only."""
    for stack, name, listener in found(system, "AWS::ElasticLoadBalancingV2::Listener"):
        balancer = referred_to(stack, listener["LoadBalancerArn"])
        redirects = [one["Type"] for one in listener["DefaultActions"]] == ["redirect"]
        if listener["Protocol"] == "HTTPS":
            if not listener["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-2"):
                yield f"{name} speaks an old TLS"
        elif balancer["Scheme"] != "internal" and not redirects:
            yield f"{name} takes plain HTTP from the internet"


def what_is_open_to_the_internet_is_guarded(system: System) -> Iterator[str]:
    """The load balancer refuses what servers could read in two ways; a firewall, if any, stands before it."""
    for _, name, balancer in found(system, "AWS::ElasticLoadBalancingV2::LoadBalancer"):
        is_set = {one["Key"]: one["Value"] for one in balancer["LoadBalancerAttributes"]}
        if is_set.get("routing.http.desync_mitigation_mode") != "strictest":
            yield f"{name} lets requests through that can be read in two ways"
        if is_set.get("routing.http.drop_invalid_header_fields.enabled") != "true":
            yield f"{name} lets headers through that are none"
    for firewall in ("basic", "full"):
        chosen = system.deployed(Firewall=firewall)["load_balancer"]
        guarded = {one["ResourceArn"] for one in chosen.of_type("AWS::WAFv2::WebACLAssociation").values()}
        if guarded != {"<LoadBalancer>"}:
            yield f"the firewall ({firewall}) stands before nothing"


SAFETY: tuple[Rule, ...] = (
    what_is_stored_is_encrypted,
    keys_rotate,
    plain_http_is_refused,
    buckets_are_private_versioned_and_kept,
    lifecycle_rules_do_something,
    policies_admit_nobody_from_outside,
    descriptions_are_what_ec2_takes,
    only_the_load_balancer_hears_the_internet,
    functions_have_no_address_of_their_own,
    the_database_is_out_of_reach,
    what_users_send_is_encrypted_on_its_way,
    what_is_open_to_the_internet_is_guarded,
)

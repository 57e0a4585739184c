"""Each condition both ways, and what an environment gets by it."""

from typing import Any

import pytest

from infra.templates import TEMPLATES, stack, template_of

PROD: dict[str, object] = {"Environment": "prod"}
DOMAIN: dict[str, object] = {"DomainName": "receipts.example.com"}
COPIES: dict[str, object] = {"BackupRegion": "ap-northeast-1", "BackupKeyArn": "arn:aws:kms:…"}
RESTORED: dict[str, object] = {"RestoreFromBackupsArn": "arn:aws:rds:…"}
SCENARIOS: dict[str, list[dict[str, object]]] = {
    "alarm_notifier": [
        {},
        {
            "AlarmEmail": "oncall@example.com",
            "DeployerRoleArn": "arn:aws:iam::…",
            "PermissionsBoundaryArn": "arn:aws:iam::…",
        },
    ],
    "alarms": [{}, {"ReplicaInstanceId": "replica"}],
    "api_service": [
        {},
        {
            "FargateSpot": "true",
            "ContainerInsights": "true",
            "SmokeTestFunctionArn": "arn:aws:lambda:…",
            **PROD,
        },
    ],
    "audit": [{}, {"ManagementEvents": "false"}],
    "bootstrap": [
        {},
        {
            "GitHubSubjects": "repo:us@1/receipts@2:environment:prod",
            "ReplicationRegion": "ap-northeast-1",
        },
    ],
    "copies": [{}],
    "database": [{}, {**PROD, **COPIES}, RESTORED, {**RESTORED, "RestoreTime": "2026-11-30T09:41:00Z"}],
    "database_logins": [{}],
    "dr_region": [
        {"PrimaryRegion": "ap-northeast-1"},
        {"PrimaryRegion": "ap-northeast-1", "PhotoLock": "COMPLIANCE", "DeletePhotos": "true"},
    ],
    "load_balancer": [
        {},
        {**PROD, **DOMAIN},
        {**DOMAIN, "HostedZoneId": "Z123", "Firewall": "full"},
    ],
    "network": [
        {},
        {"NatGateways": 2, "PublicLoadBalancer": "true"},
        {"NatGateways": 0, "InterfaceEndpoints": "true"},
    ],
    "observability": [{}],
    "password_rotation": [{}],
    "template": [
        {},
        {**PROD, **DOMAIN, "Architecture": "arm64", "EscalateBelow": 0.8, "EscalationEngine": "textract"},
        {"BackupRegion": "ap-northeast-1", "DeletePhotos": "true", "PhotoLock": "GOVERNANCE"},
        {
            "EscalateBelow": 0.8,
            "ClovaSecretArn": "arn:aws:secretsmanager:…",
            "BedrockModelArns": ["arn:aws:bedrock:…"],
        },
    ],
    "uploads": [
        {},
        {"ReplicaBucketArn": "arn:aws:s3:::copies"},
        {"ReplicaBucketArn": "arn:aws:s3:::copies", "ExistingBucket": "true"},
        {**PROD, "PhotoLock": "COMPLIANCE"},
    ],
}


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_condition_is_tried_both_ways_and_no_rule_objects(name: str) -> None:
    made = [stack(name, **parameters) for parameters in SCENARIOS[name]]
    for condition in template_of(name).get("Conditions", {}):
        assert {one.conditions[condition] for one in made} == {True, False}, condition
    assert not [broken for one in made for broken in one.violations]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_what_is_there_refers_only_to_what_is_there(name: str) -> None:
    for parameters in SCENARIOS[name]:
        made = stack(name, **parameters)
        missing = template_of(name)["Resources"].keys() - made.resources.keys()
        text = repr((made.resources, made.outputs))
        assert not [one for one in missing if f"<{one}>" in text or f"<{one}." in text]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("network", {"NatGateways": 0}),
        ("network", {"FirstZone": 2, "SecondZone": 2}),
        ("database", {"BackupRegion": "ap-northeast-1"}),
        ("dr_region", {}),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_made(
    name: str, parameters: dict[str, object]
) -> None:
    assert len(stack(name, **parameters).violations) == 1


def way_out(made: Any, zone: str) -> str:  # noqa: ANN401 - what a property holds
    found: str = made.properties(f"ApplicationDefaultRoute{zone}")["NatGatewayId"]
    return found


def test_dev_has_one_nat_gateway_and_production_one_in_each_zone() -> None:
    dev, prod = stack("network"), stack("network", NatGateways=2)
    assert way_out(dev, "A") == way_out(dev, "B") == "<NatGatewayA>"
    assert [way_out(prod, "A"), way_out(prod, "B")] == ["<NatGatewayA>", "<NatGatewayB>"]


def test_without_nat_nothing_reaches_the_internet_and_endpoints_take_its_place() -> None:
    sealed = stack("network", NatGateways=0, InterfaceEndpoints="true")
    assert sealed.of_type("AWS::EC2::Route").keys() == {"PublicDefaultRoute"}
    services = {
        one["ServiceName"].split(".", 3)[3] for one in sealed.of_type("AWS::EC2::VPCEndpoint").values()
    }
    assert services == {"s3", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "sns"}


def test_the_database_has_no_way_out_in_any_environment() -> None:
    for parameters in SCENARIOS["network"]:
        routes = stack("network", **parameters).of_type("AWS::EC2::Route").values()
        assert "<DatabaseRoutes>" not in [one["RouteTableId"] for one in routes]


def rules_into(group: str, **parameters: object) -> list[dict[str, Any]]:
    made = stack("network", **parameters)
    own = made.properties(group).get("SecurityGroupIngress", [])
    apart = made.of_type("AWS::EC2::SecurityGroupIngress").values()
    return [*own, *(one for one in apart if one["GroupId"] == f"<{group}.GroupId>")]


def sources(rules: list[dict[str, Any]]) -> set[tuple[object, int]]:
    return {
        (one.get("CidrIp") or one.get("SourcePrefixListId") or one["SourceSecurityGroupId"], one["FromPort"])
        for one in rules
    }


def test_only_the_load_balancer_is_open_to_the_internet_and_only_with_a_domain() -> None:
    assert sources(rules_into("LoadBalancerSecurityGroup")) == {("pl-22a6434b", 80)}
    public = rules_into("LoadBalancerSecurityGroup", PublicLoadBalancer="true")
    assert sources(public) == {("0.0.0.0/0", 443), ("0.0.0.0/0", 80)}


def test_the_way_to_the_database_leads_through_api_and_functions() -> None:
    api, functions = "<ApiSecurityGroup.GroupId>", "<FunctionSecurityGroup.GroupId>"
    assert sources(rules_into("ApiSecurityGroup")) == {("<LoadBalancerSecurityGroup.GroupId>", 8000)}
    assert sources(rules_into("DatabaseSecurityGroup")) == {(api, 5432), (functions, 5432)}
    assert rules_into("FunctionSecurityGroup") == []
    made = stack("network")
    (silent,) = made.properties("DatabaseSecurityGroup")["SecurityGroupEgress"]
    assert silent["CidrIp"] == "127.0.0.1/32"


def test_every_tier_lies_in_two_zones() -> None:
    subnets = stack("network", FirstZone=2, SecondZone=0).of_type("AWS::EC2::Subnet")
    for tier in ("Public", "Application", "Database"):
        zones = [subnets[f"{tier}Subnet{one}"]["AvailabilityZone"] for one in "AB"]
        assert zones == ["<zone c>", "<zone a>"]


def test_no_subnet_gives_out_public_addresses() -> None:
    subnets = stack("network").of_type("AWS::EC2::Subnet")
    assert len(subnets) == 6
    assert not [one for one in subnets.values() if one.get("MapPublicIpOnLaunch")]
    assert len({one["CidrBlock"] for one in subnets.values()}) == 6


def test_with_a_domain_the_load_balancer_ends_tls_and_redirects_to_it() -> None:
    made = stack("load_balancer", **DOMAIN, HostedZoneId="Z123")
    assert made.properties("LoadBalancer")["Scheme"] == "internet-facing"
    listener = made.properties("Listener")
    assert (listener["Port"], listener["Protocol"]) == (443, "HTTPS")
    assert listener["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-2")
    assert listener["Certificates"] == [{"CertificateArn": "<Certificate>"}]
    (redirect,) = made.properties("RedirectListener")["DefaultActions"]
    assert redirect["RedirectConfig"]["Protocol"] == "HTTPS"
    assert "Distribution" not in made.resources
    assert made.outputs["Url"] == "https://receipts.example.com"


def test_a_trial_without_a_domain_has_https_by_cloudfront_and_a_private_load_balancer() -> None:
    made = stack("load_balancer")
    assert made.properties("LoadBalancer")["Scheme"] == "internal"
    assert made.properties("Listener")["Port"] == 80
    assert made.properties("VpcOrigin")["VpcOriginEndpointConfig"]["OriginProtocolPolicy"] == "http-only"
    distribution = made.properties("Distribution")["DistributionConfig"]
    assert distribution["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert distribution["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}
    assert made.outputs["Url"] == "https://<Distribution.DomainName>"


@pytest.mark.parametrize(("environment", "kept"), [("dev", False), ("staging", False), ("prod", True)])
def test_production_cannot_be_deleted_by_a_slip(environment: str, kept: bool) -> None:
    database = stack("database", Environment=environment)
    balancer = stack("load_balancer", Environment=environment).properties("LoadBalancer")
    attributes = {one["Key"]: one["Value"] for one in balancer["LoadBalancerAttributes"]}
    assert database.properties("Database")["DeletionProtection"] is kept
    assert attributes["deletion_protection.enabled"] == str(kept).lower()
    assert database.resources["Database"]["DeletionPolicy"] == "Snapshot"


def test_the_database_is_private_encrypted_and_speaks_tls_only() -> None:
    made = stack("database")
    database = made.properties("Database")
    assert database["PubliclyAccessible"] is False
    assert database["StorageEncrypted"] is True
    assert database["KmsKeyId"] == database["PerformanceInsightsKMSKeyId"] == "<DatabaseKey.Arn>"
    assert made.properties("ParameterGroup")["Parameters"]["rds.force_ssl"] == "1"


def test_the_database_logs_statements_without_their_values() -> None:
    settings = stack("database").properties("ParameterGroup")["Parameters"]
    assert settings["log_parameter_max_length"] == settings["log_parameter_max_length_on_error"] == "0"
    assert settings["log_error_verbosity"] == "terse"  # else the detail of a duplicate key shows the key


def test_the_owners_password_is_made_by_rds_and_the_parts_by_secrets_manager() -> None:
    made = stack("database")
    database = made.properties("Database")
    assert database["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in database
    parts = {f"<{name}>" for name in made.of_type("AWS::SecretsManager::Secret")}
    assert {made.outputs[f"{part}SecretArn"] for part in ("Api", "Parser", "Operator")} == parts
    assert len(parts) == 3
    assert made.outputs["DatabaseOwnerSecretArn"] == "<Database.MasterUserSecret.SecretArn>"


def test_the_database_grows_by_itself_and_keeps_a_week() -> None:
    database = stack("database").properties("Database")
    assert (database["StorageType"], database["AllocatedStorage"]) == ("gp3", 20)
    assert database["MaxAllocatedStorage"] > database["AllocatedStorage"] * 1.1
    assert database["BackupRetentionPeriod"] == 7


def test_backups_go_to_the_second_region_under_its_key() -> None:
    copied = stack("database", **COPIES).properties("Database")
    assert copied["AutomaticBackupReplicationRegion"] == "ap-northeast-1"
    assert copied["AutomaticBackupReplicationKmsKeyId"] == COPIES["BackupKeyArn"]
    assert not [one for one in stack("database").properties("Database") if one.startswith("AutomaticBackup")]


def test_in_the_second_region_the_database_starts_from_the_backups() -> None:
    restored = stack("database", **RESTORED).properties("Database")
    assert restored["SourceDBInstanceAutomatedBackupsArn"] == RESTORED["RestoreFromBackupsArn"]
    assert restored["UseLatestRestorableTime"] is True
    brought_along = {"DBName", "EngineVersion", "KmsKeyId", "MasterUsername", "StorageEncrypted"}
    assert not restored.keys() & {*brought_along, "RestoreTime"}


def test_or_from_the_minute_before_a_mistake() -> None:
    restored = stack("database", **RESTORED, RestoreTime="2026-11-30T09:41:00Z").properties("Database")
    assert restored["RestoreTime"] == "2026-11-30T09:41:00Z"
    assert "UseLatestRestorableTime" not in restored


def test_where_people_deploy_no_token_is_trusted() -> None:
    trust = stack("bootstrap").properties("DeployRole")["AssumeRolePolicyDocument"]
    assert ["AWS" in one["Principal"] for one in trust["Statement"]] == [True]


def test_every_read_and_write_of_a_photo_is_recorded() -> None:
    for managing, selectors in (("true", 2), ("false", 1)):
        trail = stack("audit", ReceiptBucketArn="arn:aws:s3:::receipts", ManagementEvents=managing)
        photos, *others = trail.properties("Trail")["AdvancedEventSelectors"]
        fields = {one["Field"]: one for one in photos["FieldSelectors"]}
        assert fields["resources.ARN"]["StartsWith"] == ["arn:aws:s3:::receipts/"]
        assert "readOnly" not in fields
        assert len(others) + 1 == selectors

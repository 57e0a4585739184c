"""What holds for every template in infra/."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.infra.children import ROOT, TEMPLATES, Yaml, as_list, stack, statements, template_of, text_of

FROM_OUTSIDE = {
    # of the root template
    "AlarmsTopicArn",
    "ImageUri",
    "MigratorFunctionName",
    "ParserFunctionName",
    "ParserLogGroupName",
    "ReceiptBucketArn",
    "ReceiptBucketName",
    "ReceiptDeadLetterQueueName",
    "ReceiptQueueArn",
    "ReceiptQueueName",
    "ReceiptQueueUrl",
    "ReconcilerFunctionName",
    "SettlerFunctionName",
}
EVERYTHING_OF_OURS = "RolesOfThisAccount"  # a key's policy
WILDCARDS = {
    "api_service": {"LogInToRegistry"},
    "bootstrap": {
        "LogInToRegistry",
        "NamedByAws",
        "NamedByUs",
        "NotItself",
        "TheTrialsHttps",
    },
    "database": {EVERYTHING_OF_OURS},
    "dr_region": {EVERYTHING_OF_OURS},
    "network": {"OurBuckets"},
}
"""Statements that name a whole service or any resource. Each has its reason beside it in the template."""


@pytest.fixture(params=sorted(TEMPLATES))
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def references(node: Yaml) -> set[str]:
    """Names of parameters, resources and pseudo parameters that are used below."""
    if isinstance(node, list):
        return {found for one in node for found in references(one)}
    if not isinstance(node, dict):
        return set()
    own: set[str] = set()
    if isinstance(node.get("Ref"), str):
        own.add(node["Ref"])
    if "Fn::GetAtt" in node:
        own.add(node["Fn::GetAtt"][0])
    if isinstance(node.get("Fn::Sub"), str):
        own |= {found.split(".")[0] for found in re.findall(r"\$\{([^!}]+)\}", node["Fn::Sub"])}
    return own.union(*(references(one) for one in node.values()))


def test_cfn_lint_has_nothing_to_say_and_nothing_is_kept_from_it() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    command: list[str | Path] = [linter, "--region", "ap-northeast-2", "--", *TEMPLATES.values()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""
    assert not [one for one in TEMPLATES if "cfn-lint" in template_of(one).get("Metadata", {})]


def test_a_template_over_500_lines_is_two_templates(name: str) -> None:
    assert len(text_of(name).splitlines()) <= 500


def test_every_parameter_is_explained_and_used(name: str) -> None:
    template = template_of(name)
    parameters = template.get("Parameters", {})
    assert not [key for key, one in parameters.items() if not one.get("Description")]
    used = references({key: one for key, one in template.items() if key != "Parameters"})
    assert not parameters.keys() - used


def test_every_output_is_explained_and_every_reference_has_its_other_end(name: str) -> None:
    template = template_of(name)
    assert not [key for key, one in template.get("Outputs", {}).items() if not one.get("Description")]
    there = template["Parameters"].keys() | template["Resources"].keys()
    assert not {one for one in references(template) if not one.startswith("AWS::")} - there


def test_what_has_no_default_is_another_templates_output_of_the_same_name() -> None:
    outputs = {key for one in TEMPLATES for key in template_of(one).get("Outputs", {})}
    needed = {
        key
        for one in TEMPLATES
        for key, parameter in template_of(one)["Parameters"].items()
        if "Default" not in parameter
    }
    assert needed - outputs == FROM_OUTSIDE


def test_no_secret_is_a_parameter_or_an_output(name: str) -> None:
    template = template_of(name)
    names = [*template["Parameters"], *template.get("Outputs", {})]
    assert not [one for one in names if re.search(r"(Password|Token|Secret|Webhook)$", one)]


def test_every_statement_has_a_name_and_its_reason(name: str) -> None:
    text = text_of(name)
    for statement in statements(template_of(name)["Resources"]):
        assert re.search(rf"- Sid: {statement['Sid']} # \w", text), statement


def test_nothing_allows_everything_but_where_it_says_why(name: str) -> None:
    wide = {
        statement["Sid"]
        for statement in statements(template_of(name)["Resources"])
        if statement["Sid"] != "RefusePlainHttp" and is_wide(statement)
    }
    assert wide == WILDCARDS.get(name, set())


def is_wide(statement: dict[str, Any]) -> bool:
    actions, resources = as_list(statement["Action"]), as_list(statement.get("Resource", []))
    return any(one.endswith(":*") for one in actions) or "*" in resources


def test_a_service_is_trusted_for_this_account_alone(name: str) -> None:
    """Or another account could have the service act on ours."""
    for resource in template_of(name)["Resources"].values():
        trust = resource.get("Properties", {}).get("AssumeRolePolicyDocument", {})
        for statement in statements(trust):
            if "Service" in statement["Principal"]:
                assert "aws:SourceAccount" in statement["Condition"]["StringEquals"]


def test_buckets_are_private_encrypted_versioned_kept_and_refuse_plain_http(name: str) -> None:
    made = stack(name)
    refusing = {
        one["Bucket"]
        for one in made.of_type("AWS::S3::BucketPolicy").values()
        for statement in statements(one)
        if statement["Sid"] == "RefusePlainHttp" and statement["Effect"] == "Deny"
    }
    for key, bucket in made.of_type("AWS::S3::Bucket").items():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert f"<{key}>" in refusing
        assert made.resources[key]["DeletionPolicy"] == made.resources[key]["UpdateReplacePolicy"] == "Retain"


def test_every_lifecycle_rule_does_something(name: str) -> None:
    for bucket in stack(name).of_type("AWS::S3::Bucket").values():
        for rule in bucket["LifecycleConfiguration"]["Rules"]:
            assert rule.keys() - {"Id", "Status", "Prefix"}


def test_keys_rotate_and_registries_encrypt_and_scan(name: str) -> None:
    made = stack(name)
    assert all(one["EnableKeyRotation"] for one in made.of_type("AWS::KMS::Key").values())
    assert all("KmsKeyId" in one for one in made.of_type("AWS::SecretsManager::Secret").values())
    for one in made.of_type("AWS::ECR::Repository").values():
        assert one["EncryptionConfiguration"] == {"EncryptionType": "KMS"}
        assert one["ImageScanningConfiguration"] == {"ScanOnPush": True}
        assert one["ImageTagMutability"] == "IMMUTABLE"


def test_no_log_is_kept_for_ever(name: str) -> None:
    assert all("RetentionInDays" in one for one in stack(name).of_type("AWS::Logs::LogGroup").values())


SERVICES = {
    "ApplicationAutoScaling": "application-autoscaling",
    "CertificateManager": "acm",
    "ElasticLoadBalancingV2": "elasticloadbalancing",
    "Serverless": "lambda",
}


def test_cloudformations_role_knows_every_service_that_templates_use() -> None:
    role = stack("bootstrap").properties("CloudFormationRole")
    allowed = {
        action.split(":")[0]
        for statement in statements(role["Policies"])
        if statement["Effect"] == "Allow"
        for action in as_list(statement["Action"])
    }
    deployed = [one for one in TEMPLATES if one not in {"bootstrap", "dr_region"}]
    types = {one["Type"] for key in deployed for one in template_of(key)["Resources"].values()}
    types |= set(re.findall(r"^    Type: (AWS::\S+)", (ROOT / "template.yaml").read_text(), re.MULTILINE))
    services = {one.split("::")[1] for one in types}
    assert {SERVICES.get(one, one.lower()) for one in services} <= allowed

"""What holds for every template by itself: the root, infra/, and the notifier's."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.templates import TEMPLATES, Yaml, as_list, stack, statements, template_of, text_of

PERHAPS_SILENT = {"cloudformation.amazonaws.com", "ecs.amazonaws.com", "s3.amazonaws.com"}
"""Services of which AWS does not document that they send aws:SourceAccount when they take a role."""


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


def test_no_secret_is_a_parameter_or_an_output(name: str) -> None:
    template = template_of(name)
    names = [*template["Parameters"], *template.get("Outputs", {})]
    assert not [one for one in names if re.search(r"(Password|Token|Secret|Webhook)$", one)]


def test_a_service_is_trusted_for_this_account_alone(name: str) -> None:
    """Or another account could have the service act on ours."""
    for resource in template_of(name)["Resources"].values():
        trust = resource.get("Properties", {}).get("AssumeRolePolicyDocument", {})
        for statement in statements(trust):
            for service in as_list(statement["Principal"].get("Service", [])):
                operator = "StringEqualsIfExists" if service in PERHAPS_SILENT else "StringEquals"
                assert "aws:SourceAccount" in statement["Condition"][operator]


def test_registries_scan_what_is_pushed_and_no_tag_moves() -> None:
    for one in stack("bootstrap").of_type("AWS::ECR::Repository").values():
        assert one["ImageScanningConfiguration"] == {"ScanOnPush": True}
        assert one["ImageTagMutability"] == "IMMUTABLE"


def test_no_rule_deletes_what_may_run() -> None:
    """Neither ECR nor S3 knows which image and which code that is."""
    made = stack("bootstrap")
    for one in made.of_type("AWS::ECR::Repository").values():
        rules = json.loads(one["LifecyclePolicy"]["LifecyclePolicyText"])["rules"]
        assert {rule["selection"]["tagStatus"] for rule in rules} == {"untagged"}
    (rule,) = made.properties("ArtifactBucket")["LifecycleConfiguration"]["Rules"]
    assert not {one for one in rule if one.startswith("Expiration")}


def test_no_log_is_kept_for_ever(name: str) -> None:
    assert all("RetentionInDays" in one for one in stack(name).of_type("AWS::Logs::LogGroup").values())

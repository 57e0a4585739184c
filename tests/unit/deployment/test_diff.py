from dataclasses import replace

import pytest

from deployment.environments import DeploymentError
from tests.fakes.cloud import change, writes
from tests.unit.deployment.workplace import Workplace

CONDITIONS = [{"Target": {"Attribute": "Properties", "Name": "Conditions"}}]
PACKAGED = "Parameters: {ApiImageUri: {Type: String}, MinTasks: {Type: Number}}"


@pytest.fixture
def standing(place: Workplace) -> Workplace:
    place.first.stacks.add("receipts-dev", parameters={"ApiImageUri": "as deployed"})
    place.programs.effects["sam package"] = writes(place.root / ".aws-sam/build/packaged.yaml", PACKAGED)
    return place


def test_a_diff_shows_the_change_set_and_takes_it_back(standing: Workplace) -> None:
    standing.first.stacks.changes_of["root"] = [change("Add", "Queue", "AWS::SQS::Queue")]

    told = standing.deployment().diff()

    assert told.startswith("+ Queue (AWS::SQS::Queue)")
    assert standing.first.stacks.withdrawn == ["root"]
    assert standing.programs.ran("sam deploy") == []


def test_a_diff_compares_the_packaged_template_and_leaves_the_apis_image(standing: Workplace) -> None:
    standing.deployment().diff()

    [(template_url, given)] = standing.first.stacks.proposed
    assert list(standing.first.buckets.uploaded.values()) == [PACKAGED]
    assert template_url.endswith("/receipts-dev/proposed.yaml")
    assert {"ParameterKey": "ApiImageUri", "UsePreviousValue": True} in given
    assert {"ParameterKey": "MinTasks", "ParameterValue": "1"} in given


def test_a_diff_of_nothing_says_so(standing: Workplace) -> None:
    assert standing.deployment().diff() == "nothing changes"


def test_a_diff_does_not_show_what_a_deployment_would_refuse(standing: Workplace) -> None:
    place = standing.in_environment("dev", {"DOMAIN_NAME": "receipts.example.com"})

    with pytest.raises(DeploymentError, match="was made without a domain"):
        place.deployment().diff()
    assert standing.first.stacks.proposed == []


def test_a_diff_before_the_first_deployment_makes_nothing(place: Workplace) -> None:
    assert "does not exist; `make deploy ENV=dev` makes all of it" in place.deployment().diff()
    assert place.programs.commands == []


def test_a_diff_warns_of_a_listener_rule_that_would_get_its_weights_back(standing: Workplace) -> None:
    rule = "AWS::ElasticLoadBalancingV2::ListenerRule"
    standing.first.stacks.changes_of |= {
        "root": [change("Modify", "LoadBalancer", "AWS::CloudFormation::Stack", ChangeSetId="inner")],
        "inner": [change("Modify", "ProductionRule", rule, Replacement="False", Details=CONDITIONS)],
    }

    told = standing.deployment().diff()

    assert f"    ~ ProductionRule ({rule}) Conditions GETS ITS WEIGHTS FROM THE TEMPLATE" in told
    assert "warning: a listener rule that ECS moves would send all to blue again" in told


def test_a_diff_warns_of_no_rule_that_is_new(standing: Workplace) -> None:
    rule = "AWS::ElasticLoadBalancingV2::ListenerRule"
    standing.first.stacks.changes_of["root"] = [change("Add", "ProductionRule", rule)]

    assert "warning" not in standing.deployment().diff()


@pytest.fixture
def with_an_edited_rule(standing: Workplace) -> Workplace:
    rule = "AWS::ElasticLoadBalancingV2::ListenerRule"
    standing.first.stacks.changes_of |= {
        "root": [change("Modify", "LoadBalancer", "AWS::CloudFormation::Stack", ChangeSetId="inner")],
        "inner": [change("Modify", "ProductionRule", rule, Replacement="False", Details=CONDITIONS)],
    }
    return standing


def test_a_deployment_refuses_to_reset_the_weights_of_a_rule(with_an_edited_rule: Workplace) -> None:
    with pytest.raises(DeploymentError, match=r"would send all to blue again.*ARGS=--reset-weights"):
        with_an_edited_rule.deployment().run()
    assert with_an_edited_rule.programs.ran("sam deploy") == []
    assert with_an_edited_rule.first.stacks.withdrawn == ["root"]


def test_unless_one_knows_that_blue_is_live(with_an_edited_rule: Workplace) -> None:
    assert replace(with_an_edited_rule.deployment(), resets_weights=True).run()
    assert with_an_edited_rule.sam_deploy()


def test_a_deployment_of_other_changes_goes_on(standing: Workplace) -> None:
    standing.first.stacks.changes_of["root"] = [change("Modify", "Queue", "AWS::SQS::Queue")]
    assert standing.deployment().run()
    assert standing.first.stacks.withdrawn == ["root"]

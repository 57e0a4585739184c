"""The bill: every resource is counted or known to be free, and production stays below what was promised."""

import tomllib
from collections.abc import Mapping

import pytest

from benchmarks.cost.__main__ import CHOICES, DESIGN_MONTH_END_USD, DESIGN_USUAL_USD, bill, main, parameters
from benchmarks.cost.bill import PRICED, PRICES, left_behind
from benchmarks.cost.load import HOURS
from infra.templates import ROOT

RECEIPTS = 73_000
ARM = {"Architecture": "arm64"}
PROD = {**parameters("prod"), **ARM}
DEV = {**parameters("dev"), **ARM}

FREE: Mapping[str, str] = {
    "a rule, a name or a right": (
        "AWS::CloudFormation::Stack AWS::IAM::Role AWS::IAM::ManagedPolicy AWS::Lambda::Permission"
        " AWS::Lambda::EventInvokeConfig AWS::Lambda::EventSourceMapping AWS::Lambda::LayerVersion"
        " AWS::S3::BucketPolicy AWS::SQS::QueuePolicy AWS::SNS::TopicPolicy AWS::SNS::Subscription"
        " AWS::Events::Rule AWS::RDS::DBSubnetGroup AWS::RDS::DBParameterGroup"
        " AWS::Logs::QueryDefinition AWS::ECS::ClusterCapacityProviderAssociations Custom::SchemaMigration"
        " AWS::ApplicationAutoScaling::ScalingPolicy AWS::SecretsManager::RotationSchedule"
    ),
    "part of the network that is paid for elsewhere": (
        "AWS::EC2::VPC AWS::EC2::InternetGateway AWS::EC2::VPCGatewayAttachment AWS::EC2::Subnet"
        " AWS::EC2::RouteTable AWS::EC2::Route AWS::EC2::SubnetRouteTableAssociation AWS::EC2::SecurityGroup"
        " AWS::EC2::SecurityGroupIngress AWS::EC2::SecurityGroupEgress AWS::EC2::FlowLog"
        " AWS::ElasticLoadBalancingV2::TargetGroup AWS::ElasticLoadBalancingV2::Listener"
        " AWS::ElasticLoadBalancingV2::ListenerRule AWS::WAFv2::WebACLAssociation"
        " AWS::WAFv2::LoggingConfiguration"
    ),
    "free by AWS's list": "AWS::CertificateManager::Certificate AWS::CloudFront::VpcOrigin",
    "free up to what we have: 3 dashboards, 2 budgets, 25 GB of table, 1 TB of answers": (
        "AWS::CloudWatch::Dashboard AWS::Budgets::Budget AWS::DynamoDB::Table AWS::CloudFront::Distribution"
    ),
}


@pytest.mark.parametrize("given", [PROD, DEV], ids=["prod", "dev"])
def test_every_resource_is_on_the_bill_or_known_to_be_free(given: Mapping[str, str]) -> None:
    free = {kind for kinds in FREE.values() for kind in kinds.split()}
    kinds = bill(given, RECEIPTS, rush=False).deployed.kinds()
    assert not kinds - free - PRICED
    assert not free & PRICED


def test_production_costs_less_than_the_first_design_promised_with_nothing_reserved() -> None:
    usual, rush = (bill(PROD, RECEIPTS, rush=rush) for rush in (False, True))
    assert usual.total < DESIGN_USUAL_USD
    assert rush.total < DESIGN_MONTH_END_USD


def test_a_firewall_costs_its_list_and_its_rules_and_nothing_where_there_is_none() -> None:
    without, basic, full = (
        bill({**PROD, "Firewall": choice}, RECEIPTS, rush=False) for choice in ("none", "basic", "full")
    )
    assert "firewall" not in {line.name for line in without.lines}
    assert basic.total - without.total == pytest.approx(5 + 2 + 0.60 * 0.73)
    assert full.total - basic.total == pytest.approx(2)


def test_a_reservation_takes_off_hours_of_the_database_and_nothing_of_its_storage() -> None:
    small, large = (
        bill({**PROD, "InstanceClass": kind}, RECEIPTS, rush=False)
        for kind in ("db.t4g.medium", "db.t4g.large")
    )
    assert large.total - small.total == pytest.approx(HOURS * 2 * (0.203 - 0.102))
    saved = large.saved_by_reserving - small.saved_by_reserving
    assert saved == pytest.approx(
        (large.total - small.total) * (1 - PRICES["database"]["reserved_for_a_year"])
    )


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_the_alarm_of_the_budget_lies_above_the_bill_and_below_twice_of_it(environment: str) -> None:
    given = {**parameters(environment), **ARM}
    usd = bill(given, RECEIPTS, rush=True).total
    assert usd < float(given["MonthlyBudgetUsd"]) < 2 * usd


def test_a_second_way_out_costs_its_gateway_and_its_address() -> None:
    one, two = (bill({**PROD, "NatGateways": gates}, RECEIPTS, rush=False).total for gates in ("1", "2"))
    assert two - one == pytest.approx(HOURS * (0.059 + 0.005))


def test_twice_the_receipts_cost_more_but_not_twice() -> None:
    one, two = (bill(PROD, receipts, rush=False) for receipts in (RECEIPTS, 2 * RECEIPTS))
    assert one.total < two.total < 1.2 * one.total
    assert two.per_thousand < one.per_thousand


def test_what_is_free_each_month_is_not_charged_and_the_rest_is() -> None:
    price = PRICES["lambda"]["arm64"]
    few, many, more = (_parser(receipts) for receipts in (10_000, 1_000_000, 1_100_000))
    assert few == pytest.approx(10_000 * 2e-7)
    assert more - many == pytest.approx(100_000 * (3 * 3008 / 1024 * price + 2e-7))


def _parser(receipts: int) -> float:
    (line,) = (one for one in bill(PROD, receipts, rush=False).lines if one.name == "parser")
    return line.usd


def test_each_choice_changes_the_bill_of_production_or_is_made_already() -> None:
    usual = bill(PROD, RECEIPTS, rush=False).total
    for choice in CHOICES:
        other = bill({**PROD, **choice.parameters}, RECEIPTS, rush=False).total
        assert other != pytest.approx(usual), choice.name


def test_what_destroy_leaves_behind_goes_on_costing() -> None:
    names = {line.name: line.usd for line in left_behind(bill(DEV, RECEIPTS, rush=False))}
    assert names["photos"] == pytest.approx(RECEIPTS / 1000 * 0.025)
    assert names["last snapshot"] > 0
    assert names["keys"] >= 1


def test_the_command_shows_both_months_and_their_sums(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prod", "--receipts", "73,000"]) == 0
    shown = capsys.readouterr().out
    usual, rush = (bill(PROD, RECEIPTS, rush=rush).total for rush in (False, True))
    assert f"{usual:.2f}" in shown
    assert f"{rush:.2f}" in shown
    assert str(PRICES["taken"]) in shown


@pytest.mark.parametrize("receipts", ["0", "-5", "many", "1000000000"])
def test_a_number_that_cannot_be_is_refused(receipts: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["prod", "--receipts", receipts])
    assert stopped.value.code == 2
    assert "--receipts" in capsys.readouterr().err


def test_a_class_without_a_price_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "benchmarks.cost.__main__.parameters_of", lambda _: {**PROD, "InstanceClass": "db.m7g.large"}
    )
    assert main(["prod"]) == 2
    assert "no price of db.m7g.large" in capsys.readouterr().err


def test_the_price_table_is_dated_and_for_the_region_that_is_deployed_to() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    assert PRICES["region"] == config["prod"]["global"]["parameters"]["region"]
    assert PRICES["taken"].year >= 2026

"""The API on Fargate: how it is locked in, deployed, scaled and stopped."""

import asyncio
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from infra.templates import ROOT, stack
from receipts_api import main
from receipts_api.settings import ApiSettings

OF_BODIES = {
    "known-bad-inputs": ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"],
    "common": [
        "SizeRestrictions_BODY",
        "CrossSiteScripting_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "EC2MetaDataSSRF_BODY",
    ],
}
"""Rules of AWS's groups that look at a request's body."""


@pytest.fixture(scope="module")
def container() -> dict[str, Any]:
    (only,) = stack("api_service").properties("TaskDefinition")["ContainerDefinitions"]
    found: dict[str, Any] = only
    return found


def attributes(of: str) -> dict[str, str]:
    found = stack("load_balancer").properties(of)
    kind = "LoadBalancerAttributes" if of == "LoadBalancer" else "TargetGroupAttributes"
    return {one["Key"]: one["Value"] for one in found[kind]}


def test_a_task_is_locked_in(container: dict[str, Any]) -> None:
    assert container["ReadonlyRootFilesystem"] is True
    assert container["User"] == "10001"
    assert container["Privileged"] is False
    assert container["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}
    assert [one["ContainerPath"] for one in container["MountPoints"]] == ["/tmp"]  # noqa: S108 - where uploads are spooled
    service = stack("api_service").properties("Service")
    assert service["EnableExecuteCommand"] is False
    assert service["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"


def test_a_task_has_half_a_processor_and_a_gigabyte() -> None:
    task = stack("api_service").properties("TaskDefinition")
    assert (task["Cpu"], task["Memory"]) == ("512", "1024")


def test_the_user_is_the_images_own(container: dict[str, Any]) -> None:
    assert f"USER {container['User']}" in (ROOT / "api_container/Dockerfile").read_text().splitlines()


def test_no_password_stands_in_the_environment(container: dict[str, Any]) -> None:
    names = {one["Name"] for one in container["Environment"]}
    assert names == {
        "AWS_DEFAULT_REGION",
        "DATABASE_HOST",
        "DATABASE_NAME",
        "DATABASE_SECRET_ARN",
        "ORIGINALS_FOR",
        "PARSER_CONCURRENCY",
        "RECEIPT_BUCKET",
        "RECEIPT_QUEUE_URL",
        "SERVE_DOCS",
        "TRUSTED_PROXIES",
    }


@pytest.mark.parametrize(("environment", "shown"), [("dev", True), ("staging", True), ("prod", False)])
def test_production_does_not_show_the_page_of_the_api(environment: str, shown: bool) -> None:
    assert settings_of_a_task(environment).serve_docs is shown


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is what the client says of itself
        ("203.0.113.9, 10.0.16.7", "203.0.113.9"),  # CloudFront's way in has an address in the VPC
    ],
)
def test_a_task_believes_the_load_balancer_who_called(forwarded_for: str, client: str) -> None:
    seen: list[tuple[str, str]] = []

    async def app(scope: Any, *_: object) -> None:  # noqa: ANN401 - uvicorn's type
        seen.append((scope["client"][0], scope["scheme"]))

    headers = [(b"x-forwarded-for", forwarded_for.encode()), (b"x-forwarded-proto", b"https")]
    trusting = ProxyHeadersMiddleware(app, settings_of_a_task("prod").trusted_proxies)
    for peer in ("10.0.3.4", "203.0.113.200"):
        scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": headers}
        asyncio.run(trusting(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(client, "https"), ("203.0.113.200", "http")]


def settings_of_a_task(environment: str) -> ApiSettings:
    task = stack("api_service", Environment=environment).properties("TaskDefinition")
    (only,) = task["ContainerDefinitions"]
    return ApiSettings.from_env({one["Name"]: str(one["Value"]) for one in only["Environment"]})


def test_a_task_is_killed_only_after_its_own_patience(container: dict[str, Any]) -> None:
    assert container["StopTimeout"] > main._GRACE_SECONDS


def test_requests_end_before_their_task_does() -> None:
    idle = int(attributes("LoadBalancer")["idle_timeout.timeout_seconds"])
    assert int(attributes("BlueTargetGroup")["deregistration_delay.timeout_seconds"]) >= idle
    assert idle < main._KEEP_ALIVE_SECONDS


def test_blue_and_green_differ_in_nothing() -> None:
    made = stack("load_balancer")
    assert made.properties("BlueTargetGroup") == made.properties("GreenTargetGroup")


@pytest.mark.parametrize("domain", ["", "receipts.example.com"])
def test_everything_on_the_listener_that_ecs_moves_only_forwards(domain: str) -> None:
    """ECS refuses to shift traffic on a listener whose rules also redirect or answer."""
    made = stack("load_balancer", DomainName=domain)
    rules = [made.properties(one) for one in ("ProductionRule", "TestRule")]
    assert {one["ListenerArn"] for one in rules} == {"<Listener>"}
    actions = [*made.properties("Listener")["DefaultActions"], *(one["Actions"][0] for one in rules)]
    assert {one["Type"] for one in actions} == {"forward"}


def test_green_is_reached_before_the_rule_that_takes_everything() -> None:
    made = stack("load_balancer")
    assert made.properties("TestRule")["Priority"] < made.properties("ProductionRule")["Priority"]


def test_a_deployment_goes_from_a_tenth_through_half_to_all() -> None:
    configuration = stack("api_service").properties("Service")["DeploymentConfiguration"]
    step = configuration["LinearConfiguration"]["StepPercent"]
    assert configuration["Strategy"] == "LINEAR"
    assert {10, 50, 100} <= set(range(step, 101, step))


def test_a_deployment_is_rolled_back_by_what_users_feel() -> None:
    alarms = stack("load_balancer").outputs["RollbackAlarmNames"].split(",")
    assert {"<ApiErrorRateHigh>", "<ApiLatencyHigh>", "<ApiUnhealthyHosts>"} < set(alarms)
    configuration = stack("api_service", RollbackAlarmNames=alarms).properties("Service")[
        "DeploymentConfiguration"
    ]
    assert configuration["Alarms"] == {"AlarmNames": alarms, "Enable": True, "Rollback": True}


def test_green_is_tried_before_users_see_it() -> None:
    function = "arn:aws:lambda:…:function:smoke-test"
    made = stack("api_service", SmokeTestFunctionArn=function)
    (hook,) = made.properties("Service")["DeploymentConfiguration"]["LifecycleHooks"]
    assert (hook["HookTargetArn"], hook["LifecycleStages"]) == (function, ["POST_TEST_TRAFFIC_SHIFT"])
    without = stack("api_service").properties("Service")["DeploymentConfiguration"]
    assert "LifecycleHooks" not in without


def test_scaling_owns_the_number_of_tasks() -> None:
    made = stack("api_service")
    assert "DesiredCount" not in made.properties("Service")
    target = made.properties("ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 10)


@pytest.mark.parametrize(
    ("trigger", "policy", "beyond", "minutes", "change"),
    [("ScaleOutTrigger", "ScaleOut", 70, 5, 2), ("ScaleInTrigger", "ScaleIn", 30, 15, -1)],
)
def test_tasks_come_by_two_and_go_one_by_one(
    trigger: str, policy: str, beyond: int, minutes: int, change: int
) -> None:
    made = stack("api_service")
    alarm = made.properties(trigger)
    assert alarm["AlarmActions"] == [f"<{policy}>"]
    assert alarm["Threshold"] == beyond
    assert alarm["Period"] * alarm["EvaluationPeriods"] == minutes * 60
    (step,) = made.properties(policy)["StepScalingPolicyConfiguration"]["StepAdjustments"]
    assert step["ScalingAdjustment"] == change


def floor_on(day: date) -> int:
    """The fewest tasks on a Korean day, by replaying the year's scheduled actions up to it."""
    target = stack("api_service").properties("ScalableTarget")
    floor: int = target["MinCapacity"]
    today = date(day.year, 1, 1)
    while today <= day:
        for action in target["ScheduledActions"]:
            assert action["Timezone"] == "Asia/Seoul"
            if runs_on(action["Schedule"], today):
                floor = action["ScalableTargetAction"]["MinCapacity"]
        today += timedelta(days=1)
    return floor


def runs_on(schedule: str, day: date) -> bool:
    _minute, _hour, days, months, _weekday, _year = schedule.removeprefix("cron(").removesuffix(")").split()
    return str(day.day) == days and (months == "*" or str(day.month) in months.split(","))


@pytest.mark.parametrize("year", [2027, 2028])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_three_days_of_every_month_have_a_higher_floor(year: int, month: int) -> None:
    length = monthrange(year, month)[1]
    floors = [floor_on(date(year, month, day)) for day in (1, length - 4, length - 2, length - 1, length)]
    assert floors == [2, 2, 4, 4, 4]


def test_spot_never_carries_the_tasks_that_must_be_there() -> None:
    made = stack("api_service", FargateSpot="true", MinTasks=2)
    reliable, spot = made.properties("Service")["CapacityProviderStrategy"]
    assert (reliable["CapacityProvider"], reliable["Base"]) == ("FARGATE", 2)
    assert spot == {"CapacityProvider": "FARGATE_SPOT", "Weight": 1}
    (only,) = stack("api_service").properties("Service")["CapacityProviderStrategy"]
    assert only["CapacityProvider"] == "FARGATE"


def test_the_firewall_is_a_choice_of_which_all_parts_come_or_none() -> None:
    kinds = {one["Type"] for one in stack("load_balancer").resources.values()}
    assert not [kind for kind in kinds if kind.startswith("AWS::WAFv2")]
    assert [one["Name"] for one in _firewall(Firewall="basic")] == ["rate-limit", "bad-reputation"]
    assert {one["Name"] for one in _firewall(Firewall="full")} > OF_BODIES.keys()


def _firewall(**parameters: object) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = stack("load_balancer", **parameters).properties("WebAcl")["Rules"]
    return rules


def test_the_firewall_lets_photos_through_and_counts_callers_by_their_own_address() -> None:
    for domain, key in (("", "FORWARDED_IP"), ("receipts.example.com", "IP")):
        rules = {one["Name"]: one for one in _firewall(DomainName=domain, Firewall="full")}
        assert rules["rate-limit"]["Statement"]["RateBasedStatement"]["AggregateKeyType"] == key
    for group, of_bodies in OF_BODIES.items():
        overrides = rules[group]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
        assert overrides == [{"Name": one, "ActionToUse": {"Count": {}}} for one in of_bodies]

"""The root: its functions, what they may do and when, and what an environment gets by its parameters."""

from typing import Any

import pytest

from infra.system import parameters_of, the_system
from infra.templates import SYSTEM, Stack, as_list, stack, statements, template_of
from tests.infra.rules import metrics_of, policies_of

SYSTEM_AS_WRITTEN = the_system()
FUNCTIONS = {
    "ApiSmokeTestFunction",
    "DeadLetterSettlerFunction",
    "ReceiptParserFunction",
    "ReceiptReconcilerFunction",
    "SchemaMigratorFunction",
    "TenantRegistrarFunction",
}


def source_of(function: str) -> dict[str, Any]:
    mappings = stack(SYSTEM).of_type("AWS::Lambda::EventSourceMapping").values()
    (only,) = [one for one in mappings if one["FunctionName"] == f"<{function}>"]
    found: dict[str, Any] = only
    return found


def sids(function: str, **parameters: object) -> set[str]:
    role = stack(SYSTEM, **parameters).properties(f"{function}Role")
    return {one["Sid"] for one in statements(role) if "Sid" in one}


def test_the_functions_are_those_of_the_architecture() -> None:
    assert stack(SYSTEM).of_type("AWS::Lambda::Function").keys() == FUNCTIONS


@pytest.mark.parametrize("function", ["ReceiptParserFunction", "DeadLetterSettlerFunction"])
def test_one_bad_message_does_not_bring_its_batch_back(function: str) -> None:
    assert source_of(function)["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_claim_lasts_as_long_as_its_message_is_invisible() -> None:
    made = SYSTEM_AS_WRITTEN.dev
    variables = made[SYSTEM].properties("ReceiptParserFunction")["Environment"]["Variables"]
    queue = made["uploads"].properties("ReceiptUploadsQueue")
    assert variables["CLAIM_LEASE_SECONDS"] == queue["VisibilityTimeout"]


def test_the_parser_knows_how_many_of_it_run_at_once() -> None:
    variables = stack(SYSTEM).properties("ReceiptParserFunction")["Environment"]["Variables"]
    concurrency = source_of("ReceiptParserFunction")["ScalingConfig"]["MaximumConcurrency"]
    assert variables["PARSER_CONCURRENCY"] == concurrency
    (task,) = SYSTEM_AS_WRITTEN.dev["api_service"].of_type("AWS::ECS::TaskDefinition").values()
    (api,) = task["ContainerDefinitions"]
    assert {"Name": "PARSER_CONCURRENCY", "Value": str(concurrency)} in api["Environment"]


def test_the_reconciler_runs_each_minute_and_ends_within_it() -> None:
    made = stack(SYSTEM)
    (schedule,) = made.of_type("AWS::Scheduler::Schedule").values()
    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["Target"]["Arn"] == "<ReceiptReconcilerFunction.Arn>"
    assert made.properties("ReceiptReconcilerFunction")["Timeout"] <= 60


def test_a_function_reaches_the_database_and_nothing_reaches_it() -> None:
    for function in SYSTEM_AS_WRITTEN.dev[SYSTEM].of_type("AWS::Lambda::Function").values():
        assert function["VpcConfig"] == {
            "SubnetIds": ["<ApplicationSubnetA>", "<ApplicationSubnetB>"],
            "SecurityGroupIds": ["<FunctionSecurityGroup.GroupId>"],
        }


def test_metrics_of_dev_and_production_do_not_mix() -> None:
    """Functions and alarms of an environment name one and the same namespace."""
    for environment, made in (("dev", SYSTEM_AS_WRITTEN.dev), ("prod", SYSTEM_AS_WRITTEN.prod)):
        alarms = made["alarms"].of_type("AWS::CloudWatch::Alarm").values()
        functions = made[SYSTEM].of_type("AWS::Lambda::Function").values()
        used = {metric["Namespace"] for alarm in alarms for metric in metrics_of(alarm)}
        used |= {one["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"] for one in functions}
        assert {one for one in used if not one.startswith("AWS/")} == {f"receipts-{environment}"}


def test_only_what_makes_schema_tenants_and_keys_logs_in_as_the_owner() -> None:
    assert who_reads("Database.MasterUserSecret.SecretArn") == {"SchemaMigrator", "TenantRegistrar"}


def test_each_part_logs_in_as_itself_alone() -> None:
    assert who_reads("ApplicationSecret") == {"SchemaMigrator", "TaskRole"}
    assert who_reads("ParserSecret") == {"SchemaMigrator", "ReceiptParser"}
    assert who_reads("OperatorSecret") == {"SchemaMigrator", "ReceiptReconciler", "DeadLetterSettler"}


@pytest.mark.parametrize(
    ("function", "secret"),
    [
        ("ReceiptParser", "ParserSecret"),
        ("ReceiptReconciler", "OperatorSecret"),
        ("DeadLetterSettler", "OperatorSecret"),
    ],
)
def test_a_function_asks_for_the_login_that_it_may_read(function: str, secret: str) -> None:
    made = SYSTEM_AS_WRITTEN.dev[SYSTEM].properties(f"{function}Function")
    assert made["Environment"]["Variables"]["DATABASE_SECRET_ARN"] == f"<{secret}>"


def test_a_new_password_reaches_the_database() -> None:
    """The migrations run again when a secret of the application is another."""
    given = SYSTEM_AS_WRITTEN.dev[SYSTEM].properties("Migrations")
    variables = SYSTEM_AS_WRITTEN.dev[SYSTEM].properties("SchemaMigratorFunction")["Environment"]["Variables"]
    told = {variables[f"DATABASE_{part}_SECRET_ARN"] for part in ("API", "PARSER", "OPERATOR")}
    assert set(given["Logins"]) == told
    assert len(told) == 3


def who_reads(secret: str) -> set[str]:
    """Roles whose own policies, or those of ours that they share, open a secret of the database."""
    stacks = SYSTEM_AS_WRITTEN.dev
    roles = [item for one in stacks.values() for item in one.of_type("AWS::IAM::Role").items()]
    return {
        name.removesuffix("FunctionRole")
        for name, role in roles
        for statement in statements([role.get("Policies", []), policies_of(stacks, role)])
        if "secretsmanager:GetSecretValue" in as_list(statement.get("Action", []))
        and f"<{secret}>" in as_list(statement["Resource"])
    }


def test_nothing_but_an_administrator_invokes_the_registrar() -> None:
    """It has neither a resource policy nor an event, and no role of ours may invoke it."""
    made = stack(SYSTEM)
    arn = "<TenantRegistrarFunction.Arn>"
    assert [one for one in made.of_type("AWS::Lambda::Permission").values() if "Registrar" in repr(one)] == []
    assert [name for name, one in made.resources.items() if arn in repr(one)] == []


def test_the_smoke_test_may_do_nothing_in_the_account() -> None:
    """It is a client of the API and has no login to the database."""
    role = SYSTEM_AS_WRITTEN.dev[SYSTEM].properties("ApiSmokeTestFunctionRole")
    assert sids("ApiSmokeTestFunction") == set()
    assert policies_of(SYSTEM_AS_WRITTEN.dev, role) == []


def test_the_smoke_test_asks_the_load_balancer_where_dns_may_not_lead_to_it() -> None:
    """In a trial it is private, and CloudFront's name always leads to it."""

    def variables(**parameters: object) -> dict[str, str]:
        found: dict[str, str] = stack(SYSTEM, **parameters).properties("ApiSmokeTestFunction")["Environment"][
            "Variables"
        ]
        return found

    with_domain = variables(DomainName="receipts.example.com")
    assert with_domain["API_ADDRESS"] == "<LoadBalancer.Outputs.LoadBalancerDnsName>"
    assert variables()["API_ADDRESS"] == ""


ENGINES: list[tuple[dict[str, object], set[str]]] = [
    ({}, set()),
    ({"EscalationEngine": "textract"}, set()),
    ({"EscalateBelow": 0.8, "EscalationEngine": "textract"}, {"AskTextract"}),
    ({"EscalateBelow": 0.8, "EscalationTenants": '{"acme": "textract"}'}, {"AskTextract"}),
    (
        {"EscalateBelow": 0.8, "EscalationEngine": "clova", "ClovaSecretArn": "arn:aws:secretsmanager:…"},
        {"ClovaSecret"},
    ),
    (
        {"EscalateBelow": 0.8, "EscalationEngine": "bedrock", "BedrockModelArns": ["arn:aws:bedrock:…"]},
        {"AskBedrock"},
    ),
]


@pytest.mark.parametrize(("parameters", "asks"), ENGINES)
def test_another_engine_is_within_reach_only_where_it_is_asked(
    parameters: dict[str, object], asks: set[str]
) -> None:
    engines = {"AskTextract", "ClovaSecret", "AskBedrock"}
    assert sids("ReceiptParserFunction", **parameters) & engines == asks


def test_of_bedrock_only_the_models_named_may_be_asked() -> None:
    models = "arn:aws:bedrock:a,arn:aws:bedrock:b"
    made = stack(SYSTEM, EscalateBelow=0.8, BedrockModelId="model", BedrockModelArns=models)
    statement = {one.get("Sid"): one for one in statements(made.properties("ReceiptParserFunctionRole"))}
    assert statement["AskBedrock"]["Resource"] == models.split(",")


def test_no_environment_is_refused_by_a_rule_of_a_child() -> None:
    for environment in ("dev", "staging", "prod"):
        given = parameters_of(environment)
        key = {"BackupKeyArn": "arn:aws:kms:…"} if "BackupRegion" in given else {}
        made = SYSTEM_AS_WRITTEN.deployed(**given, **key)
        assert not [one for name, one in made.items() if one.violations and name != "dr_region"]


def choices() -> list[tuple[str, object]]:
    declared = template_of(SYSTEM)["Parameters"]
    return [(name, value) for name, one in declared.items() for value in one.get("AllowedValues", [])]


WHERE = {"PhotoLock": {"Environment": "prod"}}
"""Choices that one environment alone has."""


@pytest.mark.parametrize(("name", "value"), choices())
def test_whatever_may_be_chosen_in_the_root_works_in_the_children(name: str, value: object) -> None:
    """A child's own list of values and its rules accept what the root hands down."""
    made = SYSTEM_AS_WRITTEN.deployed(**{**WHERE.get(name, {}), name: value})
    assert not [one for key, one in made.items() if one.violations and key != "dr_region"]
    for child in SYSTEM_AS_WRITTEN.children.values():
        declared = SYSTEM_AS_WRITTEN.templates[child.template].raw["Parameters"]
        for parameter, given in child.given.items():
            if given == {"Ref": name} and "AllowedValues" in declared[parameter]:
                assert str(value) in [str(one) for one in declared[parameter]["AllowedValues"]]


def budget(made: dict[str, Stack]) -> object:
    return made["alarms"].properties("BudgetExceeded")["Budget"]["BudgetLimit"]["Amount"]


def test_production_has_two_databases_and_two_tasks_and_dev_is_cheap() -> None:
    dev, prod = SYSTEM_AS_WRITTEN.dev, SYSTEM_AS_WRITTEN.prod
    standby = [one["database"].properties("Database")["MultiAZ"] for one in (dev, prod)]
    tasks = [one["api_service"].properties("ScalableTarget")["MinCapacity"] for one in (dev, prod)]
    assert (standby, tasks) == (["false", "true"], ["1", "2"])
    assert [budget(dev), budget(prod)] == ["250", "400"]


def test_with_a_domain_users_meet_the_load_balancer_and_without_one_cloudfront() -> None:
    dev, prod = SYSTEM_AS_WRITTEN.dev, SYSTEM_AS_WRITTEN.prod
    assert dev["load_balancer"].properties("LoadBalancer")["Scheme"] == "internal"
    assert "HttpFromCloudFront" in dev["network"].resources
    assert prod["load_balancer"].properties("LoadBalancer")["Scheme"] == "internet-facing"
    assert "HttpsFromAnywhere" in prod["network"].resources
    assert dev[SYSTEM].outputs["Url"] == "https://<Distribution.DomainName>"
    assert prod[SYSTEM].outputs["Url"] == "https://receipts.example.com"


def test_the_browser_may_upload_from_the_apis_own_pages() -> None:
    bucket = SYSTEM_AS_WRITTEN.prod["uploads"].properties("ReceiptBucket")
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == ["https://receipts.example.com"]


def test_one_environment_records_the_accounts_management_calls() -> None:
    dev, prod = (one["audit"].properties("Trail") for one in (SYSTEM_AS_WRITTEN.dev, SYSTEM_AS_WRITTEN.prod))
    assert (dev["IsMultiRegionTrail"], prod["IsMultiRegionTrail"]) == (False, True)


def test_the_smoke_test_stands_before_users() -> None:
    service = SYSTEM_AS_WRITTEN.dev["api_service"].properties("Service")
    (hook,) = service["DeploymentConfiguration"]["LifecycleHooks"]
    assert hook["HookTargetArn"] == "<ApiSmokeTestFunction.Arn>"


def test_names_that_the_notifier_is_told_in_advance_are_those_that_come_to_be() -> None:
    made = SYSTEM_AS_WRITTEN.prod
    notifier = made["alarm_notifier"].properties("AlarmNotifierFunction")["Environment"]["Variables"]
    assert notifier["DASHBOARD_NAME"] == made["observability"].properties("Dashboard")["DashboardName"]
    assert notifier["API_LOG_GROUP"] == made["api_service"].properties("ApiLog")["LogGroupName"]
    assert notifier["RECEIPT_QUEUE_NAME"] == made["uploads"].properties("ReceiptUploadsQueue")["QueueName"]


def test_after_the_loss_of_a_region_the_database_starts_from_its_copies() -> None:
    made = SYSTEM_AS_WRITTEN.deployed(RestoreFromBackupsArn="arn:aws:rds:…", ExistingBucket="true")
    database = made["database"].properties("Database")
    assert database["SourceDBInstanceAutomatedBackupsArn"] == "arn:aws:rds:…"
    assert "ReceiptBucket" not in made["uploads"].resources


def test_no_variable_of_a_function_holds_a_secret() -> None:
    """Where a name speaks of one, the value is an ARN to ask Secrets Manager with."""
    for name, made in SYSTEM_AS_WRITTEN.dev.items():
        for function in made.of_type("AWS::Lambda::Function").values():
            for key, value in function["Environment"]["Variables"].items():
                speaks_of_one = any(word in key for word in ("SECRET", "PASSWORD", "TOKEN", "KEY"))
                assert not speaks_of_one or key.endswith("_ARN"), (name, key)
                assert not (key == "DATABASE_URL" and value)

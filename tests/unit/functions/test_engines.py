"""receipt_parser's optional engines, as the environment chooses them."""

from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import boto3
import pytest
from aws_lambda_powertools.utilities import parameters

from receipt_parser.engines import build_escalation
from receipt_parser.settings import EscalationSettings
from receipts.domain.receipt import Source
from receipts.errors import SettingsError
from tests.fakes.spending import FakeSpending

TENANT = UUID(int=7)
ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:clova"
CLOVA = {"CLOVA_INVOKE_URL": "https://clova.example/document/receipt", "CLOVA_SECRET_ARN": ARN}
BEDROCK = {
    "BEDROCK_MODEL_ID": "vendor.model-v1:0",
    "BEDROCK_USD_PER_MILLION_INPUT": "3",
    "BEDROCK_USD_PER_MILLION_OUTPUT": "15",
}


@pytest.fixture(autouse=True)
def in_seoul(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-2")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setattr(
        parameters,
        "SecretsProvider",
        lambda **_: SimpleNamespace(get=lambda name, **_: "a-secret" if name == ARN else None),
    )


def settings(**given: str) -> EscalationSettings:
    return EscalationSettings.from_env(given)


@pytest.mark.parametrize(
    "off", [{}, {"ESCALATE_BELOW": "0.7"}, {"ESCALATION_ENGINE": "clova"}, {"ESCALATE_BELOW": "0"}]
)
def test_nothing_leaves_the_machine_unless_engine_and_threshold_are_set(off: dict[str, str]) -> None:
    assert settings(**off).engines_in_use == frozenset()


@pytest.mark.parametrize(("engine", "needed"), [("textract", {}), ("clova", CLOVA), ("bedrock", BEDROCK)])
def test_each_engine_is_built_from_its_settings(engine: str, needed: dict[str, str]) -> None:
    given = {"ESCALATE_BELOW": "0.7", "ESCALATION_ENGINE": engine, "ESCALATION_MONTHLY_USD": "25"} | needed
    escalate = build_escalation(settings(**given), FakeSpending())
    assert escalate.default is not None
    assert (escalate.below, escalate.monthly_usd) == (0.7, Decimal(25))
    assert escalate.default.source is Source(engine)


def test_a_tenant_may_differ_from_the_deployment() -> None:
    given = {"ESCALATE_BELOW": "0.7", "ESCALATION_TENANTS": f'{{"{TENANT}": "textract"}}'}
    escalate = build_escalation(settings(**given), FakeSpending())
    assert escalate.default is None
    reader = escalate.by_tenant[TENANT]
    assert reader is not None
    assert reader.source is Source.TEXTRACT


def test_a_tenant_may_opt_out() -> None:
    tenants = f'{{"{TENANT}": "none"}}'
    given = {"ESCALATE_BELOW": "0.7", "ESCALATION_ENGINE": "textract", "ESCALATION_TENANTS": tenants}
    escalate = build_escalation(settings(**given), FakeSpending())
    assert escalate.by_tenant == {TENANT: None}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"ESCALATION_ENGINE": "clova"}, "CLOVA_INVOKE_URL, CLOVA_SECRET_ARN"),
        ({"ESCALATION_ENGINE": "bedrock", "BEDROCK_MODEL_ID": "m"}, "BEDROCK_USD_PER_MILLION_INPUT"),
        ({"ESCALATION_TENANTS": f'{{"{TENANT}": "clova"}}'}, "CLOVA_SECRET_ARN"),
        ({"ESCALATION_ENGINE": "clova", **CLOVA, "CLOVA_INVOKE_URL": "http://clova"}, "CLOVA_INVOKE_URL"),
        ({"ESCALATION_ENGINE": "tesseract"}, "ESCALATION_ENGINE"),
        ({"ESCALATION_TENANTS": "not json"}, "ESCALATION_TENANTS"),
        ({"ESCALATION_TIMEOUT_SECONDS": "60"}, "ESCALATION_TIMEOUT_SECONDS"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        settings(ESCALATE_BELOW="0.7", **given)

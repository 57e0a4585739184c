"""The optional engines, as the settings choose them."""

from receipt_parser.settings import EngineChoice, EscalationSettings
from receipts.adapters.engines import (
    BedrockReader,
    ClovaReader,
    GuardedReader,
    TextractReader,
    TokenPrices,
    bedrock_client,
    clova_pool,
    textract_client,
)
from receipts.adapters.secrets import clova_secret
from receipts.ports import ExpenseReader, Spending
from receipts.usecases.escalate import Escalate


def build_escalation(settings: EscalationSettings, spending: Spending) -> Escalate:
    """Each engine in use, behind a circuit breaker of its own."""
    readers = {name: GuardedReader(_reader(name, settings)) for name in settings.engines_in_use}
    by_tenant = {tenant: readers.get(name) for tenant, name in settings.escalation_tenants.items()}
    return Escalate(
        below=settings.escalate_below,
        default=readers.get(settings.escalation_engine),
        by_tenant=by_tenant,
        spending=spending,
        monthly_usd=settings.escalation_monthly_usd,
    )


def _reader(name: EngineChoice, settings: EscalationSettings) -> ExpenseReader:
    timeout = settings.escalation_timeout_seconds
    if name == "clova":
        secret, price = clova_secret(str(settings.clova_secret_arn)), settings.clova_usd_per_receipt
        return ClovaReader(clova_pool(timeout), str(settings.clova_invoke_url), secret, price)
    if name == "bedrock":
        return BedrockReader(bedrock_client(timeout), str(settings.bedrock_model_id), _prices(settings))
    return TextractReader(textract_client(timeout))


def _prices(settings: EscalationSettings) -> TokenPrices:
    given = settings.bedrock_usd_per_million_input, settings.bedrock_usd_per_million_output
    assert None not in given  # the settings see to it
    return TokenPrices(*(price for price in given if price is not None))

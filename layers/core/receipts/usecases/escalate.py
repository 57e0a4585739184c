"""Ask another engine about what the embedded one is unsure of; whatever comes of it, there is a reading."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from receipts.domain.escalation import ExpenseReading, merge, taken_from, unsure_of
from receipts.domain.receipt import Escalation, Reading
from receipts.errors import BudgetSpentError, EscalationError
from receipts.ports import ExpenseReader, Spending

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Escalate:
    """Asks about readings with a required field under `below`, each tenant's own engine or the `default`.

    A tenant whose engine is None is not to be asked for at all, and none beyond `monthly_usd` a month.
    """

    below: float
    default: ExpenseReader | None
    by_tenant: Mapping[UUID, ExpenseReader | None]
    spending: Spending
    monthly_usd: Decimal | None = None

    def __call__(self, reading: Reading, file: Path, tenant_id: UUID, today: date) -> Reading:
        """`reading`, with its `escalation` where an engine was asked; the caller draws the conclusions."""
        engine = self.by_tenant.get(tenant_id, self.default)
        asked = unsure_of(reading, self.below)
        if engine is None or not asked:
            return reading
        note = Escalation(engine.source, engine.version, 0.0, Decimal(0), asked)
        started = time.perf_counter()
        try:
            answer = self._answer(engine, file, tenant_id, today)
        except EscalationError as error:
            logger.warning("%s did not help: %s", engine.source, error)
            failed = replace(note, seconds=_seconds_since(started), failure=str(error))
            return replace(reading, escalation=failed)
        merged = merge(reading, answer, engine.source, self.below, today)
        taken = taken_from(engine.source, reading, merged)
        done = replace(note, seconds=_seconds_since(started), cost_usd=answer.cost_usd, taken=taken)
        return replace(merged, escalation=done)

    def _answer(self, engine: ExpenseReader, file: Path, tenant_id: UUID, today: date) -> ExpenseReading:
        """The engine's answer, put on the tenant's account. Raises EscalationError."""
        month = today.replace(day=1)
        if self.monthly_usd is not None and self.spending.spent(tenant_id, month) >= self.monthly_usd:
            raise BudgetSpentError(f"the budget of ${self.monthly_usd} for {month:%Y-%m} is spent")
        answer = engine.read(file)
        if answer.cost_usd:
            self.spending.add(tenant_id, month, answer.cost_usd)
        return answer


def _seconds_since(started: float) -> float:
    return round(time.perf_counter() - started, 3)

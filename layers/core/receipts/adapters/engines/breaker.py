"""An engine that fails is left alone for a while: Powertools' circuit breaker, its state in this container.

Sharing the state through DynamoDB, as Powertools offers, would cost a table to spare each container three
calls; a container that has not noticed yet finds out for itself.
"""

from pathlib import Path
from typing import Final

from aws_lambda_powertools.utilities.circuit_breaker import (
    CircuitBreakerConfig,
    CircuitBreakerOpenError,
    circuit_breaker,
)
from aws_lambda_powertools.utilities.circuit_breaker.persistence import (
    CircuitBreakerPersistenceLayer,
    CircuitStateRecord,
)

from receipts.domain.escalation import ExpenseReading
from receipts.errors import EngineUnavailableError
from receipts.ports import ExpenseReader

FAILURES: Final = 3
"""In a row; at the default timeout they fit into one invocation of the parser."""
REST_SECONDS: Final = 60


class _Circuits(CircuitBreakerPersistenceLayer):
    """The circuits of this container, which serves one event at a time: nobody races for the probe."""

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, CircuitStateRecord] = {}

    def _get_record(self, name: str) -> CircuitStateRecord | None:
        return self._records.get(name)

    def _put_record(
        self, record: CircuitStateRecord, condition: str | None = None, expected_opened_at: int | None = None
    ) -> None:
        self._records[record.name] = record

    def _update_record(self, record: CircuitStateRecord) -> None:
        self._records[record.name] = record


class GuardedReader:
    """An ExpenseReader that is not asked for a minute after three failures in a row.

    A picture that the engine refuses does not speak against the engine.
    """

    def __init__(self, reader: ExpenseReader) -> None:
        self.source = reader.source
        self.version = reader.version
        config = CircuitBreakerConfig(
            failure_threshold=FAILURES,
            recovery_timeout=REST_SECONDS,
            success_threshold=1,
            handled_exceptions=EngineUnavailableError,
            local_cache_max_age=0,
        )
        guard = circuit_breaker(f"engine-{reader.source}", _Circuits(), config=config)
        self._read = guard(reader.read)

    def read(self, file: Path) -> ExpenseReading:
        try:
            reading: ExpenseReading = self._read(file)
        except CircuitBreakerOpenError as error:
            raise EngineUnavailableError(f"left alone after {FAILURES} failures") from error
        return reading

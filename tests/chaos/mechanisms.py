"""What keeps receipts from being lost or doubled, each with a way to do without it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from typing import Any
from unittest.mock import patch

from receipts.adapters import transactional_store
from receipts.adapters.postgres import intake, records
from receipts.domain.claims import Claim
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt

_claim, _settle = Receipt.claim, Receipt.settle


class Mechanism(StrEnum):
    """Switched off, it makes some seed fail: see `test_chaos.py`."""

    OUTBOX = "outbox"
    CLAIM = "claim"
    IDEMPOTENT_WRITE = "idempotent-write"
    RECONCILER = "reconciler"
    SETTLER = "settler"

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """Reconciler and settler are simply not started."""
        with ExitStack() as stack:
            for target, name, double in _DOUBLES.get(self, ()):
                stack.enter_context(patch.object(target, name, double))
            yield


def _write_no_message(*_: object) -> None:
    """Messages are sent once the fact is committed, and by nobody else."""


def _anybody_may_claim(receipt: Receipt, _delivery: object) -> bool:
    """Each delivery reads the photo, whoever else does or did."""
    return receipt.status is not Status.DELETED


def _claim_from_anywhere(self: Receipt, *given: Any, **named: Any) -> Any:  # noqa: ANN401
    return _claim(replace(self, status=Status.QUEUED), *given, **named)


def _always(*_: object) -> bool:
    return True


def _write_again(self: Receipt, *given: Any, **named: Any) -> Any:  # noqa: ANN401
    """Whoever comes with a reading writes it, however the receipt stands by now."""
    return _settle(replace(self, status=Status.PROCESSING), *given, **named)


_DOUBLES: dict[Mechanism, tuple[tuple[object, str, object], ...]] = {
    Mechanism.OUTBOX: (
        (intake, "put_message", _write_no_message),
        (records, "put_message", _write_no_message),
    ),
    Mechanism.CLAIM: (
        (transactional_store, "may_claim", _anybody_may_claim),
        (Receipt, "claim", _claim_from_anywhere),
    ),
    Mechanism.IDEMPOTENT_WRITE: ((Claim, "holds", _always), (Receipt, "settle", _write_again)),
}

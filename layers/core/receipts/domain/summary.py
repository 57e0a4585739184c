"""What of a receipt stands in a list, and is searched and sorted by."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from receipts.domain.annotations import NOTHING_WRITTEN, Annotations
from receipts.domain.decisions import RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.purchase import money, purchase_of
from receipts.domain.receipt import DocumentType, Outcome, PaymentMethod, ProofKind, Reading, Transaction
from receipts.domain.record import Receipt


@dataclass(frozen=True, slots=True)
class Summary:
    """One receipt, a line long; what was not read is None. `issued_on` is the day as printed."""

    id: UUID
    status: Status
    filename: str | None
    created_at: datetime
    updated_at: datetime
    version: int
    duplicate_of: UUID | None = None
    cancels: UUID | None = None
    cancelled_by: UUID | None = None
    failure: FailureCause | None = None
    document_type: DocumentType | None = None
    transaction: Transaction | None = None
    merchant_name: str | None = None
    business_number: str | None = None
    issued_on: date | None = None
    currency: str | None = None
    total: Decimal | None = None
    payment_method: PaymentMethod | None = None
    proof_kind: ProofKind | None = None
    proof_qualified: bool | None = None
    category: str | None = None
    warnings: int | None = None
    """Checks of the reading that warned."""
    batch_id: UUID | None = None
    annotations: Annotations = NOTHING_WRITTEN
    rejection: RejectReason | None = None
    """Why it is no expense, while it is rejected."""


def summary_of(receipt: Receipt) -> Summary:
    """The line of this receipt."""
    shown = Summary(
        receipt.id,
        receipt.status,
        receipt.filename,
        receipt.created_at,
        receipt.updated_at,
        receipt.version,
        receipt.duplicate_of,
        receipt.cancels,
        receipt.cancelled_by,
        receipt.failure,
        batch_id=receipt.batch_id,
        annotations=receipt.annotations,
        rejection=receipt.rejection,
    )
    return _with_reading(shown, receipt.reading) if receipt.reading else shown


def _with_reading(shown: Summary, reading: Reading) -> Summary:
    purchase = purchase_of(reading)
    return replace(
        shown,
        document_type=reading.document_type,
        transaction=purchase.transaction,
        merchant_name=reading.merchant.name,
        business_number=purchase.business_number,
        issued_on=purchase.issued_on,
        currency=reading.currency,
        total=money(reading.amounts.total),
        payment_method=reading.payment.method,
        proof_kind=reading.proof.kind,
        proof_qualified=reading.proof.qualified,
        category=reading.category.code if reading.category else None,
        warnings=warnings_of(reading),
    )


def warnings_of(reading: Reading) -> int:
    """How many of its checks warned."""
    return sum(check.outcome is Outcome.WARNED for check in reading.checks)

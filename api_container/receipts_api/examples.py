"""The example in the description of the API: samples/convenience_store.jpg, as it is answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from receipts.adapters.category_table import load_categories
from receipts.domain.business_number import BusinessNumber
from receipts.domain.conclusions import conclude
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import (
    Amounts,
    DocumentType,
    Engine,
    FieldEvidence,
    Item,
    Merchant,
    Payment,
    PaymentMethod,
    Precision,
    Reading,
)
from receipts.domain.record import Receipt, StoredObject
from receipts.domain.sentence import Language
from receipts.domain.summary import summary_of
from receipts.domain.zones import KOREA
from receipts_api.documents import ReceiptDocument
from receipts_api.schemas import ReceiptSummary, RecordSummary

RECEIPT_ID: Final = UUID("019ab2c4-7d10-7c55-8a3e-2f6b1c9d4e01")
_TENANT_ID: Final = UUID(int=1)
_SENT: Final = datetime(2026, 4, 11, 18, 2, 9, tzinfo=KOREA)
_READ: Final = datetime(2026, 4, 11, 18, 2, 12, tzinfo=KOREA)
_PHOTO: Final = StoredObject("direct/example", "image/jpeg", 245_120, "9f86d081" * 8)


def _box(left: float, top: float, right: float, bottom: float) -> Any:  # noqa: ANN401 - a Box
    return ((left, top), (right, top), (right, bottom), (left, bottom))


_READING: Final = Reading(
    document_type=DocumentType.RECEIPT,
    merchant=Merchant("도토리편의점 솔바람길점", BusinessNumber("9011234564")),
    issued_at=datetime(2026, 4, 11, 14, 23, 51, tzinfo=KOREA),
    issued_at_precision=Precision.SECOND,
    currency="KRW",
    amounts=Amounts(
        total=Decimal(7000),
        gross_total=Decimal(8600),
        discount=Decimal(1600),
        supply=Decimal(6364),
        vat=Decimal(636),
    ),
    payment=Payment(PaymentMethod.CARD, "한빛카드", "4579-73**-****-1234", "30451287", 0),
    items=(
        Item(1, "삼각김밥 참치마요", Decimal(1), None, Decimal(1300)),
        Item(2, "바나나우유 240ml", Decimal(2), None, Decimal(3600)),
        Item(3, "컵라면 매운맛", Decimal(1), None, Decimal(1500)),
        Item(4, "생수 500ml", Decimal(2), None, Decimal(2200)),
    ),
    fields={
        "merchant.name": FieldEvidence(0.84, 1, _box(312, 140, 1080, 206), "도토리편의점 솔바람길점"),
        "amounts.total": FieldEvidence(0.99, 1, _box(288, 1310, 1116, 1372), "받을금액 7,000"),
    },
    review_reasons=("merchant_low_confidence",),
    engine=Engine("embedded", "2.0.0", 1.9, 410),
    text="도토리편의점 솔바람길점\n901-12-34564\n2026-04-11 14:23:51\n…\n받을금액 7,000",
)


def receipt_examples() -> Mapping[str, Mapping[str, Any]]:
    """By the name of the schema that they are examples of."""
    reading = conclude(_READING, _SENT.date(), load_categories())
    receipt = Receipt(
        RECEIPT_ID,
        _TENANT_ID,
        Status.NEEDS_REVIEW,
        _PHOTO,
        _SENT,
        _READ,
        filename="영수증.jpg",
        reading=reading,
        version=3,
    )
    light = replace(receipt, reading=replace(reading, fields={}, text=""))
    return {
        "ReceiptDocument": ReceiptDocument.from_receipt(receipt, Language.KOREAN).model_dump(mode="json"),
        "ReceiptSummary": ReceiptSummary.from_summary(summary_of(receipt), Language.KOREAN).model_dump(
            mode="json"
        ),
        "RecordSummary": RecordSummary.from_receipt(light, Language.KOREAN).model_dump(mode="json"),
    }

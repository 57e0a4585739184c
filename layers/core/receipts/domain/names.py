"""What accountants call the fields of a receipt and the kinds of proof, in Korean and in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from receipts.domain.receipt import ProofKind
from receipts.domain.sentence import Sentence

FIELDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "document_type": Sentence("문서 종류", "document type"),
        "transaction": Sentence("승인·취소 구분", "sale or cancellation"),
        "merchant.name": Sentence("상호", "merchant"),
        "merchant.business_number": Sentence("사업자등록번호", "business number"),
        "merchant.address": Sentence("주소", "address"),
        "merchant.phone": Sentence("전화번호", "phone"),
        "issued_at": Sentence("거래일", "date"),
        "currency": Sentence("통화", "currency"),
        "amounts.total": Sentence("결제금액", "total"),
        "amounts.gross_total": Sentence("합계", "sum before discounts"),
        "amounts.discount": Sentence("할인", "discount"),
        "amounts.supply": Sentence("공급가액", "supply"),
        "amounts.vat": Sentence("부가세", "VAT"),
        "amounts.exempt": Sentence("면세", "exempt"),
        "amounts.service_charge": Sentence("봉사료", "service charge"),
        "payment.method": Sentence("결제수단", "payment method"),
        "payment.card_issuer": Sentence("카드사", "card issuer"),
        "payment.card_number_masked": Sentence("카드번호", "card number"),
        "payment.approval_number": Sentence("승인번호", "approval number"),
        "payment.installments": Sentence("할부 개월", "instalments"),
        "items": Sentence("품목", "items"),
        "category": Sentence("계정과목", "account"),
        "memo": Sentence("메모", "memo"),
        "purpose": Sentence("사용 목적", "purpose"),
        "attendees": Sentence("참석자", "attendees"),
        "department": Sentence("부서", "department"),
        "project": Sentence("프로젝트", "project"),
        "tags": Sentence("태그", "tags"),
        "person": Sentence("사용자", "person"),
    }
)
"""By the path in the record."""

FIELD_OF_CHECK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "business_number_checksum": "merchant.business_number",
        "date_plausible": "issued_at",
        "card_number_shape": "payment.card_number_masked",
        "approval_number_shape": "payment.approval_number",
        "vat_is_tenth_of_supply": "amounts.vat",
        "supply_plus_vat_is_total": "amounts.total",
        "gross_less_discount_is_total": "amounts.gross_total",
    }
)
"""At which field a check is told; the others are about several, or about the whole."""

PROOFS: Final[Mapping[ProofKind, Sentence]] = MappingProxyType(
    {
        ProofKind.CARD_SLIP: Sentence("신용카드매출전표", "card slip"),
        ProofKind.CASH_RECEIPT: Sentence("현금영수증(지출증빙)", "cash receipt"),
        ProofKind.TAX_INVOICE: Sentence("세금계산서", "tax invoice"),
        ProofKind.INVOICE: Sentence("계산서", "invoice"),
        ProofKind.INCOME_DEDUCTION: Sentence("현금영수증(소득공제)", "income deduction"),
        ProofKind.SIMPLE_RECEIPT: Sentence("간이영수증", "simple receipt"),
        ProofKind.STATEMENT: Sentence("거래명세서", "statement"),
        ProofKind.SCREENSHOT: Sentence("화면 캡처", "screenshot"),
        ProofKind.RECEIPT: Sentence("영수증", "receipt"),
        ProofKind.FOREIGN: Sentence("해외 영수증", "foreign"),
    }
)


def name_of(path: str) -> Sentence:
    """The field's name, or its path where it has none."""
    return FIELDS.get(path.removeprefix("annotations.")) or Sentence(path, path)

"""적격증빙: whether the paper proves an expense to the tax office.

The law names four kinds of paper: 신용카드매출전표 (debit, prepaid and foreign cards' slips among them),
현금영수증 for expenses (지출증빙), 세금계산서 and 계산서: 소득세법 제160조의2 ②, 법인세법 제116조 ②, with
부가가치세법 제32조 for the tax invoice's particulars and 제46조 for slips and cash receipts that carry VAT.
A receipt of 부가가치세법 제36조 (간이영수증), a 거래명세서 or a picture of a screen is none of them.

Up to 30,000 won a purchase, VAT included, any receipt will do (소득세법 시행령 제208조의2 ① 1호,
법인세법 시행령 제158조 ② 1호). Above it the expense still counts, but 2 percent of it is added to the tax
(증빙불비가산세: 소득세법 제81조의6, 법인세법 제75조의5). Entertaining partners (기업업무추진비) above
30,000 won is then no expense at all (소득세법 제35조 ②, 법인세법 제25조 ② and 시행령 제41조 ①). What the law
exempts further (법인세법 시행규칙 제79조: tolls, fares, purchases abroad) is left to the bookkeeper.
"""

import re
from decimal import ROUND_DOWN, Decimal

from receipts.domain.receipt import DocumentType, PaymentMethod, Proof, ProofKind, Reading

FREE_UP_TO = Decimal(30_000)
"""Won a purchase, VAT included, for which any receipt will do."""
_ADDED_TAX = Decimal("0.02")

_TAX_INVOICE = re.compile(r"^[^\w\n]*(?:전자|수정|영세율|수입)*세금계산서[^\w\n]*(?:\(.*)?$", re.MULTILINE)
_INVOICE = re.compile(r"^[^\w\n]*(?:전자|수정|면세)*계산서[^\w\n]*(?:\(.*)?$", re.MULTILINE)
_STATEMENT = re.compile(r"거래명세[서표]")
_BUYER = re.compile(r"공급받는자")
"""A restaurant's bill is called 계산서, too; the one of the tax law names the buyer."""
_FOR_EXPENSES = re.compile(r"지출증빙")
_PRIVATE_CASH_RECEIPT = re.compile(
    r"현금(?:영수증)?\W{0,3}(?:거래구분\W{0,3})?(?:소비자|개인)?\W?소득공제|"
    r"소득공제용?\W{0,2}현금영수증|현금영수증\W{0,2}(?:발행|발급)?\W{0,2}개인"
)
_HOLDER = re.compile(r"01\d-?[*\d]{3,4}-?\d{4}(?!\d)")
"""At the foot of a till receipt; its approval number, or whom it was made for, tells that one was made, not
only offered.
"""
_FOR_INCOME_DEDUCTION = re.compile(r"소득공제")


def proof_of(reading: Reading) -> Proof:
    """What kind of proof the paper is; `qualified` is None where it does not show enough to tell."""
    if reading.currency != "KRW":
        return Proof(ProofKind.FOREIGN if reading.currency else None)
    match reading.document_type:
        case DocumentType.SIMPLE_RECEIPT:
            return Proof(ProofKind.SIMPLE_RECEIPT, qualified=False)
        case DocumentType.APP_SCREENSHOT:
            return Proof(ProofKind.SCREENSHOT, qualified=False)
        case DocumentType.INVOICE:
            return _invoice(reading)
        case DocumentType.CASH_RECEIPT:
            return _cash_receipt(reading)
        case _:
            return _paid(reading)


def added_tax(total: Decimal) -> Decimal:
    """증빙불비가산세 in whole won."""
    return (total * _ADDED_TAX).quantize(Decimal(1), rounding=ROUND_DOWN)


def _invoice(reading: Reading) -> Proof:
    text = _without_spaces(reading.text)
    amounts, number = reading.amounts, reading.merchant.business_number
    if _TAX_INVOICE.search(text):
        complete = number is not None and amounts.supply is not None and reading.issued_at is not None
        return Proof(ProofKind.TAX_INVOICE, qualified=True if complete else None)
    if _STATEMENT.search(text):
        return Proof(ProofKind.STATEMENT, qualified=False)
    return Proof()


def _cash_receipt(reading: Reading) -> Proof:
    """Only one issued for expenses counts; one for a private income deduction does not."""
    text = _without_spaces(reading.text)
    business, private = _FOR_EXPENSES.search(text), _FOR_INCOME_DEDUCTION.search(text)
    if private and not business:
        return Proof(ProofKind.INCOME_DEDUCTION, qualified=False)
    proven = business and not private and reading.payment.approval_number
    return Proof(ProofKind.CASH_RECEIPT, qualified=True if proven else None)


def _paid(reading: Reading) -> Proof:
    """A till receipt is what its payment makes it."""
    text = _without_spaces(reading.text)
    if _INVOICE.search(text) and _BUYER.search(text):
        number = reading.merchant.business_number
        return Proof(ProofKind.INVOICE, qualified=True if number else None)
    card = reading.payment.method is PaymentMethod.CARD or reading.document_type is DocumentType.CARD_SLIP
    if card:
        return Proof(ProofKind.CARD_SLIP, qualified=True if reading.payment.approval_number else None)
    if _FOR_EXPENSES.search(text) and reading.payment.approval_number:
        return _cash_receipt(reading)
    made = reading.payment.approval_number or any("*" in holder for holder in _HOLDER.findall(text))
    if made and _PRIVATE_CASH_RECEIPT.search(text):
        return _cash_receipt(reading)
    cash = reading.payment.method in {PaymentMethod.CASH, PaymentMethod.TRANSFER}
    return Proof(ProofKind.RECEIPT, qualified=False if cash else None)


def _without_spaces(text: str) -> str:
    return re.sub(r"[^\S\n]", "", text)

"""적격증빙 as the tax law tells it apart, on receipts as they are printed."""

import pytest

from receipts.domain.receipt import ProofKind
from tests.unit.domain.printed import read

SHOP = "상호: 바람서점\n사업자번호: 902-45-00731\n거래일시: 2022-02-03 11:22:33\n"
SUMS = "공급가액 40,909\n부가세 4,091\n합계 45,000\n"
CARD = "신용카드 45,000\n카드번호 4579-73**-****-1234\n승인번호 30451287\n"
CASH = "받은금액 50,000\n거스름돈 5,000\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"신용카드 매출전표\n{SHOP}{SUMS}{CARD}", ProofKind.CARD_SLIP),
        (f"[영수증]\n{SHOP}상품명  수량  금액\n그림책  1  45,000\n{SUMS}{CARD}", ProofKind.CARD_SLIP),
        (f"현금영수증(지출증빙)\n{SHOP}{SUMS}승인번호 123456789\n", ProofKind.CASH_RECEIPT),
        (
            f"[영수증]\n{SHOP}그림책  45,000\n{SUMS}{CASH}현금(지출증빙)\n승인번호 123456789",
            ProofKind.CASH_RECEIPT,
        ),
        (f"전자세금계산서\n공급자\n{SHOP}공급받는자\n작성일자 2022-02-03\n{SUMS}", ProofKind.TAX_INVOICE),
        (f"계산서\n공급자\n{SHOP}공급받는자 등록번호\n합계금액 45,000", ProofKind.INVOICE),
    ],
)
def test_the_four_papers_that_the_law_names_qualify(text: str, kind: ProofKind) -> None:
    proof = read(text).proof
    assert (proof.kind, proof.qualified) == (kind, True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"간이영수증\n{SHOP}합계 45,000", ProofKind.SIMPLE_RECEIPT),
        (f"거래명세서\n{SHOP}{SUMS}", ProofKind.STATEMENT),
        (f"9:41  LTE  88%\n결제상세\n{SHOP}{SUMS}{CARD}", ProofKind.SCREENSHOT),
        (f"현금영수증(소득공제)\n{SHOP}{SUMS}승인번호 123456789", ProofKind.INCOME_DEDUCTION),
        (f"[영수증]\n{SHOP}그림책  45,000\n{SUMS}{CASH}", ProofKind.RECEIPT),
    ],
)
def test_other_papers_do_not(text: str, kind: ProofKind) -> None:
    proof = read(text).proof
    assert (proof.kind, proof.qualified) == (kind, False)


@pytest.mark.parametrize(
    "text",
    [
        f"신용카드 매출전표\n{SHOP}{SUMS}",  # no approval number to be seen
        f"현금영수증(지출증빙)\n{SHOP}{SUMS}",
        f"현금영수증(소득공제,지출증빙)\n{SHOP}{SUMS}승인번호 123456789",  # which of the two?
        f"[영수증]\n{SHOP}그림책  45,000\n{SUMS}",  # paid by what?
        "WIND BOOKS\n03/02/2022 11:22\nPicture book 45.00\nTotal RM 45.00\nCash RM 50.00\nChange RM 5.00",
    ],
)
def test_what_cannot_be_told_is_left_open(text: str) -> None:
    assert read(text).proof.qualified is None


def test_a_restaurants_bill_is_no_tax_document_though_it_is_called_one() -> None:
    assert read(f"계산서\n{SHOP}비빔밥  45,000\n{SUMS}").proof.kind is ProofKind.RECEIPT


def test_a_note_about_tax_invoices_makes_none() -> None:
    text = f"[영수증]\n{SHOP}그림책  45,000\n{SUMS}{CARD}세금계산서 발급은 계산대에 문의하세요"
    assert read(text).proof.kind is ProofKind.CARD_SLIP

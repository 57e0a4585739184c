"""What takes a sale back says so in many words; what a shop says of refunds at large takes nothing back."""

from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Transaction
from tests.unit.domain.printed import read

SALE = (
    "달빛문구\n902-45-00731\n2026-03-04 10:11:12\n볼펜  1  9,890\n합계  9,890\n신용카드  9,890\n"
    "승인번호  24322579"
)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "신용카드 매출취소",
            "신용카드매출취소",
            "카드 취소",
            "신용승인 취소",
            "매출 취소",
            "카드매출 취소",
        ),
        *(
            "신용카드매출전표(취소)",
            "매출전표 [취소]",
            "카드 매출취소 전표",
            "현금영수증 발급취소",
            "환불전표",
        ),
        *(
            "체크카드 승인 취소",
            "거래구분  취소",
            "거래유형  신용취소",
            "판매취소",
            "구매 취소",
            "취소(전체)",
        ),
        *("카드결제취소", "간편결제 취소", "계좌이체 취소", "현금반품", "신용카드 환불", "카드반품 (고객용)"),
        *("예매취소", "승차권 반환", "반환 영수증", "결제가 취소되었습니다", "주문이 취소되었습니다"),
    ],
)
def test_a_title_of_known_words_takes_the_sale_back(title: str) -> None:
    reading = read(f"{title}\n{SALE}")
    assert reading.transaction is Transaction.CANCELLATION
    assert reading.amounts.total == -9890


@pytest.mark.parametrize(
    "notice",
    [
        *("교환 및 환불은 7일이내", "취소/환불 문의 1588-0000", "반품 가능기간 7일", "환불규정", "취소 불가"),
        *(
            "취소금액  0원",
            "반품  0",
            "취소건수 0",
            "카드취소 3~5일 소요",
            "카드취소시 카드 지참",
            "취소여부  N",
        ),
        *("취소수수료  1,000", "환불 불가 상품", "취소일자"),
    ],
)
@pytest.mark.parametrize("paper", ["{0}\n{1}", "{1}\n{0}"], ids=["above", "below"])
def test_what_is_said_of_refunds_takes_nothing_back(notice: str, paper: str) -> None:
    assert read(paper.format(notice, SALE)).transaction is Transaction.SALE


@pytest.mark.parametrize(
    "said", ["{0}\n원거래일자  2026-01-02", "{0}\n원승인번호  24322111", "미수취소분\n{0}"]
)
def test_what_may_be_a_cancellation_in_other_words_is_asked(said: str) -> None:
    reading = read(said.format(SALE))
    assert reading.transaction is Transaction.SALE
    assert reading.fields["amounts.total"].confidence < ENOUGH


@pytest.mark.parametrize("word", ["환불액", "반품액", "취소액", "환불금액", "환불합계"])
def test_what_was_given_back_is_said_in_any_of_its_words(word: str) -> None:
    goods = "반품\n볼펜  -1  -16,500\n공급가액  -15,000\n부가세  -1,500\n"
    reading = read(f"달빛문구\n902-45-00731\n2026-03-04 10:11:12\n{goods}{word}  -16,500")
    assert reading.transaction is Transaction.CANCELLATION
    assert reading.amounts.total == -16500


BILL = "BLUE POWER CO\n12 Main Street\nAustin, TX 78703\n12/21/2016\nPrevious balance  50.00\n"


@pytest.mark.parametrize("amount", ["$108.43CR", "$108.43 CR", "CR $108.43", "108.43 Cr."])
def test_what_a_bill_owes_to_the_customer_is_given_back(amount: str) -> None:
    reading = read(f"{BILL}Amount due  {amount}\nDo not pay")
    assert reading.transaction is Transaction.CANCELLATION
    assert reading.amounts.total == Decimal("-108.43")


@pytest.mark.parametrize("rows", ["Amount due  $108.43", "Paid by CR CARD\nAmount due  108.43"])
def test_what_the_customer_owes_is_a_sale(rows: str) -> None:
    reading = read(f"{BILL}{rows}")
    assert reading.transaction is Transaction.SALE
    assert reading.amounts.total == Decimal("108.43")

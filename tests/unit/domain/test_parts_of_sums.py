"""A total that goes with none of the other sums printed is asked: a digit or a row of it is lost."""

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

TILL = "달빛문구\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"
SLIP = f"신용카드매출전표\n{TILL}카드번호  4330-12**-****-1234\n승인번호  30451287\n"
CLINIC = f"진료비 계산서·영수증\n{TILL}"
APP = "주문내역\n구름재 식당\n주문일시  2024.03.23 17:00\n김밥 1개  9,200원\n만두 1개  3,000원\n"
TAXI = f"택시영수증\n{TILL}"


def sure_of(reading: Reading) -> float:
    return reading.fields["amounts.total"].confidence if "amounts.total" in reading.fields else 0.0


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(SLIP + "공급가액  37,700\n부가세  3,770\n합계  1,470", id="tax: a head that is lost"),
        pytest.param(SLIP + "과세금액  65,500\n부가세  6,550\n면세  7,800\n합계  79,856", id="tax: the end"),
        pytest.param(SLIP + "금액  74,700\n부가세  7,470\n비과세  3,100\n합계  85,770", id="tax: the middle"),
        pytest.param(SLIP + "공급가액\n부가세  37,700\n합계  3,770", id="tax: a column that slipped"),
        pytest.param(SLIP + "과세금액  60,300\n부가세\n봉사료  6,030\n합계  1,700", id="a part is larger"),
        pytest.param(TILL + "객실료  261,000\n소계  261,000\n봉사료  26,100\n부가세  28,710", id="charges"),
        pytest.param(
            TILL + "객실료  261,000\n소계  261,000\n봉사료  26,100\n부가세  28,710\n총액  315,840",
            id="charges: a digit",
        ),
        pytest.param(APP + "주문금액  12,200원\n배달팁  3,500원\n결제방법  카카오페이", id="a fee on top"),
        pytest.param(
            APP + "주문금액  12,200원\n배달팁  3,500원\n쿠폰할인  -1,000원\n결제금액  19,700원", id="steps"
        ),
        pytest.param(APP + "주문금액  12,200원\n배달팁  2,000원\n결제금액  16,200원", id="a fee twice"),
        pytest.param(TILL + "볼펜  17,330\n합계  17,330\n행사할인  300", id="a small discount"),
        pytest.param(TILL + "라떼  4,500\n합계  4,500\n스탬프쿠폰  -4,500\n결제금액  0", id="all of it off"),
        pytest.param(APP + "주문금액  12,200원\n배달팁\n총 결제금액  3,500원", id="the fee beside the sum"),
        pytest.param(TAXI + "운임  19,400원\n통행료  6,600원\n합계", id="a fare without its toll"),
        pytest.param(TAXI + "운임  19,400원\n통행료  6,600원\n합계  26,006원", id="fares: a digit"),
        pytest.param(TILL + "주차요금  7,700원\n결제금액  700원\n일시불", id="the fare is larger"),
        pytest.param(TILL + "주차요금  13,800원\n할인요금  2,000원\n승인금액  11,800", id="less is left"),
        pytest.param(TILL + "볼펜  43,000\n합계  43,000\n통신사할인  6,000", id="what is left is cut off"),
        pytest.param(
            TILL + "볼펜  43,000\n합계  43,000\n회원할인  6,000\n결제금액  37,00\n신용카드  37,00",
            id="what is left is unread",
        ),
        pytest.param(SLIP + "금액  75,900\n비과세  2,000\n승인금액  30,490", id="the slip of the card"),
        pytest.param(
            TILL + "볼펜  5,260\n노트  28,000\n현금  5,260\n신용카드  28,000", id="one of two means"
        ),
        pytest.param(
            TILL + "노트  6,600\n가방  22,900\n합계  29,50\n현금  8,600\n카드  19,900", id="a price"
        ),
        pytest.param(TILL + "노트  6,600\n가방  22,900\n합계  9,500", id="goods cost more"),
        pytest.param(
            CLINIC + "본인부담금  5,100\n비급여  24,000\n수납금액  9,100", id="more than is not covered"
        ),
        pytest.param(
            CLINIC + "본인부담금  9,900\n공단부담금  39,900\n비급여  0\n진료비총액  59,800\n수납금액  9,900",
            id="less than insurance leaves",
        ),
        pytest.param(
            CLINIC + "본인부담금  9,100\n비급여  0\n진료비총액  18,300\n수납금액  27,400", id="more than all"
        ),
        pytest.param(
            "관리비 납부영수증\n납부일 2026-05-25\n납기내금액  46,540\n납기후금액  251,470\n납부금액  46,540",
            id="long after the day",
        ),
    ],
)
def test_a_total_that_goes_with_no_other_sum_is_asked(paper: str) -> None:
    assert sure_of(read(paper)) < ENOUGH


@pytest.mark.parametrize(
    "paper",
    [
        SLIP + "공급가액  37,700\n부가세  3,770\n합계  41,470",
        SLIP + "과세금액  65,500\n부가세  6,550\n면세  7,800\n합계  79,850",
        SLIP + "공급가액  30,000\n부가세  3,000\n봉사료  1,500\n합계  34,500\n승인금액  34,500",
        TILL + "볼펜  33,000\n합계  33,000\n과세  30,000\n부가세  3,000\n상품권  5,000\n카드  28,000",
        TILL + "객실료  261,000\n소계  261,000\n봉사료  26,100\n부가세  28,710\n총액  315,810",
        APP + "주문금액  12,200원\n배달팁  3,500원\n결제금액  15,700원",
        APP + "주문금액  12,200원\n배달팁  3,500원\n쿠폰할인  -1,000원\n결제금액  14,700원",
        "주문내역\n구름재 식당\n총 결제금액  15,700원\n주문일시  2024.03.23 17:00\n김밥 1개  12,200원\n"
        "주문금액  12,200원\n배달팁  3,500원",
        TAXI + "운임  19,400원\n통행료  6,600원\n합계  26,000원",
        TAXI + "운임  19,400원\n통행료  0원\n합계  19,400원",
        TILL + "주차요금  7,700원\n할인금액  7,000원\n결제금액  700원",
        TILL + "볼펜  43,000\n합계  43,000\n통신사할인  6,000\n결제금액  37,000\n신용카드  37,000",
        TILL + "볼펜  16,500\n합계  16,500\n상품권  1,000\n현금  5,500\n신용카드  10,000",
        CLINIC
        + "본인부담금  5,100\n공단부담금  10,300\n비급여  24,000\n진료비총액  39,400\n수납금액  29,100",
        "관리비 납부영수증\n납부일 2026-05-25\n납기내금액  246,540\n납기후금액  251,470\n납부금액  246,540",
    ],
)
def test_sums_that_come_out_are_sure(paper: str) -> None:
    assert sure_of(read(paper)) >= ENOUGH


@pytest.mark.parametrize(
    ("rows", "is_sure"),
    [
        ("공급가액  30,000\n부가세  3,000\n봉사료  1,500\n합계  34,500", True),
        ("소계  33,000\n봉사료  1,500\n합계  34,500", True),
        ("공급가액  30,000\n부가세  3,000\n봉사료  500\n합계  34,500", False),
        ("금액  38,800원\n부가가치세\n봉사료  3,880원\n비과세  1,100\n총금액  6,400", False),
    ],
)
def test_a_service_charge_that_goes_into_no_sum_is_asked(rows: str, is_sure: bool) -> None:
    assert (read(SLIP + rows).fields["amounts.service_charge"].confidence >= ENOUGH) is is_sure

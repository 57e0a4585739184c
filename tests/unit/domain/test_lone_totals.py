"""A total that nothing on the paper confirms is asked where it may be another sum, or lack a digit."""

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

TILL = "달빛문구\n902-45-00731\n2026-03-04 10:11:12\n"
DINER = "HERON DINER\n120 Main Street\nPortland, OR 97201\n03/14/2026 7:42 PM\n"


def sure_of(reading: Reading) -> float:
    return reading.fields["amounts.total"].confidence if "amounts.total" in reading.fields else 0.0


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("금액  122,182", id="the supply value, and no tax"),
        pytest.param("요금  38,208", id="a nought read as an eight"),
        pytest.param("통행요금  300원", id="the end of a toll"),
        pytest.param("운임  18,800원\n영수액  18,880원", id="a fare and nearly the same"),
        pytest.param("승차요금  25,900원\n결제금액  26,900원", id="another digit"),
        pytest.param("교습비  35,000원\n합계  335,000원", id="a digit less above"),
        pytest.param("총 금액  130,000\n더치페이 (1/4)\n남은금액  97,500", id="each pays a part"),
        pytest.param("상품금액  26,400원", id="goods before their delivery"),
        pytest.param("주문금액  39,600원", id="an order before its coupons"),
        pytest.param("소계  54,000", id="a sum to which more is added"),
        pytest.param("운임  137,000\n유류할증료  92,400\n공항이용료  4,000", id="charges that no sum holds"),
        pytest.param("요금  14,300\n호출료  1,000", id="a cab that was called"),
        pytest.param("볼펜  22,400\n노트  46,000\n카드  92,400", id="a card and other goods"),
        pytest.param("합계  50,600\n포인트결제  1,000", id="points, and nothing below"),
        pytest.param("볼펜  50,600\n50,600  합계", id="an amount before its word"),
        pytest.param("상품금액  26,400원\n28,400원  총 결제금액", id="what was paid before its word"),
        pytest.param("결제금액  57,20원\n머니잔액  38,500원", id="what is left of the money"),
        pytest.param("결제금액  83,5D0원\n나루머니  74,800원", id="an amount below one that is unread"),
        pytest.param("이체금액  709,00원\n수수료  500원", id="the fee"),
        pytest.param("총금액  500,000\n기납부  100,000\n잔금결제  400,000\n카드  400,000", id="the rest"),
        pytest.param("총액  80,000\n예약금  20,000\n현장납부  60,000", id="what a guest paid before"),
        pytest.param("환자부담총액  34,500\n이미 납부한 금액  10,000\n납부할 금액  24,500", id="a patient"),
        pytest.param("대여료  500,000\n계약금  100,000", id="what a customer paid before, and no more"),
        pytest.param("본인부담금  4,600\n현금  5,000", id="cash, and what a patient has to pay"),
        pytest.param("서비스 이용료  1,000원 포함", id="inside another sum"),
        pytest.param("합계  20,000  2,000", id="a supply value beside its tax"),
        pytest.param("고기  18,238\n합계  18,238\n절사  8", id="won that are cut off"),
        pytest.param("승인금액  1 254,000", id="the thousands sign was lost"),
        pytest.param(
            "정상요금  4,800원\n할인  2,400원\n수납금액  7,400원", id="more than before the discount"
        ),
        pytest.param("물품대  45,000\n받은금액  50,000\n결제금액  60,000", id="more than was handed over"),
        pytest.param("과세  11,000\n합계  11,000\n16,000  합계", id="another sum before its word"),
        pytest.param("공급가액  350,000\n합계금액  358,000", id="nearly the supply value"),
        pytest.param("(단위 : 천원)\n매출  1,250\n합계  1,250", id="in thousands"),
    ],
)
def test_what_may_be_another_sum_is_asked(rows: str) -> None:
    assert sure_of(read(TILL + rows)) < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        "통행요금  4,800원",
        "요금  12,000\n합계  12,000",
        "공급가액  12,182\n부가세  1,218\n합계  13,400",
        "충전요금  10,943원\n결제금액  10,943원",
        "볼펜  12,500\n할인  3,000\n결제금액  9,500",
        "볼펜  13,500\n노트  2,000\n합계  15,500",
        "총 금액  130,000\n더치페이 (1/4)\n결제금액  32,500\n남은금액  97,500",
        "상품금액  26,400원\n배달팁  2,000원\n총 결제금액  28,400원",
        "요금  14,300\n호출료  1,000\n합계  15,300",
        "볼펜  22,400\n노트  46,000\n카드  68,400",
        "소계  54,000\n합계  54,000",
        "총금액  500,000\n계약금  100,000\n결제금액  400,000\n카드  400,000",
    ],
)
def test_a_plain_total_is_sure(rows: str) -> None:
    assert sure_of(read(TILL + rows)) >= ENOUGH


def test_what_each_of_several_pays_is_the_total() -> None:
    reading = read(f"{TILL}총 금액  130,000\n더치페이 (1/4)\n결제금액  32,500\n남은금액  97,500")
    assert reading.amounts.total == 32_500


RATES = "현지금액  USD 45.90\n환율  1,362.62\n원화금액  {}원"


@pytest.mark.parametrize("won", ["62,544", "63,100", "62,540"])
def test_an_amount_times_its_rate_is_sure(won: str) -> None:
    assert sure_of(read(TILL + RATES.format(won))) >= ENOUGH


@pytest.mark.parametrize("won", ["2,544", "82,544", "72,540", "6,254"])
def test_an_amount_that_its_rate_does_not_make_is_asked(won: str) -> None:
    assert sure_of(read(TILL + RATES.format(won))) < ENOUGH


def test_yen_are_quoted_by_the_hundred() -> None:
    assert sure_of(read(f"{TILL}이용금액  JPY 5,200\n적용환율  921.45\n원화금액  47,915원")) >= ENOUGH


def test_a_rate_behind_the_amount_makes_the_sum() -> None:
    assert sure_of(read(f"{TILL}JPY 12,500 x 9.2145\n원화금액  115,181원")) >= ENOUGH
    assert sure_of(read(f"{TILL}JPY 12,500 x 9.2145\n원화금액  175,180원")) < ENOUGH


@pytest.mark.parametrize("last", ["", "2026-03-09 21:02  가람-나루  3,500\n"])
def test_one_of_several_journeys_is_not_all(last: str) -> None:
    rows = "통행일시  구간  요금\n2026-03-01 16:13  나루-가람  7,700\n2026-03-04 20:13  가람-나루  2,800\n"
    assert sure_of(read(f"하이패스 이용내역\n차량번호 12가9761\n{rows}{last}")) < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("Soup  54.09\nSubtotal  54.09", id="a subtotal"),
        pytest.param("Soup  51.18\nSubtotal  51.18\nTax  4.22\nTotal  55.40\nVISA  65.64", id="a tip"),
        pytest.param("Total  86.60\nSplit 1 of 2\nAmount  43.30\nVISA  43.30", id="half a bill"),
        pytest.param("Total  .90", id="no head"),
        pytest.param(
            "Soup  20.00\nSubtotal  20.00\nDiscount 10%  -2.00\nCash  20.00", id="before a discount"
        ),
        pytest.param("Soup  65.59\nSubtotal  65.59\nTax  3.94\nCash  70.00", id="cash"),
    ],
)
def test_what_may_be_another_sum_abroad_is_asked(rows: str) -> None:
    assert sure_of(read(DINER + rows)) < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("Soup  53.60\nSubtotal  53.60\nCash  100.00\nChange  46.40", id="change"),
        pytest.param("Soup  9.50\nTotal  9.50\nTip  2.00\nVisa  11.50", id="a tip that is printed"),
    ],
)
def test_what_change_or_a_tip_confirms_is_sure(rows: str) -> None:
    assert sure_of(read(DINER + rows)) >= ENOUGH


def test_the_tax_beside_a_supply_value_is_asked() -> None:
    goods = "볼트  10  1,000  10,000  1,000\n너트  20  500  10,000  1,000"
    text = f"거래명세서\n달빛상사\n{goods}\n합계  20,000  2,000\n전미수  150,000\n총미수  172,000"
    assert sure_of(read(text)) < ENOUGH


def test_digits_without_a_point_are_asked() -> None:
    head = "OAK DELI\nAustin, TX  78701\nOrdered 03/14/2026 7:42 PM\nPickup 03/15/2026 9:00 AM\n"
    assert sure_of(read(f"{head}TOTAL  $2706")) < ENOUGH
    assert sure_of(read(f"{head}TOTAL  $27.06")) >= ENOUGH


def test_the_base_of_a_tax_is_not_the_total() -> None:
    head = "HARUM JAYA ENTERPRISE\n(243805-W)\n50000 KUALA LUMPUR\nTAX INVOICE\n26-12-2026 19:44\n"
    summary = "GST Summary  Amount(RM)  Tax(RM)\nSR 6%  26.15  1.57"
    assert sure_of(read(f"{head}KOPI O  1  11.84 SR\nCHANGE  0.00\n{summary}")) < ENOUGH


def test_all_amounts_are_asked_where_the_sale_may_be_taken_back() -> None:
    rows = "원거래일 : 2026-03-01\n공급가액  80,364\n부가세  8,036\n합계  88,400"
    fields = read(TILL + rows).fields
    assert all(one.confidence < ENOUGH for path, one in fields.items() if path.startswith("amounts."))


@pytest.mark.parametrize("owner", ["김하늘", "최은지"])
def test_who_runs_the_shop_is_not_surely_its_name(owner: str) -> None:
    reading = read(f"902-45-00731  {owner}\n2026-03-04 10:11:12\n볼펜  16,500\n합계  16,500")
    name = reading.fields.get("merchant.name")
    assert name is None or name.confidence < ENOUGH


def test_the_buyer_of_a_form_for_two_is_not_the_seller() -> None:
    head = "전자세금계산서\n공급자  등록번호  902-45-00731  공급받는자  등록번호  408-22-04750"
    rows = "가람디자인  성명  김하늘  상호  은하물산  성명  이도윤\n2026/03/04\n합계금액  110,000"
    reading = read(f"{head}\n{rows}")
    assert reading.merchant.name != "은하물산" or reading.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize(
    "line", ["대리점 한빛포스 02-777-8888", "고객연락처 050-1234-5678", "주문자 전화 02-777-8888"]
)
def test_the_number_of_a_dealer_or_a_customer_is_not_the_shops(line: str) -> None:
    assert read(f"달빛문구\n902-45-00731\n{line}\n2026-03-04 10:11:12\n합계  16,500").merchant.phone is None


def test_what_is_left_on_a_card_is_no_old_debt() -> None:
    rows = "이용금액  23,400원\n인센티브 사용  2,340원\n충전잔액 사용  21,060원"
    assert read(f"{TILL}{rows}").amounts.total == 23_400


@pytest.mark.parametrize("line", ["문의 나이스 1588-0000", "1544-0000", "KS단말기 1600-1234"])
def test_the_help_line_of_a_terminal_is_not_surely_the_shops_number(line: str) -> None:
    phone = read(f"달빛문구\n{line}\n902-45-00731\n2026-03-04 10:11:12\n합계  16,500").fields.get(
        "merchant.phone"
    )
    assert phone is None or phone.confidence < ENOUGH


def test_a_name_with_an_amount_in_it_is_asked() -> None:
    reading = read(f"{TILL}상품명  수량  금액\n우유1L10,400  1  10,400\n볼펜  1  1,000\n합계  11,400")
    assert reading.fields["items.0.name"].confidence < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("환불 영수증\n영수금액  59,800\n환불수수료  5,900\n환불금액  53,900", id="less a fee"),
        pytest.param("부분취소\n원거래금액  50,000\n취소금액  10,000\n잔여금액  40,000", id="a part"),
        pytest.param("합계  62,000\n카드  62,000\n취소금액  38,000", id="what a pump held back"),
        pytest.param(
            "휘발유  1,655  30.211  50,000\n합계  50,000\n취소금액  50,000", id="the same as is kept"
        ),
    ],
)
def test_what_is_given_back_beside_another_sum_is_asked(rows: str) -> None:
    assert sure_of(read(TILL + rows)) < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        "승인취소\n합계  62,000\n취소금액  62,000",
        "합계  -62,000\n취소금액  -62,000",
        "취소금액  62,000\n승인번호  12345678",
        "환불 영수증\n환불금액  53,900",
        "셔츠  -45,000\n바지  30,000\n반품\n합계  -15,000",
    ],
)
def test_all_that_is_given_back_is_sure(rows: str) -> None:
    reading = read(TILL + rows)
    assert (reading.transaction, sure_of(reading) >= ENOUGH) == ("cancellation", True)

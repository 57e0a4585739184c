from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from tests.unit.domain.printed import page_of, read

REST = """
2022-03-04 10:11:12
볼펜  1,200
합계  1,200
"""


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("상호 : 달빛문구\n사업자번호 : 902-45-00731", "달빛문구"),
        ("[매장명] 구름커피 한빛점\n[사업자] 902-45-00731", "구름커피 한빛점"),
        ("영 수 증\n달빛문구\n902-45-00731  TEL 02-333-4444", "달빛문구"),
        ("어서오세요 고객님\n별빛마트 한빛점  02-123-4567\n902-45-00731", "별빛마트 한빛점"),
        ("(주)달빛유통\n사업자등록번호 902-45-00731", "(주)달빛유통"),
        ("가맹점명  바람서점\n가맹점번호  123456789", "바람서점"),
        ("상호 : 图달빛문구\n사업자번호 : 902-45-00731", "달빛문구"),
        ("신용카드매출전표\n가맹점\n들꽃베이커리\n902-45-00731", "들꽃베이커리"),
        ("HOTEL MOONRISE\n12 Hanbit-ro, Jung-gu, Seoul\n902-45-00731", "HOTEL MOONRISE"),
        ("호텔 달빛\n서울 중구 한빛로 12\n902-45-00731", "호텔 달빛"),
        ("결제완료\n카카오페이\n달빛문구\n902-45-00731", "달빛문구"),
    ],
)
def test_the_shop_is_known_by_its_label_or_by_its_place_at_the_head(head: str, name: str) -> None:
    assert read(head + REST).merchant.name == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("MUTIARA TRADING SDN BHD (123456-X)\nNO 5, JALAN MAWAR 3", "MUTIARA TRADING SDN BHD"),
        ("A01234\nWARUNG PAK DIN\n(002345678-A)\nLOT 4 JALAN DAMAI", "WARUNG PAK DIN"),
        ("SEROJA BOOKS\nCO. (M) SDN BHD\nNO 8, JALAN 7", "SEROJA BOOKS CO. (M) SDN BHD"),
        ("TAX INVOICE\nTHE COPPER KETTLE\n12 High Street, Leeds", "THE COPPER KETTLE"),
        ("GOODS SOLD ARE NOT RETURNABLE\nMELATI STORE\nLOT 4 JALAN DAMAI", "MELATI STORE"),
    ],
)
def test_names_outside_korea_stand_first_without_registration_numbers(head: str, name: str) -> None:
    reading = read(f"{head}\nTel 03-1234567\nDate 20/06/2018\nPEN  3.60\nTOTAL RM 3.60")
    assert reading.merchant.name == name


def test_on_a_delivery_slip_the_seller_is_the_merchant_not_the_platform() -> None:
    reading = read(
        """
        매출전표
        결제일자  2022 08 19 18:41:39
        가맹점 정보
        가맹점  (주)빠른배달
        사업자등록번호  214-81-12349
        가맹점 주소  서울 송파구 한빛로 2
        판매자 정보
        판매자 상호  노을치킨
        사업자등록번호  902-45-00731
        판매자 전화번호  0331234567
        판매자 주소  강원도 원주시 반곡동 1
        금액  30,909원
        부가세  3,091원
        합계  34,000원
        """
    )
    assert reading.merchant.name == "노을치킨"
    assert str(reading.merchant.business_number) == "902-45-00731"
    assert reading.merchant.phone == "0331234567"
    assert reading.merchant.address == "강원도 원주시 반곡동 1"


def test_the_seller_counts_also_where_it_stands_before_the_agency() -> None:
    reading = read(
        """
        카드영수증
        거래일시 2023-02-03 12:13:14
        합계금액 19,900원
        판매자상호 (주)다온유통
        판매자 사업자등록번호 902-45-00731
        결제대행사 빠른페이(주)
        사업자등록번호 214-81-12349
        """
    )
    assert reading.merchant.name == "(주)다온유통"
    assert str(reading.merchant.business_number) == "902-45-00731"


def test_on_a_tax_invoice_the_supplier_on_the_left_is_the_merchant() -> None:
    reading = read(
        """
        세금계산서(공급받는자 보관용)
        등록번호  902-45-00731  등록번호  214-81-12349
        상호  가람상사  상호  나래물산
        사업장주소  서울 중구 을지로 1  사업장주소  부산 동구 중앙로 2
        작성일자  공급가액  세액
        2023-05-31  1,000,000  100,000
        합계금액  1,100,000
        """
    )
    assert reading.merchant.name == "가람상사"
    assert str(reading.merchant.business_number) == "902-45-00731"
    assert reading.merchant.address == "서울 중구 을지로 1"
    assert (reading.amounts.supply, reading.amounts.vat) == (Decimal(1000000), Decimal(100000))


@pytest.mark.parametrize("halves", ["공급자  공급받는자", "공급자   공급받는 자", "[공급자]  [공급받는자]"])
def test_the_heads_of_the_two_halves_of_an_invoice_are_no_names(halves: str) -> None:
    rows = "상호  가람상사  상호  나래물산\n작성일자  2023-05-31\n합계금액  1,100,000"
    assert read(f"전자세금계산서\n{halves}\n등록번호  902-45-00731\n{rows}").merchant.name == "가람상사"


def test_where_the_goods_are_delivered_is_not_the_address_of_the_shop() -> None:
    reading = read(f"한밤족발 한빛점\n902-45-00731\n배달주소: 서울 마포구 한빛로 1{REST}")
    assert reading.merchant.address is None


@pytest.mark.parametrize(
    "head", ["세계 1등 편의점", "가까운 행복을 만나다", "9:41  LTE  88%", "주문하신 분 김*호"]
)
def test_slogans_status_bars_and_people_are_no_shops(head: str) -> None:
    assert read(f"{head}\n달빛문구 한빛점\n902-45-00731{REST}").merchant.name == "달빛문구 한빛점"


@pytest.mark.parametrize("head", ["택시", "주 차 장", "승차요금  8,700원", "네이버페이"])
def test_a_trade_a_fare_or_a_pay_service_names_no_shop(head: str) -> None:
    reading = read(f"{head}\n2022-03-04 10:11:12\n결제금액  8,700원")
    assert reading.merchant.name is None


def test_who_served_the_customer_is_not_the_shop() -> None:
    reading = read(f"달빛문구\n902-45-00731  TEL 02-333-4444\n판매자 : 김가람{REST}")
    assert reading.merchant.name == "달빛문구"
    assert reading.merchant.phone == "02-333-4444"


def test_a_receipt_whose_head_is_cut_off_has_no_merchant() -> None:
    reading = read("볼펜  1  1,200\n공책  2  3,400\n합계  4,600\n신용카드  4,600")
    assert reading.merchant.name is None
    assert "merchant_missing" in reading.review_reasons


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        ("주소 : 경기도 화성시 봉담읍 동화길 12", "경기도 화성시 봉담읍 동화길 12"),
        ("서울 마포구 성산로 45  김대표", "서울 마포구 성산로 45"),
        (
            "서울특별시 은평구 통일로 100\n2층 201호(한빛빌딩)",
            "서울특별시 은평구 통일로 100 2층 201호(한빛빌딩)",
        ),
    ],
)
def test_korean_addresses_end_where_the_owner_or_the_phone_begins(rows: str, address: str) -> None:
    assert read(f"달빛문구\n902-45-00731\n{rows}{REST}").merchant.address == address


def test_other_addresses_are_the_rows_between_name_and_numbers() -> None:
    reading = read(
        """
        MUTIARA TRADING SDN BHD
        (123456-X)
        NO 5, JALAN MAWAR 3,
        47100 PUCHONG, SELANGOR
        TEL: 03-8061234
        Date 20/06/2018
        TOTAL  RM 3.60
        """
    )
    assert reading.merchant.address == "NO 5, JALAN MAWAR 3, 47100 PUCHONG, SELANGOR"
    assert reading.merchant.phone == "03-8061234"


@pytest.mark.parametrize(
    "seat",
    [
        "3층 2관 [프리미엄] C-7,8",
        "7관 12층 D열 11번",
        "4관 A14 A15",
        "지하1층 1관 일반석",
    ],
)
def test_a_hall_and_a_seat_are_no_shop(seat: str) -> None:
    ticket = (
        f"영화입장권\n무인발권 (2026-03-04 14:49:04)\n{seat}\n관람인원 2\n신용카드  30,000원\n합계  30,000"
    )
    assert read(ticket).merchant.name is None
    assert read(f"{ticket}\n서현중앙(902-45-00731)").merchant.name == "서현중앙"


def test_who_signs_with_the_number_at_the_foot_is_not_asked_where_the_head_names_the_shop() -> None:
    paper = f"달빛문구 서현점\n902-45-00731{REST}\n운영관리(902-45-00731)"
    assert read(paper).merchant.name == "달빛문구 서현점"


@pytest.mark.parametrize("kind", ["(일반주문)", "(포장주문)", "(방문포장)"])
def test_the_kind_of_an_order_is_no_shop(kind: str) -> None:
    assert read(f"주문변{kind}\n솔잎다방 서현\n테이블 2\n902-45-00731{REST}").merchant.name == "솔잎다방 서현"


@pytest.mark.parametrize(("made_out", "name"), [(0.4, "솔잎다방 서현"), (0.95, "soLeaf")])
def test_a_logo_that_the_engine_hardly_made_out_is_not_the_name_for_its_size(
    made_out: float, name: str
) -> None:
    page = page_of(f"soLeaf\n821\n822\n823\n824\n솔잎다방 서현\n902-45-00731{REST}")
    logo, *others = page.lines
    one, two, three, four = logo.box
    box = ((one[0], one[1] - 20), (two[0], two[1] - 20), three, four)
    drawn = replace(logo, confidence=made_out, box=box)
    assert read_receipt([replace(page, lines=(drawn, *others))]).merchant.name == name


@pytest.mark.parametrize("owner", ["대표자 김한빛", "대표 : 김한빛", "성명 김한빛"])
def test_the_name_stands_above_its_owner(owner: str) -> None:
    assert read(f"늘 처음처럼\n솔잎다방 서현\n{owner}\n02-333-4444{REST}").merchant.name == "솔잎다방 서현"


@pytest.mark.parametrize("remark", ["(학생회관) (매점옆)", "[(본관)] (지하1층)", "(2층) (엘리베이터 앞)"])
def test_where_a_shop_is_found_is_not_its_name(remark: str) -> None:
    particulars = f"어딘가 진주시 진주대로 501\n{remark}\n6138210300 / TEL : 055-772-0944"
    rows = f"달빛대학교 중앙식당\n{particulars}\n합계  2,000"
    assert read(rows).merchant.name == "달빛대학교 중앙식당"


@pytest.mark.parametrize(
    ("printed", "name"), [("T 택시", None), ("규 택시", None), ("달빛 택시", "달빛 택시")]
)
def test_a_letter_before_a_cab_is_a_logo(printed: str, name: str | None) -> None:
    rows = f"{printed}  2020/01/23\n운행 시간  17:45-17:52\n결제금액  4,600원"
    assert read(rows).merchant.name == name


@pytest.mark.parametrize("name", ["(달빛식당)", "(주)달빛"])
def test_one_pair_of_brackets_may_be_the_name(name: str) -> None:
    printed = read(f"{name}\n902-45-00731 / TEL : 055-772-0944\n합계  2,000").merchant.name
    assert printed is not None
    assert "달빛" in printed

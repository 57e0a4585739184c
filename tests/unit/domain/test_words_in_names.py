"""Names of goods, shops and places that hold a word for something else, or go on in the next row."""

from decimal import Decimal
from random import Random

import pytest

from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731\n2022-03-04 10:11:12\n"


def till(head: str, goods: list[str], total: int) -> Reading:
    return read(f"{HEAD}{head}\n" + "\n".join(goods) + f"\n합계  {total:,}\n신용카드  {total:,}")


def names(reading: Reading) -> list[str]:
    return [item.name for item in reading.items]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "name",
    [
        "룸 이용료 2시간",
        "주차 요금 1일권",
        "입장료 어린이",
        "과자 종합",
        "선물 종합 세트",
        "배송료 포함 화분",
    ],
)
def test_a_price_a_count_and_what_they_make_are_goods_whatever_their_name(name: str, seed: int) -> None:
    drawn = Random(f"{name}{seed}")  # noqa: S311 - prices for a test
    price, count = drawn.randrange(10, 400) * 100, drawn.randrange(2, 6)
    goods = [
        "볼펜  2,000  1  2,000",
        f"{name}  {price:,}  {count}  {price * count:,}",
        "공책  3,000  1  3,000",
    ]
    found = till("품목  단가  수량  금액", goods, 5_000 + price * count)
    assert names(found) == ["볼펜", name, "공책"]
    assert found.amounts.total == 5_000 + price * count


@pytest.mark.parametrize("name", ["룸 이용료 2시간", "당일 입장료", "과자 종합"])
def test_a_fee_behind_another_word_is_goods(name: str) -> None:
    found = till("품목  수량  금액", [f"{name}  1  53,900", "음료수  2  6,200"], 60_100)
    assert names(found) == [name, "음료수"]


def test_a_fee_by_itself_is_the_sum() -> None:
    reading = read("한빛주차장\n902-45-00731\n2022-03-04 10:11:12\n12가3456\n총 주차요금  5,000\n카드  5,000")
    assert (reading.amounts.total, names(reading)) == (Decimal(5000), [])


@pytest.mark.parametrize("mark", ["(면)", "면)", "(면) "])
@pytest.mark.parametrize("name", ["세법 해설", "세계사", "사과 5kg", "배 3kg", "제주 감귤", "소금"])
def test_a_mark_of_what_is_exempt_is_no_part_of_the_name(mark: str, name: str) -> None:
    found = till(
        "품명  단가  수량  금액", [f"{mark}{name}  27,300  2  54,600", "볼펜  2,000  1  2,000"], 56_600
    )
    assert names(found) == [name, "볼펜"]
    assert [item.exempt for item in found.items] == [True, False]
    assert found.amounts.exempt is None


@pytest.mark.parametrize("name", ["나사못 100개", "오이 5개", "물티슈 10매", "라면 5입"])
@pytest.mark.parametrize(("count", "amount"), [(4, "22,000"), (1, "3,700")])
def test_what_is_in_a_pack_stays_with_the_name_where_a_column_counts(
    name: str, count: int, amount: str
) -> None:
    found = till(
        "품 명  수량  금액",
        [f"{name}  {count}  {amount}", "볼펜  1  2,000"],
        int(amount.replace(",", "")) + 2_000,
    )
    assert [(item.name, item.quantity) for item in found.items] == [
        (name, Decimal(count)),
        ("볼펜", Decimal(1)),
    ]


def test_pieces_behind_a_name_are_the_count_where_no_column_counts() -> None:
    item = till("품명  금액", ["가위 2개  5,600", "볼펜  2,000"], 7_600).items[0]
    assert (item.name, item.quantity) == ("가위", Decimal(2))


@pytest.mark.parametrize("shop", ["산들 미용실", "꽃담 미용실 본점", "한빛 세탁소", "달무리 서점"])
def test_a_trade_is_no_other_word_misread(shop: str) -> None:
    found = read(f"{shop}\n902-45-00731 / 김가람\n2022-03-04 10:11\n염색  87,700\n합계  87,700\n카드  87,700")
    assert found.merchant.name == shop


@pytest.mark.parametrize(
    ("label", "rows", "name"),
    [
        ("가맹점", "초록담 농산물직판장\n새벽점", "초록담 농산물직판장 새벽점"),
        ("가맹점명", "별무리 식자재마트\n호수공원점", "별무리 식자재마트 호수공원점"),
        ("상호", "달빛문구\n대표 김하늘", "달빛문구"),
        ("발행처", "주식회사 나래철도", "주식회사 나래철도"),
    ],
)
def test_a_name_behind_its_word_goes_on_with_its_branch(label: str, rows: str, name: str) -> None:
    found = read(
        f"신용카드매출전표\n승인금액  56,500\n승인번호  50027137\n{label}: {rows}\n사업자번호  902-45-00731"
    )
    assert found.merchant.name == name


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        ("서울시 강남구 자작나무길\n215-24", "서울시 강남구 자작나무길 215-24"),
        ("경남 김해시 물결로\n12, 2층", "경남 김해시 물결로 12, 2층"),
        ("경남 김해시 들꽃로 202-7\n(물결시장)", "경남 김해시 들꽃로 202-7 (물결시장)"),
        ("경남 김해시 들꽃로 202-7\n(한빛빌딩 2층)", "경남 김해시 들꽃로 202-7 (한빛빌딩 2층)"),
        ("전북특별자치도 고창군\n호수로 273 (물결시장)", "전북특별자치도 고창군 호수로 273 (물결시장)"),
        ("경남 김해시 들꽃로 202-7\n031-222-3333", "경남 김해시 들꽃로 202-7"),
        ("경남 김해시 들꽃로 202-7\n15", "경남 김해시 들꽃로 202-7"),
    ],
)
def test_an_address_goes_on_with_its_number_or_its_building(rows: str, address: str) -> None:
    assert (
        read(f"달빛문구\n902-45-00731\n주소: {rows}\n2022-03-04 10:11\n합계  2,000").merchant.address
        == address
    )


def test_a_shop_whose_name_ends_as_a_village_does_is_no_address() -> None:
    rows = "문방구 온누리\n902-45-00731\n제주시 은빛대로\n83 (한빛빌딩)\n2022-03-04 10:11\n합계  2,000"
    assert read(rows).merchant.address == "제주시 은빛대로 83 (한빛빌딩)"


def test_the_seller_below_its_heading_keeps_its_phone() -> None:
    rows = "주문상세\n주문일시  2024-03-14 14:18\n볼펜 3개  4,500원\n상품금액  4,500원\n총 결제금액  4,500원"
    found = read(f"{rows}\n판매자 정보\n상호  달빛문구\n사업자등록번호  902-45-00731\n연락처  042-222-3692")
    assert (found.merchant.name, found.merchant.phone) == ("달빛문구", "042-222-3692")


@pytest.mark.parametrize("row", ["승인번호 : 15807129", "주문번호  18331077", "대기 15881234"])
def test_eight_digits_of_something_else_are_no_phone(row: str) -> None:
    assert read(f"{HEAD}{row}\n볼펜  2,000\n합계  2,000").merchant.phone is None


@pytest.mark.parametrize("row", ["1588-1234", "TEL 15881234", "전화: 1588 1234"])
def test_a_number_for_the_whole_country_is_a_phone(row: str) -> None:
    assert read(f"{HEAD}{row}\n볼펜  2,000\n합계  2,000").merchant.phone == row.split(" ", 1)[-1]

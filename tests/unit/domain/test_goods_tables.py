"""Tables of goods with columns for units and taxes, as 거래명세서 print them, and rows that subtract."""

from decimal import Decimal

import pytest

from receipts.domain.receipt import Item, Outcome
from tests.unit.domain.printed import read

HEAD = "달빛철물\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"


def goods(rows: str) -> list[tuple[str, str, str, str]]:
    return [_line(item) for item in read(HEAD + rows).items]


def _line(item: Item) -> tuple[str, str, str, str]:
    return item.name, str(item.quantity), str(item.unit_price), str(item.amount)


BOLTS, NUTS = ("볼트", "10", "1200", "12000"), ("너트", "2", "3000", "6000")


@pytest.mark.parametrize("units", [("EA", "BOX"), ("개", "박스"), ("SET", "ROLL"), ("kg", "포")])
def test_a_unit_is_no_part_of_the_name(units: tuple[str, str]) -> None:
    head = "품명  단위  수량  단가  금액\n"
    rows = f"볼트  {units[0]}  10  1,200  12,000\n너트  {units[1]}  2  3,000  6,000\n합계  18,000"
    assert goods(head + rows) == [BOLTS, NUTS]


def test_without_a_column_of_units_a_name_keeps_its_words() -> None:
    assert goods("품명  수량  단가  금액\n달걀 한판  2  3,000  6,000\n합계  6,000")[0][0] == "달걀 한판"


@pytest.mark.parametrize(
    "table",
    [
        "품목  수량  단가  공급가액  세액\n볼트  10  1,200  12,000  1,200\n너트  2  3,000  6,000  600",
        "품목  수량  단가  금액  부가세\n볼트  10  1,200  12,000  1,200\n너트  2  3,000  6,000  600",
        "품명  수량  단가  공급가액  세액  합계\n볼트  10  1,200  12,000  1,200  13,200\n"
        "너트  2  3,000  6,000  600  6,600",
        "품명  단위  수량  단가  공급가액  세액\n볼트  EA  10  1,200  12,000  1,200\n"
        "너트  BOX  2  3,000  6,000  600",
    ],
)
def test_a_column_of_taxes_is_no_amount_of_the_line(table: str) -> None:
    text = f"{table}\n공급가액  18,000\n세액  1,800\n합계금액  19,800"
    assert goods(text) == [BOLTS, NUTS]
    reading = read(HEAD + text)
    assert (reading.amounts.total, reading.amounts.vat) == (Decimal(19800), Decimal(1800))
    assert {check.code: check.outcome for check in reading.checks}["items_add_up"] is Outcome.PASSED


def test_exempt_lines_of_such_a_table_keep_their_amount() -> None:
    rows = (
        "품목  수량  단가  공급가액  세액\n배추  10  1,200  12,000\n너트  2  3,000  6,000  600\n합계  18,600"
    )
    assert goods(rows) == [("배추", "10", "1200", "12000"), NUTS]


@pytest.mark.parametrize(
    ("row", "paid"),
    [
        ("총요금 12,000  할인 2,000  결제 10,000", 10000),
        ("주차요금 : 8,000원 감면금액 : 3,000원 납부 : 5,000원", 5000),
        ("합계 30,000원 / 쿠폰할인 5,000원 / 결제 25,000원", 25000),
        ("요금 9,000  할인 -4,500  정산 4,500", 4500),
    ],
)
def test_a_row_that_subtracts_ends_in_what_was_paid(row: str, paid: int) -> None:
    amounts = read(HEAD + row).amounts
    assert amounts.discount
    assert (amounts.total, amounts.gross_total) == (Decimal(paid), paid + amounts.discount)


@pytest.mark.parametrize("row", ["합계 (3개 품목) 20,000", "합계 3 개  20,000", "합계  2건  20,000원"])
def test_a_count_between_a_word_and_its_amount_parts_nothing(row: str) -> None:
    assert read(f"{HEAD}볼펜  20,000\n{row}").amounts.total == Decimal(20000)

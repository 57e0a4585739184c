"""Receipts as a file: for a spreadsheet, for a bookkeeping program."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from xml.etree import ElementTree

import httpx
import pytest

from receipts.domain.export_layout import SUMS_HEADINGS
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Category, Item, Merchant, Payment, Proof, ProofKind, Reading
from receipts.domain.selection import Selection
from receipts.usecases.export_receipts import Export
from receipts_api.exports.csv_file import cell
from receipts_api.routes import exports
from tests.fixtures.makers import KST, a_reading
from tests.unit.api.conftest import World, assert_problem

_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def approved(world: World, reading: Reading, photo: bytes) -> str:
    receipt_id = world.read(reading, photo)
    world.becomes(receipt_id, Status.APPROVED)
    return receipt_id


def on(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 9, 30, tzinfo=KST)


def table(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def cells(response: httpx.Response, number: int = 1) -> list[list[str]]:
    """The rows of a workbook's sheet, as text."""
    assert response.status_code == 200, response.text
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own file
    assert not list(sheet.iter(f"{_CELLS}f")), "no cell is a formula"
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{_CELLS}row")]


def test_a_month_is_exported_in_the_order_of_its_days(world: World) -> None:
    for number, day in enumerate([20, 3, 31]):
        approved(world, a_reading(issued_at=on(day)), b"%d" % number)
    approved(world, a_reading(issued_at=on(1, month=11)), b"november")
    answer = world.api.get("/api/exports/receipts.csv?issued_from=2026-10-01&issued_until=2026-10-31")
    assert [row["일자"] for row in table(answer)] == ["2026-10-03", "2026-10-20", "2026-10-31"]
    assert 'filename="receipts_2026-10-01_2026-10-31.csv"' in answer.headers["content-disposition"]


def test_only_what_is_approved_is_exported_unless_more_is_asked_for(world: World) -> None:
    done = approved(world, a_reading(), b"1")
    open_one = world.read(a_reading(), b"2")
    world.receipt(b"never read")
    assert [row["영수증 ID"] for row in table(world.api.get("/api/exports/receipts.csv"))] == [done]
    both = world.api.get("/api/exports/receipts.csv?status=approved&status=parsed&status=needs_review")
    assert {row["영수증 ID"] for row in table(both)} == {done, open_one}


def test_nobody_exports_what_is_anothers(world: World) -> None:
    approved(world, a_reading(), b"1")
    assert table(world.attacker.get("/api/exports/receipts.csv")) == []
    assert_problem(world.stranger.get("/api/exports/receipts.csv"), 401, "unauthorized")


def test_a_workbook_holds_the_same_and_keeps_zeros_in_front(world: World) -> None:
    paid = Payment(approval_number="00012345")
    approved(world, a_reading(issued_at=on(3), payment=paid), b"1")
    heading, row = cells(world.api.get("/api/exports/receipts.xlsx"))
    assert "00012345" in row
    assert "2500" in row
    assert heading[0] == "일자"


def test_a_workbook_says_what_its_receipts_add_up_to(world: World) -> None:
    for number, category in enumerate(
        [Category("meals", "복리후생비"), Category("taxi", "여비교통비"), None]
    ):
        approved(world, a_reading(category=category), b"%d" % number)
    answer = world.api.get("/api/exports/receipts.xlsx")
    heading, *accounts = cells(answer, 2)
    assert heading == list(SUMS_HEADINGS)
    assert sorted(row[-1] for row in accounts) == ["2500", "2500", "2500"]
    _, shop = cells(answer, 3)
    assert shop == ["9024500731", "도토리다방", "KRW", "3", "6819", "681", "7500"]


def test_the_journal_balances(world: World) -> None:
    for number in range(5):
        amounts = Amounts(total=Decimal(1100 + number), vat=Decimal(100))
        approved(world, a_reading(amounts=amounts), b"%d" % number)
    rows = table(world.api.get("/api/exports/journal.csv"))
    debit, credit = (sum(Decimal(row[side] or 0) for row in rows) for side in ("차변", "대변"))
    assert debit == credit == sum(range(1100, 1105))


@pytest.mark.parametrize("layout", ["journal", "example_douzone", "example_sap"])
@pytest.mark.parametrize(
    ("shop", "text", "items", "claims"),
    [
        ("한빛택시", "", (), False),
        ("코레일유통 서울역", "승차권 KTX 101 출발역 서울", (), False),
        ("(주)한빛교통", "승차시간 09:12\n하차시간 09:40", (), False),
        ("한빛고속버스", "", (), False),
        ("대한항공", "", (), False),
        ("한빛상회", "", (Item(1, "KTX 승차권"),), False),
        ("한빛문구", "", (), True),
        ("서울역 한빛카페", "", (), True),
    ],
)
def test_a_fare_claims_no_vat_whatever_the_company_books_it_to(
    world: World, layout: str, shop: str, text: str, items: tuple[Item, ...], claims: bool
) -> None:
    reading = a_reading(
        merchant=Merchant(shop),
        category=Category("812", "여비교통비"),
        text=text,
        items=items,
        amounts=Amounts(total=Decimal(11_000), supply=Decimal(10_000), vat=Decimal(1_000)),
        proof=Proof(ProofKind.CARD_SLIP, qualified=True),
    )
    approved(world, reading, b"a fare")
    answer = world.api.get(f"/api/exports/{layout}.csv").content
    assert (b"10000" in answer) is claims


def test_who_books_a_trip_to_a_meal_has_said_what_it_was(world: World) -> None:
    reading = a_reading(
        merchant=Merchant("한빛터미널"),
        category=Category("meals", "복리후생비"),
        amounts=Amounts(total=Decimal(11_000), vat=Decimal(1_000)),
        proof=Proof(ProofKind.CARD_SLIP, qualified=True),
    )
    approved(world, reading, b"a meal")
    debits = {row["계정과목"]: row["차변"] for row in table(world.api.get("/api/exports/journal.csv"))}
    assert debits["부가세대급금"] == "1000"


@pytest.mark.parametrize("name", ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x")'])
def test_a_shops_name_is_never_run_as_a_formula(world: World, name: str) -> None:
    approved(world, a_reading(merchant=Merchant(name), items=(Item(1, name),)), b"1")
    (row,) = table(world.api.get("/api/exports/receipts.csv"))
    assert row["거래처"] == row["품목"] == f"'{name}"
    assert name in cells(world.api.get("/api/exports/receipts.xlsx"))[1]


def test_an_amount_is_a_number_also_when_it_is_negative() -> None:
    assert [cell(Decimal(text)) for text in ("-2500", "2500.00", "12.50", "1E+4", "0.1")] == [
        "-2500",
        "2500",
        "12.50",
        "10000",
        "0.1",
    ]


def test_a_name_with_line_breaks_and_quotes_stays_in_its_cell(world: World) -> None:
    approved(world, a_reading(merchant=Merchant('카페 "둘",\n본점')), b"1")
    (row,) = table(world.api.get("/api/exports/receipts.csv"))
    assert row["거래처"] == '카페 "둘",\n본점'


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("month=2026-10", "/month"),
        ("issued_from=2026-13-01", "/issued_from"),
        ("issued_from=0", "/issued_from"),
        ("issued_from=2026-10-01T00:00:00", "/issued_from"),
        ("issued_from=2026-10-01&issued_from=2026-11-01", "/issued_from"),
        ("status=failed", "/status/0"),
        ("issued_from=2026-10-02&issued_until=2026-10-01", "/issued_until"),
    ],
)
def test_a_wrong_filter_is_named_and_never_ignored(world: World, query: str, pointer: str) -> None:
    answer = world.api.get(f"/api/exports/receipts.csv?{query}")
    assert_problem(answer, 422, "invalid-input")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("day", ["2026-13-01", "01/10/2026", "october"])
def test_a_wrong_day_is_told_how_days_are_written(world: World, day: str) -> None:
    (error,) = world.api.get(f"/api/exports/receipts.csv?issued_from={day}").json()["errors"]
    assert "2026-10-31" in error["detail"]


def test_an_unknown_layout_is_told_which_there_are(world: World) -> None:
    answer = world.api.get("/api/exports/sap.csv", headers={"Accept-Language": "en"})
    assert_problem(answer, 404, "layout-not-found")
    assert answer.json()["detail"] == (
        "The layouts are example_douzone, example_ecount, example_sap, journal, receipts."
    )


def test_an_import_file_is_a_configuration(world: World) -> None:
    """Code page, separators, headings, codes and days as a bookkeeping program wants them."""
    approved(world, a_reading(issued_at=on(5), merchant=Merchant("도토리다방 😀")), b"1")
    journal = world.api.get("/api/exports/example_douzone.csv")
    assert journal.headers["content-type"] == "text/csv; charset=ks_c_5601-1987"
    first, *_ = csv.DictReader(io.StringIO(journal.content.decode("cp949")))
    assert (first["전표일자"], first["구분"], first["거래처명"]) == ("20261005", "3", "도토리다방 ?")
    ledger = world.api.get("/api/exports/example_ecount.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in ledger] == ["20261005"]
    posted = world.api.get("/api/exports/example_sap.csv").text.splitlines()
    assert posted[0].split("\t")[:3] == ["BUKRS", "BLDAT", "BUDAT"]
    assert posted[1].split("\t")[6] == "S"
    assert posted[-1].split("\t")[6] == "H"


def test_a_workbook_that_would_take_too_long_is_refused_before_it_is_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_IN_A_WORKBOOK", 1)
    for number in range(2):
        approved(world, a_reading(), b"%d" % number)
    assert_problem(world.api.get("/api/exports/receipts.xlsx"), 422, "export-too-large")
    assert len(table(world.api.get("/api/exports/receipts.csv"))) == 2


def test_many_receipts_come_each_once_and_in_chunks(world: World) -> None:
    ids = [approved(world, a_reading(), b"%d" % number) for number in range(450)]
    rows = table(world.api.get("/api/exports/receipts.csv"))
    assert [row["영수증 ID"] for row in rows] == ids


def test_one_that_is_gone_meanwhile_is_left_out(world: World) -> None:
    kept = approved(world, a_reading(), b"1")
    gone = approved(world, a_reading(), b"2")
    ids = (UUID(gone), UUID(kept))
    del world.store.receipts[UUID(gone)]
    dependencies = world.app.state.dependencies
    layout, which = dependencies.layouts["receipts"], Selection()
    export = dependencies.export
    left = Export(export.ledger, UUID(int=1), ids, layout, which, export.categories)
    assert [row[-1] for row in left.rows()] == [kept]


def test_receipts_without_a_date_come_last_and_in_no_month(world: World) -> None:
    undated = approved(world, replace(a_reading(), issued_at=None), b"1")
    dated = approved(world, a_reading(issued_at=on(3)), b"2")
    rows = table(world.api.get("/api/exports/receipts.csv"))
    assert [row["영수증 ID"] for row in rows] == [dated, undated]
    month = world.api.get("/api/exports/receipts.csv?issued_from=2026-10-01")
    assert [row["영수증 ID"] for row in table(month)] == [dated]

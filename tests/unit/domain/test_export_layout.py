"""What stands in an exported row."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.adapters.export_layouts import DEFAULT, load_layouts
from receipts.domain.annotations import Annotations
from receipts.domain.export_layout import VALUES, Column, Line, Value
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Category, Item, Precision, Proof, ProofKind, Reading, Transaction
from receipts.domain.record import Receipt
from receipts.errors import SettingsError
from tests.fixtures.makers import KST, a_reading, a_receipt

LAYOUTS = load_layouts()
TENANT = UUID(int=1)


def a_record(reading: Reading | None, **changes: object) -> Receipt:
    return replace(a_receipt(TENANT, status=Status.APPROVED), reading=reading, **changes)  # type: ignore[arg-type]


def rows(receipt: Receipt, layout: str = "receipts") -> list[dict[str, Value]]:
    known = LAYOUTS[layout]
    return [dict(zip(known.headings, row, strict=True)) for row in known.rows(7, receipt)]


def test_a_receipt_is_a_row_with_what_an_accountant_asks_for() -> None:
    issued = datetime(2026, 10, 5, 12, 3, tzinfo=KST)
    reading = a_reading(issued_at=issued, issued_at_precision=Precision.MINUTE)
    (row,) = rows(a_record(reading))
    assert row["일자"] == date(2026, 10, 5)
    assert row["시각"] == "12:03"
    assert row["거래처"] == "도토리다방"
    assert row["사업자번호"] == "902-45-00731"
    assert (row["공급가액"], row["부가세"], row["합계"]) == (Decimal(2273), Decimal(227), Decimal(2500))
    assert row["결제수단"] == "카드"
    assert row["구분"] == "승인"
    assert row["상태"] == "승인 완료"


def test_the_day_is_the_one_printed_also_just_after_midnight_in_korea() -> None:
    (row,) = rows(a_record(a_reading(issued_at=datetime(2026, 11, 1, 0, 10, tzinfo=KST))))
    assert row["일자"] == date(2026, 11, 1)


def test_a_time_that_is_not_printed_is_not_made_up() -> None:
    (row,) = rows(a_record(a_reading(issued_at=date(2026, 10, 5), issued_at_precision=Precision.DAY)))
    assert (row["일자"], row["시각"]) == (date(2026, 10, 5), None)


@pytest.mark.parametrize("printed", [2500, -2500])
def test_a_cancellation_counts_negative_in_every_amount(printed: int) -> None:
    amounts = Amounts(total=Decimal(printed), supply=Decimal(2273), vat=Decimal(227))
    (row,) = rows(a_record(a_reading(transaction=Transaction.CANCELLATION, amounts=amounts)))
    assert (row["공급가액"], row["부가세"], row["합계"]) == (Decimal(-2273), Decimal(-227), Decimal(-2500))
    assert row["구분"] == "취소"


def test_goods_are_named_by_the_first_and_their_number() -> None:
    names = [Item(line, name) for line, name in enumerate(["커피", "빵", "잼"], 1)]
    assert rows(a_record(a_reading(items=tuple(names))))[0]["품목"] == "커피 외 2건"
    assert rows(a_record(a_reading(items=tuple(names[:1]))))[0]["품목"] == "커피"
    assert rows(a_record(a_reading(items=())))[0]["품목"] is None


def test_a_proof_that_cannot_be_told_is_not_called_qualified() -> None:
    assert rows(a_record(a_reading(proof=Proof())))[0]["적격증빙"] == "확인 필요"


def test_one_whose_reading_cannot_be_used_is_seen_in_the_books_and_nothing_is_said_of_it() -> None:
    approved = a_record(None)
    (row,) = rows(approved)
    assert {heading: cell for heading, cell in row.items() if cell is not None} == {
        "적격증빙": "확인 필요",
        "상태": "승인 완료",
        "영수증 ID": str(approved.id),
    }
    (entry,) = rows(approved, "journal")
    assert (entry["차변"], entry["대변"], entry["영수증 ID"]) == (None, None, str(approved.id))


def test_a_journal_has_a_row_an_entry_and_they_balance() -> None:
    found = rows(a_record(a_reading()), "journal")
    assert {row["전표번호"] for row in found} == {7}
    debits = [row["차변"] for row in found if row["구분"] == "차변"]
    credited = [row["대변"] for row in found if row["구분"] == "대변"]
    assert sum(map(Decimal, map(str, debits))) == sum(map(Decimal, map(str, credited))) == Decimal(2500)
    assert all((row["차변"] is None) != (row["대변"] is None) for row in found)


def test_a_receipt_without_a_total_is_seen_in_the_journal() -> None:
    (row,) = rows(a_record(a_reading(amounts=Amounts())), "journal")
    assert (row["구분"], row["차변"], row["대변"]) == (None, None, None)
    assert row["거래처"] == "도토리다방"


@pytest.mark.parametrize("layout", [name for name, layout in LAYOUTS.items() if layout.accounts])
@pytest.mark.parametrize(
    "category",
    [
        Category("gifts", "기업업무추진비"),
        Category("813", "기업업무추진비"),
        Category("813", "접대비"),
        Category("822", "차량유지비"),
    ],
)
def test_no_journal_of_ours_claims_vat_that_never_comes_back_whatever_its_account_is_numbered(
    category: Category, layout: str
) -> None:
    reading = a_reading(category=category, proof=Proof(ProofKind.CARD_SLIP, qualified=True))
    assert len(rows(a_record(reading), layout)) == 2  # the expense and its payment, and no VAT beside them


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_value_can_be_shown_of_a_full_and_of_an_empty_reading(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("layouts") / "own.toml"
    file.write_text(f'[own]\ncolumns = [{{ heading = "x", value = "{name}" }}]\n')
    layout = load_layouts(file)["own"]
    for reading in (a_reading(), Reading()):
        assert len(list(layout.rows(1, a_record(reading)))) == 1


def test_a_company_adds_its_own_layout_and_keeps_ours(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("layouts") / "own.toml"
    file.write_text(
        '[erp]\ncolumns = [{ heading = "유형", text = "3" }, { heading = "금액", value = "total" }]\n'
    )
    layouts = load_layouts(file)
    assert {"receipts", "journal", "erp"} <= set(layouts)
    assert list(layouts["erp"].rows(1, a_record(a_reading()))) == [("3", Decimal(2500))]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[erp]\ncolumns = []\n", "erp.columns"),
        ('[erp]\ncolumns = [{ heading = "x", value = "totl" }]\n', "totl"),
        ('[erp]\ncolumn = [{ heading = "x" }]\n', "erp.column"),
        ("[erp\n", "own.toml"),
        ('["더존"]\ncolumns = [{ heading = "x" }]\n', "더존"),
        ('["a/b"]\ncolumns = [{ heading = "x" }]\n', "a/b"),
        (f'["{"x" * 32}"]\ncolumns = [{{ heading = "x" }}]\n', "x" * 32),
    ],
)
def test_a_wrong_layout_is_refused_with_its_place(
    content: str, named: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("layouts") / "own.toml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=named):
        load_layouts(file)


def test_a_layout_file_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        load_layouts(DEFAULT.with_name("nowhere.toml"))


def test_a_column_puts_a_value_into_the_form_that_an_import_asks_for() -> None:
    receipt = a_record(a_reading(issued_at=date(2026, 10, 5), issued_at_precision=Precision.DAY))
    whole = Line(1, receipt, receipt.reading or Reading())
    assert Column("일자", "issued_on", day="%Y%m%d").of(whole) == "20261005"
    assert Column("번호", "business_number", digits_only=True).of(whole) == "9024500731"
    assert Column("거래처", "merchant", longest=3).of(whole) == "도토리"
    assert Column("구분", "transaction", codes={"승인": "1"}).of(whole) == "1"
    assert Column("구분", "transaction", codes={"취소": "2"}).of(whole) == "승인"
    assert Column("합계", "total", longest=1).of(whole) == Decimal(2500)


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_layout_that_comes_along_makes_rows_of_one_width(name: str) -> None:
    layout = LAYOUTS[name]
    made = list(layout.rows(1, a_record(a_reading())))
    assert made
    assert {len(row) for row in made} == {len(layout.headings)}


def test_what_the_company_wrote_stands_in_the_row_of_the_receipt() -> None:
    written = Annotations("야근", "석식", ("김경리", "박대리"), "개발팀", "가람", ("야근", "팀"), "김경리")
    (row,) = rows(a_record(a_reading(), annotations=written))
    assert [
        row[heading] for heading in ("메모", "사용 목적", "참석자", "부서", "프로젝트", "태그", "사용자")
    ] == [
        "야근",
        "석식",
        "김경리, 박대리",
        "개발팀",
        "가람",
        "야근, 팀",
        "김경리",
    ]
    (empty,) = rows(a_record(a_reading()))
    assert empty["참석자"] is None

"""The engines' own parts: rows of boxes, the plain baseline, this reader's words in the benchmark's."""

import shutil
from pathlib import Path

import pytest

import samples
from benchmarks.korean_receipts.engines import ENGINES, EngineMissingError
from benchmarks.korean_receipts.engines.baseline import fields_in
from benchmarks.korean_receipts.engines.lines import rows
from benchmarks.korean_receipts.engines.ours import answer_of
from tests.unit.domain.printed import read

PRINTED = """\
달빛문구 본점
사업자번호 902-45-00731
서울 은하구 연필로 51
전화 02-0000-4821
[판매] 2026년 3월 4일 10:11:12
상품명  단가  수량  금액
볼펜  1,200  1  1,200
스테이플러
  1,700  2  3,400
합 계  4,600원
과세금액  4,182
부 가 세  418
신한카드 4000-00**-****-1234
승인번호: 30451287"""


def test_the_baseline_finds_what_expressions_find() -> None:
    answer = fields_in(PRINTED.splitlines())
    assert answer.pop("items") == [
        {"name": "볼펜", "quantity": 1, "unit_price": 1200, "amount": 1200},
        {"name": "스테이플러", "quantity": 2, "unit_price": 1700, "amount": 3400},
    ]
    assert answer == {
        "document_type": "receipt",
        "transaction": "sale",
        "merchant": "달빛문구 본점",
        "business_number": "902-45-00731",
        "address": "서울 은하구 연필로 51",
        "phone": "02-0000-4821",
        "date": "2026-03-04",
        "time": "10:11:12",
        "total": 4600,
        "gross_total": 4600,
        "supply": 4182,
        "vat": 418,
        "payment_method": "card",
        "card_issuer": "신한카드",
        "card_number_masked": "4000-00**-****-1234",
        "approval_number": "30451287",
    }


def test_without_a_label_the_largest_amount_is_the_total() -> None:
    assert fields_in(["??  1,200", "##  4,600", "  418"])["total"] == 4600


def test_the_baseline_reads_nothing_from_nothing() -> None:
    answer = fields_in([])
    assert {name: value for name, value in answer.items() if value} == {
        "document_type": "receipt",
        "transaction": "sale",
    }


def test_boxes_of_a_turned_page_become_rows() -> None:
    def box(left: float, top: float) -> list[tuple[float, float]]:  # leans by a tenth
        return [
            (x, y + 0.1 * x)
            for x, y in ((left, top), (left + 80, top), (left + 80, top + 20), (left, top + 20))
        ]

    boxes = [box(400, 100), box(0, 100), box(0, 130), box(400, 130)]
    assert rows(["4,600", "합계", "부가세", "418"], boxes) == ["합계  4,600", "부가세  418"]
    assert rows([], []) == []


def test_this_reader_answers_in_the_benchmarks_words() -> None:
    answer = answer_of(read(PRINTED))
    assert answer["total"] == 4600
    assert answer["date"] == "2026-03-04"
    assert answer["payment_method"] == "card"
    assert answer["items"][0]["name"] == "볼펜"
    assert 0 < answer["confidence"]["approval_number"] <= 1


def test_rapidocr_finds_lines_after_it_was_tried_on_one() -> None:
    sample = Path(samples.__file__).with_name("cash_receipt.jpg")
    assert ENGINES["rapidocr-wheel"]().read(sample)["business_number"] == "909-52-01379"


def test_a_program_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EngineMissingError, match="apt-get install tesseract-ocr"):
        ENGINES["tesseract"]()


def test_every_engine_is_in_the_readme() -> None:
    page = (Path(__file__).parents[4] / "benchmarks/korean_receipts/README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in ENGINES)

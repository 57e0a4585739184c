"""A bookkeeper only looks at what is not sure: so what is sure has to be right."""

from dataclasses import replace

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reading.confidence import confidence
from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from receipts.domain.text import Page, Word
from tests.unit.domain.printed import page_of, read

HEAD = "달빛문구 한들점\n902-45-00731\n2022-03-04 10:11:12"
SALE = f"{HEAD}\n볼펜  1  1,200\n공책  2  3,400\n과세물품  4,182\n부가세  418\n합계  4,600"


def sure(reading: Reading, path: str) -> float:
    return reading.fields[path].confidence


def with_word(page: Page, text: str, probability: float) -> Page:
    """The page, its lines in words; the engine doubts the word `text`."""
    lines = (
        replace(
            line,
            words=tuple(
                Word(word, probability if word == text else 0.99, line.box) for word in line.text.split()
            ),
        )
        for line in page.lines
    )
    return replace(page, lines=tuple(lines))


def test_a_field_is_as_doubtful_as_its_words_together() -> None:
    assert confidence(1.0, [0.9, 0.5]) == pytest.approx(confidence(1.0, [0.45]))
    assert confidence(1.0, [0.9, 0.5]) < confidence(1.0, [0.9, 0.6])
    assert confidence(0.8, [1.0]) < 1.0


def test_one_doubtful_word_makes_the_name_doubtful() -> None:
    clear = read_receipt([with_word(page_of(SALE), "한들점", 0.99)])
    blurred = read_receipt([with_word(page_of(SALE), "한들점", 0.5)])
    assert clear.merchant.name == blurred.merchant.name == "달빛문구 한들점"
    assert sure(clear, "merchant.name") >= ENOUGH
    assert sure(blurred, "merchant.name") < ENOUGH
    assert "merchant_low_confidence" in blurred.review_reasons


def test_a_doubtful_word_beside_a_field_does_not_matter_to_it() -> None:
    page = page_of(SALE.replace("2022-03-04 10:11:12", "2022-03-04 10:11:12 POS"))
    assert sure(read_receipt([with_word(page, "POS", 0.1)]), "issued_at") > 0.9


def test_an_address_is_as_doubtful_as_any_of_its_rows() -> None:
    head = "MOON STATIONERY SDN BHD\n12, JALAN BULAN 3\n43000 KAJANG\nTEL: 03-1234 5678"
    text = f"{head}\nDATE: 04/03/2022 10:11\nTOTAL  RM 5.00"
    clear = read_receipt([with_word(page_of(text), "KAJANG", 0.99)])
    blurred = read_receipt([with_word(page_of(text), "KAJANG", 0.3)])
    assert clear.merchant.address == "12, JALAN BULAN 3 43000 KAJANG"
    assert sure(blurred, "merchant.address") < 0.8 * sure(clear, "merchant.address")


def test_lines_that_make_the_sum_are_surer_than_lines_that_do_not() -> None:
    missing = read(SALE.replace("1,200", "1,300"))
    assert sure(read(SALE), "items.0.amount") > 0.95
    assert sure(missing, "items.0.amount") < ENOUGH


def test_arithmetic_outweighs_a_doubtful_word() -> None:
    agreed = read_receipt([with_word(page_of(SALE), "4,182", 0.6)])
    alone = read_receipt([with_word(page_of(SALE.replace("부가세  418\n", "")), "4,600", 0.6)])
    assert sure(agreed, "amounts.supply") >= ENOUGH
    assert sure(alone, "amounts.total") < ENOUGH


def test_a_number_with_a_wrong_check_digit_is_doubtful_however_clear_it_is() -> None:
    wrong = read(SALE.replace("902-45-00731", "902-45-00739"))
    assert sure(read(SALE), "merchant.business_number") >= ENOUGH
    assert "business_number_invalid" in wrong.review_reasons or "business_number_low_confidence" in (
        wrong.review_reasons
    )


def test_a_name_with_a_rival_is_looked_at() -> None:
    text = "{}\n12, JALAN BULAN 3, 43000 KAJANG\nDATE: 04/03/2022 10:11\nTOTAL  RM 5.00"
    alone = read(text.format("MOON STATIONERY SDN BHD"))
    rivals = read(text.format("MOON BOOK HOUSE\nMOON STATIONERY SDN BHD"))
    assert sure(alone, "merchant.name") >= ENOUGH
    assert "merchant_low_confidence" in rivals.review_reasons

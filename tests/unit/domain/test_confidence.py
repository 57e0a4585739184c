"""A bookkeeper only looks at what is not sure: so what is sure has to be right."""

from dataclasses import replace

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reading.choice.confidence import confidence
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


def test_the_lines_of_a_sum_that_does_not_come_out_share_the_doubt() -> None:
    """One of them or a few are wrong and nobody knows which: none is sure, the fewer the less so."""
    two = read(f"{HEAD}\n볼펜  1  1,200\n공책  2  3,400\n합계  9,900")
    names = ("볼펜", "공책", "지우개", "가위", "풀", "자석", "엽서", "물감")
    many = read("\n".join([HEAD, *(f"{name}  1  1,200" for name in names), "합계  9,900"]))
    assert sure(two, "items.0.amount") < sure(many, "items.0.amount") < ENOUGH


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


def test_digits_in_a_row_are_doubtful_as_money_unless_a_sum_says_so() -> None:
    """A crooked photo moves an approval number beside the word for the total."""
    assert sure(read(f"{HEAD}\n합계  30451287"), "amounts.total") < ENOUGH
    assert sure(read(f"{HEAD}\n합계  31,200"), "amounts.total") >= ENOUGH
    agreed = read(f"{HEAD}\n과세물품  28364\n부가세  2836\n합계  31200")
    assert sure(agreed, "amounts.total") >= ENOUGH


def test_a_shop_named_by_its_sign_and_by_its_company_is_looked_at() -> None:
    text = "{}\n12, JALAN BULAN 3, 43000 KAJANG\nDATE: 14/03/2022 10:11\nTOTAL  RM 5.00"
    both = read(text.format("MOONLIGHT DINER (HARBOUR MALL)\nMOONLIGHT FOOD SDN BHD"))
    assert "merchant_low_confidence" in both.review_reasons
    street_of_that_name = read(text.format("BULAN FOOD SDN BHD"))
    assert sure(street_of_that_name, "merchant.name") >= ENOUGH


def test_an_address_that_ends_in_a_postal_code_is_surely_whole() -> None:
    head = "MOON STATIONERY SDN BHD\n12, JALAN BULAN 3\nTAMAN BULAN, {}KAJANG"
    text = f"{head}\nTEL: 03-1234 5678\nDATE: 04/03/2022 10:11\nTOTAL  RM 5.00"
    whole, perhaps = read(text.format("43000 ")), read(text.format(""))
    assert sure(whole, "merchant.address") > sure(perhaps, "merchant.address")


def test_a_date_is_only_doubted_for_its_order_where_nothing_decides_it() -> None:
    """The country decides 04/03; a day above twelve needs nothing else."""
    text = "MOON STATIONERY SDN BHD\n12, JALAN BULAN 3, 43000 KAJANG\nDATE: {}\nTOTAL  RM 5.00"
    by_day, by_country, by_name = (
        sure(read(text.format(day)), "issued_at") for day in ("24/03/2022", "04/03/2022", "04 MAR 2022")
    )
    assert min(by_day, by_country, by_name) >= ENOUGH
    assert by_day == pytest.approx(by_name, abs=0.02)

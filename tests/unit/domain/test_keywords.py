import pytest

from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label


def labels(text: str) -> list[Label]:
    return [hit.label for hit in find_labels(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("합   계", Label.TOTAL),
        ("합 게 : 1,000", Label.TOTAL),
        ("부 가 세", Label.VAT),
        ("부가셰 227", Label.VAT),
        ("결제긍액 3,000", Label.PAID),
        ("받 을 금 액", Label.PAID),
        ("승인번흐: 12345678", Label.APPROVAL),
        ("T0TAL 5.00", Label.TOTAL),
        ("Total Sales (lnclusive of GST)", Label.TOTAL),
        ("Total Savimgs", Label.DISCOUNT),
        ("CASHRM 150", Label.CASH),
    ],
)
def test_words_are_known_though_spaced_out_or_misread_by_a_letter(text: str, label: Label) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    "text", ["카드지갑", "계산기", "부가티", "이용원", "현금출납부", "할인마트봉투", "합격엿세트", "신용우유"]
)
def test_names_of_goods_that_resemble_words_announce_nothing(text: str) -> None:
    assert labels(f"{text}  3,000") == []


def test_two_syllables_are_known_with_a_slip_where_a_colon_follows() -> None:
    assert labels("샹호: 달빛문구") == [Label.MERCHANT]
    assert labels("샹호 달빛문구") == []


def test_of_two_readings_of_a_word_the_one_that_explains_more_of_it_counts() -> None:
    assert labels("변세물품가액 1,980") == [Label.EXEMPT]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("VAT @ 20% included  1.47", [Label.VAT]),
        ("부가세(포함)  2,818", [Label.VAT]),
        ("부가세별도  9,500", [Label.VAT]),
        ("Total (VAT included)  8.80", [Label.TOTAL]),
        ("합계(부가세 포함)  31,000", [Label.TOTAL]),
        ("Rückgeld  4,30", [Label.CHANGE]),
    ],
)
def test_tax_that_is_included_is_told_from_a_sum_that_includes_it(text: str, found: list[Label]) -> None:
    assert labels(text) == found


@pytest.mark.parametrize("text", ["오늘은 맑음", "카드결제는 30일 이내에", "합계를 확인하세요"])
def test_a_word_inside_a_sentence_announces_nothing(text: str) -> None:
    assert not {Label.CARD, Label.TOTAL} & set(labels(text))


def test_the_longer_of_two_overlapping_words_counts() -> None:
    assert labels("과세물품가액 1,000 부가세 100") == [Label.SUPPLY, Label.VAT]


def test_letters_of_two_neighbouring_words_make_no_third() -> None:
    assert Label.COUNT not in labels("품목  수량")


def test_a_total_without_tax_is_told_from_one_with_it() -> None:
    assert labels("Total Excl. 6% GST") == [Label.SUBTOTAL]
    assert labels("Total Incl. 6% GST") == [Label.TOTAL]

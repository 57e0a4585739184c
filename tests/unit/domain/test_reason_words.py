"""A bookkeeper reads why a receipt waits for them, and what to do, not a code."""

import re

import pytest

from receipts.domain import reasons
from receipts.domain.business_number import BusinessNumber
from receipts.domain.reason_words import in_words
from receipts.domain.reasons import review_reasons
from receipts.domain.receipt import FieldEvidence, Merchant, Reading

ESSENTIAL = [
    f"{reasons.short_name(path)}_{ending}"
    for path in (*reasons.REQUIRED, "merchant.business_number")
    for ending in ("missing", "low_confidence")
]
OTHERS = sorted(
    {
        "business_number_invalid",
        reasons.MULTIPLE_RECEIPTS,
        reasons.AMBIGUOUS_DATE,
        reasons.CORRECTED_AFTER_APPROVAL,
        reasons.POSSIBLE_DUPLICATE,
    }
)


@pytest.mark.parametrize("code", [*ESSENTIAL, *OTHERS, "purpose_missing", "attendees_missing"])
def test_every_reason_says_what_to_do_in_both_languages(code: str) -> None:
    (reason,) = in_words([code])
    assert reason.code == code
    assert re.search("[가-힣].*주세요.$", reason.sentence.korean)
    assert not re.search("[A-Za-z]{2,}", reason.sentence.korean)
    assert not re.search("[가-힣]", reason.sentence.english)
    assert "A person must look at it" not in reason.sentence.english


def test_a_reason_names_the_field_that_it_is_about() -> None:
    told = {it.code: it.field for it in in_words([*ESSENTIAL, *OTHERS])}
    assert told["total_missing"] == "amounts.total"
    assert told["merchant_low_confidence"] == "merchant.name"
    assert told["business_number_invalid"] == "merchant.business_number"
    assert told["issued_at_ambiguous"] == "issued_at"
    assert told["multiple_receipts"] is None


@pytest.mark.parametrize("code", ESSENTIAL)
def test_an_english_sentence_begins_with_a_capital_letter(code: str) -> None:
    (told,) = in_words([code])
    assert told.sentence.english[0].isupper()


def test_what_a_company_asks_for_is_not_looked_for_on_the_photo() -> None:
    purpose, total = in_words(["purpose_missing", "total_missing"])
    assert purpose.sentence.korean == "사용 목적: 회사 규칙에 따라 꼭 적어야 합니다. 입력해 주세요."
    assert total.sentence.korean == "결제금액: 영수증에서 찾지 못했습니다. 사진을 보고 입력해 주세요."


def test_a_reason_of_another_version_is_told_all_the_same() -> None:
    (reason,) = in_words(["of_tomorrow"])
    assert "사진과 값을 비교해 주세요" in reason.sentence.korean
    assert reason.field is None


def test_every_reason_that_a_reading_gives_has_its_own_words() -> None:
    unsure = FieldEvidence(0.1, 1, None, "")
    number = Merchant(business_number=BusinessNumber("9024500731"))
    fields = dict.fromkeys((*reasons.REQUIRED, "merchant.business_number"), unsure)
    for given in (review_reasons(Reading(), {}), review_reasons(Reading(merchant=number), fields)):
        assert given
        assert all(reason.field for reason in in_words(given))

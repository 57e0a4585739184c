import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from receipts.domain.advice import advice
from receipts.domain.business_number import BusinessNumber
from receipts.domain.checks import arithmetic_of, check_reading
from receipts.domain.receipt import (
    Amounts,
    Check,
    DocumentType,
    Escalation,
    Item,
    Merchant,
    Outcome,
    Payment,
    Proof,
    ProofKind,
    Reading,
    Source,
    Transaction,
)
from receipts.domain.sentence import Sentence

TODAY = date(2022, 12, 1)
GOOD = Reading(
    merchant=Merchant("달빛문구", BusinessNumber("9024500731")),
    issued_at=date(2022, 11, 21),
    currency="KRW",
    amounts=Amounts(
        total=Decimal(2500),
        gross_total=Decimal(3000),
        discount=Decimal(500),
        supply=Decimal(2273),
        vat=Decimal(227),
    ),
    payment=Payment(card_number_masked="4579-73**-****-1234", approval_number="30451287"),
    items=(Item(1, "볼펜", Decimal(2), Decimal(1500), Decimal(3000)),),
    proof=Proof(ProofKind.CARD_SLIP, qualified=True),
    text="달빛문구",
)
NO_PROOF = Proof(ProofKind.SIMPLE_RECEIPT, qualified=False)


def outcome(code: str, reading: Reading) -> Outcome:
    return next(check.outcome for check in check_reading(reading, TODAY) if check.code == code)


def detail(code: str, reading: Reading) -> str:
    return next(check.detail for check in check_reading(reading, TODAY) if check.code == code)


def test_a_receipt_in_order_passes_every_check() -> None:
    assert {check.outcome for check in check_reading(GOOD, TODAY)} == {Outcome.PASSED}


@pytest.mark.parametrize(
    "number",
    ["30451287", "123456789", "A12345678", "20240606-41000011-12345678", "20240606-10240606-fa3b77c1"],
)
def test_approval_numbers_of_cards_cash_receipts_and_invoices_have_their_shapes(number: str) -> None:
    reading = replace(GOOD, payment=Payment(approval_number=number))
    assert outcome("approval_number_shape", reading) is Outcome.PASSED


def test_an_empty_reading_is_not_checked_at_all() -> None:
    assert {check.outcome for check in check_reading(Reading(), TODAY)} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("supply_plus_vat_is_total", replace(GOOD, amounts=replace(GOOD.amounts, supply=Decimal(2200)))),
        ("vat_is_tenth_of_supply", replace(GOOD, amounts=replace(GOOD.amounts, vat=Decimal(300)))),
        ("gross_less_discount_is_total", replace(GOOD, amounts=replace(GOOD.amounts, discount=Decimal(400)))),
        ("items_add_up", replace(GOOD, items=(Item(1, "볼펜", amount=Decimal(900)),))),
        (
            "item_lines_multiply",
            replace(GOOD, items=(Item(1, "볼펜", Decimal(3), Decimal(1500), Decimal(3000)),)),
        ),
        (
            "business_number_checksum",
            replace(GOOD, merchant=Merchant("달빛문구", BusinessNumber("9024500732"))),
        ),
        ("date_plausible", replace(GOOD, issued_at=date(2023, 11, 21))),
        ("date_plausible", replace(GOOD, issued_at=date(2012, 11, 21))),
        ("card_number_shape", replace(GOOD, payment=Payment(card_number_masked="4579-7312-****-1234"))),
        ("approval_number_shape", replace(GOOD, payment=Payment(approval_number="12"))),
        ("approval_number_shape", replace(GOOD, payment=Payment(approval_number="１２３４５６７８"))),
        ("proof_qualifies", replace(GOOD, proof=NO_PROOF, amounts=Amounts(total=Decimal(30001)))),
        ("single_receipt", replace(GOOD, review_reasons=("multiple_receipts",))),
    ],
)
def test_what_does_not_add_up_is_a_warning(code: str, wrong: Reading) -> None:
    assert outcome(code, wrong) is Outcome.WARNED


def test_a_won_of_rounding_is_no_mistake() -> None:
    reading = replace(GOOD, amounts=replace(GOOD.amounts, vat=Decimal(228), supply=Decimal(2273)))
    assert outcome("vat_is_tenth_of_supply", reading) is Outcome.PASSED
    assert outcome("supply_plus_vat_is_total", reading) is Outcome.PASSED


def test_the_detail_shows_the_arithmetic() -> None:
    assert detail("supply_plus_vat_is_total", GOOD) == "supply 2,273 + VAT 227 = total 2,500"


def test_exempt_goods_carry_no_tax() -> None:
    reading = replace(GOOD, amounts=Amounts(total=Decimal(2000), exempt=Decimal(2000), vat=Decimal(0)))
    assert outcome("supply_plus_vat_is_total", reading) is Outcome.PASSED


def test_up_to_30000_won_any_receipt_will_do() -> None:
    reading = replace(GOOD, proof=NO_PROOF, amounts=Amounts(total=Decimal(30000)))
    assert outcome("proof_qualifies", reading) is Outcome.PASSED


def test_the_tax_added_for_a_missing_proof_is_shown_in_whole_won() -> None:
    reading = replace(GOOD, proof=NO_PROOF, amounts=Amounts(total=Decimal(45_990)))
    assert detail("proof_qualifies", reading) == (
        "45,990 is above 30,000 and simple receipt is no qualified proof: 2% added tax is 919"
    )


@pytest.mark.parametrize(
    "untold",
    [
        {"proof": Proof(ProofKind.CARD_SLIP)},
        {"proof": Proof(ProofKind.FOREIGN)},
        {"transaction": Transaction.CANCELLATION},
        {"amounts": Amounts()},
    ],
)
def test_a_proof_that_cannot_be_judged_is_no_warning(untold: dict[str, object]) -> None:
    reading = replace(GOOD, **({"proof": NO_PROOF, "amounts": Amounts(total=Decimal(99_000))} | untold))  # type: ignore[arg-type]
    assert outcome("proof_qualifies", reading) is Outcome.SKIPPED


def test_every_check_has_its_sentence_in_both_languages() -> None:
    for check in check_reading(GOOD, TODAY):
        sentence = advice(replace(check, outcome=Outcome.WARNED))
        assert sentence
        assert re.search("[가-힣]", sentence.korean)
        assert sentence.english
        assert not re.search("[가-힣]", sentence.english)


def arithmetic(code: str, reading: Reading) -> Sentence:
    check = next(check for check in check_reading(reading, TODAY) if check.code == code)
    return arithmetic_of(check, reading, TODAY)


def test_the_arithmetic_is_told_in_the_reader_s_language() -> None:
    sum_of_parts = arithmetic("supply_plus_vat_is_total", GOOD).korean
    assert sum_of_parts == "공급가액 2,273 + 부가세 227 = 결제금액 2,500"
    wrong = replace(GOOD, proof=NO_PROOF, amounts=Amounts(total=Decimal(45_990)))
    assert arithmetic("proof_qualifies", wrong).korean == (
        "45,990: 30,000 초과, 간이영수증: 적격증빙 아님, 가산세 2%: 919"
    )


ESCALATED = Escalation(Source.CLOVA, "V2", 1.0, Decimal(0), ("amounts.total",), ("amounts.total",))
SILENT = Escalation(Source.CLOVA, "V2", 1.0, Decimal(0), ("amounts.total",), failure="it did not answer")


@pytest.mark.parametrize(
    "reading",
    [
        GOOD,
        Reading(),
        replace(GOOD, review_reasons=("multiple_receipts",), issued_at=date(2030, 1, 1), escalation=SILENT),
        replace(GOOD, proof=NO_PROOF, amounts=Amounts(total=Decimal(45_990)), escalation=ESCALATED),
        replace(GOOD, items=(Item(1, "볼펜", Decimal(3), Decimal(1500), Decimal(3000)),), issued_at=None),
    ],
)
def test_no_english_word_stands_in_a_korean_answer(reading: Reading) -> None:
    for check in check_reading(reading, TODAY):
        told = arithmetic_of(check, reading, TODAY)
        assert told.english == check.detail
        assert not re.search("[가-힣]", told.english)
        assert not re.search("[A-Za-z]{2,}", told.korean.replace("clova", "")), told.korean


def test_a_check_that_today_s_rules_decide_otherwise_says_that_it_was_so_when_it_was_read() -> None:
    kept = Check("items_add_up", Outcome.WARNED, "1 items make 2, printed 3")
    assert arithmetic_of(kept, GOOD, TODAY).korean == "판독할 때 맞지 않았습니다."
    assert arithmetic_of(Check("of_old", Outcome.PASSED, "…"), GOOD, TODAY).english.startswith("It was right")


def test_a_record_in_a_list_which_has_no_text_says_the_same_of_its_photo() -> None:
    reading = replace(GOOD, document_type=DocumentType.RECEIPT)
    check = next(check for check in check_reading(reading, TODAY) if check.code == "single_receipt")
    assert arithmetic_of(check, replace(reading, text=""), TODAY).english == "one receipt"

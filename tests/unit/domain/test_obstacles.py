"""What a person must look at, and what an approval refuses: one decision."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.domain.approval import approval_of, open_reasons
from receipts.domain.business_number import BusinessNumber
from receipts.domain.checks import check_reading
from receipts.domain.clear import is_clear
from receipts.domain.life_cycle import Status
from receipts.domain.obstacles import left_open
from receipts.domain.reason_words import in_words
from receipts.domain.receipt import Amounts, Item, Merchant, Reading
from receipts.domain.record import Receipt, settled_as
from receipts.errors import ApprovalRefusedError
from tests.fixtures.makers import a_reading, a_receipt

TODAY = date(2022, 12, 1)
ORIGINAL = UUID(int=7)


def read(**changes: object) -> Reading:
    """A reading that leaves nothing open but what `changes` say, with its checks as of today."""
    reading = a_reading(**changes)
    return replace(reading, checks=check_reading(reading, TODAY))


def settled(reading: Reading, original: UUID | None = None) -> Receipt:
    status = settled_as(reading, original)
    return replace(a_receipt(UUID(int=1)), status=status, reading=reading, duplicate_of=original)


def refused(receipt: Receipt) -> bool:
    try:
        approval_of(receipt, TODAY)
    except ApprovalRefusedError:
        return True
    return False


def test_what_nothing_speaks_against_is_approved_without_a_question() -> None:
    receipt = settled(read())
    assert (receipt.status, open_reasons(receipt), refused(receipt)) == (Status.PARSED, (), False)
    assert is_clear(receipt)


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (read(items=(Item(1, "보리커피", Decimal(1), Decimal(900), Decimal(900)),)), "items_add_up"),
        (read(items=(Item(1, "보리커피", Decimal(2), Decimal(900), Decimal(2500)),)), "item_lines_multiply"),
        (
            read(amounts=Amounts(Decimal(2500), supply=Decimal(2000), vat=Decimal(500))),
            "vat_is_tenth_of_supply",
        ),
        (read(merchant=Merchant("도토리다방", BusinessNumber("9024500732"))), "business_number_checksum"),
        (read(issued_at=date(2011, 11, 21)), "date_plausible"),
        (read(merchant=Merchant()), "merchant_missing"),
        (read(amounts=Amounts()), "total_missing"),
        (read(issued_at=None), "issued_at_missing"),
        (read(amounts=Amounts(Decimal(-2500)), items=()), "total_negative"),
        (read(currency="XYZ"), "currency_unknown"),
        (read(currency=None), "currency_missing"),
    ],
)
def test_what_an_approval_refuses_needs_review_and_says_why(reading: Reading, why: str) -> None:
    """Whether it was read so, or a person took the value away."""
    receipt = settled(reading)
    assert refused(receipt)
    assert (receipt.status, is_clear(receipt)) == (Status.NEEDS_REVIEW, False)
    assert why in open_reasons(receipt)
    (told,) = (reason for reason in in_words(left_open(reading)) if reason.code == why)
    assert "사람의 확인이 필요합니다" not in told.sentence.korean


def test_a_copy_needs_review_though_it_reads_well() -> None:
    receipt = settled(read(), ORIGINAL)
    assert refused(receipt)
    assert (receipt.status, open_reasons(receipt)) == (Status.NEEDS_REVIEW, ("possible_duplicate",))


def test_what_a_doubt_and_a_check_both_tell_is_told_once() -> None:
    merchant = Merchant("도토리다방", BusinessNumber("9024500732"))
    reasons = ("business_number_invalid", "multiple_receipts")
    assert left_open(read(merchant=merchant, review_reasons=reasons)) == reasons


def test_a_doubt_alone_is_looked_at_and_approved_by_whoever_has_looked() -> None:
    receipt = settled(read(review_reasons=("total_low_confidence",)))
    assert (receipt.status, refused(receipt)) == (Status.NEEDS_REVIEW, False)

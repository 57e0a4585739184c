"""What a receipt is in the books."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.journal_entries import Accounts, Side, journal_entries
from receipts.domain.receipt import (
    Amounts,
    Category,
    Payment,
    PaymentMethod,
    Proof,
    ProofKind,
    Reading,
    Transaction,
)

ACCOUNTS = Accounts(
    "부가세대급금",
    "가지급금",
    "미지급금",
    {PaymentMethod.CASH: "현금"},
    frozenset({"gifts", "기업업무추진비"}),
)
MEALS = Category("meals", "복리후생비")
SLIP = Proof(ProofKind.CARD_SLIP, qualified=True)


def lunch(**changes: object) -> Reading:
    paid = Amounts(total=Decimal(11_000), supply=Decimal(10_000), vat=Decimal(1_000))
    by_card = Payment(method=PaymentMethod.CARD)
    return replace(Reading(amounts=paid, payment=by_card, proof=SLIP, category=MEALS), **changes)  # type: ignore[arg-type]


def booked(reading: Reading) -> list[tuple[Side, str, int]]:
    return [(entry.side, entry.account, int(entry.amount)) for entry in journal_entries(reading, ACCOUNTS)]


def test_vat_of_a_card_slip_is_booked_apart_from_the_expense() -> None:
    assert booked(lunch()) == [
        (Side.DEBIT, "복리후생비", 10_000),
        (Side.DEBIT, "부가세대급금", 1_000),
        (Side.CREDIT, "미지급금", 11_000),
    ]


@pytest.mark.parametrize("kind", [ProofKind.TAX_INVOICE, ProofKind.CASH_RECEIPT])
def test_vat_comes_back_on_the_other_qualified_papers_with_vat(kind: ProofKind) -> None:
    assert (Side.DEBIT, "부가세대급금", 1_000) in booked(lunch(proof=Proof(kind, qualified=True)))


@pytest.mark.parametrize(
    "changes",
    [
        {"category": Category("gifts", "접대")},
        {"category": Category("813", "기업업무추진비")},
        {"proof": Proof(ProofKind.CARD_SLIP, qualified=None)},
        {"proof": Proof(ProofKind.RECEIPT, qualified=False)},
        {"proof": Proof(ProofKind.INVOICE, qualified=True)},
        {"amounts": Amounts(total=Decimal(11_000))},
        {"amounts": Amounts(total=Decimal(11_000), vat=Decimal(11_000))},
        {"amounts": Amounts(total=Decimal(11_000), vat=Decimal(0))},
        {"amounts": Amounts(total=Decimal(11_000), vat=Decimal(-1_000))},
    ],
    ids=[
        "entertaining",
        "entertaining under a number of the company's own",
        "not surely qualified",
        "no proof",
        "without VAT",
        "none printed",
        "misread",
        "zero",
        "of the other sign",
    ],
)
def test_vat_that_does_not_come_back_is_part_of_the_expense(changes: dict[str, object]) -> None:
    reading = lunch(**changes)
    account = reading.category.account if reading.category else ""
    assert booked(reading) == [(Side.DEBIT, account, 11_000), (Side.CREDIT, "미지급금", 11_000)]


@pytest.mark.parametrize("printed", [11_000, -11_000])
def test_a_cancellation_takes_back_all_of_it_whichever_sign_it_prints(printed: int) -> None:
    amounts = Amounts(total=Decimal(printed), vat=Decimal(printed // 11))
    back = lunch(transaction=Transaction.CANCELLATION, amounts=amounts)
    assert booked(back) == [(side, account, -amount) for side, account, amount in booked(lunch())]


def test_what_was_paid_with_is_credited() -> None:
    assert booked(lunch(payment=Payment(method=PaymentMethod.CASH)))[-1] == (Side.CREDIT, "현금", 11_000)
    assert booked(lunch(payment=Payment()))[-1] == (Side.CREDIT, "미지급금", 11_000)
    assert booked(lunch(payment=Payment(method=PaymentMethod.POINTS)))[-1] == (
        Side.CREDIT,
        "미지급금",
        11_000,
    )


@pytest.mark.parametrize("kind", ["taxi", "travel"])
@pytest.mark.parametrize("category", [Category("812", "여비교통비"), Category("522", "출장비"), None])
def test_a_fare_claims_no_vat_under_any_number(kind: str, category: Category | None) -> None:
    """The law asks who sold."""
    fare = lunch(category=category)
    accounts = replace(ACCOUNTS, without_vat_from=frozenset({"taxi", "travel"}))
    assert [entry.account for entry in journal_entries(fare, accounts, kind)] == [
        category.account if category else "가지급금",
        "미지급금",
    ]
    assert "부가세대급금" in [entry.account for entry in journal_entries(fare, accounts, "meals")]
    assert "부가세대급금" in [entry.account for entry in journal_entries(fare, accounts)]


def test_an_expense_of_no_account_waits_in_one() -> None:
    assert booked(lunch(category=None))[0] == (Side.DEBIT, "가지급금", 10_000)


def test_without_a_total_nothing_can_be_booked() -> None:
    assert booked(lunch(amounts=Amounts(vat=Decimal(1_000)))) == []


@pytest.mark.parametrize("vat", [None, -1_000, 0, 1, 909, 1_000, 10_999, 11_000, 20_000])
@pytest.mark.parametrize("transaction", list(Transaction))
def test_debits_and_credits_balance(vat: int | None, transaction: Transaction) -> None:
    amounts = Amounts(total=Decimal(11_000), vat=None if vat is None else Decimal(vat))
    entries = booked(lunch(amounts=amounts, transaction=transaction))
    debits = sum(amount for side, _, amount in entries if side is Side.DEBIT)
    assert debits == sum(amount for side, _, amount in entries if side is Side.CREDIT) != 0

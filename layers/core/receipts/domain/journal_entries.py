"""분개: what one receipt is in the books, debits and credits that balance.

The expense is debited, and apart from it the VAT that comes back from the tax office (부가세대급금); what it
was paid with is credited. A cancellation is the same entry with its signs turned, so that a month adds up to
what was spent.

VAT comes back only where the paper is a tax invoice, a card slip or a cash receipt for expenses that shows it
(부가가치세법 제38조, 제46조 ③), and never for what the law leaves out: entertaining partners and passenger
cars (제39조 ① 5호, 6호), fares and tickets (시행령 제88조 ⑤, 제73조 ①). Which accounts those are, the layout
says; and from which kinds of seller nothing comes back, to whatever account a company books them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from receipts.domain.receipt import PaymentMethod, ProofKind, Reading, Transaction

_ZERO = Decimal(0)
_VAT_COMES_BACK_ON = frozenset({ProofKind.TAX_INVOICE, ProofKind.CARD_SLIP, ProofKind.CASH_RECEIPT})


class Side(StrEnum):
    """차변 or 대변."""

    DEBIT = "debit"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal; `amount` is negative where a sale is taken back."""

    side: Side
    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Accounts:
    """The company's accounts: of VAT that comes back, of what is not known yet, and of what was paid with.

    `without_vat` are the codes or the names of the accounts whose VAT does not come back: what a company
    numbers itself (813 for 기업업무추진비) is under a code that no layout knows. `without_vat_from` are the
    codes, in the table that all share, of what is bought without VAT that comes back: fares are 812 at one
    company and 522 at another.
    """

    vat: str
    unknown: str
    paid: str
    paid_by: Mapping[PaymentMethod, str]
    without_vat: frozenset[str]
    without_vat_from: frozenset[str] = frozenset()

    def of_payment(self, method: PaymentMethod | None) -> str:
        """The account that is credited; `paid` where no method is printed, or none of its own is named."""
        return self.paid_by.get(method, self.paid) if method else self.paid


def signed(amount: Decimal | None, transaction: Transaction) -> Decimal | None:
    """The amount as it counts: negative on a cancellation, whichever sign that prints."""
    if amount is None:
        return None
    return -abs(amount) if transaction is Transaction.CANCELLATION else amount


def journal_entries(reading: Reading, accounts: Accounts, kind: str | None = None) -> Iterator[JournalEntry]:
    """Debits, then the credit; nothing where the total is not known. `kind` is what was bought, as
    `CategoryTable.kind_of` tells.
    """
    total = signed(reading.amounts.total, reading.transaction)
    if total is None:
        return
    vat = _ZERO if kind in accounts.without_vat_from else _vat_that_comes_back(reading, accounts)
    account = reading.category.account if reading.category else accounts.unknown
    yield JournalEntry(Side.DEBIT, account, total - vat)
    if vat:
        yield JournalEntry(Side.DEBIT, accounts.vat, vat)
    yield JournalEntry(Side.CREDIT, accounts.of_payment(reading.payment.method), total)


def _vat_that_comes_back(reading: Reading, accounts: Accounts) -> Decimal:
    vat = signed(reading.amounts.vat, reading.transaction)
    total = signed(reading.amounts.total, reading.transaction)
    category = reading.category
    is_left_out = category is not None and bool({category.code, category.account} & accounts.without_vat)
    is_proven = reading.proof.qualified is True and reading.proof.kind in _VAT_COMES_BACK_ON
    if vat is None or total is None or is_left_out or not is_proven:
        return _ZERO
    # A part of what was paid. Anything else was misread, and is not claimed.
    return vat if 0 < vat < total or total < vat < 0 else _ZERO

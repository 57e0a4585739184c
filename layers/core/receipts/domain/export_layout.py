"""What a file of receipts looks like: which column stands where, under which heading, with which value.

Bookkeeping programs differ in their columns alone, so a layout is a table to be edited, not code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from receipts.domain.advice import advice
from receipts.domain.annotations import Annotation
from receipts.domain.journal_entries import Accounts, JournalEntry, Side, journal_entries, signed
from receipts.domain.life_cycle import Status
from receipts.domain.names import PROOFS
from receipts.domain.purchase import day_of
from receipts.domain.receipt import (
    Amounts,
    Outcome,
    PaymentMethod,
    Precision,
    Reading,
    Transaction,
)
from receipts.domain.record import Receipt
from receipts.domain.sums import Sums
from receipts.domain.zones import KOREA

Value = str | Decimal | int | date | None
"""One cell: text, a number, a day, or nothing."""

_METHODS: Final = {
    PaymentMethod.CARD: "카드",
    PaymentMethod.CASH: "현금",
    PaymentMethod.POINTS: "포인트",
    PaymentMethod.MOBILE: "간편결제",
    PaymentMethod.TRANSFER: "계좌이체",
}
_STATUSES: Final = {
    Status.PARSED: "판독 완료",
    Status.NEEDS_REVIEW: "확인 필요",
    Status.APPROVED: "승인 완료",
}
_TRANSACTIONS: Final = {Transaction.SALE: "승인", Transaction.CANCELLATION: "취소"}
_QUALIFIED: Final = {True: "적격", False: "비적격", None: "확인 필요"}
_SIDES: Final = {Side.DEBIT: "차변", Side.CREDIT: "대변"}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row is made of: a receipt with its reading and, in a journal, one of its entries.

    `number` counts the receipts from 1.
    """

    number: int
    receipt: Receipt
    reading: Reading
    entry: JournalEntry | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the name in `VALUES` of what stands below it; `text` is what always stands there.

    Import files ask for values in their own form: `day` is a pattern of `strftime` for a day or time, `codes`
    puts a code in place of a text, `digits_only` leaves out what is no digit, `longest` cuts a text.
    """

    heading: str
    value: str | None = None
    text: str = ""
    day: str | None = None
    codes: Mapping[str, str] = MappingProxyType({})
    digits_only: bool = False
    longest: int | None = None

    def of(self, line: Line) -> Value:
        """The cell of this column."""
        if self.value is None:
            return self.text
        value = VALUES[self.value](line)
        if isinstance(value, date) and self.day:
            return value.strftime(self.day)
        return self._formed(value) if isinstance(value, str) else value

    def _formed(self, text: str) -> str:
        coded = self.codes.get(text, text)
        plain = "".join(filter(str.isdigit, coded)) if self.digits_only else coded
        return plain[: self.longest]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file. With `accounts` it is a journal: each receipt fills a row for each of its entries. With
    `has_sums` a workbook has sheets of what the receipts add up to beside it.

    `encoding`, `separator` and `has_headings` are those of its CSV.
    """

    name: str
    columns: tuple[Column, ...]
    accounts: Accounts | None = None
    encoding: str = "utf-8-sig"
    separator: str = ","
    has_headings: bool = True
    has_sums: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row."""
        return tuple(column.heading for column in self.columns)

    def rows(self, number: int, receipt: Receipt, kind: str | None = None) -> Iterator[tuple[Value, ...]]:
        """The rows of one receipt. One whose reading cannot be used has an empty one: it is not lost. `kind`
        matters to a journal, see `journal_entries`.
        """
        for line in self._lines(number, receipt, kind):
            yield tuple(column.of(line) for column in self.columns)

    def _lines(self, number: int, receipt: Receipt, kind: str | None) -> Iterator[Line]:
        whole = Line(number, receipt, receipt.reading or Reading())
        entries = tuple(journal_entries(whole.reading, self.accounts, kind)) if self.accounts else ()
        # A receipt without a total has no entry, but must not be missing without a trace.
        yield from (replace(whole, entry=entry) for entry in entries or (None,))


def _amount(of: Callable[[Amounts], Decimal | None]) -> Callable[[Line], Value]:
    return lambda line: signed(of(line.reading.amounts), line.reading.transaction)


def _time(line: Line) -> Value:
    """As printed: 14:05, with seconds where there are any."""
    issued, precision = line.reading.issued_at, line.reading.issued_at_precision
    if not isinstance(issued, datetime) or precision is Precision.DAY:
        return None
    return issued.strftime("%H:%M:%S" if precision is Precision.SECOND else "%H:%M")


def _items(line: Line) -> Value:
    names = [item.name for item in line.reading.items]
    if not names:
        return None
    return names[0] if len(names) == 1 else f"{names[0]} 외 {len(names) - 1}건"


def _warnings(line: Line) -> Value:
    """What to do about each check that warned; one of an earlier version has its name alone."""
    warned = [check for check in line.reading.checks if check.outcome is Outcome.WARNED]
    sentences = [said.korean if (said := advice(check)) else check.code for check in warned]
    return " ".join(sentences) or None


def _annotation(which: Annotation) -> Callable[[Line], Value]:
    """What the company wrote; several of it with commas between them."""

    def written(line: Line) -> Value:
        value: str | tuple[str, ...] | None = getattr(line.receipt.annotations, which)
        return ", ".join(value) or None if isinstance(value, tuple) else value

    return written


def _side(side: Side) -> Callable[[Line], Value]:
    return lambda line: line.entry.amount if line.entry and line.entry.side is side else None


def _account(line: Line) -> Value:
    if line.entry:
        return line.entry.account
    return line.reading.category.account if line.reading.category else None


VALUES: Final[Mapping[str, Callable[[Line], Value]]] = MappingProxyType(
    {
        "number": lambda line: line.number,
        "id": lambda line: str(line.receipt.id),
        "status": lambda line: _STATUSES.get(line.receipt.status, line.receipt.status.value),
        "filename": lambda line: line.receipt.filename,
        "received_on": lambda line: line.receipt.created_at.astimezone(KOREA).date(),
        "issued_on": lambda line: day_of(line.reading.issued_at),
        "issued_time": _time,
        "merchant": lambda line: line.reading.merchant.name,
        "business_number": lambda line: _text(line.reading.merchant.business_number),
        "address": lambda line: line.reading.merchant.address,
        "phone": lambda line: line.reading.merchant.phone,
        "supply": _amount(lambda amounts: amounts.supply),
        "vat": _amount(lambda amounts: amounts.vat),
        "exempt": _amount(lambda amounts: amounts.exempt),
        "service_charge": _amount(lambda amounts: amounts.service_charge),
        "discount": _amount(lambda amounts: amounts.discount),
        "gross_total": _amount(lambda amounts: amounts.gross_total),
        "total": _amount(lambda amounts: amounts.total),
        "currency": lambda line: line.reading.currency,
        "transaction": lambda line: _TRANSACTIONS[line.reading.transaction] if line.receipt.reading else None,
        "payment_method": lambda line: _METHODS[method] if (method := line.reading.payment.method) else None,
        "card_issuer": lambda line: line.reading.payment.card_issuer,
        "card_number": lambda line: line.reading.payment.card_number_masked,
        "approval_number": lambda line: line.reading.payment.approval_number,
        "proof": lambda line: PROOFS[kind].korean if (kind := line.reading.proof.kind) else None,
        "qualified": lambda line: _QUALIFIED[line.reading.proof.qualified],
        "category": lambda line: line.reading.category.code if line.reading.category else None,
        "account": _account,
        "items": _items,
        "warnings": _warnings,
        "duplicate_of": lambda line: _text(line.receipt.duplicate_of),
        "cancels": lambda line: _text(line.receipt.cancels),
        **{one.value: _annotation(one) for one in Annotation},
        "side": lambda line: _SIDES[line.entry.side] if line.entry else None,
        "debit": _side(Side.DEBIT),
        "credit": _side(Side.CREDIT),
    }
)
"""What a column may show, by the name that a table of layouts calls it."""


def _text(value: object) -> str | None:
    return None if value is None else str(value)


SUMS_HEADINGS: Final = ("코드", "이름", "통화", "건수", "공급가액", "부가세", "합계")


def sums_rows(sums: Iterable[Sums]) -> Iterator[tuple[Value, ...]]:
    """What stands under `SUMS_HEADINGS`."""
    for one in sums:
        yield (one.key, one.name, one.currency, one.count, one.supply, one.vat, one.total)

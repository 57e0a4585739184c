"""The arithmetic of a receipt as a person would write it down, and what checks say about single fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from receipts.domain.advice import advice
from receipts.domain.checks import check_reading, lines_that_differ, sum_meant_by
from receipts.domain.names import FIELD_OF_CHECK, name_of
from receipts.domain.receipt import Check, Outcome, Reading
from receipts.domain.sentence import Sentence
from receipts_api.page.wording import counted

_RIGHT: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "business_number_checksum": Sentence("검증번호가 맞습니다.", "The check digit is right."),
        "vat_is_tenth_of_supply": Sentence("공급가액의 10%입니다.", "This is 10% of the supply value."),
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum."""

    name: Sentence
    value: Decimal
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """`terms` make `result`, or differ from it by `difference`; `outcome` is the check's."""

    terms: Sequence[Term]
    result: Term
    outcome: Outcome

    @property
    def is_right(self) -> bool:
        return self.outcome is Outcome.PASSED

    @property
    def difference(self) -> Decimal:
        made = sum((-term.value if term.sign == "−" else term.value for term in self.terms), Decimal(0))
        return made - self.result.value


@dataclass(frozen=True, slots=True)
class Note:
    """What is told at a field."""

    sentence: Sentence
    is_right: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A reading as it is typed right now: its sums, and what to tell at which field and below all."""

    sums: Sequence[Sum]
    notes: Mapping[str, Note]
    others: Sequence[Sentence]
    goods: Sum | None = None
    """The items beside the printed sum that they come nearest to; None where there is nothing to compare."""
    unpriced: int = 0
    """Items without an amount, which are in no sum."""
    differing: frozenset[int] = frozenset()
    """The lines, by their places, whose quantity times unit price is not their amount."""
    currency: str | None = None


def checked(reading: Reading, today: date) -> Checked:
    """What the domain's own checks say of the reading."""
    checks = {check.code: check for check in check_reading(reading, today)}
    notes = dict(_notes(checks))
    told = {code for code in checks if code in FIELD_OF_CHECK}
    others = [it for code, check in checks.items() if code not in told and (it := advice(check))]
    return Checked(
        list(_sums(reading, checks)),
        notes,
        others,
        goods=_goods(reading, checks),
        unpriced=sum(item.amount is None for item in reading.items),
        differing=lines_that_differ(reading),
        currency=reading.currency,
    )


def _notes(checks: Mapping[str, Check]) -> Iterator[tuple[str, Note]]:
    for code, path in FIELD_OF_CHECK.items():
        warning = advice(checks[code])
        if warning:
            yield path, Note(warning, is_right=False)
        elif checks[code].outcome is Outcome.PASSED and code in _RIGHT:
            yield path, Note(_RIGHT[code], is_right=True)


_TOTAL: Final = Sentence("결제금액", "total")
_PARTS: Final = (
    ("supply", Sentence("공급가액", "supply")),
    ("vat", Sentence("부가세", "VAT")),
    ("exempt", Sentence("면세", "exempt")),
    ("service_charge", Sentence("봉사료", "service")),
)


def _sums(reading: Reading, checks: Mapping[str, Check]) -> Iterator[Sum]:
    amounts = reading.amounts
    outcome = checks["supply_plus_vat_is_total"].outcome
    if outcome is not Outcome.SKIPPED and amounts.total is not None:
        printed = [(name, getattr(amounts, part)) for part, name in _PARTS]
        terms = [Term(name, value, "+") for name, value in printed if value]
        yield Sum(terms, Term(_TOTAL, amounts.total), outcome)
    outcome = checks["gross_less_discount_is_total"].outcome
    if outcome is not Outcome.SKIPPED and amounts.total is not None:
        terms = [
            Term(Sentence("합계", "sum"), amounts.gross_total or Decimal(0), "+"),
            Term(Sentence("할인", "discount"), amounts.discount or Decimal(0), "−"),
        ]
        yield Sum(terms, Term(_TOTAL, amounts.total), outcome)


def _goods(reading: Reading, checks: Mapping[str, Check]) -> Sum | None:
    outcome = checks["items_add_up"].outcome
    if outcome is Outcome.SKIPPED:
        return None
    priced = [item.amount for item in reading.items if item.amount is not None]
    whole, many = sum(priced, Decimal(0)), len(priced)
    meant = sum_meant_by(whole, reading)
    if meant is None:
        return None
    path, printed = meant
    name = counted(many, "품목 {n}개", "1 item", "{n} items")
    return Sum([Term(name, whole, "+")], Term(name_of(path), printed), outcome)

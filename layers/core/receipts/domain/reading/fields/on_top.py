"""What is added to a sum before it is paid: tip, service, tax and rounding, and the sum of all below them."""

from collections.abc import Iterator
from decimal import Decimal

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.vocabulary.labels import Label

_SUMS = (Label.TOTAL, Label.SUBTOTAL, Label.PAID)
_CHARGES = frozenset({Label.SERVICE, Label.VAT, Label.ROUNDING})
_LARGEST_SHARE = Decimal("0.4")
"""Of a sum that service and taxes come to: a tenth or two, and a sixth to a quarter of tax at most."""

# How much each speaks for an amount, in points beside those of fields/total.py.
_ON_TOP = 3.5
"""A sum of three amounts and more, which hardly comes about by chance."""
_WITH_TIP = 2.0
"""A subtotal may be such a sum as well."""
_BELOW_CHARGES, _ABOVE_CHARGES = 5.0, -2.0
"""Words and places say it, though an amount between was misread: as much as three amounts and two words."""


def charged_on_top(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Amounts that others are added up to, and how much that speaks for each."""
    yield from _with_tip(ledger)
    yield from _with_charges(ledger)
    yield from _below_charges(ledger)


def _with_tip(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A tip is added below the total; what the card or the last total then shows is what was paid."""
    labels = (Label.CARD, Label.CASH, Label.PAID, Label.TOTAL)
    sums = {entry.value for entry in ledger.labelled(*labels)}
    tips = {entry.value for entry in ledger.labelled(Label.SERVICE)} - {Decimal(0)}
    for tip in tips if are_few(tips, sums) else ():
        yield from ((whole, _WITH_TIP) for whole in sums if whole - tip in ledger.printed and whole > tip)


def _with_charges(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A sum, then service, tax and rounding on top of it, and the sum of all: the last is what was paid."""
    sums = {entry.value for entry in ledger.labelled(*_SUMS)}
    service, tax = _all_of(ledger, Label.SERVICE), _all_of(ledger, Label.VAT)
    rounding = _all_of(ledger, Label.ROUNDING)
    if service and tax:
        on_top = {service + tax, service + tax + rounding, service + tax - rounding}
        yield from ((whole, _ON_TOP) for whole in sums if any(whole - extra in sums for extra in on_top))


def _below_charges(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A total, service and tax right below it, and another total that is larger by about as much: the second
    is what was paid, whatever became of a digit of the charges.
    """
    said = [entry for entry in ledger.entries if entry.label in _CHARGES or entry.label in _SUMS]
    before: Entry | None = None
    charges: list[Label] = []
    for entry in said:
        if entry.label in _CHARGES and entry.label is not None:
            charges.append(entry.label)
            continue
        is_charged = {Label.SERVICE, Label.VAT} <= set(charges)
        if before and is_charged and 0 < entry.value - before.value < before.value * _LARGEST_SHARE:
            yield entry.value, _BELOW_CHARGES
            yield before.value, _ABOVE_CHARGES
            return
        before, charges = entry, []


def _all_of(ledger: Ledger, label: Label) -> Decimal:
    """What is printed with this word, each amount once."""
    return sum({entry.value for entry in ledger.labelled(label)}, Decimal(0))

"""What is added to a sum before it is paid: tip, service, tax and rounding, and the sum of all below them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.vocabulary.labels import MEANS, Label

_SUMS = (Label.TOTAL, Label.SUBTOTAL, Label.PAID)
_CHARGES = frozenset({Label.SERVICE, Label.VAT})
_LARGEST_SHARE = Decimal("0.4")
"""Of a sum that service and taxes come to: a tenth or two, and a sixth to a quarter of tax at most."""

# How much each speaks for an amount, in points beside those of fields/total.py.
_ON_TOP = 3.5
"""A sum of three amounts and more, which hardly comes about by chance."""
_WITH_TIP = 2.0
"""A subtotal may be such a sum as well."""
_BELOW_CHARGES, _BELOW_TIP = 7.0, 7.0
"""Words and places say it, though an amount between was misread: more than any sum of the amounts above."""


def charged_on_top(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Amounts that others are added up to, and how much that speaks for each."""
    yield from _with_tip(ledger)
    yield from _below_tip(ledger)
    yield from _with_charges(ledger)
    yield from _below_charges(ledger)


def _with_tip(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A tip is added below the total; what the card or the last total then shows is what was paid."""
    labels = (Label.CARD, Label.CASH, Label.PAID, Label.TOTAL)
    sums = {entry.value for entry in ledger.labelled(*labels)}
    tips = {entry.value for entry in ledger.labelled(Label.SERVICE)} - {Decimal(0)}
    for tip in tips if are_few(tips, sums) else ():
        yield from ((whole, _WITH_TIP) for whole in sums if whole - tip in ledger.printed and whole > tip)


def _below_tip(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A sum, a tip below it, and a total below both, or what was paid, that is the two together: the guest
    signed for that one, however often the sum before is called the total.
    """
    tips = [one for one in ledger.plainly(Label.SERVICE) if one.money.marked and one.value > 0]
    totals = ledger.plainly(Label.TOTAL, Label.PAID)
    for tip, total in product(tips, totals) if are_few(tips, totals) else ():
        before = (one for one in ledger.plainly(*_SUMS, *MEANS) if one.row.index < tip.row.index)
        is_said = total.label is Label.PAID or tip.row.index <= total.row.index
        if is_said and any(one.value + tip.value == total.value for one in before):
            yield total.value, _BELOW_TIP
            return


def _with_charges(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A sum, then service, tax and rounding on top of it, and the sum of all: the last is what was paid."""
    sums = {entry.value for entry in ledger.labelled(*_SUMS)}
    service, tax = _all_of(ledger, Label.SERVICE), _all_of(ledger, Label.VAT)
    rounding = _all_of(ledger, Label.ROUNDING)
    if service and tax:
        on_top = {service + tax, service + tax + rounding, service + tax - rounding}
        paid = sums | {entry.value for entry in ledger.labelled(*MEANS)}
        yield from ((whole, _ON_TOP) for whole in paid if any(whole - extra in sums for extra in on_top))


def _below_charges(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A total, service and tax right below it, and another total that is larger by about as much: the second
    is what was paid, whatever became of a digit of the charges.
    """
    totals = ledger.labelled(Label.TOTAL)
    for entry in totals[1:] if are_few(totals, ledger.entries) else ():
        first = totals[0]
        between = {other.label for other in ledger.entries if _is_between(first, other, entry)}
        if between >= _CHARGES and 0 < entry.value - first.value < first.value * _LARGEST_SHARE:
            yield entry.value, _BELOW_CHARGES
            return


def _is_between(above: Entry, entry: Entry, below: Entry) -> bool:
    return above.row.index < entry.row.index < below.row.index


def _all_of(ledger: Ledger, label: Label) -> Decimal:
    """What is printed with this word, each amount once."""
    return sum({entry.value for entry in ledger.labelled(label)}, Decimal(0))

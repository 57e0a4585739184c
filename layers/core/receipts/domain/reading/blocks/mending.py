"""A misread digit in supply value, tax or total, where the arithmetic of the other two leaves one way only.

부가가치세법 제30조 makes the tax a tenth of the supply value, and both make the total: two of the three that
agree with each other tell the third, and a digit that looks like the one that was read makes it so. Abroad
the rate is the one that is printed beside the tax (Sales Tax 8.75%).
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.blocks.tax_split import is_tenth, splits
from receipts.domain.reading.blocks.tax_table import share_in
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.letters.look_alikes import may_be
from receipts.domain.reading.values.money import COIN, Place
from receipts.domain.reading.vocabulary.labels import Label

_CENT = Decimal("0.01")
"""The tax is rounded to it."""
_NO_NET = frozenset({Label.VAT, Label.TOTAL, Label.PAID, Label.CASH, Label.CHANGE})
"""Words that say of an amount that it is not the one before tax, whose own word may be lost."""
_ENOUGH = 2.0
"""A split this strong was not made by chance: then nothing is misread."""


def mended(ledger: Ledger) -> Ledger:
    """The ledger with the one misread amount put right; as it is where none is, or more than one way fits."""
    if any(split.strength >= _ENOUGH for split in splits(ledger)):
        return ledger
    ways = set(_ways(ledger) if ledger.currency == "KRW" else _ways_abroad(ledger))
    return ledger.with_amount(*ways.pop()) if len(ways) == 1 else ledger


def _ways(ledger: Ledger) -> Iterator[tuple[Place, Decimal]]:
    exempts = {Decimal(0), *(entry.value for entry in ledger.labelled(Label.EXEMPT))}
    totals = ledger.labelled(Label.TOTAL, Label.PAID)
    supplies, taxes = ledger.labelled(Label.SUPPLY), ledger.labelled(Label.VAT)
    if not are_few(supplies, taxes, totals, exempts):
        return
    for supply, vat, total, exempt in product(supplies, taxes, totals, exempts):
        taxed = total.value - exempt
        for entry, value in (
            (supply, taxed - vat.value),
            (vat, taxed - supply.value),
            (total, supply.value + vat.value + exempt),
        ):
            truth = {supply: supply.value, vat: vat.value, entry: value}
            if _may_be(entry, value) and is_tenth(truth[supply], truth[vat]):
                yield entry.money.place, value


def _ways_abroad(ledger: Ledger) -> Iterator[tuple[Place, Decimal]]:
    """Net amount, tax and total, of which the tax is the printed share; none where the three go together."""
    nets = [entry for entry in ledger.entries if entry.label not in _NO_NET and entry.money.marked]
    totals = ledger.labelled(Label.TOTAL, Label.PAID)
    taxes = [(tax, share) for tax in ledger.labelled(Label.VAT) if (share := share_in(tax.row))]
    if not are_few(nets, taxes, totals):
        return
    triples = list(product(nets, taxes, totals))
    if any(_go_together(ledger, net.value + tax.value, total.value) for net, (tax, _), total in triples):
        return
    for net, (tax, share), total in triples:
        for entry, value in (
            (net, total.value - tax.value),
            (tax, total.value - net.value),
            (total, net.value + tax.value),
        ):
            truth = {net: net.value, tax: tax.value, entry: value}
            if _may_be(entry, value) and abs(truth[net] * share - truth[tax]) <= _CENT:
                yield entry.money.place, value


def _go_together(ledger: Ledger, whole: Decimal, total: Decimal) -> bool:
    """Whether `total` is `whole`, or that rounded: by what is printed, or to the smallest coin."""
    by = abs(whole - total)
    is_coin = ledger.currency == "MYR" and by < COIN / 2 and not total % COIN
    return not by or is_coin or any(by == abs(one.value) for one in ledger.labelled(Label.ROUNDING))


def _may_be(entry: Entry, value: Decimal) -> bool:
    return value > 0 and may_be(str(entry.value), str(value))

"""A misread digit in supply value, tax or total, where the arithmetic of the other two leaves one way only.

부가가치세법 제30조 makes the tax a tenth of the supply value, and both make the total: two of the three that
agree with each other tell the third, and a digit that looks like the one that was read makes it so.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.blocks.tax_split import is_tenth, splits
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.letters.look_alikes import may_be
from receipts.domain.reading.vocabulary.labels import Label

_ENOUGH = 2.0
"""A split this strong was not made by chance: then nothing is misread."""


def mended(ledger: Ledger) -> Ledger:
    """The ledger with the one misread amount put right; as it is where none is, or more than one way fits."""
    if ledger.currency != "KRW" or any(split.strength >= _ENOUGH for split in splits(ledger)):
        return ledger
    ways = set(_ways(ledger))
    return ledger.with_amount(*ways.pop()) if len(ways) == 1 else ledger


def _ways(ledger: Ledger) -> Iterator[tuple[tuple[int, int], Decimal]]:
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
                yield (entry.row.index, entry.money.start), value


def _may_be(entry: Entry, value: Decimal) -> bool:
    return value > 0 and may_be(str(entry.value), str(value))

"""What is paid once it is rounded, under the same word as what rounding it took.

Total Sales          11.14
Rounding Adjustment    .01
Rounding             11.15
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.vocabulary.labels import Label

_COIN: Final = Decimal("0.05")
"""The smallest coin where sums are rounded to it: rounding takes less."""


def with_rounded_sum(ledger: Ledger) -> Ledger:
    """The ledger with such an amount as what is paid."""
    rounding = ledger.plainly(Label.ROUNDING)
    by = {abs(entry.value) for entry in rounding if 0 < abs(entry.value) < _COIN}
    sums = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT)}
    paid = [entry for entry in rounding if any({entry.value - one, entry.value + one} & sums for one in by)]
    return replace(ledger, meant={**ledger.meant, **{one.money.place: Label.PAID for one in paid}})

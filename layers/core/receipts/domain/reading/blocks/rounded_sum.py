"""What is paid once it is rounded, under the same word as what rounding it took.

Total Sales          11.14
Rounding Adjustment    .01
Rounding             11.15
"""

from decimal import Decimal

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.values.money import COIN
from receipts.domain.reading.vocabulary.labels import Label


def rounded_sums(ledger: Ledger) -> set[Decimal]:
    """The amounts beside a word for rounding that a sum and another rounding make."""
    rounding = ledger.plainly(Label.ROUNDING)
    by = {abs(entry.value) for entry in rounding if 0 < abs(entry.value) < COIN}
    sums = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT)}
    return {
        entry.value for entry in rounding if any({entry.value - one, entry.value + one} & sums for one in by)
    }

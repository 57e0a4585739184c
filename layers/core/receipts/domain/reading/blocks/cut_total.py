"""A total that has lost digits at an edge of the paper or the line, where cash and change tell the rest.

TOTAL .47 above CASH 50.00 and CHANGE 30.53 was 19.47: what is left of it begins or ends what was kept.
"""

import re
from decimal import Decimal
from functools import reduce

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.vocabulary.labels import Label

_SUMS = (Label.TOTAL, Label.PAID, Label.AMOUNT)
_OTHER_MEANS = (Label.CARD, Label.GIFT, Label.POINTS)
"""With what else a part may have been paid: then cash less change is not the price."""


def with_cut_total(ledger: Ledger) -> Ledger:
    """The ledger with the total as cash and change make it; as it is where they tell nothing."""
    kept = _kept(ledger)
    if kept is None:
        return ledger
    sums = [entry for entry in ledger.labelled(*_SUMS) if not entry.slips]
    if not all(_is_cut_of(entry, kept) for entry in sums):
        return ledger
    return reduce(lambda before, entry: before.with_amount(entry.money.place, kept), sums, ledger)


def _kept(ledger: Ledger) -> Decimal | None:
    """What was handed over in cash less what came back; None where that is not one amount."""
    handed = {entry.value for entry in ledger.labelled(Label.CASH, Label.TENDERED)}
    change = {abs(entry.value) for entry in ledger.labelled(Label.CHANGE)}
    if len(handed) != 1 or len(change) != 1 or any(entry.value for entry in ledger.labelled(*_OTHER_MEANS)):
        return None
    return max(handed.pop() - change.pop(), Decimal(0)) or None


def _is_cut_of(entry: Entry, whole: Decimal) -> bool:
    digits, all_digits = re.sub(r"\D", "", entry.money.text), re.sub(r"\D", "", str(whole))
    return len(digits) < len(all_digits) and (all_digits.startswith(digits) or all_digits.endswith(digits))

"""BALANCE: what is still to be paid above the payment, and what came back below it.

Tills of American grocers call the sum so, and what comes back CHANGE.
"""

from dataclasses import replace

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.vocabulary.labels import Label

_WORDS = frozenset({"BALANCE", "BAL"})
_MEANS = (Label.CASH, Label.CARD, Label.TENDERED)


def with_what_was_owed(ledger: Ledger) -> Ledger:
    """The ledger with each BALANCE as what was paid that a payment below it settles, less its change."""
    owed = [entry for entry in ledger.labelled(Label.CHANGE) if entry.word in _WORDS and entry.value > 0]
    settled = [entry for entry in owed if _is_settled(entry, ledger)]
    if not settled:
        return ledger
    return replace(ledger, meant={**ledger.meant, **{entry.money.place: Label.PAID for entry in settled}})


def _is_settled(balance: Entry, ledger: Ledger) -> bool:
    below = [entry for entry in ledger.entries if entry.row.index > balance.row.index]
    changes = [one for one in below if one.label is Label.CHANGE and one.word not in _WORDS]
    given = [one.value for one in below if one.label in _MEANS]
    return any(handed - abs(change.value) == balance.value for handed in given for change in changes)

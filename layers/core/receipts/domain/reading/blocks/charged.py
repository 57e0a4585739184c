"""충전금액: what was loaded onto a card or into a car, and whether it is what was paid.

On the receipt of a purchase it tells of the card that was paid with. It is the price where electricity is
sold by measure, where a paper is a receipt of loading, or where it is what the card holds more than before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.vocabulary.labels import Label

_LOADED = "충전금액"
_BEFORE = frozenset({"충전전잔액", "이전잔액"})
_AFTER = "충전후잔액"
_SUMS = frozenset({Label.TOTAL, Label.PAID, Label.AMOUNT, Label.SUBTOTAL})
_BY_MEASURE = re.compile(r"충전\s?(?:전력)?량|\d\s?kWh|원\s?/\s?kWh", re.IGNORECASE)
_OF_LOADING = re.compile(r"충\s?전\s?(?:영\s?수\s?증|확\s?인\s?[증서]|내\s?역|완\s?료)")


def with_what_was_loaded(ledger: Ledger) -> Ledger:
    """The ledger with 충전금액 as an amount that was asked for, where it is one."""
    loaded = [entry for entry in ledger.entries if entry.word == _LOADED and entry.value > 0]
    if not loaded or not _is_the_price(ledger, loaded):
        return ledger
    return replace(ledger, meant={one.money.place: Label.AMOUNT for one in loaded})


def _is_the_price(ledger: Ledger, loaded: Sequence[Entry]) -> bool:
    if any(_BY_MEASURE.search(row.text) for row in ledger.rows):
        return True
    most = max(entry.value for entry in loaded)
    if any(entry.label in _SUMS and entry.value > most for entry in ledger.entries):
        return False  # something else was bought with it
    return any(_OF_LOADING.search(row.text) for row in ledger.rows) or most in _gains(ledger)


def _gains(ledger: Ledger) -> set[Decimal]:
    """What the card holds afterwards less what it held before."""
    before = [entry.value for entry in ledger.entries if entry.word in _BEFORE][:1]
    after = [entry.value for entry in ledger.entries if entry.word == _AFTER][:1]
    return {later - earlier for earlier in before for later in after}

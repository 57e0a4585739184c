"""The last digits of a card beside the word for it: 카드 국민 1234 is no amount of money."""

import re
from dataclasses import replace

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.vocabulary.labels import Label

_FOUR = re.compile(r"\d{4}")
_THOUSAND = 1000
"""The least that a till parts: 1,234."""


def with_card_digits_aside(ledger: Ledger) -> Ledger:
    """The ledger with four bare digits beside a card's word as its number, where the paper parts thousands
    elsewhere.
    """
    parted = [entry for entry in ledger.entries if entry.money.marked and abs(entry.value) >= _THOUSAND]
    if ledger.currency != "KRW" or not parted:
        return ledger
    aside = {entry.money.place: Label.NUMBER for entry in ledger.labelled(Label.CARD) if _is_bare(entry)}
    return replace(ledger, meant={**ledger.meant, **aside}) if aside else ledger


def _is_bare(entry: Entry) -> bool:
    return not entry.money.marked and bool(_FOUR.fullmatch(entry.money.text.strip()))

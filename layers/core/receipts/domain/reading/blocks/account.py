"""What a customer owes besides: invoices on credit print the account below their own sum."""

import re
from dataclasses import replace

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.vocabulary.labels import Label

_OF_THE_ACCOUNT = re.compile(
    r"\bOUTSTANDING\b|\bOWING\b|\b[BC]/F\b|\bBROUGHT FORWARD\b|\bCARRIED FORWARD\b|\bCREDIT LIMIT\b|"
    r"\b(?:PREV(?:IOUS)?\.?|OLD|NEW|OPENING|CLOSING|ACCOUNT|A/C)\s?BAL(?:ANCE)?\b",
    re.IGNORECASE,
)
_SUMS = frozenset({Label.PAID, Label.TOTAL})


def with_account_aside(ledger: Ledger) -> Ledger:
    """The ledger with what is owed besides as other money, where a sum of the receipt stands above it."""
    if ledger.currency == "KRW":
        return ledger
    besides = [entry for entry in ledger.entries if _OF_THE_ACCOUNT.search(entry.row.text)]
    rows = {entry.row.index for entry in besides}
    sums = [one.row.index for one in ledger.labelled(*_SUMS) if one.row.index not in rows and one.value]
    aside = {one.money.place: Label.OTHER_MONEY for one in besides if sums and min(sums) < one.row.index}
    return replace(ledger, meant={**ledger.meant, **aside}) if aside else ledger

"""The table of taxes at the foot of European receipts: for each rate net amount, tax, and both together.

Directive 2006/112/EC, article 226, asks for the taxable amount and the tax of each rate. Which column is
which the arithmetic tells: the tax is the rate's share of the net amount.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from receipts.domain.reading.entries import Entry, Ledger
from receipts.domain.reading.rows import Row

_RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_ROUNDING = Decimal("0.015")
"""A row's tax is rounded once; the receipt may round each line of goods."""
_FEWEST, _MOST = 2, 4
_MOST_RATES = 6


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of the table: `net` and `tax` make `gross`."""

    net: Decimal
    tax: Decimal
    entry: Entry
    """Where the tax stands."""

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def rates_of(ledger: Ledger) -> tuple[Rate, ...]:
    """The rows of the table top to bottom; none where no row shows a rate with amounts that it explains."""
    found = (_rate(ledger, row) for row in ledger.rows)
    return tuple(rate for rate in found if rate)[:_MOST_RATES]


def taxes_of(ledger: Ledger, total: Decimal) -> tuple[Rate, ...]:
    """The rates that together make `total`: a table of one rate, or of several; none if they do not."""
    rates = rates_of(ledger)
    whole = sum((rate.gross for rate in rates), Decimal(0))
    if rates and abs(whole - total) <= _ROUNDING * len(rates):
        return rates
    return next(((rate,) for rate in rates if abs(rate.gross - total) <= _ROUNDING), ())


def _rate(ledger: Ledger, row: Row) -> Rate | None:
    match = _RATE.search(row.text)
    amounts = [entry for entry in ledger.by_row.get(row.index, ()) if entry.money.marked and entry.value >= 0]
    if match is None or not _FEWEST <= len(amounts) <= _MOST:
        return None
    share = Decimal(match[1].replace(",", ".")) / 100
    return next(_ways(amounts, share), None)


def _ways(amounts: Sequence[Entry], share: Decimal) -> Iterator[Rate]:
    """Net and tax, or gross and tax, in either order: a row of all three is surest and comes first."""
    for tax in amounts:
        others = [one.value for one in amounts if one is not tax]
        for net in others:
            if _is_near(net * share, tax.value) and net + tax.value in others:
                yield Rate(net, tax.value, tax)
    for tax in amounts:
        for other in (one.value for one in amounts if one is not tax):
            if _is_near(other * share, tax.value):
                yield Rate(other, tax.value, tax)
            if _is_near(other * share / (1 + share), tax.value):
                yield Rate(other - tax.value, tax.value, tax)


def _is_near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _ROUNDING

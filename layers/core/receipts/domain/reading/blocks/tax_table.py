"""The table of taxes at the foot of European receipts: for each rate net amount, tax, and both together.

Directive 2006/112/EC, article 226, asks for the taxable amount and the tax of each rate. Which column is
which the arithmetic tells: the tax is the rate's share of the net amount.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.vocabulary.labels import Label

_RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?)\s?%")
_BARE_RATE = re.compile(r"\W*(?:[A-Z]\b[\s=:.)]{1,3})?(?P<rate>\d{1,2}(?:[.,]\d{1,3})?)(?=\s)")
"""Before the first amount of a row, perhaps behind a letter that stands on the goods' lines, too."""
_ROUNDING = Decimal("0.015")
"""A row's tax is rounded once; the receipt may round each line of goods."""
_CENT, _HALF_A_CENT = Decimal("0.01"), Decimal("0.006")
"""What a printed tax may be off by, with a little room for the share that is not printed to the end."""
_FEWEST, _MOST = 2, 4
"""Amounts in a row: net and tax at least; gross and one more column at most."""
_MOST_RATES = 6
"""Rates in one table: France has four at a time; what has more than six is no table of taxes."""


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


def _tables(ledger: Ledger) -> tuple[tuple[Rate, ...], tuple[Rate, ...]]:
    """The rows of the table top to bottom, once for each column that may stand beside the tax: all net, or
    all gross amounts. At low rates both fit a row; the table has the same column in all of them.
    """
    found = [ways for row in ledger.rows if (ways := _rates(ledger, row))][:_MOST_RATES]
    return tuple(ways[0] for ways in found), tuple(ways[-1] for ways in found)


def taxes_of(ledger: Ledger, total: Decimal) -> tuple[Rate, ...]:
    """The rates that together make `total`: a table of one rate, or of several; none if they do not."""
    tables = _tables(ledger)
    for rates in tables:
        whole = sum((rate.gross for rate in rates), Decimal(0))
        if rates and abs(whole - total) <= _ROUNDING * len(rates):
            return rates
    alone = (rate for rates in tables for rate in rates if abs(rate.gross - total) <= _ROUNDING)
    one = next(((rate,) for rate in alone), ())
    return one or _by_taxes_alone(ledger, total)


def _by_taxes_alone(ledger: Ledger, total: Decimal) -> tuple[Rate, ...]:
    """Rates with nothing but their tax (MwSt 19%: 3,80), if what they are the taxes of makes `total`."""
    taxes = {
        share: entry
        for entry in ledger.labelled(Label.VAT)
        if entry.value > 0 and (share := share_in(entry.row)) and len(ledger.by_row[entry.row.index]) == 1
    }
    parts = [(entry.value / share, share, entry) for share, entry in taxes.items()]
    gross = sum((net * (1 + share) for net, share, _ in parts), Decimal(0))
    slack = sum((_HALF_A_CENT * (1 + share) / share for _, share, _ in parts), Decimal(0))
    if len(parts) < _FEWEST or abs(gross - total) > slack:
        return ()
    nets = [net.quantize(_CENT) for net, _, _ in parts]
    nets[-1] = total - sum((entry.value for _, _, entry in parts), Decimal(0)) - sum(nets[:-1], Decimal(0))
    return tuple(Rate(net, entry.value, entry) for net, (_, _, entry) in zip(nets, parts, strict=True))


def _rates(ledger: Ledger, row: Row) -> list[Rate]:
    """What the row may say, the surest first and a gross amount last."""
    amounts, share = _rated(ledger, row)
    return list(_behind_a_bare_rate(row, amounts) if share is None else _ways(amounts, share))


def _rates_in_full(ledger: Ledger, row: Row) -> list[Rate]:
    amounts, share = _rated(ledger, row)
    rates = _behind_a_bare_rate(row, amounts) if share is None else _all_three(amounts, share)
    return [rate for rate in rates if rate.tax]


def _rated(ledger: Ledger, row: Row) -> tuple[list[Entry], Decimal | None]:
    """The amounts of the row, if so many as a table of taxes has, and the rate they stand beside."""
    share = share_in(row)
    share = _share_above(ledger, row) if share is None else share
    amounts = [entry for entry in ledger.by_row.get(row.index, ()) if entry.money.marked and entry.value >= 0]
    return (amounts, share) if _FEWEST <= len(amounts) <= _MOST else ([], None)


def with_taxes_of_tables(ledger: Ledger) -> Ledger:
    """The ledger with each amount as a tax that is one in its row: the rate's share of one amount, with which
    it makes another. The word above its column may be one for a sum (PVN summa).
    """
    if ledger.currency == "KRW":
        return ledger
    taxes = {rate.entry.money.place for row in ledger.rows for rate in _rates_in_full(ledger, row)}
    return replace(ledger, meant={**ledger.meant, **dict.fromkeys(taxes, Label.VAT)}) if taxes else ledger


def _behind_a_bare_rate(row: Row, amounts: Sequence[Entry]) -> Iterator[Rate]:
    """Net, tax and gross amount behind a number that is the rate of all three: 12  17,42  145,18  162,60. The
    table's head has the sign (Moms %), or none has.
    """
    lead = _BARE_RATE.match(row.text)
    if lead is None:
        return
    behind = [entry for entry in amounts if entry.money.start >= lead.end()]
    printed = [entry.value for entry in behind]
    rates = _ways(behind, Decimal(lead["rate"].replace(",", ".")) / 100)
    yield from (rate for rate in rates if rate.net in printed and rate.gross in printed)


def share_in(row: Row) -> Decimal | None:
    """The first rate that is printed in the row, as a share: 0.0825 for 8.25%."""
    match = _RATE.search(row.text)
    return Decimal(match[1].replace(",", ".")) / 100 if match else None


def _share_above(ledger: Ledger, row: Row) -> Decimal | None:
    """The rate that stands in the row above without an amount: then the row tells its amounts."""
    above = ledger.rows[row.index - 1] if row.index else row
    return None if above is row or ledger.money[above.index] else share_in(above)


def _ways(amounts: Sequence[Entry], share: Decimal) -> Iterator[Rate]:
    """Net and tax, or gross and tax, in either order: a row of all three is surest and comes first."""
    yield from _all_three(amounts, share)
    pairs = [(tax, one.value) for tax in amounts for one in amounts if one is not tax]
    yield from (Rate(net, tax.value, tax) for tax, net in pairs if _is_near(net * share, tax.value))
    for tax, gross in pairs:
        if _is_near(gross * share / (1 + share), tax.value):
            yield Rate(gross - tax.value, tax.value, tax)


def _all_three(amounts: Sequence[Entry], share: Decimal) -> Iterator[Rate]:
    """Net, tax and gross."""
    for tax in amounts:
        others = [one.value for one in amounts if one is not tax]
        for net in others:
            if _is_near(net * share, tax.value) and net + tax.value in others:
                yield Rate(net, tax.value, tax)


def _is_near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _ROUNDING

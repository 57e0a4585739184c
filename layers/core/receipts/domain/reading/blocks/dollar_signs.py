"""A dollar sign that was read as a digit, as happens in small print: $7.31 as 87.31.

Tills print the sign before sums. Where an amount without its first digit is printed elsewhere behind a sign,
or is what the net amount and the tax make, that digit is the sign.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.blocks.tax_table import share_in
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.letters.look_alikes import FOR_DOLLAR_SIGN
from receipts.domain.reading.values.money import Place
from receipts.domain.reading.vocabulary.labels import Label

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"})
_SIGN_AND_MONEY = re.compile(rf"[{FOR_DOLLAR_SIGN}](?P<rest>\d{{1,3}}(?:,\d{{3}})*\.\d\d)")
_CENT = Decimal("0.01")
"""The tax is rounded to it."""
_HIGHEST_RATE = Decimal("0.27")
"""Hungary's rate: no tax on sales is higher."""
_SUMS = (Label.TOTAL, Label.PAID, Label.SUBTOTAL, Label.CARD, Label.CASH, Label.TENDERED)
_NO_NET = frozenset(
    {Label.VAT, Label.TOTAL, Label.PAID, Label.CARD, Label.CASH, Label.TENDERED, Label.CHANGE}
)


def with_dollar_signs(ledger: Ledger) -> Ledger:
    """The ledger without the digits that are signs; as it is where the sums leave more than one way."""
    if ledger.currency not in _DOLLARS:
        return ledger
    signs = {**dict(_printed_with_sign(ledger)), **_adding_up(ledger)}
    misread = [entry for entry in ledger.entries if entry.money.place in signs]
    if any(_stands_as_read(ledger, entry, signs[entry.money.place]) for entry in misread):
        return ledger
    for place, value in signs.items():
        ledger = ledger.with_amount(place, value)
    return _with_signs_of_taxes(ledger)


def _with_signs_of_taxes(ledger: Ledger) -> Ledger:
    """The ledger without the digits that make a tax more than any rate of the total, where the rest is none:
    $7.94 of $87.35 that was read as 57.94.
    """
    most = max((entry.value for entry in ledger.labelled(Label.TOTAL, Label.PAID)), default=None)
    for entry in ledger.labelled(Label.VAT) if most else ():
        rest = _rest(entry)
        if most and rest and entry.value > _HIGHEST_RATE * most >= rest:
            ledger = ledger.with_amount(entry.money.place, rest)
    return ledger


def _stands_as_read(ledger: Ledger, entry: Entry, rest: Decimal) -> bool:
    """Whether what else is printed goes with the amount as it was read: the goods make it, one of them costs
    as much, or what is left comes on top of something (a tip, a tax) or is the change.
    """
    others = [one for one in ledger.entries if one.money.marked and one.money.place != entry.money.place]
    goods = [one.value for one in others if one.label is None and one.row.index < entry.row.index]
    taxes = [one.value for one in ledger.labelled(Label.VAT)]
    wholes = {sum(goods, Decimal(0)) + tax for tax in (Decimal(0), *taxes)} | set(goods)
    return entry.value in wholes or bool(
        {entry.value - rest, entry.value + rest} & {one.value for one in others}
    )


def _rest(entry: Entry) -> Decimal | None:
    """The amount without its first digit, if that may be a sign."""
    found = _SIGN_AND_MONEY.fullmatch(entry.money.text)
    return Decimal(found["rest"].replace(",", "")) if found and not _has_sign(entry) else None


def _has_sign(entry: Entry) -> bool:
    return entry.row.text[: entry.money.start].rstrip().endswith("$") or "$" in entry.money.text


def _printed_with_sign(ledger: Ledger) -> Iterator[tuple[Place, Decimal]]:
    """Sums whose rest stands elsewhere behind a sign."""
    signed = {abs(entry.money.value) for entry in ledger.entries if _has_sign(entry) and entry.money.value}
    for entry in ledger.labelled(*_SUMS):
        rest = _rest(entry)
        if rest in signed and entry.value not in signed:
            yield entry.money.place, rest


def _adding_up(ledger: Ledger) -> dict[Place, Decimal]:
    """The amounts with which net amount and tax make the total, where as read they do not; none where
    several would for one place.
    """
    totals, taxes = ledger.labelled(Label.TOTAL, Label.PAID), ledger.labelled(Label.VAT)
    nets = [entry for entry in ledger.entries if entry.label not in _NO_NET and entry.money.marked]
    if not are_few(nets, taxes, totals):
        return {}
    ways: list[dict[Place, Decimal]] = []
    for net, tax, total in product(nets, taxes, totals):
        if net.value + tax.value == total.value and _is_rate(net.value, tax):
            return {}
        ways += _ways(net, tax, total)
    together: dict[Place, Decimal] = {place: value for way in ways for place, value in way.items()}
    agree = all(together[place] == value for way in ways for place, value in way.items())
    return together if agree else {}


def _ways(net: Entry, tax: Entry, total: Entry) -> Iterator[dict[Place, Decimal]]:
    rest_of_net, rest_of_total = _rest(net), _rest(total)
    if rest_of_total is not None and tax.value and net.value + tax.value == rest_of_total:
        yield {total.money.place: rest_of_total}
    if rest_of_net is not None and tax.value and rest_of_net + tax.value == total.value:
        yield {net.money.place: rest_of_net}
    if rest_of_net is None or rest_of_total is None or rest_of_net + tax.value != rest_of_total:
        return
    if share_in(tax.row) is not None and _is_rate(rest_of_net, tax):
        yield {net.money.place: rest_of_net, total.money.place: rest_of_total}


def _is_rate(net: Decimal, tax: Entry) -> bool:
    """Whether the tax is the share of the net amount that is printed beside it, if one is."""
    share = share_in(tax.row)
    return share is None or abs(net * share - tax.value) <= _CENT

"""The amounts around the total: supply, tax, exempt part and service charge, with gross and discount."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import product

from receipts.domain.currencies import is_whole
from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.blocks.tax_split import Split, is_tenth
from receipts.domain.reading.blocks.tax_table import Rate, share_in, taxes_of
from receipts.domain.reading.fields.discount import SUM_WORDS, find_gross_and_discount
from receipts.domain.reading.fields.found_amount import Amounts, FoundAmount
from receipts.domain.reading.fields.service_on_top import with_service_on_top
from receipts.domain.reading.fields.stay import charges_of_days
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import MEANS, Label

_MOST_TAXES = 4
"""State, county, city and a levy on what is sold."""
_MOST_TAX = Decimal("0.3")
"""Of the net amount: no country asks for more on a sale (Hungary 27 %, India 28 %)."""
_ALIKE = 0.75
"""Share of letters that two words have in common though one was misread: STATE TAX 1, STA E TAN 2."""
_OTHER_WORD = re.compile(r"[가-힣]{2}")
"""Beside an amount that makes the sum come out, and no word that is known: a levy perhaps, or a fund."""
_SERVICE_AND_RATE = re.compile(
    r"\W*(?:OPT\w*\.?\s)?SERV(?:ICE|\.)?\b[^\d]*\d{1,2}(?:\.\d{1,2})?\s?%", re.IGNORECASE
)
_OF_NO_TAX = re.compile(
    r"\b(?:SERV|TIP|GRATUIT|DISC|OFF\b|FEE\b|COMMISSION|SURCHARGE|REBATE|SAV|MANDATE|WELLNESS|HEALTH)",
    re.IGNORECASE,
)
"""Beside a rate: a share of the price that is no tax."""
_A_ROW_OFF = 1
"""Rows by which a bent photo parts a word and its amount."""
_TAX_INSIDE = re.compile(r"부\s?가\s?(?:가치)?세액?\W{0,3}포함")
_HALVES = frozenset({"CGST", "SGST", "UTGST"})
"""Taxes of India that come in pairs, the Union's and the state's (CGST Act 2017, section 9)."""
_CENT = Decimal("0.01")
"""Net, tax and tip are each rounded to it."""
_SUMS_FIT, _SUMS_AND_RATE_FIT, _SERVICE = 0.85, 0.9, 0.8
"""How sure an amount is that makes the total with others."""
_SPLIT, _A_POINT, _SUREST_SPLIT = 0.7, 0.08, 0.98
"""The same in won: at least, for each point of the split's strength, and the most."""
_PARTS = ("supply", "vat", "exempt")
_SEVERAL = 0.7
"""Less sure where more amounts have to come together."""
_WORD_ALONE, _TAX_WORD_ALONE = 0.55, 0.6
"""Least where no sum confirms the word."""


def find_amounts(ledger: Ledger, splits: list[Split], total: Entry, sure: float) -> Amounts:
    """Everything around the total, by the field names of `receipt.Amounts`; what is absent is left out."""
    found: Amounts = {"total": FoundAmount(total.value, total, sure)}
    found |= _tax(ledger, splits, total.value)
    found |= find_gross_and_discount(ledger, total, sure)
    service = _service(ledger)
    is_part = service is not None and abs(service.value) < total.value
    if service is not None and is_part and "service_charge" not in found:
        asked = ledger.currency == "KRW" and not _goes_into(ledger, service, found)
        found["service_charge"] = FoundAmount(service.value, service, _SERVICE, is_asked=asked)
    return found


def _goes_into(ledger: Ledger, service: Entry, found: Amounts) -> bool:
    """Whether the charge makes the total with its other parts, or with another amount that is printed: a
    digit of it may be lost, or the column may have slipped by a row.
    """
    parts = sum((found[name].value for name in _PARTS if name in found), service.value)
    rest = found["total"].value - service.value
    return not service.value or parts == found["total"].value or rest in ledger.printed - {service.value}


def _service(ledger: Ledger) -> Entry | None:
    whole = is_whole(ledger.currency)
    said = next(
        (one for one in ledger.labelled(Label.SERVICE) if one.value >= 0 and (whole or one.money.marked)),
        None,
    )
    return said or next((one for one in ledger.entries if one.label is None and _is_service(one)), None)


def _is_service(entry: Entry) -> bool:
    """Service 12.5%  6.20: the word alone may be what was bought, with its rate it is a charge."""
    return entry.value > 0 and bool(_SERVICE_AND_RATE.match(entry.row.text))


def _tax(ledger: Ledger, splits: list[Split], total: Decimal) -> Amounts:
    fitting = [split for split in splits if split.total == total]
    if fitting:
        return _nothing_exempt(ledger) | _of_split(fitting[0])
    if ledger.currency == "KRW":
        return with_service_on_top(ledger, total) or _labelled_tax(ledger, total)
    return _western_tax(ledger, total)


def _nothing_exempt(ledger: Ledger) -> Amounts:
    """면세품 0원 beside supply value and tax: the till says that all goods were taxed."""
    said = ledger.plainly(Label.EXEMPT)
    if said and not any(entry.value for entry in said):
        return {"exempt": FoundAmount(said[0].value, said[0], _SUMS_FIT)}
    return {}


def _of_split(split: Split) -> Amounts:
    sure = round(min(_SUREST_SPLIT, _SPLIT + _A_POINT * split.strength), 2)
    found = {
        "supply": FoundAmount(split.supply.value, split.supply, sure),
        "vat": FoundAmount(split.vat.value, split.vat, sure),
    }
    if split.exempt is not None:
        is_asked = split.exempt.label is None and bool(_OTHER_WORD.search(split.exempt.row.text))
        found["exempt"] = FoundAmount(split.exempt.value, split.exempt, sure, is_asked=is_asked)
    return found


def _labelled_tax(ledger: Ledger, total: Decimal) -> Amounts:
    """What the words say, where the sum does not come out: less sure."""
    found: Amounts = {}
    for name, label in (("vat", Label.VAT), ("supply", Label.SUPPLY), ("exempt", Label.EXEMPT)):
        most = total / 10 + 1 if label is Label.VAT else total
        entry = _first(ledger.labelled(label), most)
        if entry is not None:
            found[name] = FoundAmount(entry.value, entry, _WORD_ALONE)
    included = next((entry for entry in ledger.entries if _is_included(entry, total)), None)
    if "vat" not in found and included is not None:
        found["vat"] = FoundAmount(abs(included.value), included, _TAX_WORD_ALONE)
    if "exempt" in found and found["exempt"].value == 0:
        del found["exempt"]
    if "exempt" in found and found.get("supply") and found["supply"].value == found["exempt"].value == total:
        del found["supply"]
    if "vat" not in found and "exempt" in found and found["exempt"].value == total and _has_empty_tax(ledger):
        found["vat"] = FoundAmount(Decimal(0), found["exempt"].entry, _WORD_ALONE, is_asked=True)
    return found


def _is_included(entry: Entry, total: Decimal) -> bool:
    """(부가세 포함) 936 beside 10,300 is the tax inside it, and (936) as well: brackets are no minus there.
    Another amount there is the sum with its tax.
    """
    tax = abs(entry.value)
    return bool(_TAX_INSIDE.search(entry.row.text)) and is_tenth(total - tax, tax)


def _has_empty_tax(ledger: Ledger) -> bool:
    """Whether 부가세 is printed with no amount that could be read: where all is exempt, its 0 is."""
    hits = ((row, hit) for row in ledger.rows for hit in find_labels(row.text) if hit.label is Label.VAT)
    return any(not (hit.start or hit.slips or row.text[hit.end :].strip(" :0원")) for row, hit in hits)


def _first(entries: Iterable[Entry], total: Decimal) -> Entry | None:
    return next((entry for entry in entries if 0 <= entry.value <= total), None)


def _western_tax(ledger: Ledger, total: Decimal) -> Amounts:
    """A net amount and a tax, or several (state and city), that make the total with service, tip or rounding.

    Of several taxes that no net amount explains none is taken: each may be a part.
    """
    service = _service(ledger)
    rates = taxes_of(ledger, total) or (taxes_of(ledger, total - service.value) if service else ())
    if rates:
        return _of_rates(rates)
    if nights := _taxes_of_nights(ledger, total):
        return nights
    said = _with_cents(ledger.labelled(Label.VAT))
    if said and not any(entry.value for entry in said):
        return {"vat": _a_row_off(ledger, said[0], total) or FoundAmount(said[0].value, said[0], _SUMS_FIT)}
    printed = [entry for entry in said if 0 < entry.value < total]
    taxes = list({(entry.value, _half(entry)): entry for entry in reversed(printed)}.values())[::-1]
    nets = sorted((entry for entry in ledger.entries if entry.label is not Label.VAT), key=_is_no_net)
    extras = _extras(ledger)
    tries = product(_tax_sums(taxes), nets) if are_few(taxes, nets, extras) else ()
    for tax, net in tries:
        fits = any(abs(net.value + tax.value + extra - total) <= 2 * _CENT for extra in extras)
        if fits and tax.value <= _MOST_TAX * net.value:
            return {"supply": FoundAmount(net.value, net, _SUMS_FIT), "vat": tax}
    return _between_net_and_total(ledger, total) or _by_its_rate(ledger, total, extras) or _tax_alone(taxes)


def _taxes_of_nights(ledger: Ledger, total: Decimal) -> Amounts:
    """The taxes of all days together where the charges of a stay, day by day, make the total."""
    days = charges_of_days(ledger.rows)
    charges = [entry for row in days for entry in ledger.by_row[row] if entry.value > 0]
    charges = [entry for entry in charges if entry.money.marked and entry.label not in MEANS]
    taxes = sorted((one for one in charges if one.label is Label.VAT), key=lambda one: one.row.index)
    tax = sum((one.value for one in taxes), Decimal(0))
    if len(taxes) < 2 or sum((one.value for one in charges), Decimal(0)) != total:  # noqa: PLR2004
        return {}
    return {
        "supply": FoundAmount(total - tax, taxes[0], _SEVERAL),
        "vat": FoundAmount(tax, taxes[0], _SEVERAL),
    }


def _a_row_off(ledger: Ledger, nothing: Entry, total: Decimal) -> FoundAmount | None:
    """The share of the total that the rate beside the tax of 0.00 makes, where it is printed near by:
    on a bent photo words and amounts are a row apart.
    """
    share = share_in(nothing.row)
    inside = total * share / (1 + share) if share else Decimal(0)
    near = (one for one in ledger.entries if abs(one.row.index - nothing.row.index) <= _A_ROW_OFF)
    meant = next((one for one in near if one.value and abs(one.value - inside) < _CENT), None)
    return FoundAmount(meant.value, meant, _TAX_WORD_ALONE, is_asked=True) if meant else None


def _with_cents(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those that are printed as amounts, where any is: beside 6.98 of tax, Gst 2 are two guests."""
    return [entry for entry in entries if entry.money.marked] or entries


def _half(entry: Entry) -> str:
    """Which of two halves the tax is: CGST and SGST are one amount twice, GST 5.00 again is the same."""
    return entry.word if entry.word in _HALVES else ""


def _tax_alone(taxes: Sequence[Entry]) -> Amounts:
    """The one tax that is printed, or of several the one that is the sum of the others."""
    whole = sum((tax.value for tax in taxes), Decimal(0))
    sums = [tax for tax in taxes if tax.value * 2 == whole] if len(taxes) > 2 else taxes  # noqa: PLR2004
    return {"vat": FoundAmount(sums[0].value, sums[0], _TAX_WORD_ALONE)} if len(sums) == 1 else {}


def _between_net_and_total(ledger: Ledger, total: Decimal) -> Amounts:
    """What stands row by row between the net amount and the total that they make is the tax, state's and
    city's together, though the reader knew only one of the words.
    """
    column = [entry for entry in ledger.entries if entry.money.marked and entry.value >= 0]
    for end, entry in enumerate(column):
        if entry.value != total or entry.label not in SUM_WORDS | {Label.PAID}:
            continue
        for start in range(end - 2, max(end - _MOST_TAXES - 2, -1), -1):
            net, taxes = column[start], column[start + 1 : end]
            makes = net.value + sum((tax.value for tax in taxes), Decimal(0)) == total
            if makes and _are_taxes(net, taxes):
                return {
                    "supply": FoundAmount(net.value, net, _SEVERAL),
                    "vat": FoundAmount(total - net.value, taxes[0], _SEVERAL),
                }
    return {}


def _by_its_rate(ledger: Ledger, total: Decimal, extras: set[Decimal]) -> Amounts:
    """An amount that is the printed share of a net amount, both of which make the total, is the tax, whatever
    its word: TAK 8.25%, or the goods that a state taxes, Food 6.625%.
    """
    rated = [
        (entry, share)
        for entry in ledger.entries
        if entry.label in {Label.VAT, None} and entry.value > 0 and (share := share_in(entry.row))
        if not _OF_NO_TAX.search(entry.row.text)
    ]
    nets = [entry for entry in ledger.entries if entry.label is not Label.VAT and entry.money.marked]
    for (tax, share), net in product(rated, nets) if are_few(rated, nets, extras) else ():
        fits = abs(net.value * share - tax.value) <= _CENT
        if fits and any(net.value + tax.value + extra == total for extra in extras):
            return {
                "supply": FoundAmount(net.value, net, _SUMS_FIT),
                "vat": FoundAmount(tax.value, tax, _SUMS_FIT),
            }
    return {}


def _are_taxes(net: Entry, taxes: Sequence[Entry]) -> bool:
    """Whether one of them says so and the others look alike or name a rate, each in a row of its own."""
    said = [tax.row.text for tax in taxes if tax.label is Label.VAT]
    rows = {entry.row.index for entry in (net, *taxes)}
    if not said or len(rows) <= len(taxes) or any(tax.label not in {Label.VAT, None} for tax in taxes):
        return False
    unsaid = [tax.row.text for tax in taxes if tax.label is None]
    return all(("%" in text and not _OF_NO_TAX.search(text)) or _are_alike(text, said[0]) for text in unsaid)


def _are_alike(one: str, other: str) -> bool:
    first, second = (re.sub(r"[^A-Z]", "", text.upper()) for text in (one, other))
    return SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _of_rates(rates: Sequence[Rate]) -> Amounts:
    """The taxes of all rates together. Two columns leave open which of them is net: then the tax is all."""
    net = sum((rate.net for rate in rates), Decimal(0))
    tax = sum((rate.tax for rate in rates), Decimal(0))
    first = rates[0].entry
    return {"supply": FoundAmount(net, first, _SUMS_FIT), "vat": FoundAmount(tax, first, _SUMS_AND_RATE_FIT)}


def _tax_sums(taxes: Sequence[Entry]) -> Iterator[FoundAmount]:
    """Each tax by itself, then all of them together."""
    yield from (FoundAmount(tax.value, tax, _SUMS_FIT) for tax in taxes)
    if len(taxes) > 1:
        yield FoundAmount(sum((tax.value for tax in taxes), Decimal(0)), taxes[0], _SEVERAL)


def _extras(ledger: Ledger) -> set[Decimal]:
    """What may come on top of price and tax: service or tip, and the rounding of either sign."""
    service = _service(ledger)
    on_top = {Decimal(0), service.value if service else Decimal(0)}
    rounding = {abs(entry.value) for entry in ledger.labelled(Label.ROUNDING)} | {Decimal(0)}
    return {one + sign * other for one in on_top for other in rounding for sign in (1, -1)}


def _is_no_net(entry: Entry) -> bool:
    return entry.label not in {Label.SUPPLY, Label.SUBTOTAL}

"""봉사료: hotels and restaurants add a service charge to the price, and tax to both."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.blocks.tax_split import is_tenth
from receipts.domain.reading.fields.found_amount import Amounts, FoundAmount
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.vocabulary.labels import Label

_ADD_UP = 0.85
"""How sure amounts are whose words say what they are, and that make the total."""
_NETS = (Label.SUPPLY, Label.SUBTOTAL, Label.TOTAL)


def with_service_on_top(ledger: Ledger, total: Decimal) -> Amounts:
    """Supply value, where its word is printed, service charge and tax that make `total`. A folio prints
    charge and tax of each night, and their sums below: only those add up.
    """
    found = next(_adding_up(ledger, total), None)
    if found is None:
        return {}
    net, service, tax = (FoundAmount(entry.value, entry, _ADD_UP) for entry in found)
    around: Amounts = {"service_charge": service, "vat": tax}
    return {"supply": net, **around} if net.entry.label is Label.SUPPLY else around


def _adding_up(ledger: Ledger, total: Decimal) -> Iterator[tuple[Entry, Entry, Entry]]:
    nets, services, taxes = (
        [entry for entry in ledger.labelled(*labels) if 0 < entry.value < total]
        for labels in (_NETS, (Label.SERVICE,), (Label.VAT,))
    )
    for net, service, tax in product(nets, services, taxes) if are_few(nets, services, taxes) else ():
        taxed = (net.value, net.value + service.value)
        adds_up = net.value + service.value + tax.value == total
        if adds_up and any(is_tenth(value, tax.value) for value in taxed):
            yield net, service, tax

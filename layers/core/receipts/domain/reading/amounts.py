"""The amounts around the total: gross, discount, supply, tax, exempt part and service charge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from receipts.domain.reading.entries import Entry, Ledger
from receipts.domain.reading.labels import Label
from receipts.domain.reading.tax import Split

_MOST_DISCOUNTS = 6
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount, the entry that shows it (the first where several add up to it) and how sure it is."""

    value: Decimal
    entry: Entry
    confidence: float


type Amounts = dict[str, FoundAmount]


def find_amounts(ledger: Ledger, splits: list[Split], total: Entry, sure: float) -> Amounts:
    """Everything around the total, under the names of `receipts.domain.receipt.Amounts`; absent ones are left out."""
    found: Amounts = {"total": FoundAmount(total.money.value, total, sure)}
    found |= _tax(ledger, splits, total.money.value)
    found |= _gross_and_discount(ledger, total, sure)
    service = next((entry for entry in ledger.labelled(Label.SERVICE) if entry.money.value > 0), None)
    if service is not None:
        found["service_charge"] = FoundAmount(service.money.value, service, 0.8)
    return found


def _tax(ledger: Ledger, splits: list[Split], total: Decimal) -> Amounts:
    fitting = [split for split in splits if split.total == total]
    if fitting:
        return _of_split(fitting[0])
    if ledger.currency == "KRW":
        return _labelled_tax(ledger, total)
    return _western_tax(ledger, total)


def _of_split(split: Split) -> Amounts:
    sure = round(min(0.98, 0.7 + 0.08 * split.strength), 2)
    found = {
        "supply": FoundAmount(split.supply.money.value, split.supply, sure),
        "vat": FoundAmount(split.vat.money.value, split.vat, sure),
    }
    if split.exempt is not None:
        found["exempt"] = FoundAmount(split.exempt.money.value, split.exempt, sure)
    return found


def _labelled_tax(ledger: Ledger, total: Decimal) -> Amounts:
    """What the words say, where the sum does not come out: less sure."""
    found: Amounts = {}
    for name, label in (("vat", Label.VAT), ("supply", Label.SUPPLY), ("exempt", Label.EXEMPT)):
        entry = _first(ledger.labelled(label), total)
        if entry is not None:
            found[name] = FoundAmount(entry.money.value, entry, 0.55)
    if "exempt" in found and found["exempt"].value == 0:
        del found["exempt"]
    if "exempt" in found and found.get("supply") and found["supply"].value == found["exempt"].value == total:
        del found["supply"]
    return found


def _first(entries: Iterable[Entry], total: Decimal) -> Entry | None:
    return next((entry for entry in entries if 0 <= entry.money.value <= total), None)


def _western_tax(ledger: Ledger, total: Decimal) -> Amounts:
    """A net amount and a tax that make the total (to the cent of a rounding)."""
    taxes = [entry for entry in ledger.labelled(Label.VAT) if 0 < entry.money.value < total]
    nets = [entry for entry in ledger.entries if entry.label is not Label.VAT]
    for tax in taxes:
        for net in nets:
            if abs(net.money.value + tax.money.value - total) <= 2 * _CENT and net.money.value > tax.money.value:
                return {
                    "supply": FoundAmount(net.money.value, net, 0.85),
                    "vat": FoundAmount(tax.money.value, tax, 0.85),
                }
    return {"vat": FoundAmount(taxes[0].money.value, taxes[0], 0.6)} if taxes else {}


def _gross_and_discount(ledger: Ledger, total: Entry, sure: float) -> Amounts:
    """합계 before 할인: the printed sum that is larger than the total by what printed discounts make."""
    paid = total.money.value
    reductions = list(_reductions(ledger))
    for entry in ledger.entries:
        gap = entry.money.value - paid
        if gap > 0 and entry.label in {Label.TOTAL, Label.SUBTOTAL, None, Label.PAID}:
            parts = _making(gap, reductions)
            if parts:
                said = 0.9 if entry.label is Label.TOTAL else 0.65
                return {"gross_total": FoundAmount(entry.money.value, entry, said), "discount": FoundAmount(gap, parts[0], said)}
    return {"gross_total": FoundAmount(paid, total, sure)}


def _reductions(ledger: Ledger) -> Iterator[Entry]:
    for entry in ledger.entries:
        by_word = entry.label in {Label.DISCOUNT, Label.POINTS} and entry.money.value != 0
        if by_word or (entry.money.value < 0 and entry.label in {None, Label.TOTAL, Label.CARD}):
            yield entry


def _making(gap: Decimal, reductions: list[Entry]) -> tuple[Entry, ...]:
    """Printed reductions that add up to `gap`, as few as possible."""
    for count in range(1, min(len(reductions), _MOST_DISCOUNTS) + 1):
        for parts in combinations(reductions[:8], count):
            if sum(abs(part.money.value) for part in parts) == gap:
                return parts
    return ()

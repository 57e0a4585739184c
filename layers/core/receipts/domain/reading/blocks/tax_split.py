"""부가세: which amounts on the receipt are supply, tax and the part that is exempt.

부가가치세법 제30조 sets the rate at 10 percent; a receipt shows the supply value and the tax apart, and
besides them what 제26조 exempts (unprocessed food, books, health). So supply + vat + exempt is what was paid.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.vocabulary.labels import MEANS, SUMS, Label

_TENTH = Decimal("0.1")
"""The rate of 부가가치세법 제30조."""
_LEAST_SUPPLY, _LARGE_SUPPLY = 50, 10_000
"""Shops round each line or the whole: the tax may be a won off the tenth, two on large sums."""
_ROUNDED = 2
"""Won that a tax is off its tenth at most."""
_REACH = 5
"""Rows between the supply value and its tax at most."""
_MOST_IN_ROW, _MOST_PAIRS, _MOST_SERVICES = 20, 1_000, 4
"""Amounts in a row, supply values with their tax, and service charges: no receipt has more."""
_NO_PART = frozenset(
    {
        Label.SERVICE,
        Label.DISCOUNT,
        Label.POINTS,
        Label.GIFT,
        Label.CHANGE,
        Label.DELIVERY,
        Label.ROUNDING,
        Label.OTHER_MONEY,
    }
)
"""Words that say of an amount that it is neither supply value nor tax nor exempt."""
_SUPPLY_WORD, _TAX_WORD, _EXEMPT_WORD = 1.5, 2.0, 1.5
"""What words speak for a split, in points set by hand: 부가세 most, for it names the smallest amount."""
_UNEVEN_SUPPLY, _UNEVEN_TAX, _UNEVEN_EXEMPT = 0.8, 0.4, 0.3
"""Round amounts are tenths of each other by chance; 12,727 and 1,273 are not."""
_A_ROW_APART, _ANOTHER_WORD, _EXEMPT_WITHOUT_A_WORD = 0.15, 1.5, 1.2
"""What speaks against it: as much as a word for it, where another word or none announces the amount."""
_FOOT_OF_TABLE = 1.5
"""합계 170,000 17,000: the row below the columns 공급가액 and 세액 adds both up, and counts as a word."""
TOLLS = frozenset({"통행료", "통행요금"})
"""A tenth of the fare by chance: 주행요금 26,000 and 통행료 2,600."""
_PAYS = re.compile(r"카드|페이|PAY\b|현금|상품권|포인트|캐[쉬시]백|머니|이체|결제\s?\d", re.IGNORECASE)
"""What is paid with, known as a word of its own or not: 하나카드, 제로페이, [결제2]."""
_UNSAID = frozenset({Label.ITEM_HEADER, None})
_TAX_LABELS = frozenset({Label.SUPPLY, Label.VAT, Label.EXEMPT, Label.AMOUNT, Label.ITEM_HEADER, None})


@dataclass(frozen=True, slots=True)
class Split:
    """Amounts that add up to `total`: supply, its tax and, where printed, what is exempt."""

    supply: Entry
    vat: Entry
    exempt: Entry | None
    total: Decimal
    strength: float


def splits(ledger: Ledger) -> list[Split]:
    """Every way in which printed amounts make supply + 10% vat (+ exempt) = another printed amount."""
    if ledger.currency != "KRW":
        return []
    positive = [entry for entry in _by_size(ledger) if entry.value > 0]
    entries = [entry for entry in positive if entry.label not in _NO_PART]
    sums = _Sums(
        {entry.value for entry in positive},
        set(islice((one.value for one in ledger.labelled(Label.SERVICE) if one.value > 0), _MOST_SERVICES)),
    )
    near = _Neighbourhood(entries)
    pairs = ((supply, vat) for supply in entries for vat in near.tenths_of(supply))
    found = [
        _strongest(_completed(supply, vat, near.of(vat), sums)) for supply, vat in islice(pairs, _MOST_PAIRS)
    ]
    taxes = [split for split in found if split is not None and not _are_goods(split, ledger)]
    return sorted(taxes, key=lambda split: split.strength, reverse=True)


def _are_goods(split: Split, ledger: Ledger) -> bool:
    """Whether the parts are rather what was sold: 김치찌개 10,000 and 공기밥 1,000, round, without a word for
    a tax, in rows above which nothing has a price or which make the sum with another line; or a fare and its
    toll.
    """
    parts = [part for part in (split.supply, split.vat, split.exempt) if part is not None]
    is_said = any(part.label not in _UNSAID for part in parts)
    is_uneven = split.supply.value % 10 or split.vat.value % 10
    if split.vat.word in TOLLS or _are_payments(split):
        return True
    if is_said or is_uneven or split.supply.row is split.vat.row:
        return False
    if split.exempt is not None:
        return True
    above = ledger.rows[: min(part.row.index for part in parts)]
    return not any(money.marked for row in above for money in ledger.money[row.index])


def _are_payments(split: Split) -> bool:
    """Whether a sum was paid by two means, 카드 100,000 and 현금 10,000, and no word says a tax."""
    supply, vat = split.supply, split.vat
    if vat.label is Label.VAT or supply.label is Label.SUPPLY:
        return False
    both_pay = all(_PAYS.search(part.row.text) for part in (supply, vat))
    return both_pay or vat.label in MEANS or supply.label in MEANS


def _by_size(ledger: Ledger) -> Sequence[Entry]:
    """All amounts; where every sum that a word announces has a minus, as on a slip of a cancellation, the
    others without theirs, too: the word before one of them may be misread (제금 -1,818).
    """
    said = [entry.money.value for entry in ledger.entries if entry.label in SUMS and entry.value]
    if not said or max(said) > 0:
        return ledger.entries
    return [
        replace(entry, money=replace(entry.money, value=abs(entry.money.value)))
        if entry.label is None
        else entry
        for entry in ledger.entries
    ]


@dataclass(frozen=True, slots=True)
class _Sums:
    """The printed amounts that a sum can be, and the 봉사료 that comes on top of price and tax."""

    values: set[Decimal]
    services: set[Decimal]

    def with_service(self, price: Decimal) -> Iterator[Decimal]:
        """The printed sums that `price` makes by itself or with a service charge."""
        yield from (price + extra for extra in {Decimal(0), *self.services} if price + extra in self.values)


class _Neighbourhood:
    """The amounts around an amount: supply value, tax and exempt part are printed together."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_row: dict[int, list[Entry]] = defaultdict(list)
        self._places: dict[tuple[int, Decimal], list[int]] = defaultdict(list)
        for entry in entries:
            if len(row := self._by_row[entry.row.index]) < _MOST_IN_ROW:
                self._places[entry.row.index, entry.value].append(len(row))
                row.append(entry)

    def of(self, entry: Entry) -> list[Entry]:
        return [other for row in self._rows_around(entry) for other in self._by_row.get(row, ())]

    def tenths_of(self, supply: Entry) -> Iterator[Entry]:
        """Those that may be the tax on `supply`, looked up by the few values that are."""
        about = int(supply.value * _TENTH)
        values = [Decimal(one) for one in range(about - _ROUNDED, about + _ROUNDED + 2)]
        taxes = [one for one in values if is_tenth(supply.value, one)]
        for row in self._rows_around(supply) if taxes else ():
            places = sorted(place for one in taxes for place in self._places.get((row, one), ()))
            yield from (self._by_row[row][place] for place in places)

    def _rows_around(self, entry: Entry) -> range:
        return range(entry.row.index - _REACH, entry.row.index + _REACH + 1)


def _strongest(ways: Iterable[Split]) -> Split | None:
    """One supply value and its tax make one total."""
    return max(ways, key=lambda split: split.strength, default=None)


def is_tenth(supply: Decimal, vat: Decimal) -> bool:
    """Whether `vat` is the tax on `supply`, but for rounding."""
    if supply < _LEAST_SUPPLY:
        return False
    return abs(supply * _TENTH - vat) <= (2 if supply >= _LARGE_SUPPLY else 1)


def _completed(supply: Entry, vat: Entry, entries: Sequence[Entry], sums: _Sums) -> Iterator[Split]:
    taxed = supply.value + vat.value
    for total in sums.with_service(taxed):
        yield Split(supply, vat, None, total, _strength(supply, vat, None))
    for exempt in entries:
        if exempt not in {supply, vat} and exempt.label is not Label.VAT:
            for total in sums.with_service(taxed + exempt.value):
                yield Split(supply, vat, exempt, total, _strength(supply, vat, exempt))


def _strength(supply: Entry, vat: Entry, exempt: Entry | None) -> float:
    """How unlikely it is that the sum came about by chance: words that say so, and uneven amounts."""
    score = 1.0 + _SUPPLY_WORD * (supply.label is Label.SUPPLY) + _TAX_WORD * (vat.label is Label.VAT)
    score += _UNEVEN_SUPPLY * bool(supply.value % 10) + _UNEVEN_TAX * bool(vat.value % 10)
    score -= _A_ROW_APART * abs(supply.row.index - vat.row.index)
    if supply.row is vat.row and supply.label is None and vat.label is Label.TOTAL:
        score += _FOOT_OF_TABLE
    else:
        score -= _ANOTHER_WORD * sum(entry.label not in _TAX_LABELS for entry in (supply, vat))
    if exempt is not None:
        uneven = bool(supply.value % 10) and bool(exempt.value % 10)
        unannounced = _UNEVEN_EXEMPT if uneven else -_EXEMPT_WITHOUT_A_WORD
        score += _EXEMPT_WORD if exempt.label is Label.EXEMPT else unannounced
        score -= _ANOTHER_WORD * (exempt.label not in _TAX_LABELS)
    return score

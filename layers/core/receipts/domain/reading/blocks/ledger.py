"""Amounts with the word that announces them: in the same row to the left, or in the row above."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from receipts.domain.reading.blocks.suggested_tips import suggested_tips
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.money import Money, Place, money_in
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels
from receipts.domain.reading.vocabulary.labels import SUMS, Label

_OF_LINES = frozenset({"TOTAL", "TOTAAL", "TOTALE", "LTEMTOTAL"})
"""In the head of a table of goods it is the column of each line: QTY  ITEM  TOTAL.
Words are compared with I read as L.
"""
_ANOTHER_WORD = re.compile(r"(?:^|[\s/|,원])[가-힣]{2,}\s?:?\s*[₩￦\\]?\s*$")
_UNREAD = re.compile(r"\d,[\dA-Za-z]*")
"""Behind a word: its own amount, of which digits are lost (57,20원), so that none below is meant."""
_STROKE = re.compile(r"\s?/\s?")
"""Between words whose amounts stand side by side, too: Cash/Change  100.00  33.00."""
_THOUSAND = 1000
"""The least amount that a separator parts."""
_WITH_ITS_PARTS = 3
"""Amounts: gross, net and tax of all."""
_BELOW = 0.8
"""How much the word above an amount counts, where the word beside it counts 1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount and what announces it; `label` is None where nothing does."""

    money: Money
    label: Label | None = None
    word: str = ""
    slips: int = 0
    nearness: float = 1.0

    @property
    def value(self) -> Decimal:
        """Sums count by their size: which way the money went is the transaction's matter."""
        beside = self.label is Label.ITEM_HEADER and self.nearness == 1
        sums_up = self.label in SUMS or self.label is Label.CANCELLATION or beside
        return abs(self.money.value) if sums_up else self.money.value

    @property
    def row(self) -> Row:
        return self.money.row


@dataclass(frozen=True)
class Ledger:
    """All amounts of the receipt, each with its announcement, top to bottom."""

    rows: tuple[Row, ...]
    currency: str | None
    put_right: Mapping[Place, Decimal] = field(default_factory=dict)
    """Amounts that were misread: what is printed there instead."""
    meant: Mapping[Place, Label] = field(default_factory=dict)
    """Amounts that mean something else on this paper than their word says."""

    def with_amount(self, place: Place, value: Decimal) -> "Ledger":
        """The ledger with another amount at `place`."""
        return replace(self, put_right={**self.put_right, place: value})

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._as_meant(entry) for row in self.rows for entry in self._entries_of(row))

    def _as_meant(self, entry: Entry) -> Entry:
        label = self.meant.get(entry.money.place)
        return entry if label is None else replace(entry, label=label)

    @cached_property
    def money(self) -> dict[int, tuple[Money, ...]]:
        suggested = suggested_tips(self.rows)
        return {
            row.index: () if row.index in suggested else tuple(map(self._right, money_in(row, self.currency)))
            for row in self.rows
        }

    def _right(self, money: Money) -> Money:
        value = self.put_right.get(money.place)
        return money if value is None else replace(money, value=value, mended=True)

    @cached_property
    def printed(self) -> frozenset[Decimal]:
        """Every amount, without its sign."""
        return frozenset(self._by_size)

    @cached_property
    def _by_size(self) -> dict[Decimal, list[Entry]]:
        found: dict[Decimal, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[abs(entry.value)].append(entry)
        return dict(found)

    def places_of(self, size: Decimal) -> Sequence[Entry]:
        """Where an amount is printed, with whatever sign, top to bottom."""
        return self._by_size.get(size, ())

    @cached_property
    def summary_start(self) -> int:
        """The row where the tax summary below the receipt proper begins: its totals are before tax."""
        return next(
            (
                row.index
                for row in self.rows
                if any(hit.label is Label.TAX_SUMMARY for hit in find_labels(row.text))
            ),
            len(self.rows),
        )

    @cached_property
    def groups_thousands(self) -> bool:
        """Whether amounts are printed with thousands separators: then those without are counts or codes."""
        return (
            sum(money.marked and money.value >= _THOUSAND for row in self.money.values() for money in row) > 1
        )

    @cached_property
    def by_row(self) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.row.index].append(entry)
        return found

    def labelled(self, *labels: Label) -> list[Entry]:
        return [entry for entry in self.entries if entry.label in labels]

    def plainly(self, *labels: Label) -> list[Entry]:
        """The amounts beside these words, each of them read letter by letter."""
        return [entry for entry in self.labelled(*labels) if not entry.slips and entry.nearness == 1]

    def _entries_of(self, row: Row) -> Iterator[Entry]:
        hits = find_labels(row.text)
        amounts = self.money[row.index]
        above = self._waiting_above(row) if not hits else ()
        for index, money in enumerate(amounts):
            hit = _announcing(hits, money)
            beside = _beside(row.text, hits, hit, amounts).get(money.start)
            if beside is not None:
                yield Entry(money, beside.label, beside.word, beside.slips)
            elif hit is not None and money is _amount_meant(_segment(row.text, hits, hit, amounts)):
                yield Entry(money, hit.label, hit.word, hit.slips)
            elif above and (column := _column(above, money, index, len(amounts))):
                yield Entry(money, column.label, column.word, column.slips, _BELOW)
            else:
                yield Entry(money)

    def _waiting_above(self, row: Row) -> tuple[tuple[Hit, float], ...]:
        """The words of the row above, with their place across the page, if no amount follows them there."""
        above = self._row_above(row)
        if above is None or above.page != row.page or self.money[above.index]:
            return ()
        hits = find_labels(above.text)
        heads_goods = any(hit.label is Label.ITEM_HEADER or hit.word == "QTY" for hit in hits)
        heads = (hit for hit in hits if _heads_amounts(hit) and not (heads_goods and hit.word in _OF_LINES))
        if hits and _UNREAD.search(above.text, hits[-1].end):
            return ()
        return tuple((hit, above.x_at(hit.end)) for hit in heads)

    def _row_above(self, row: Row) -> Row | None:
        """The row above; the head above that where only the next line of one of its boxes stands between."""
        *_, upper, above = (None, None, *self.rows[max(row.index - 2, 0) : row.index])
        if above is None or upper is None or len(above.cells) > 1 or above.page != upper.page:
            return above
        is_head = len(upper.cells) > 1 and not any(map(str.isdigit, upper.text + above.text))
        return upper if is_head and above.y - upper.y < above.height else above


def _heads_amounts(hit: Hit) -> bool:
    """Whether amounts stand in its column: below a rate are percents, below the name of a table nothing."""
    return hit.label is not Label.TAX_SUMMARY and not hit.word.endswith("RATE")


def _announcing(hits: Sequence[Hit], money: Money) -> Hit | None:
    before = [hit for hit in hits if hit.end <= money.start]
    return before[-1] if before else None


def _segment(text: str, hits: Sequence[Hit], hit: Hit, amounts: Sequence[Money]) -> list[Money]:
    """The amounts between `hit` and the next word, known or not: of 할인 2,000 결제 10,000 the first."""
    later = [other.start for other in hits if other.start > hit.start]
    end = min(later, default=None)
    found = [money for money in amounts if money.start >= hit.end and (end is None or money.start < end)]
    for index, (one, other) in enumerate(pairwise(found), 1):
        if one.marked and _ANOTHER_WORD.search(text[one.end : other.start]):
            return found[:index]
    return found


def _beside(text: str, hits: Sequence[Hit], hit: Hit | None, amounts: Sequence[Money]) -> dict[int, Hit]:
    """The words with strokes between that end in `hit`, by where their amounts start, if as many follow."""
    if hit is None:
        return {}
    chain = [hit]
    for other in reversed([one for one in hits if one.end <= hit.start]):
        if not _STROKE.fullmatch(text[other.end : chain[0].start]):
            break
        chain.insert(0, other)
    segment = _segment(text, hits, hit, amounts)
    if len(chain) != len(segment) or len(chain) == 1:
        return {}
    return {money.start: word for money, word in zip(segment, chain, strict=True)}


def _amount_meant(segment: Sequence[Money]) -> Money | None:
    """The amount a word means where several follow: the last one, but a count is no amount, nor nothing; of
    three the one that the others make, 44,80 41,87 2,93. None where a longer word reaches over all of them.
    """
    marked = [money for money in segment if money.marked and money.value] or list(segment)
    largest = max(marked, key=_size, default=None)
    if largest is None or len(marked) != _WITH_ITS_PARTS:
        return marked[-1] if marked else None
    return largest if 2 * largest.value == sum(money.value for money in marked) else marked[-1]


def _size(money: Money) -> Decimal:
    return money.value


def _column(above: Sequence[tuple[Hit, float]], money: Money, index: int, count: int) -> Hit | None:
    if len(above) == count:
        return above[index][0]
    if count == 1 and len(above) == 1:
        return above[0][0]
    nearest = min(above, key=lambda pair: abs(pair[1] - money.x))
    return nearest[0] if abs(nearest[1] - money.x) < 2 * money.row.height else None

"""What was paid: every printed amount is a candidate, and words, sums and repetition speak for it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, combinations, product

from receipts.domain.currencies import is_whole
from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.blocks.tax_split import Split
from receipts.domain.reading.fields.bills import without_odd_won, without_old_debt
from receipts.domain.reading.fields.on_top import charged_on_top
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.money import Money
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import MEANS, REDUCES, Label

_LABEL_WEIGHTS: dict[Label, float] = {
    Label.PAID: 5.0,
    Label.TOTAL: 4.0,
    Label.AMOUNT: 3.5,
    Label.CANCELLATION: 3.5,
    Label.CARD: 3.0,
    Label.CASH: 2.0,
    Label.SUBTOTAL: 1.5,
    Label.TENDERED: 1.0,
}
_NEVER = frozenset(
    {
        Label.CHANGE,
        Label.VAT,
        Label.NUMBER,
        Label.APPROVAL,
        Label.CARD_NUMBER,
        Label.BUSINESS_NUMBER,
        Label.PHONE,
        Label.ADDRESS,
        Label.OTHER_MONEY,
        Label.INSTALLMENT,
        Label.ROUNDING,
        Label.DISCOUNT,
        Label.OTHER_DATE,
        Label.ISSUED,
        Label.DEPOSIT,
        Label.NOTICE,
        Label.POINTS,
        Label.GIFT,
    }
)
_SAYS_THE_SUM = (
    Label.TOTAL,
    Label.PAID,
    Label.SUBTOTAL,
    Label.AMOUNT,
    Label.CARD,
    Label.CASH,
    Label.TENDERED,
)
_TWICE = 2
"""One 0.00 may be a line of its own (할인 0); two words for sums that say so mean it."""
_WHAT_IS_LEFT = frozenset({Label.PAID, Label.TOTAL})
"""Words beside which a zero is an amount: a coupon may pay for all of it."""
_FORMAL = re.compile(
    r"\W*(?:일\s?)?[금金]\s?(?:액)?\s?[:：]?\s?[₩\\￦]?\s?[\d영일이삼사오육륙칠팔구십백천만억]"
)
OWN_SHARE = frozenset({"본인부담금", "본인일부부담금", "본인부담액", "환자부담금"})
"""What the patient pays of what is insured."""
_NOT_COVERED = "비급여"
_LEAST_WON = 10
"""The smallest coin that is used."""
_THOUSAND = 1000
"""The least amount that a separator parts."""
_FIVE_SEN = Decimal("0.05")
"""The smallest coin of Malaysia: cash is rounded to it (Bank Negara, 2008)."""
_MOST_MEANS, _MOST_NOTES = 4, 16
"""Means that one sum is paid by, and how many may be printed: of a table of cards all sums can be made."""
_DECIDED = 3.0
"""A lead of this much over the second candidate is as good as certain."""
_LEAST_SURE, _LEAD_COUNTS, _SCORE_COUNTS, _FULL_SCORE, _SUREST = 0.5, 0.3, 0.2, 6, 0.99
"""How sure a candidate is at least, and what its lead and its score add at most."""

# How much each rule speaks for or against an amount, in points set by hand, beside the words' in the table
# above: what subtracts in one row is certain, arithmetic weighs as much as a word, a place decides only where
# nothing else does.
_SUBTRACTED_IN_A_ROW = 5.0
"""Three amounts and two words say the same."""
_WRITTEN_OUT, _TAX_AT_MOST = 4.0, 4.0
"""As much as 합계."""
_OWN_PARTS, _LESS_ITS_PARTS = 3.5, 3.5
"""Sums of three amounts and more, which hardly come about by chance."""
_LESS_CHANGE, _TOGETHER = 3.0, 3.0
"""Sums of two amounts that their words relate."""
_LESS_DISCOUNT, _NOTHING_LEFT = 2.5, 2.5
"""A part may come off before the sum that is printed."""
_OF_ROWS_ABOVE, _AFTER_ROUNDING, _ROUND = 2.0, 2.0, 1.0
"""What a subtotal may be as well."""
_NOT_THE_SUPPLY, _NOT_ROUND, _NOT_HANDED_OVER = -3.0, -2.0, -1.5
"""What is shown to be another amount."""
_ONCE_MORE, _MOST_REPEATED = 0.7, 3
"""Each time that an amount is repeated, and how many times count: a total is printed again by the payment."""
_LARGEST, _LAST, _LOWER = 0.8, 0.3, 0.01
"""Where nothing else decides: the largest amount, the last, and of two alike the lower."""
_A_SLIP, _IN_SUMMARY = 0.9, 0.3
"""What a word counts with each of its letters that is wrong, and in a summary of taxes."""
_ANYWHERE = 0.1
"""Of the places where it stands, one without a word comes before one with a word for something else."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount that may be the total, where it stands, and how much speaks for it."""

    entry: Entry
    score: float
    lead: float

    @property
    def confidence(self) -> float:
        sure = _LEAST_SURE + _LEAD_COUNTS * min(self.lead / _DECIDED, 1)
        return round(min(_SUREST, sure + _SCORE_COUNTS * min(self.score / _FULL_SCORE, 1)), 2)


def find_total(ledger: Ledger, splits: list[Split]) -> Candidate | None:
    """The amount paid, or None if no printed amount can be it."""
    scores: dict[Decimal, float] = defaultdict(float)
    for value, weight in _weighted_values(ledger, splits):
        scores[value] += weight
    possible = {entry.value for entry in ledger.entries if _possible(entry, ledger)}
    ranked = sorted(((scores[value], value) for value in possible if scores[value] > 0), reverse=True)
    if not ranked:
        return None
    best, value = ranked[0]
    lead = best - ranked[1][0] if len(ranked) > 1 else best
    return Candidate(_place(ledger, value), best, lead)


def _possible(entry: Entry, ledger: Ledger) -> bool:
    money = entry.money
    if money.in_words and entry.label not in _LABEL_WEIGHTS:
        return False
    if not entry.value and entry.label in _WHAT_IS_LEFT:
        return _is_nothing_left(ledger) or _was_never_anything(ledger)
    if entry.row.index > ledger.summary_start and _is_part_of_its_row(entry, ledger):
        return False
    if is_whole(ledger.currency) and (entry.value < _LEAST_WON or _is_code(money, ledger)):
        return False
    return entry.value > 0 and entry.label not in _NEVER and (money.marked or entry.label is not Label.COUNT)


def _is_part_of_its_row(entry: Entry, ledger: Ledger) -> bool:
    """Whether a larger amount stands beside it: of a tax table's TOTAL  73.87  4.43 the last is the tax."""
    return any(other.value > entry.value for other in ledger.by_row[entry.row.index])


def _is_nothing_left(ledger: Ledger) -> bool:
    """Whether coupons, points or certificates make up the whole of the largest printed sum."""
    sums = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT, Label.PAID)}
    less = [abs(entry.value) for entry in ledger.labelled(*REDUCES)]
    fees = {Decimal(0), *(entry.value for entry in ledger.labelled(Label.DELIVERY))}
    return bool(sums and sum(less) and {max(sums) + fee for fee in fees} & {*less, sum(less, Decimal(0))})


def _was_never_anything(ledger: Ledger) -> bool:
    """Whether the goods cost nothing or were given back in the same sale, and two words for sums or more say
    nothing but 0.00.
    """
    sums = [entry for entry in ledger.labelled(*_SAYS_THE_SUM) if not entry.slips]
    rows = {entry.row.index for entry in sums}
    if len(rows) < _TWICE or any(entry.value for entry in ledger.labelled(*_SAYS_THE_SUM)):
        return False
    above = [money for row in ledger.rows[: min(rows)] for money in _marked(ledger, row)]
    return bool(above) and not sum((money.value for money in above), Decimal(0))


def _is_code(money: Money, ledger: Ledger) -> bool:
    """A plain long number among amounts with separators is a number of something, if it was printed so."""
    return ledger.groups_thousands and not (money.marked or money.mended) and money.value >= _THOUSAND


def _place(ledger: Ledger, value: Decimal) -> Entry:
    places = [entry for entry in ledger.entries if entry.value == value and _possible(entry, ledger)]
    return max(places, key=lambda entry: _LABEL_WEIGHTS.get(entry.label, 0.0) if entry.label else _ANYWHERE)


def _weighted_values(ledger: Ledger, splits: list[Split]) -> Iterator[tuple[Decimal, float]]:
    yield from _words(ledger)
    yield from _repetition(ledger)
    yield from _tax(ledger, splits)
    yield from _cash_and_change(ledger)
    yield from _paid_together(ledger)
    yield from charged_on_top(ledger)
    yield from _after_discount(ledger)
    yield from _rounded(ledger)
    yield from without_odd_won(ledger)
    yield from without_old_debt(ledger)
    yield from _own_share(ledger)
    yield from _running_sums(ledger)
    yield from _place_on_page(ledger)
    yield from _formal_sum(ledger)


def _words(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Each word counts once for an amount, however often it is printed beside it."""
    strongest: dict[tuple[Decimal, Label], float] = {}
    summary = ledger.summary_start
    for entry in ledger.entries:
        if entry.label in _LABEL_WEIGHTS:
            weight = _LABEL_WEIGHTS[entry.label] * entry.nearness * (_A_SLIP**entry.slips)
            weight *= _IN_SUMMARY if entry.row.index >= summary else 1
            key = (entry.value, entry.label)
            strongest[key] = max(strongest.get(key, 0.0), weight)
    yield from ((value, weight) for (value, _), weight in strongest.items())


def _repetition(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    counts: dict[Decimal, int] = defaultdict(int)
    for entry in ledger.entries:
        counts[entry.value] += entry.money.marked and entry.label not in _NEVER
    yield from (
        (value, _ONCE_MORE * min(count - 1, _MOST_REPEATED)) for value, count in counts.items() if count > 1
    )


def _tax(ledger: Ledger, splits: list[Split]) -> Iterator[tuple[Decimal, float]]:
    best: dict[Decimal, float] = {}
    for split in splits:
        best[split.total] = max(best.get(split.total, 0.0), split.strength)
    yield from ((total, min(strength, _TAX_AT_MOST)) for total, strength in best.items())
    if splits and splits[0].strength > 1:
        yield splits[0].supply.value, _NOT_THE_SUPPLY
        yield splits[0].vat.value, _NOT_THE_SUPPLY


def _cash_and_change(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """What was handed over less what came back is the price; a sum or what is said to be paid was handed over
    if some came back.
    """
    changes = {abs(entry.value) for entry in ledger.labelled(Label.CHANGE)}
    over = {entry.value for entry in ledger.labelled(Label.CASH, Label.TENDERED, Label.CARD)}
    said = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.PAID)}
    given = over | (said if any(changes) else set())
    pairs = product(given, changes) if are_few(given, changes) else ()
    for handed, change in pairs:
        if handed > change:
            yield handed - change, _LESS_CHANGE
            yield handed, _NOT_HANDED_OVER if change and handed in over else 0.0


def _paid_together(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Cash, card and gift certificates that together make a printed sum: none of them is the price."""
    means = {(entry.label, entry.value) for entry in ledger.labelled(Label.CASH, Label.CARD, Label.GIFT)}
    sums = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.PAID, Label.SUBTOTAL)}
    if len(means) > _MOST_NOTES:
        return
    for count in range(2, min(len(means), _MOST_MEANS) + 1):
        for parts in combinations(sorted(means), count):
            whole = sum((value for _, value in parts), Decimal(0))
            if whole in sums and min(value for _, value in parts) > 0:
                yield whole, _TOGETHER
    yield from ((whole, _TOGETHER) for whole in _in_parts(ledger))


def _in_parts(ledger: Ledger) -> Iterator[Decimal]:
    """Sums below which, row by row, what makes them was paid by one means and another, known or not."""
    column = [entry for entry in ledger.entries if entry.money.marked]
    for at, entry in enumerate(column):
        parts = column[at + 1 : at + 1 + _MOST_MEANS] if entry.label in _WHAT_IS_LEFT else []
        made = list(accumulate(part.value for part in parts))
        count = made.index(entry.value) + 1 if entry.value in made else 0
        if count > 1 and any(part.label in MEANS for part in parts[:count]) and min(made) > 0:
            yield entry.value


def _after_discount(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """합계 less 할인 is what is paid; so is what was handed over if it is as much and none came back."""
    gross = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT)}
    less = [abs(entry.value) for entry in ledger.labelled(Label.DISCOUNT, Label.POINTS) if entry.value]
    parts = {*less, sum(less, Decimal(0))}
    came_back = any(entry.value for entry in ledger.labelled(Label.CHANGE))
    ways = (Label.CASH, Label.TENDERED, Label.CARD)
    handed = set() if came_back else {entry.value for entry in ledger.labelled(*ways)}
    for whole, part in product(gross, parts) if are_few(gross, parts) else ():
        if 0 < part < whole:
            yield whole - part, _LESS_DISCOUNT
        if 0 < part < whole and whole - part in handed:
            yield from ((whole - part, _LESS_ITS_PARTS), (whole, _NOT_HANDED_OVER))
    yield from ((paid, _SUBTRACTED_IN_A_ROW) for paid in _subtracted_in_a_row(ledger))
    if _is_nothing_left(ledger) or _was_never_anything(ledger):
        yield Decimal(0), _NOTHING_LEFT


def _subtracted_in_a_row(ledger: Ledger) -> Iterator[Decimal]:
    """총요금 12,000 할인 2,000 결제 10,000: what was asked, what came off and what is left, in one row."""
    for entries in ledger.by_row.values():
        for whole, less, left in zip(entries, entries[1:], entries[2:], strict=False):
            is_less = less.label is Label.DISCOUNT and less.value and whole.value > 0
            if is_less and whole.value - abs(less.value) == left.value:
                yield left.value


def _rounded(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Where coins below five sen are no more, the total is rounded and the difference printed."""
    labels = (Label.TOTAL, Label.SUBTOTAL, Label.PAID, Label.CARD, Label.CASH, Label.ROUNDING)
    printed = {other.value for other in ledger.labelled(*labels)}
    shifts = [abs(entry.value) for entry in ledger.labelled(Label.ROUNDING)]
    for shift in shifts if are_few(shifts, printed) else ():
        if 0 < shift < _FIVE_SEN:
            yield from ((whole, _NOT_ROUND if whole % _FIVE_SEN else _ROUND) for whole in printed - {shift})
    yield from _before_and_after_rounding(ledger)


def _before_and_after_rounding(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """A sum, the row that rounds it and what is left, whatever became of the difference."""
    rounding = [
        row.index for row in ledger.rows if any(hit.label is Label.ROUNDING for hit in find_labels(row.text))
    ]
    marked = [entry for entry in ledger.entries if entry.money.marked]
    for index in rounding:
        before = next((entry for entry in reversed(marked) if entry.row.index < index), None)
        after = next((entry for entry in marked if entry.row.index > index), None)
        if before and after and _possible(after, ledger) and _rounds(before.value, after.value):
            yield before.value, _NOT_ROUND
            yield after.value, _AFTER_ROUNDING


def _rounds(before: Decimal, after: Decimal) -> bool:
    return 0 < abs(after - before) < _FIVE_SEN and not after % _FIVE_SEN


def _own_share(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """What the patient pays of what is insured, and all of what is not (국민건강보험법 제44조)."""
    covered = {entry.value for entry in ledger.entries if entry.word in OWN_SHARE and entry.value > 0}
    rest = {entry.value for entry in ledger.entries if entry.word == _NOT_COVERED and entry.value > 0}
    sums = {one + other for one, other in product(covered, rest)} if are_few(covered, rest) else set()
    yield from ((whole, _OWN_PARTS) for whole in sums & {entry.value for entry in ledger.entries})


def _running_sums(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Amounts of successive rows that make the next one: items and their sum, or a sum less discounts."""
    column = [amounts[-1].value for row in ledger.rows if (amounts := _marked(ledger, row))]
    sums = list(accumulate(column, initial=Decimal(0)))
    negatives = list(accumulate((value < 0 for value in column), initial=0))
    starts: dict[Decimal, int] = {}
    counted: set[Decimal] = set()
    for end, value in enumerate(column):
        start = starts.get(sums[end] - value)  # where rows begin that together make this one
        if start is not None and value not in counted:
            counted.add(value)
            yield value, _LESS_ITS_PARTS if negatives[end] > negatives[start] else _OF_ROWS_ABOVE
        if end:
            starts[sums[end - 1]] = end - 1


def _formal_sum(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """금 128,000원정: how a receipt that is written by hand states what was paid."""
    yield from ((entry.value, _WRITTEN_OUT) for entry in ledger.entries if is_written_as_sum(entry))


def is_written_as_sum(entry: Entry) -> bool:
    """Whether 금 stands before the amount, as forms have it that are written by hand."""
    return entry.money.marked and bool(_FORMAL.match(entry.row.text))


def _marked(ledger: Ledger, row: Row) -> list[Money]:
    return [money for money in ledger.money[row.index] if money.marked]


def _place_on_page(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """The largest marked amount in the lower half of the amounts is likely the total."""
    marked = [entry for entry in ledger.entries if entry.money.marked and _possible(entry, ledger)]
    if marked:
        yield max(entry.value for entry in marked), _LARGEST
        yield marked[-1].money.value, _LAST
    for entry in marked:
        yield entry.value, _LOWER * entry.row.index / max(len(ledger.rows), 1)

"""What came off: the sum before it and the discount, printed, or told by what the goods cost."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product

from receipts.domain.reading.blocks.goods_columns import count_of
from receipts.domain.reading.blocks.ledger import Entry, Ledger
from receipts.domain.reading.fields.found_amount import Amounts, FoundAmount
from receipts.domain.reading.vocabulary.labels import REDUCES, Label

_MOST_DISCOUNTS, _MOST_PRINTED = 6, 8
"""Discounts that make up a difference together, and how many are tried: among more some fit by chance."""
_MOST_ROUNDED = 2
"""Differences by rounding: one, and another of what is paid in cash."""
_MOST_FEES = 4
"""Of the same: delivery, packing, a small order's."""
_LONGEST_CHAIN = 40
"""Rows from a sum to the total: what comes off stands between them."""
SUM_WORDS = frozenset({Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT, Label.COUNT, Label.ITEM_HEADER})
"""Words that may announce the sum before something comes off or on."""
_A_NAME = re.compile(r"[A-Za-z]{3}|[가-힣]{2}|(?<![\d가-힣])(?!원)[가-힣](?=\s)")
"""쌀, 무 and 배 are goods, too; 원 and 3개 say what is counted."""
_SCANNED = re.compile(r"\s*(?:\d{1,2}\s?[xX×]\s+)?\d{8,14}\s")
"""The code of goods whose name stands in another row."""
_PAID_BEFORE = re.compile(
    r"(?:예\s?약\s?금|계\s?약\s?금|(?<![가-힣])선\s?(?:수|납)?\s?금|중\s?도\s?금|잔\s?금)(?!액|\s?할\s?인)|"
    r"(?<![가-힣])기\s?(?:결제|납부|수납)(?!\s?할\s?인)"
)
"""What was paid before or is still to be paid makes a sum smaller, and is no discount; 예약금액 is the sum,
and 선납금할인 what is off for paying before.
"""
_NOTHING_OFF = frozenset({Label.ROUNDING, Label.SUBTOTAL, Label.TOTAL})
"""A group of goods that were brought back makes less than nothing, and is no discount."""
_NO_REDUCTION = frozenset({Label.CHANGE, Label.ROUNDING, Label.ISSUED, Label.PHONE, Label.NUMBER})
_IN_STEPS, _SUM_WORD, _OTHER_WORD, _OFF_THE_GOODS = 0.75, 0.9, 0.65, 0.6
"""How sure both are: less where the word of the larger sum is no 합계, least where that is not printed."""


def find_gross_and_discount(ledger: Ledger, total: Entry, sure: float) -> Amounts:
    """합계 before 할인: the printed sum that is larger than the total by what printed discounts make."""
    paid = total.value
    chain = _chain(ledger, total)
    if chain is not None:
        return chain
    made, unsaid = _made_by(list(_reductions(ledger))), _without_word(ledger)
    shifts = _rounded_by(ledger)
    sums = [entry for entry in ledger.entries if not entry.money.value < 0 < total.money.value]
    for entry, shift in product(sums, shifts):
        gap = entry.value + shift - paid
        if gap > 0 and (entry.label in SUM_WORDS or entry.label in {None, Label.PAID}):
            part = made.get(gap) or (None if shift else _between(unsaid[gap], entry, total))
            if part:
                said = _SUM_WORD if entry.label is Label.TOTAL else _OTHER_WORD
                return {
                    "gross_total": FoundAmount(entry.value, entry, said),
                    "discount": FoundAmount(gap, part, said),
                }
    return (
        _with_fees(ledger, total, made)
        or _taken_off_the_goods(ledger, total)
        or {"gross_total": FoundAmount(paid, total, sure, is_asked=bool(made))}
    )


def _rounded_by(ledger: Ledger) -> list[Decimal]:
    """What a sum may be rounded by, of either sign: nothing first."""
    printed = {abs(entry.value) for entry in ledger.labelled(Label.ROUNDING)} - {Decimal(0)}
    return [Decimal(0), *(sign * shift for shift in sorted(printed)[:_MOST_ROUNDED] for sign in (1, -1))]


def _with_fees(ledger: Ledger, total: Entry, made: Mapping[Decimal, Entry]) -> Amounts:
    """주문금액 2,200, 배달팁 3,500, 쿠폰할인 1,000: of both together what came off leaves the total."""
    fees = {entry.value for entry in ledger.labelled(Label.DELIVERY) if entry.value > 0}
    for entry in ledger.labelled(Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT):
        for fee in sorted(fees)[:_MOST_FEES]:
            part = made.get(entry.value + fee - total.value)
            if part is not None and entry.value != total.value:
                return {
                    "gross_total": FoundAmount(entry.value, entry, _SUM_WORD),
                    "discount": FoundAmount(entry.value + fee - total.value, part, _SUM_WORD),
                }
    return {}


def _taken_off_the_goods(ledger: Ledger, total: Entry) -> Amounts:
    """What came off line by line, as a word at the foot sums it up: the goods make so much more."""
    first = next((entry.row.index for entry in ledger.entries if entry.value == total.value), 0)
    rows = ledger.rows[:first]
    marked = ([money for money in ledger.money[row.index] if money.marked] for row in rows)
    goods = sum((max(amounts[-1].value, Decimal(0)) for amounts in marked if amounts), Decimal(0))
    below = (entry for entry in ledger.labelled(Label.DISCOUNT) if entry.row.index > total.row.index)
    for entry in below:
        if entry.value and goods == total.value + abs(entry.value):
            return {
                "gross_total": FoundAmount(goods, total, _OFF_THE_GOODS),
                "discount": FoundAmount(abs(entry.value), entry, _OTHER_WORD),
            }
    return {}


def _chain(ledger: Ledger, total: Entry) -> Amounts | None:
    """A sum, what comes off it (and fees that come on), and the total, printed one below the other."""
    column = list({entry.row.index: entry for entry in ledger.entries if entry.money.marked}.values())
    ends = [index for index, entry in enumerate(column) if entry.value == total.value]
    for end in ends:
        for start in range(end - 1, max(end - _LONGEST_CHAIN, 0) - 1, -1):
            chain = _reduced(column[start:end], total.value)
            if chain is not None:
                return chain | _with_its_fees(ledger, chain, total)
    return None


def _with_its_fees(ledger: Ledger, chain: Amounts, total: Entry) -> Amounts:
    """주문금액 36,400, made of 상품금액 33,400 and 배송비 3,000: what came off leaves the total of it."""
    whole = total.value + chain["discount"].value
    said = (entry for entry in ledger.labelled(Label.TOTAL) if entry.value == whole and not entry.slips)
    first = next(said, None)
    return {} if first is None else {"gross_total": FoundAmount(whole, first, _IN_STEPS)}


def _reduced(steps: Sequence[Entry], total: Decimal) -> Amounts | None:
    """Gross total and discount, if the first step is a sum and the others, some negative, lead to `total`."""
    gross, others = steps[0], list(_without_running_sums(steps))
    less = [entry for entry in others if entry.money.value < 0 and entry.label not in _NOTHING_OFF]
    less = [entry for entry in less if not _is_paid_before(entry)]
    if not less or gross.value <= 0 or not _is_sum(gross):
        return None
    if sum((entry.money.value for entry in others), gross.value) != total:
        return None
    on_top = (entry.money.value for entry in others if entry.label is not Label.DELIVERY)
    if sum(max(value, Decimal(0)) for value in on_top) > gross.value:
        return None  # more comes on than a fee does: the sum is the first of the goods
    discount = -sum((entry.money.value for entry in less), Decimal(0))
    return {
        "gross_total": FoundAmount(gross.value, gross, _IN_STEPS),
        "discount": FoundAmount(discount, less[0], _IN_STEPS),
    }


def _without_running_sums(steps: Sequence[Entry]) -> Iterator[Entry]:
    """What comes off or on: not the first step, nor what it and all since make (Subtotal less Discount)."""
    running = steps[0].money.value
    for entry in steps[1:]:
        if entry.money.value != running:
            running += entry.money.value
            yield entry


def _is_sum(entry: Entry) -> bool:
    """Whether the amount can be a sum: its word says so, or no name of an item stands in its row."""
    heads_column = entry.label is Label.ITEM_HEADER and entry.nearness < 1
    named = bool(_A_NAME.search(entry.row.text) or _SCANNED.match(entry.row.text))
    return not named or (entry.label in SUM_WORDS and not heads_column)


def _reductions(ledger: Ledger) -> Iterator[Entry]:
    for entry in ledger.entries:
        if _is_paid_before(entry) or _is_brought_back(entry):
            continue
        by_word = entry.label in REDUCES and entry.value != 0
        if by_word or (entry.value < 0 and entry.label not in _NO_REDUCTION):
            yield entry


def _is_paid_before(entry: Entry) -> bool:
    return bool(_PAID_BEFORE.search(entry.row.text))


def _is_brought_back(entry: Entry) -> bool:
    """Whether it is what goods cost of which there are less than none: -9 at 1.25."""
    before = entry.row.text[: entry.money.start].rstrip(" -")
    count = count_of(before, entry.value, whole=False, quantity_first=None) if entry.value < 0 else None
    return count is not None and count.quantity is not None and count.quantity < 0


def _without_word(ledger: Ledger) -> dict[Decimal, list[Entry]]:
    """The amounts that no word announces, by value, top to bottom."""
    found: dict[Decimal, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.label is None and not _is_paid_before(entry):
            found[entry.value].append(entry)
    return found


def _between(unsaid: Sequence[Entry], gross: Entry, total: Entry) -> Entry | None:
    """The first amount printed without a word that can be read between the sum and the total."""
    first = bisect_right(unsaid, gross.row.index, key=_row_of)
    return next((entry for entry in unsaid[first : first + 1] if _row_of(entry) < total.row.index), None)


def _row_of(entry: Entry) -> int:
    return entry.row.index


def _made_by(reductions: Sequence[Entry]) -> dict[Decimal, Entry]:
    """What printed reductions add up to, as few of them as possible, and the first of them."""
    made: dict[Decimal, Entry] = {}
    for count in range(1, min(len(reductions), _MOST_DISCOUNTS) + 1):
        for parts in combinations(reductions[:_MOST_PRINTED], count):
            made.setdefault(sum((abs(part.value) for part in parts), Decimal(0)), parts[0])
    return made

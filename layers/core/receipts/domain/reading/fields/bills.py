"""What bills and statements of account say beside what is paid: odd won, and what is owed from before."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.vocabulary.labels import Label

_WITHOUT_ODD_WON = 3.0
"""As much as other sums of two amounts that their words relate."""
_CUT_OFF_SAID = 6.0
"""Three amounts and three words say the same: more than tax and goods do, which may be of the sum before."""
_THIS_SALE, _WITH_OLD_DEBT = 4.0, -4.0
"""As much as 합계: the sum that holds what was owed before is no sum of this sale."""
_OWED_BEFORE = frozenset(
    (
        *("전미수", "전미수금", "전일미수", "전일미수금", "전잔금", "전잔액", "전월잔액", "전월미수"),
        *("전월미수금", "이월잔액", "이월금액", "이월미수"),
    )
)
_SUMS = (Label.TOTAL, Label.SUBTOTAL, Label.AMOUNT)


def without_odd_won(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """Bills drop what is below ten won (국고금 관리법 제47조), and print the sum with it, too; tills say what
    they drop: 총 합계 180,433, 절사 -3, 결제금액 180,430.
    """
    if ledger.currency == "KRW":
        sums = {entry.value for entry in ledger.labelled(*_SUMS)}
        payments = {entry.value for entry in ledger.labelled(Label.PAID)}
        cut = {abs(entry.value) for entry in ledger.plainly(Label.ROUNDING)} - {Decimal(0)}
        for paid in payments if are_few(payments, sums) else ():
            if not paid % 10 and any(paid < whole < paid + 10 for whole in sums):
                yield paid, _WITHOUT_ODD_WON
            if any(whole - paid in cut for whole in sums):
                yield paid, _CUT_OFF_SAID


def without_old_debt(ledger: Ledger) -> Iterator[tuple[Decimal, float]]:
    """거래명세서 of wholesalers add what the buyer owed before (전미수) to the sum of this sale."""
    before = {entry.value for entry in ledger.entries if entry.word in _OWED_BEFORE and entry.value > 0}
    sums = {entry.value for entry in ledger.labelled(*_SUMS)}
    for debt, whole in product(before, sums) if are_few(before, sums) else ():
        if whole - debt in ledger.printed and whole > debt:
            yield whole - debt, _THIS_SALE
            yield whole, _WITH_OLD_DEBT

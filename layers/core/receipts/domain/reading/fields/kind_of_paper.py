"""What kind of paper it is, and which way the money went."""

import re
from collections.abc import Sequence
from decimal import Decimal

from receipts.domain.currencies import is_whole
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.layout.status_bar import STATUS_BAR
from receipts.domain.reading.values.money import is_credit
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.receipt import DocumentType, Transaction

_KINDS: tuple[tuple[DocumentType, re.Pattern[str]], ...] = (
    (DocumentType.CASH_RECEIPT, re.compile(r"현금영수증|소득공제|지출증빙")),
    (DocumentType.SIMPLE_RECEIPT, re.compile(r"간이영수증|공급받는자용")),
    (DocumentType.INVOICE, re.compile(r"세금계산서|거래명세서|^INVOICE$")),
    (
        DocumentType.CARD_SLIP,
        re.compile(
            r"(?:매출|카드|승인|신용).{0,4}전표|신용승인정보$|신용카드.{0,2}(?:승인|매출)$|^\W*(?:신용)?카드영수증"
        ),
    ),
)
_BY_HAND = re.compile(r"정히영수")
"""What the form of a 간이영수증 says above the signature."""
_STATUS_BAR = re.compile(rf"{STATUS_BAR}|\d{{1,3}}\s?%\s*$", re.IGNORECASE)
_SCREEN = re.compile(
    r"Web발신|자세히\s?보기|상세\s?보기|영수증\s?상세|공유하기|저장하기|결제\s?상세|이용\s?상세|주문\s?상세"
)
_RULE = re.compile(
    r"\bNO\b|\bNOT\b|POLICY|WITHIN|불가|가능|기간|기한|소요|문의|규정|수수료|지참", re.IGNORECASE
)
"""No Cash Refund, 반품 가능기간 7일: what the shop says of refunds at large."""
_OF_A_SALE = (
    "신용|체크|직불|법인|선불|IC|카드|승인|매출|판매|구매|결제|거래|주문|예매|예약|발권|매표|현금|영수증|발급|간편|"
    "모바일|페이|계좌|이체|할부|일시불|당일|전일|전체|부분|직권|강제|자동|구분|유형|종류|상태|승차권|탑승권|전표|"
    "고객|가맹점|매장|카드사|소비자|회원|보관|용|완료|금액|건|분|내역|확인서|상품|지출증빙|소득공제|재발행|재출력"
)
"""What is cancelled, what says so, and whose copy it is."""
_CANCELS = re.compile(
    rf"(?:{_OF_A_SALE})*(?:(?:취소|반품|환불)(?:{_OF_A_SALE})*|(?<=권)반환|반환(?=영수증|전표)(?:{_OF_A_SALE})*)"
)
"""신용카드 매출취소, 매출전표(취소), 판매취소 전표: nothing but these words."""
_WAS_CANCELLED = re.compile(
    r"(?:취소|환불|반품)\s?(?:처리)?\s?(?:가\s)?(?:되었|됐|완료되었|완료됐)(?:습니다|어요|음)\W*$"
)
_LONG = 4
"""Syllables: a shorter word with a jamo misread may as well be another."""
_TITLE_ROWS = 2
"""Rows at the top where 영수증 is the paper's title and not part of a sentence."""
_LONGEST_SLIP = 30
"""Rows: what shows a card and no goods is its slip, unless it is long."""
_BESIDE_CANCELLATION = 6
"""Letters that may stand beside the word for a cancellation: 전표, 고객용."""


def document_type_of(rows: Sequence[Row], *, card: bool, items: bool) -> DocumentType:
    """The kind of proof; a till receipt that shows its card payment stays a receipt unless it says slip."""
    if _is_screenshot(rows):
        return DocumentType.APP_SCREENSHOT
    text = [re.sub(r"\s", "", _put_right(row.text)) for row in rows]
    for kind, pattern in _KINDS:
        if any(pattern.search(line) for line in text[: len(text) // 3 + 3]):
            if kind is DocumentType.CARD_SLIP and items:
                return DocumentType.RECEIPT
            return kind
    if any(_BY_HAND.search(line) for line in text):
        return DocumentType.SIMPLE_RECEIPT
    if any("영수증" in line for line in text[:_TITLE_ROWS]):
        return DocumentType.RECEIPT
    is_slip = card and not items and len(rows) < _LONGEST_SLIP
    return DocumentType.CARD_SLIP if is_slip else DocumentType.RECEIPT


def _put_right(text: str) -> str:
    """`text` with its misread title words as they are printed."""
    for hit in reversed(find_labels(text)):
        if hit.label is Label.TITLE and hit.slips:
            text = text[: hit.start] + hit.word + text[hit.end :]
    return text


def _is_screenshot(rows: Sequence[Row]) -> bool:
    top = rows[:2]
    if any(_STATUS_BAR.search(row.text) for row in top):
        return True
    return any(_SCREEN.search(row.text) for row in [*rows[:3], *rows[-2:]])


def transaction_of(rows: Sequence[Row], ledger: Ledger) -> Transaction:
    """A cancellation says so in its title or by negative sums; a notice about refunds does not make one."""
    for row in rows:
        for hit in find_labels(row.text):
            is_word = hit.label is Label.CANCELLATION and _is_sure(hit) and _stands_alone(row.text, hit)
            if is_word and not _leaves_a_sale(row, ledger):
                return Transaction.CANCELLATION
        if says_it_was_cancelled(row) and not _leaves_a_sale(row, ledger):
            return Transaction.CANCELLATION
    given_back = _is_negative(ledger) or _is_credit(ledger)
    return Transaction.CANCELLATION if given_back else Transaction.SALE


def says_it_was_cancelled(row: Row) -> bool:
    """Whether the row, or a cell of more than the bare word, says nothing else."""
    if _WAS_CANCELLED.search(row.text):
        return True
    cells = [_letters(cell.text) for cell in row.cells]
    said = ["".join(cells), *(cell for cell in cells if len(cell) >= _LONG)]
    return any(_CANCELS.fullmatch(one) for one in said)


def _letters(text: str) -> str:
    return re.sub(r"[^가-힣A-Za-z]", "", text)


def _leaves_a_sale(row: Row, ledger: Ledger) -> bool:
    """Whether nothing was given back (반품금액 0), or a part, and another sum below it was paid."""
    amounts = [entry.value for entry in ledger.by_row.get(row.index, ())]
    if not amounts:
        return False
    if _is_change(amounts, ledger):
        return True
    below = (entry for entry in ledger.labelled(Label.PAID, Label.TOTAL) if entry.row.index > row.index)
    return not any(amounts) or any(entry.money.value > 0 and entry.value not in amounts for entry in below)


def _is_change(amounts: Sequence[Decimal], ledger: Ledger) -> bool:
    """Whether it is what came back of the cash: in India the change is called a refund."""
    handed = {entry.value for entry in ledger.labelled(Label.CASH, Label.TENDERED)}
    sums = {entry.value for entry in ledger.labelled(Label.TOTAL, Label.PAID, Label.SUBTOTAL)}
    return any(one and whole + one in handed for one in amounts for whole in sums - {one})


def _is_negative(ledger: Ledger) -> bool:
    """Whether every sum, and most amounts besides, carry a minus: one alone may be a dash.

    Where amounts have cents, several that differ will do: what was prepaid at a pump and not filled in.
    """
    said = ledger.labelled(Label.TOTAL, Label.PAID)
    sums = [entry for entry in said if entry.nearness == 1] or said
    marked = [entry.money.value for entry in ledger.entries if entry.money.marked]
    below = [value for value in marked if value < 0]
    enough = 2 * len(below) > len(marked) or (not is_whole(ledger.currency) and len(set(below)) > 1)
    return enough and bool(sums) and all(entry.money.value < 0 for entry in sums)


def _is_credit(ledger: Ledger) -> bool:
    """Whether a bill says of each sum that the customer has it to their credit: Amount due 108.43CR."""
    sums = ledger.plainly(Label.TOTAL, Label.PAID)
    return bool(sums) and all(is_credit(entry.money) for entry in sums)


def _is_sure(hit: Hit) -> bool:
    """Whether the word may turn a sale into a cancellation: a long one also with one of its jamo misread."""
    return hit.slips <= (len(hit.word) >= _LONG)


def _stands_alone(text: str, hit: Hit) -> bool:
    """Whether the row says no more: 전표, 고객용 and the like may stand beside it, beside 취소 nothing."""
    if _RULE.search(text) or any(other.label is Label.NOTICE for other in find_labels(text)):
        return False
    rest = _letters(text[: hit.start] + text[hit.end :])
    return len(rest) <= (0 if hit.word == "취소" else _BESIDE_CANCELLATION)

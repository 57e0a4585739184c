"""How it was paid: method, card, approval number and instalments."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from receipts.domain.reading.blocks.announced import announced_by
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.fields.ticked import ticked
from receipts.domain.reading.layout.rows import GAP, Row
from receipts.domain.reading.letters.look_alikes import FOR_HYPHEN
from receipts.domain.reading.letters.normalise import squashed
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.receipt import PaymentMethod

_ISSUERS = {
    "신한": "신한카드",
    "국민": "KB국민카드",
    "KB": "KB국민카드",
    "삼성": "삼성카드",
    "현대": "현대카드",
    "롯데": "롯데카드",
    "하나": "하나카드",
    "우리": "우리카드",
    "비씨": "BC카드",
    "BC": "BC카드",
    "농협": "NH농협카드",
    "NH": "NH농협카드",
    "씨티": "씨티카드",
    "카카오": "카카오뱅크카드",
    "토스": "토스뱅크카드",
    "수협": "수협카드",
    "전북": "전북은행카드",
    "광주": "광주은행카드",
    "제주": "제주은행카드",
    "우체국": "우체국카드",
    "새마을": "새마을금고카드",
    "신협": "신협카드",
    "외환": "하나카드",
    "기업": "IBK기업은행카드",
    "IBK": "IBK기업은행카드",
    "산은": "산업은행카드",
    "케이뱅크": "케이뱅크카드",
    "VISA": "Visa",
    "MASTERCARD": "Mastercard",
    "MASTER": "Mastercard",
    "AMEX": "American Express",
    "JCB": "JCB",
    "UNIONPAY": "UnionPay",
}
"""The card companies licensed under 여신전문금융업법, by the start of their name, and the networks."""
_INITIALS = re.compile(r"\S{1,3}?((?:국민|농협|기업).*)")
"""KB국민, NH농협, IBK기업: their initials are easily taken for a syllable."""
_PAY_SERVICE = re.compile(r"[가-힣A-Z]{2,6}?(?:페이|PAY)")
_NETWORK = re.compile(r"\b(?:VISA|MASTERCARD|MASTER|AMEX|JCB|UNIONPAY)\b", re.IGNORECASE)
_WAYS = (
    (
        PaymentMethod.TRANSFER,
        re.compile(
            r"계좌이체|이체(?:일시|금액|확인)|계좌\s?입금|입금\s?\(\s?계좌|계좌\s?송금|무통장|BANK TRANSFER",
            re.IGNORECASE,
        ),
    ),
    (
        PaymentMethod.MOBILE,
        re.compile(
            r"간편결제|모바일결제|[가-힣]{2,4}페이\b|\bPAY\b\s?(?:포인트|머니)|E-?WALLET", re.IGNORECASE
        ),
    ),
    (PaymentMethod.CARD, re.compile(r"카드|\bCARD\b", re.IGNORECASE)),
    (PaymentMethod.CASH, re.compile(r"현금|\bCASH\b", re.IGNORECASE)),
)
_BY_BANK = re.compile(r"이체|가상\s?계좌|송금")
"""Ways to pay where a word announces the way; elsewhere notices offer them."""
_IN_CASH = re.compile(r"\W*현\s?금\W*")
"""The one way that is named: the number printed beside it is of a card that was loaded, or earns points."""
_LONGEST_WAY = 8
"""Letters of a way to pay that stands alone in its row: 신용카드결제 and a sign."""
_NO_CARDS = frozenset({"계좌이체", "간편결제", "모바일결제", "기타결제"})
"""Printed like card amounts, but other ways to pay."""
_NAMED_WHERE_USED = frozenset({PaymentMethod.TRANSFER, PaymentMethod.MOBILE})
"""Ways that a receipt names only where they were used; 카드 and 현금 stand in notices as well."""
_CARD_WORD = re.compile(r"([가-힣A-Za-z]{2,8}?)\s?(?:은행)?\s?(?:BC)?\s?(?:신용|체크|마스터|비자)?\s?카드")
_IN_BRACKETS = re.compile(
    r"카드[^()\[\]]{0,10}[\[(]\s?(?P<name>[가-힣A-Za-z]{2,8}?)\s?(?:은행|카드|체크)?\s?[\])]"
)
"""신용카드(신한), 카드 3개월 (삼성)"""
_BY_CHECK = re.compile(r"(?<![가-힣])(?P<name>[가-힣A-Za-z]{2,8}?)\s?(?:은행|뱅크)?\s?체크(?![가-힣])")
"""카카오뱅크체크: the kind of card without the word."""
_BEFORE_NUMBER = re.compile(
    r"(?P<name>[가-힣A-Za-z]{2,10})\s{0,3}[\[(]?\d{4}[\s-]?\d{0,2}[*xX]{2}|"
    r"카드\s{1,3}(?P<behind>[가-힣A-Za-z]{2,8}?)\s{0,3}[\[(]?\d{4}[\s-]?\d{0,2}[*xX]{2}"
)
"""국민 9430-03**: beside the number that is covered nothing else needs a name."""
_MASKED = re.compile(rf"(?<![\dA-Za-z])([\d*xX]{{4}}[\dA-Za-z* {FOR_HYPHEN}]{{2,20}}[\d*])(?![\dA-Za-z])")
_STARS = re.compile(r"[*xX●#]{2}")
_BANK = re.compile(r"(?<![A-Za-z])[A-Z]{6}[A-Z0-9]{2}XXX(?![A-Za-z])")
"""The head office of a bank (ISO 9362) ends in what looks like stars."""
_AFTER_CARD = re.compile(r"\*[\d*)]*\s?/\s?(\d{8})(?!\d)")
_AFTER_WORD = re.compile(
    r"승\s?인\s?(?:번\s?호|N[Oo])?\s?(?:/\s?(?:가맹점|카드사))?\s?[)\]]?\s?[:：#./]?\s?[(\[]?\s?(\d{8,9}|\d{4}[\s-]\d{4})(?![\d*])"
)
_BEFORE_SLIP = re.compile(r"^\W*\[\s?(\d{8})\s?\].*(?:전표|매출|EDC|승인)")
_APPROVAL = re.compile(r"(?<![\dA-Za-z])([A-Z]{0,3}\d[\dA-Z]{4,11})(?![\dA-Za-z*])")
_OF_AN_INVOICE = re.compile(r"(?<![\dA-Za-z])(20\d{6}(?:\s?-\s?[\dA-Za-z]{8}){2})(?![\dA-Za-z-])")
"""전자세금계산서: its day, who issued it, and a serial (국세청, 24 places)."""
_INVOICE = re.compile(r"(?:수정)?전자(?:수정)?(?:세금)?계산서(?:\(.{1,8}\))?")
_BEGUN = re.compile(r"(?<![\dA-Za-z])(20\d{6}-[\dA-Za-z]{8}-)(?=\s{2}|\s*$)")
_LAST_PLACES = re.compile(r"(?<![\dA-Za-z-])([\dA-Za-z]{8})(?![\dA-Za-z-])")
_ROWS_BELOW = 2
"""Between the halves of a broken number another column may have a row of its own."""
_IN_TWO = re.compile(r"\W*(\d{4}[\s-]\d{4})(?![\d*])")
_INSTALMENTS_BEFORE = re.compile(
    r"(?<!\d)(\d{1,2})\s?개월\s?(?:무이자\s?)?할부|^\W*(0\d|(?<=\()\d{1,2})\s?개월\W*$|카드\s?\(\s?(\d{1,2})\s?개월"
)
_MONTHS = re.compile(r"(\d{1,2})\s?개?월|^\W*(\d{1,2})\b")
_OFFER = re.compile(r"무이자|이벤트|행사|가능|이상|~")
"""What card companies offer is not how this was paid."""
_AT_ONCE = "일시불"
_BESIDE_ITS_WORD, _BY_ITS_FORM, _COVERED_BY_THE_SHOP, _INSTALMENTS = 0.9, 0.75, 0.7, 0.85
"""How sure a value is that its word announces, that only looks like one, or whose stars alone tell a card."""
_SHORTEST_CARD, _LONGEST_CARD, _FEWEST_STARS = 13, 19, 3
"""Places of a card number (ISO/IEC 7812), and how many of them a slip covers at least."""


def find_card_number(rows: Sequence[Row]) -> Found[str] | None:
    """The card's number as far as it may be shown. Rows are masked before any rule sees them.

    A number without the word 카드번호 counts only if the receipt itself printed it with stars: what was
    covered here may be a bar code.
    """
    labelled = [value.row for value in announced_by(rows, Label.CARD_NUMBER)]
    printed_masked = [row for row in rows if any(_has_stars(cell.line.text) for cell in row.cells)]
    for row in [*labelled, *printed_masked]:
        sure = _BESIDE_ITS_WORD if row in labelled else _COVERED_BY_THE_SHOP
        for match in _MASKED.finditer(row.text):
            number = _as_card(match.group(1).partition(GAP)[0]) or _as_card(match.group(1))
            if number:
                return Found(number, row, match.start(1), sure)
    return None


def _has_stars(printed: str) -> bool:
    return bool(_STARS.search(_BANK.sub("", printed)))


def _as_card(text: str) -> str | None:
    """In groups of four where there are sixteen places, else as printed; None if it is no card number."""
    places = re.sub(r"[^0-9*]", "", re.sub("[xX]", "*", text))
    if not (places[:4].isdigit() or places[-4:].isdigit()):
        return None
    if not _SHORTEST_CARD <= len(places) <= _LONGEST_CARD or places.count("*") < _FEWEST_STARS:
        return None
    if len(places) != 16:  # noqa: PLR2004 - four groups of four
        return places
    return "-".join(places[start : start + 4] for start in range(0, 16, 4))


def find_issuer(rows: Sequence[Row]) -> Found[str] | None:
    """The company that issued the card, by its label or by the words `…카드`."""
    for value in announced_by(rows, Label.ISSUER):
        issuer = issuer_named(value.text)
        if issuer:
            return Found(issuer, value.row, value.start, _BESIDE_ITS_WORD)
    for row in rows:
        for match in _CARD_WORD.finditer(row.text):
            issuer = issuer_named(match.group(1))
            if issuer:
                return Found(issuer, row, match.start(), _BY_ITS_FORM)
    return _beside_card(rows) or _network(rows)


def _beside_card(rows: Sequence[Row]) -> Found[str] | None:
    """The company without the word 카드 behind it: in brackets after that word, or before the number."""
    for row in rows:
        for pattern in (_IN_BRACKETS, _BEFORE_NUMBER, _BY_CHECK):
            for match in pattern.finditer(row.text):
                issuer = issuer_named(next(filter(None, match.groups())))
                if issuer:
                    return Found(issuer, row, match.start(), _BY_ITS_FORM)
    return None


def _network(rows: Sequence[Row]) -> Found[str] | None:
    """Outside Korea a slip names the card's network beside the amount or the number; a sign may, too."""
    for row in rows:
        match = _NETWORK.search(row.text)
        if match and re.search(r"\d{4}|\d[.,]\d\d", row.text) and (issuer := issuer_named(match.group())):
            return Found(issuer, row, match.start(), _BY_ITS_FORM)
    return None


def issuer_named(text: str) -> str | None:
    """The card company that a printed name begins with. A pay service bears the name of one, but is none."""
    name = squashed(text)
    if _PAY_SERVICE.match(name):
        return None
    behind = _INITIALS.match(name)
    starts = (name, behind[1]) if behind else (name,)
    return next((_ISSUERS[known] for start in starts for known in _ISSUERS if start.startswith(known)), None)


def find_approval(rows: Sequence[Row]) -> Found[str] | None:
    """승인번호: eight digits as a rule, nine for cash receipts, sometimes with letters; 24 of an invoice."""
    if any(map(_is_invoice, rows)):
        return _of_an_invoice(rows)
    for value in announced_by(rows, Label.APPROVAL):
        if match := _OF_AN_INVOICE.search(value.text):  # its groups tell it from a card's number
            number = "".join(match[1].split())
            return Found(number, value.row, value.start + match.start(1), _BESIDE_ITS_WORD)
        match = _APPROVAL.search(value.text) or _IN_TWO.match(value.text)
        if match:
            return Found(squashed(match.group(1)), value.row, value.start + match.start(1), _BESIDE_ITS_WORD)
    for row in rows:
        match = _AFTER_CARD.search(row.text) or _AFTER_WORD.search(row.text) or _BEFORE_SLIP.search(row.text)
        if match:
            return Found(squashed(match.group(1)), row, match.start(1), _BY_ITS_FORM)
    return None


def _is_invoice(row: Row) -> bool:
    return any(_INVOICE.fullmatch(squashed(cell.text)) for cell in row.cells)


def _of_an_invoice(rows: Sequence[Row]) -> Found[str] | None:
    """The 24 places, which a narrow cell breaks behind a hyphen; less is no number of an invoice."""
    for row in rows:
        if match := _OF_AN_INVOICE.search(row.text):
            return Found("".join(match[1].split()), row, match.start(1), _BESIDE_ITS_WORD)
        if begun := _BEGUN.search(row.text):
            below = rows[row.index + 1 : row.index + 1 + _ROWS_BELOW]
            rest = next(filter(None, (_LAST_PLACES.search(one.text) for one in below)), None)
            return rest and Found(begun[1] + rest[1], row, begun.start(1), _BY_ITS_FORM)
    return None


def find_installments(rows: Sequence[Row]) -> Found[int] | None:
    """할부 months; 0 where it says 일시불 or 00."""
    for row in rows:
        before = _INSTALMENTS_BEFORE.search(row.text)
        if before and not _OFFER.search(row.text):
            return Found(int(before[before.lastindex or 0]), row, before.start(), _INSTALMENTS)
        for hit in find_labels(row.text):
            if hit.label is Label.INSTALLMENT:
                months = 0 if hit.word == _AT_ONCE else _months(row.text[hit.end :])
                if months is not None:
                    return Found(months, row, hit.start, _INSTALMENTS)
    return None


def _months(text: str) -> int | None:
    if _AT_ONCE in text:
        return 0
    match = _MONTHS.search(text)
    return int(match.group(1) or match.group(2)) if match else None


def find_method(ledger: Ledger, *, card: bool) -> PaymentMethod | None:
    """Card where a card number, issuer or card amount is printed; else what the receipt says of the way."""
    paid_by = {entry.label for entry in ledger.entries if entry.value > 0}
    chosen = _chosen(ledger.rows)
    ways = chosen or " ".join(_ways_named(ledger.rows))
    by_card = any(entry.word not in _NO_CARDS for entry in ledger.labelled(Label.CARD) if entry.value > 0)
    if by_card or (card and not _IN_CASH.fullmatch(ways)):
        return PaymentMethod.CARD
    for method, pattern in _WAYS:
        unsaid = chosen is None and method in _NAMED_WHERE_USED
        is_said = pattern.search(ways) or (method is PaymentMethod.TRANSFER and _BY_BANK.search(ways))
        if is_said or (unsaid and _is_printed(ledger, pattern)):
            return method
    if paid_by & {Label.CASH, Label.TENDERED, Label.CHANGE}:
        return PaymentMethod.CASH
    return PaymentMethod.POINTS if paid_by & {Label.POINTS, Label.GIFT} else None


def _ways_named(rows: Sequence[Row]) -> Iterator[str]:
    """What stands beside 결제방법 and the like, or alone below it or below what was paid: 현금, 카드, which
    announce sums, too.
    """
    for row, below in zip_longest(rows, rows[1:]):
        for hit in find_labels(row.text):
            alone = below.text if below and len(below.text) <= _LONGEST_WAY else ""
            if hit.label is Label.ISSUER:
                beside = row.text[hit.end :]
                yield beside if squashed(beside) else alone
            elif hit.label is Label.PAID and not any(map(str.isdigit, alone)):
                yield alone


def _chosen(rows: Sequence[Row]) -> str | None:
    """The way whose box is ticked, where a form prints several."""
    offered = (row.text for row in rows if sum(bool(pattern.search(row.text)) for _, pattern in _WAYS) > 1)
    behind = (re.sub(r"^[^□☐○◯■▣☑☒✔✓√●◉\[(:]*:", "", text) for text in offered)
    return next(filter(None, map(ticked, (*_ways_named(rows), *behind))), None)


def _is_printed(ledger: Ledger, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(row.text) for row in ledger.rows)

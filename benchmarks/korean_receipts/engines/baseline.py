"""Rows of text to fields by plain regular expressions: what an afternoon's work makes of any OCR engine."""

import re
from collections.abc import Iterator, Sequence

from benchmarks.korean_receipts.engines import Answer

_NUMBER = re.compile(r"(?<!\d)(\d{3})\s?-\s?(\d{2})\s?-\s?(\d{5})(?!\d)")
_DAY = re.compile(r"(?<!\d)(20\d\d|\d\d)\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}:\d\d(?::\d\d)?)(?!\d)")
_PHONE = re.compile(r"(?<!\d)0\d{1,2}[-)\s]\s?\d{3,4}\s?-\s?\d{4}(?!\d)")
_APPROVAL = re.compile(r"승인\s?번호\D{0,4}(\d{8,9})(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}[-\s]?(?:\d{2})?[*xX]{2,}[-*\sxX]*\d{4}(?!\d)")
_ISSUER = re.compile(r"(?:신한|KB국민|국민|삼성|현대|롯데|하나|우리|BC|비씨|NH농협|농협)카드")
_AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})+|-?\d+(?=원)|(?<![\d,-])-?\d+$")
_ITEM = re.compile(
    r"^(?P<name>.*?[가-힣A-Za-z].*?)\s+(?:(?P<unit>\d{1,3}(?:,\d{3})+|\d{3,})\s+)?(?:(?P<count>\d{1,2})\s+)?(?P<amount>-?\d{1,3}(?:,\d{3})+|\d{3})원?$"
)
_PROVINCE = re.compile(
    r"^(?:주\s*소\s*:?\s*)?((?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충청|충북|충남|전라|전북|전남|경상|경북|경남|제주).*)$"
)

_LABELS = {
    "total": (
        "결제금액",
        "받을금액",
        "결제대상금액",
        "영수금액",
        "납부한금액",
        "승인금액",
        "총합계",
        "합계금액",
        "합계",
        "총금액",
        "수납금액",
        "총요금",
        "결제요금",
        "요금",
    ),
    "gross_total": ("합계금액", "판매금액", "총금액", "주문금액", "상품금액", "합계"),
    "discount": ("할인", "포인트사용", "감면"),
    "supply": ("공급가액", "과세"),
    "vat": ("부가세", "부가가치세", "세액", "세금"),
    "exempt": ("면세",),
    "service_charge": ("봉사료",),
}
_SUMS = tuple({label for labels in _LABELS.values() for label in labels} | {"소계", "받은", "거스름"})
_TYPES = {
    "cash_receipt": "현금영수증",
    "card_slip": "매출전표",
    "invoice": "세금계산서",
    "simple_receipt": "공급대가",
    "app_screenshot": "주문상세",
}


def fields_in(rows: Sequence[str]) -> Answer:
    """All that the expressions find; what they do not find is left out."""
    text = "\n".join(rows)
    answer: Answer = {name: value for name, value in _found(text, rows) if value}
    answer |= {
        name: value for name, labels in _LABELS.items() if (value := _labelled(rows, labels)) is not None
    }
    if "total" not in answer and (
        amounts := [abs(_won(found)) for found in _AMOUNT.findall(text) if "," in found]
    ):
        answer["total"] = max(amounts)
    if "discount" in answer:
        answer["discount"] = abs(answer["discount"])
    answer.setdefault("gross_total", answer.get("total"))
    answer["document_type"] = next((kind for kind, word in _TYPES.items() if word in _tight(text)), "receipt")
    answer["transaction"] = "cancellation" if "취소" in text else "sale"
    return {**answer, "items": list(_items(rows))}


def _found(text: str, rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    if number := _NUMBER.search(text):
        yield "business_number", "-".join(number.groups())
    if day := _DAY.search(text):
        year, month, number_of_day = day.groups()
        yield "date", f"{year if len(year) > 2 else '20' + year}-{int(month):02}-{int(number_of_day):02}"
    dated = next((row for row in rows if _DAY.search(row)), "")
    if clock := _CLOCK.search(dated) or _CLOCK.search(text):
        yield "time", clock[1]
    for name, pattern in (
        ("phone", _PHONE),
        ("card_number_masked", _CARD),
        ("card_issuer", _ISSUER),
    ):
        if match := pattern.search(text):
            yield name, match.group()
    if approval := _APPROVAL.search(text):
        yield "approval_number", approval[1]
    yield "merchant", _merchant(rows)
    yield "address", next((found[1] for row in rows if (found := _PROVINCE.match(row))), "")
    yield "payment_method", _method(text)


def _merchant(rows: Sequence[str]) -> str:
    for row in rows:
        if named := re.match(r"^(?:상\s?호|가맹점명?|요양기관명)\s*:?\s*(.+)$", row):
            return named[1].strip()
    titles = ("영수증", "매출전표", "계산서")
    candidates = (row for row in rows if len(re.findall(r"[가-힣A-Za-z]", row)) > 1)
    return next((row for row in candidates if not any(word in _tight(row) for word in titles)), "")


def _method(text: str) -> str:
    for method, words in {"mobile": ("페이",), "card": ("카드",), "cash": ("현금",)}.items():
        if any(word in text for word in words):
            return method
    return ""


def _labelled(rows: Sequence[str], labels: Sequence[str]) -> int | None:
    """The last amount of the first row with the first of the labels that is there."""
    for label in labels:
        for row in rows:
            amounts = _AMOUNT.findall(row)
            if amounts and label in _tight(row) and "수량" not in row:
                return _won(amounts[-1])
    return None


def _items(rows: Sequence[str]) -> Iterator[Answer]:
    """Rows of a name and figures, between the table's head and the first sum."""
    start = next((place for place, row in enumerate(rows) if "수량" in row or "금액" in row), -1)
    name = ""
    for row in rows[start + 1 :]:
        if any(label in _tight(row) for label in _SUMS):
            return
        match = _ITEM.match(f"{name} {row}".strip() if name else row)
        if match:
            yield _item(match)
        name = "" if match else row


def _item(match: re.Match[str]) -> Answer:
    numbers = {"quantity": match["count"], "unit_price": match["unit"], "amount": match["amount"]}
    return {"name": match["name"]} | {key: _won(value) for key, value in numbers.items() if value}


def _tight(text: str) -> str:
    return re.sub(r"[ \t]", "", text)


def _won(text: str) -> int:
    return int(text.replace(",", ""))

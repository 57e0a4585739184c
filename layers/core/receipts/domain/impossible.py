"""What no receipt can say. A person who writes it is refused, and what was read so is approved by nobody
until it has been put right.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from receipts.domain.currencies import decimals_of, is_currency
from receipts.domain.receipt import Amounts, Reading, Transaction, as_day
from receipts.domain.sentence import Sentence

_AHEAD: Final = timedelta(days=366)
"""Tickets and hotels are paid for months before their day. What lies further ahead was mistyped."""

TOTAL: Final = "amounts.total"

TOO_FAR_AHEAD: Final = "too_far_ahead"
NEGATIVE_SALE: Final = "negative_sale"
NO_CURRENCY: Final = "unknown_currency"
TOO_MANY_DECIMALS: Final = "too_many_decimals"
UNKNOWN_ACCOUNT: Final = "unknown_account"
ENDED_ACCOUNT: Final = "ended_account"
OTHER_ACCOUNT_NAME: Final = "other_account_name"

WHY_IMPOSSIBLE: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        TOO_FAR_AHEAD: Sentence(
            "거래일이 1년 넘게 미래입니다. 연도를 확인해 주세요.",
            "This date is more than a year ahead. Check the year.",
        ),
        NEGATIVE_SALE: Sentence(
            "매출의 결제금액은 음수일 수 없습니다. 취소 영수증이면 거래 구분(`transaction`)을 "
            "취소(cancellation)로 바꿔 주세요.",
            "The total of a sale is not negative. If it was taken back, make it a cancellation "
            "(`transaction`).",
        ),
        NO_CURRENCY: Sentence(
            "ISO 4217에 없는 통화입니다. KRW, USD와 같은 코드를 입력해 주세요.",
            "ISO 4217 has no such currency. Give a code such as KRW or USD.",
        ),
        TOO_MANY_DECIMALS: Sentence(
            "이 통화의 금액에는 이렇게 많은 소수 자릿수가 없습니다. 금액과 통화를 확인해 주세요.",
            "Amounts of this currency have fewer decimals. Check the amount and the currency.",
        ),
        UNKNOWN_ACCOUNT: Sentence(
            "회사의 계정과목표에 없는 코드입니다. 목록(`GET /api/accounts`)에서 고르거나 먼저 등록해 주세요.",
            "The company's chart of accounts has no such code. Choose one of `GET /api/accounts`, or add it "
            "first.",
        ),
        ENDED_ACCOUNT: Sentence(
            "더 이상 사용하지 않는 계정과목입니다. 사용 중인 계정과목을 골라 주세요.",
            "This account is in use no more. Choose one that is.",
        ),
        OTHER_ACCOUNT_NAME: Sentence(
            "코드와 계정과목 이름이 계정과목표와 다릅니다. 이름을 빼면 표의 이름이 들어갑니다.",
            "In the chart of accounts this code has another name. Leave the name out to get that one.",
        ),
    }
)
"""The sentence for each, which says what to do."""


def impossible(reading: Reading, today: date | None) -> Mapping[str, str]:
    """Why, by the path of each field that is impossible; without `today` any date is possible."""
    found = {}
    if reading.issued_at is not None and today is not None and as_day(reading.issued_at) > today + _AHEAD:
        found["issued_at"] = TOO_FAR_AHEAD
    if reading.currency is not None and not is_currency(reading.currency):
        found["currency"] = NO_CURRENCY
    total = reading.amounts.total
    if total is not None and total < 0 and reading.transaction is Transaction.SALE:
        found[TOTAL] = NEGATIVE_SALE
    return found


def overly_exact(amounts: Amounts, currency: str | None, paths: frozenset[str]) -> Mapping[str, str]:
    """Which of `paths` hold money with more decimals than its currency has; none where nobody knows which it
    is.
    """
    if currency is None:
        return {}
    most = decimals_of(currency)
    values = {path: getattr(amounts, path.removeprefix("amounts.")) for path in paths}
    return {path: TOO_MANY_DECIMALS for path, value in values.items() if value and _decimals(value) > most}


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0

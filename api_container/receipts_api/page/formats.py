"""How values look to people: money with separators, times in Korea."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from receipts.domain.currencies import decimals_of
from receipts.domain.receipt import Precision
from receipts.domain.sentence import Language
from receipts.domain.zones import KOREA

_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "MYR": "RM", "SGD": "S$"}


def money(language: Language, value: Decimal | None, currency: str | None = "KRW") -> str:
    """`7,000원`, `₩7,000`, `$12.50`; without a sign where nobody knows it, a dash for what is not there."""
    if value is None:
        return "–"
    number = plain_money(value, currency)
    if currency is None:
        return number
    if currency == "KRW":
        return f"{number}원" if language is Language.KOREAN else _signed("₩", number)
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return _signed(symbol, number)


def _signed(symbol: str, number: str) -> str:
    return f"-{symbol}{number[1:]}" if number.startswith("-") else f"{symbol}{number}"


def plain_money(value: Decimal | None, currency: str | None = None) -> str:
    """`7,000`, `29.00` or `12.345`, as the currency is divided, for a field that a person types into; all of
    its places where these are more, as the price of a litre has them. Empty for None.
    """
    if value is None:
        return ""
    decimals = decimals_of(currency) if currency or value % 1 else 0
    return f"{value:,.{decimals}f}" if value == round(value, decimals) else exact(value)


def exact(value: Decimal | None) -> str:
    """`1,234.567` with all of its places, as litres of fuel have them; empty for None."""
    return "" if value is None else f"{value.normalize():,f}"


def issued(value: date | None, precision: Precision | None) -> str:
    """As printed: `2026-04-11 12:28`; empty for None."""
    if not isinstance(value, datetime) or precision is Precision.DAY:
        return value.strftime("%Y-%m-%d") if value else ""
    return value.strftime("%Y-%m-%d %H:%M:%S" if precision is Precision.SECOND else "%Y-%m-%d %H:%M")


def day(value: date | None) -> str:
    """`2026-04-11`, of whatever was printed."""
    return value.strftime("%Y-%m-%d") if value else "–"


def korean_time(value: datetime) -> str:
    """An instant as the clock in Korea showed it: `2026-04-11 12:28`."""
    return value.astimezone(KOREA).strftime("%Y-%m-%d %H:%M")


def korean_hour(value: datetime) -> str:
    """The time of the day in Korea: `12:28`."""
    return value.astimezone(KOREA).strftime("%H:%M")


FILTERS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {"plain_money": plain_money, "day": day, "korean_time": korean_time, "korean_hour": korean_hour}
)

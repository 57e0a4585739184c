"""How many at what price in a row of their own, as web shops and delivery apps print it: 9,800원·3개."""

import re
from dataclasses import dataclass
from decimal import Decimal

from receipts.domain.reading.layout.rows import Row

_PRICE = r"(?P<price>\d{1,3}(?:,\d{3})+(?:\s?원)?|\d{2,6}\s?원)"
_COUNT = (
    r"(?P<said>수\s?량\s?[:：]?\s?)?(?P<count>[1-9]\d{0,2})\s?"
    r"(?P<unit>(?:개|EA|ea|팩|병|잔|박스|세트|봉|장|인분|그릇|판|캔|권|켤레)(?![가-힣A-Za-z]))?"
)
_BETWEEN = r"\s*(?:(?P<times>[xX×*])|[·ㆍ・•|/,(:])?\s*"
_PRICE_FIRST = re.compile(rf"\W*{_PRICE}{_BETWEEN}{_COUNT}\s?\)?\W*")
_NAME_FIRST = re.compile(rf"(?P<name>.*[^\W\d_].*)\s{_PRICE}{_BETWEEN}{_COUNT}\s?\)?\W*")
_COUNT_FIRST = re.compile(rf"\W*{_COUNT}{_BETWEEN}{_PRICE}\s?\)?\W*")


@dataclass(frozen=True, slots=True)
class CountedPrice:
    """How many, and a price."""

    count: Decimal
    price: Decimal
    each: bool
    """Whether the price reads like that of one, where no sum tells: it leads, or has a times sign."""
    name: str = ""
    """What stands before the two."""


def counted_price(row: Row) -> CountedPrice | None:
    """What the row says, if it says how many at what price, and nothing else."""
    first = _PRICE_FIRST.fullmatch(row.text)
    return _of(first or _COUNT_FIRST.fullmatch(row.text), each=first is not None)


def counted_behind_name(row: Row) -> CountedPrice | None:
    """The same where the name may stand before the two: 김밥  3,500원 x 2개."""
    return counted_price(row) or _of(_NAME_FIRST.fullmatch(row.text), each=True)


def _of(found: re.Match[str] | None, *, each: bool) -> CountedPrice | None:
    if not found or not (found["said"] or found["unit"] or found["times"]):
        return None
    price, name = Decimal(re.sub(r"\D", "", found["price"])), found.groupdict().get("name", "")
    return CountedPrice(Decimal(found["count"]), price, each or bool(found["times"]), name)

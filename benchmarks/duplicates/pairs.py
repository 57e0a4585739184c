"""Pairs of readings, made from a seed: of one purchase photographed twice, or of two that are much alike."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from benchmarks.duplicates.looks import look, paper, photo, sent_again
from receipts.domain.business_number import BusinessNumber
from receipts.domain.receipt import Amounts, Item, Merchant, Payment, Precision, Reading
from receipts.domain.zones import KOREA

_SHOPS: Final = (
    *("도토리다방 은하점", "별빛국밥", "한빛분식", "솔바람커피", "주식회사 가람마트", "해오름식당"),
    *("달무리제과", "은하수칼국수", "(주)온누리유통", "바람개비편의점", "나들목주유소", "모퉁이서점"),
)
_GOODS: Final = (
    *("보리커피", "아메리카노", "쑥라떼", "국밥", "순대국", "김밥", "떡볶이", "칼국수", "단팥빵", "우유"),
    *("생수", "볼펜", "복사용지", "라면", "도시락", "샌드위치"),
)
_PRICES: Final = (1500, 2000, 2500, 3000, 4500, 5000, 8000, 9000)
_HANGUL: Final = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호"


@dataclass(frozen=True, slots=True)
class Purchase:
    """What happened: where, when, what for how much, and by which card, if by one."""

    shop: str
    number: str
    at: datetime
    goods: tuple[tuple[str, int], ...]
    card: str | None
    approval: str | None
    precision: Precision
    """How much of the time this shop's till prints."""

    @property
    def total(self) -> int:
        return sum(price for _, price in self.goods)

    def rows(self) -> list[str]:
        """As it is printed."""
        goods = [f"{name:<20}{price:>12,}" for name, price in self.goods]
        paid = [f"카드 {self.card}", f"승인번호 {self.approval}"] if self.card else ["현금"]
        time = {Precision.DAY: "%Y-%m-%d", Precision.MINUTE: "%Y-%m-%d %H:%M"}.get(
            self.precision, "%Y-%m-%d %H:%M:%S"
        )
        head = [f"      {self.shop}", f"사업자 {self.number}", self.at.strftime(time)]
        return [*head, "-" * 34, *goods, "-" * 34, f"합계{self.total:>28,}", *paid, "  감사합니다"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readings, and whether they are of one purchase."""

    kind: str
    one: Reading
    other: Reading
    is_double: bool


def pairs(seed: int) -> Iterator[Pair]:
    """One of each kind."""
    for kind, make in _KINDS.items():
        random = Random(f"{kind} {seed}")
        yield make(kind, random)


def _purchase(random: Random) -> Purchase:
    shop = random.randrange(len(_SHOPS))
    at = datetime(
        2026, 11, random.randrange(1, 29), random.randrange(8, 21), random.randrange(60), tzinfo=KOREA
    )
    goods = tuple(
        (name, random.choice(_PRICES)) for name in random.sample(_GOODS, random.choice((1, 1, 2, 2, 3, 5)))
    )
    precision = random.choices((Precision.SECOND, Precision.MINUTE, Precision.DAY), (40, 52, 8))[0]
    paid = replace(
        Purchase(_SHOPS[shop], _number(shop), at, goods, None, None, precision),
        at=at + timedelta(seconds=random.randrange(60)),
    )
    return _by_card(paid, random) if random.random() < 0.6 else paid


def _number(shop: int) -> str:
    """The shop's own, with a check digit that holds."""
    digits = f"{100 + shop * 17:03d}81{20000 + shop * 3:05d}"[:9]
    return next(f"{digits}{last}" for last in range(10) if BusinessNumber(f"{digits}{last}").is_valid)


def _by_card(paid: Purchase, random: Random) -> Purchase:
    card = f"4579-73**-****-{random.randrange(10000):04d}"
    return replace(paid, card=card, approval=f"{random.randrange(10**8):08d}")


def _next_approval(paid: Purchase, random: Random) -> Purchase:
    """Another customer: with a card, another one and a later number."""
    if paid.approval is None:
        return paid
    later = (int(paid.approval) + random.randrange(1, 40)) % 10**8
    return replace(_by_card(paid, random), approval=f"{later:08d}")


def _read(paid: Purchase, random: Random, picture: str | None) -> Reading:
    """What a reader makes of one photo: some of it is not read, some misread."""

    def unread(share: float) -> bool:
        return random.random() < share

    precision = paid.precision
    if precision is Precision.SECOND and unread(0.15):
        precision = Precision.MINUTE
    if precision is not Precision.DAY and unread(0.06):
        precision = Precision.DAY
    at = paid.at if precision is Precision.SECOND else paid.at.replace(second=0)
    number = None if unread(0.15) else _misread(paid.number, random, 0.04, "0123456789")
    approval = None if paid.approval is None or unread(0.3) else paid.approval
    items = [
        Item(line, _misread(name, random, 0.2, _HANGUL), amount=Decimal(price))
        for line, (name, price) in enumerate(paid.goods, 1)
        if not unread(0.03)
    ]
    return Reading(
        merchant=Merchant(
            None if unread(0.08) else _misread(paid.shop, random, 0.25, _HANGUL),
            BusinessNumber(number) if number else None,
        ),
        issued_at=at.date() if precision is Precision.DAY else at,
        issued_at_precision=precision,
        currency="KRW",
        amounts=Amounts(total=None if unread(0.02) else Decimal(paid.total)),
        payment=Payment(
            card_number_masked=None if paid.card is None or unread(0.2) else paid.card,
            approval_number=approval,
        ),
        items=() if unread(0.08) else tuple(items),
        picture=picture,
    )


def _misread(text: str, random: Random, share: float, signs: str) -> str:
    if random.random() >= share:
        return text
    place = random.randrange(len(text))
    return text[:place] + random.choice(signs) + text[place + 1 :]


def _photographed(paid: Purchase, random: Random) -> Reading:
    return _read(paid, random, look(photo(paper(paid.rows()), random)))


def _twice(kind: str, random: Random) -> Pair:
    paid = _purchase(random)
    paid = _by_card(paid, random) if "card" in kind else replace(paid, card=None, approval=None)
    return Pair(kind, _photographed(paid, random), _photographed(paid, random), is_double=True)


def _sent_again(kind: str, random: Random) -> Pair:
    paid = _purchase(random)
    taken = photo(paper(paid.rows()), random)
    one, other = (_read(paid, random, look(picture)) for picture in (taken, sent_again(taken, random)))
    return Pair(kind, one, other, is_double=True)


def _two(change: Callable[[Purchase, Random], Purchase]) -> Callable[[str, Random], Pair]:
    def make(kind: str, random: Random) -> Pair:
        paid = _purchase(random)
        other = _next_approval(change(paid, random), random)
        return Pair(kind, _photographed(paid, random), _photographed(other, random), is_double=False)

    return make


def _a_minute_later(paid: Purchase, random: Random) -> Purchase:
    return replace(paid, at=paid.at + timedelta(minutes=random.randrange(1, 4)))


def _hours_later(paid: Purchase, random: Random) -> Purchase:
    return replace(paid, at=paid.at.replace(hour=(paid.at.hour + random.randrange(1, 5)) % 24))


def _next_day(paid: Purchase, random: Random) -> Purchase:
    return replace(paid, at=paid.at + timedelta(days=random.randrange(1, 8)))


def _elsewhere(paid: Purchase, random: Random) -> Purchase:
    shop = (_SHOPS.index(paid.shop) + random.randrange(1, len(_SHOPS))) % len(_SHOPS)
    return replace(_hours_later(paid, random), shop=_SHOPS[shop], number=_number(shop))


def _other_goods(paid: Purchase, random: Random) -> Purchase:
    names = random.sample([name for name in _GOODS if name not in dict(paid.goods)], len(paid.goods))
    goods = tuple((name, price) for name, (_, price) in zip(names, paid.goods, strict=True))
    return replace(paid, goods=goods, at=paid.at + timedelta(minutes=random.randrange(1, 30)))


def _coffees_a_minute_apart(kind: str, random: Random) -> Pair:
    """The case that must not go wrong: one line, the same price, the till prints the minute at least."""
    paid = replace(_purchase(random), goods=(("아메리카노", 4500),))
    precision = Precision.MINUTE if paid.precision is Precision.DAY else paid.precision
    paid = replace(paid, precision=precision)
    other = _next_approval(_a_minute_later(paid, random), random)
    return Pair(kind, _photographed(paid, random), _photographed(other, random), is_double=False)


def _cards_in_one_minute(kind: str, random: Random) -> Pair:
    paid = _by_card(_purchase(random), random)
    paid = replace(paid, at=paid.at.replace(second=random.randrange(20)))
    later = paid.at + timedelta(seconds=random.randrange(20, 40))
    other = _next_approval(replace(paid, at=later), random)
    return Pair(kind, _photographed(paid, random), _photographed(other, random), is_double=False)


_KINDS: Final[Mapping[str, Callable[[str, Random], Pair]]] = {
    "photographed twice, by card": _twice,
    "photographed twice, in cash": _twice,
    "one photo sent twice": _sent_again,
    "two coffees a minute apart": _coffees_a_minute_apart,
    "the same goods minutes later": _two(_a_minute_later),
    "two cards in one minute": _cards_in_one_minute,
    "the same goods hours later": _two(_hours_later),
    "the same goods another day": _two(_next_day),
    "the same sum elsewhere": _two(_elsewhere),
    "the same sum for other goods": _two(_other_goods),
}

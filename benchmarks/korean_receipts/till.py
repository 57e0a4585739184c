"""What the tills of shops and restaurants print."""

import tomllib
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.korean_receipts import invention
from benchmarks.korean_receipts.invention import chance
from benchmarks.korean_receipts.parts import put_foot, put_head, put_moment, put_payment
from benchmarks.korean_receipts.slip import Slip, money, new_slip
from benchmarks.korean_receipts.truth import Good

KINDS: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8")
)
_VAT_IN_PRICE: Final = 11
"""Prices carry 10 % VAT: a tenth of the supply value is an eleventh of the price."""


class Basket:
    """What was bought: the goods, and which of them are exempt."""

    def __init__(self, rng: Random, kind: dict[str, Any]) -> None:
        listed = [text.rsplit(":", 1) for text in kind["goods"]]
        chosen = rng.sample(listed, rng.randint(1, min(8, len(listed))))
        step = 10 if kind.get("codes") else 100
        self.goods: list[Good] = []
        self.exempt_names: set[str] = set()
        for marked, usual in chosen:
            name = marked.removeprefix("*")
            count, unit = rng.choice([1, 1, 1, 2, 2, 3, 4]), invention.price(rng, int(usual), step)
            self.goods.append(Good(name, Decimal(count), unit, unit * count))
            if marked.startswith("*"):
                self.exempt_names.add(name)

    @property
    def sum(self) -> int:
        return sum(good.amount for good in self.goods)

    @property
    def exempt(self) -> int:
        return sum(good.amount for good in self.goods if good.name in self.exempt_names)


def till_receipt(rng: Random, kind_name: str) -> Slip:
    """A receipt of a kind in kinds.toml."""
    kind = KINDS[kind_name]
    slip, basket = new_slip(rng), Basket(rng, kind)
    put_head(slip, invention.shop(rng, kind["nouns"]), rng)
    slip.put(rng.choice(["---", "==="]))
    if kind.get("orders") and chance(rng, 0.7):
        slip.put(rng.choice([f"주문번호 | {rng.randint(1, 999):04}", f"^* 주문번호 {rng.randint(1, 999)}"]))
    if kind.get("tables") and chance(rng, 0.7):
        slip.put(f"테이블 {rng.randint(1, 30)} | 인원 {rng.randint(1, 6)}")
    put_moment(slip, invention.moment(rng), rng)
    slip.put(rng.choice(["---", "==="]))
    put_goods(slip, basket.goods, rng, codes=kind.get("codes", False), marked=basket.exempt_names)
    slip.put("---")
    put_payment(slip, _put_sums(slip, basket, kind, rng), rng)
    put_foot(slip, rng)
    return slip


def put_goods(
    slip: Slip,
    goods: list[Good],
    rng: Random,
    *,
    codes: bool = False,
    marked: frozenset[str] | set[str] = frozenset(),
) -> None:
    """The table of goods, in a way in which all of them fit on the paper."""
    ways = [_with_unit_prices, _with_quantities, _with_amounts_alone]
    rng.shuffle(ways)
    sign = rng.choice(["*", "#", "(면)"]) if marked and chance(rng, 0.8) else ""
    shown = [(f"{sign if good.name in marked else ''}{good.name}", good) for good in goods]
    if codes or not any(way(slip, shown, rng) for way in ways):
        _over_two_lines(slip, shown, rng, codes=codes)


Shown = list[tuple[str, Good]]


def _head_names(rng: Random) -> str:
    return rng.choice(["상품명", "품명", "품 명", "메뉴", "품목"])


def _with_unit_prices(slip: Slip, shown: Shown, rng: Random) -> bool:
    right = slip.printer.columns
    stops = (right - 17, right - 11, right)
    rows = [
        f"{name} | {money(good.unit_price or 0)} | {good.quantity} | {money(good.amount)}"
        for name, good in shown
    ]
    return _put_table(
        slip, [f"{_head_names(rng)} | 단가 | 수량 | 금액", "---", *rows], stops, [good for _, good in shown]
    )


def _with_quantities(slip: Slip, shown: Shown, rng: Random) -> bool:
    right = slip.printer.columns
    rows = [f"{name} | {good.quantity} | {money(good.amount)}" for name, good in shown]
    goods = [Good(good.name, good.quantity, None, good.amount) for _, good in shown]
    head = [f"{_head_names(rng)} | 수량 | 금액", "---"]
    return _put_table(slip, [*head, *rows], (right - 10, right), goods)


def _with_amounts_alone(slip: Slip, shown: Shown, rng: Random) -> bool:
    if any(good.quantity != 1 for _, good in shown):
        return False
    rows = [f"{name} | {money(good.amount)}" for name, good in shown]
    return _put_table(slip, rows, (), [Good(good.name, None, None, good.amount) for _, good in shown])


def _put_table(slip: Slip, lines: list[str], stops: tuple[int, ...], goods: list[Good]) -> bool:
    if not slip.fits(*lines, stops=stops):
        return False
    slip.lines += lines
    slip.stops, slip.items = stops, goods
    return True


def _over_two_lines(slip: Slip, shown: Shown, rng: Random, *, codes: bool) -> None:
    """The name above, code, unit price, quantity and amount below."""
    right = slip.printer.columns
    slip.stops = (right - 17, right - 11, right)
    slip.put(f"{_head_names(rng)} | 단가 | 수량 | 금액")
    slip.put("---")
    numbered = chance(rng, 0.6)
    for index, (name, good) in enumerate(shown, start=1):
        slip.put(f"{index:03} {name}" if numbered else name)
        code = f" 8800000{rng.randint(0, 999999):06}" if codes and right > 32 else " "
        slip.put(f"{code} | {money(good.unit_price or 0)} | {good.quantity} | {money(good.amount)}")
    slip.items = [good for _, good in shown]


def _put_sums(slip: Slip, basket: Basket, kind: dict[str, Any], rng: Random) -> int:
    """The sums in the way of this kind; what was paid."""
    if chance(rng, 0.3):
        count = sum(good.quantity or 0 for good in basket.goods)
        slip.put(f"{rng.choice(['총 품목 수량', '합계 수량'])} | {count}")
    if kind.get("vat_on_top"):
        return _vat_on_top(slip, basket.sum, rng)
    if kind.get("service_charge"):
        return _with_service_charge(slip, basket.sum, rng)
    taken_off = _taken_off(basket, kind, rng)
    tax_first = chance(rng, 0.5)
    if tax_first:
        _put_tax(slip, basket.sum - basket.exempt - taken_off, basket.exempt, rng)
    paid = _put_totals(slip, basket.sum, taken_off, rng)
    if not tax_first:
        slip.put("---")
        _put_tax(slip, paid - basket.exempt, basket.exempt, rng)
    return paid


def _taken_off(basket: Basket, kind: dict[str, Any], rng: Random) -> int:
    """A discount on the sum: offers, points or a sale; never more than a third of what is taxed."""
    taxed = basket.sum - basket.exempt
    shares = {"offers": 0.5, "points": 0.4, "discounts": 0.6}
    if not any(kind.get(name) and chance(rng, share) for name, share in shares.items()):
        return 0
    return taxed // rng.randint(4, 12) // 100 * 100


def _put_totals(slip: Slip, gross: int, taken_off: int, rng: Random) -> int:
    mark = rng.choice(["*", "+", "+", ""])
    paid = gross - taken_off
    if not taken_off:
        slip.sum(
            rng.choice(["합 계", "합계", "합계금액", "총 합계", "결제금액", "합   계"]),
            paid,
            mark,
            total=paid,
            gross_total=paid,
        )
        return paid
    slip.sum(rng.choice(["합 계 금 액", "합계", "판매금액", "총 금액"]), gross, gross_total=gross)
    slip.sum(
        rng.choice(["할인금액", "할인", "포인트사용", "행사할인", "쿠폰할인"]), -taken_off, discount=taken_off
    )
    slip.sum(rng.choice(["결제금액", "받을금액", "결 제 금 액", "결제대상금액"]), paid, mark, total=paid)
    return paid


def _put_tax(slip: Slip, taxed: int, exempt: int, rng: Random) -> None:
    """Supply value, VAT and what is exempt; who sells nothing taxed prints neither of the first two."""
    if exempt:
        slip.sum(rng.choice(["면세물품가액", "면 세 물 품", "면세금액"]), exempt, exempt=exempt)
    if taxed and (exempt or chance(rng, 0.85)):
        vat = vat_in(taxed)
        supply = rng.choice(["공급가액", "과세물품가액", "과세금액", "과 세 물 품"])
        slip.sum(supply, taxed - vat, supply=taxed - vat)
        slip.sum(rng.choice(["부가세", "부 가 세", "부가가치세", "부가세액"]), vat, vat=vat)


def vat_in(price: int) -> int:
    """The VAT that a price carries, rounded to the won."""
    return round(Decimal(price) / _VAT_IN_PRICE)


def _vat_on_top(slip: Slip, supply: int, rng: Random) -> int:
    vat = supply // 10
    slip.sum(rng.choice(["공급가액", "과세금액"]), supply, supply=supply)
    slip.sum(rng.choice(["부가세(별도)", "부가세별도", "부 가 세"]), vat, vat=vat)
    slip.sum(
        rng.choice(["합계", "합 계", "총 합계"]),
        supply + vat,
        "+",
        total=supply + vat,
        gross_total=supply + vat,
    )
    return supply + vat


def _with_service_charge(slip: Slip, price: int, rng: Random) -> int:
    service = price // 10
    vat = (price + service) // 10
    total = price + service + vat
    slip.sum(rng.choice(["소계", "소  계"]), price)
    slip.sum(rng.choice(["봉사료", "봉사료(10%)"]), service, service_charge=service)
    slip.sum(rng.choice(["부가세", "부가가치세"]), vat, vat=vat)
    slip.sum(rng.choice(["합계", "총 합계", "총합계"]), total, "+", total=total, gross_total=total)
    return total

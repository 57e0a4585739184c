"""What apps show of an order: rows of a label and a value on a phone's screen."""

from datetime import datetime
from decimal import Decimal
from random import Random

from benchmarks.korean_receipts import invention
from benchmarks.korean_receipts.invention import chance
from benchmarks.korean_receipts.slip import Medium, Slip, money
from benchmarks.korean_receipts.till import KINDS
from benchmarks.korean_receipts.truth import Good
from samples.layout import Printer


def _screen(rng: Random, title: str) -> Slip:
    slip = Slip(Printer(), medium=Medium.SCREEN)
    network = rng.choice(["LTE", "5G", "Wi-Fi"])
    slip.put(f"{rng.randint(1, 12)}:{rng.randint(0, 59):02} | {network}  {rng.randint(8, 100)}%")
    slip.put(f"# {title}")
    slip.fields["document_type"] = "app_screenshot"
    return slip


def _moment(slip: Slip, when: datetime, rng: Random) -> str:
    """As apps write it, the day's halves in words now and then."""
    slip.fields |= {"date": when.date().isoformat(), "time": when.strftime("%H:%M")}
    half, hour = "오전" if when.hour < 12 else "오후", (when.hour - 1) % 12 + 1
    in_words = f"{when:%Y}년 {when:%m}월 {when:%d}일 {half} {hour:02}:{when.minute:02}"
    return rng.choice([in_words, when.strftime("%Y.%m.%d %H:%M"), when.strftime("%Y-%m-%d %H:%M")])


def _put_goods(slip: Slip, kind: str, most: int, rng: Random) -> int:
    listed = [text.removeprefix("*").rsplit(":", 1) for text in KINDS[kind]["goods"]]
    for name, usual in rng.sample(listed, rng.randint(1, most)):
        count, unit = rng.choice([1, 1, 1, 2, 3]), invention.price(rng, int(usual), 100)
        slip.put(f"{name} {count}개 | {money(unit * count)}원")
        slip.items.append(Good(name, Decimal(count), None, unit * count))
    return sum(good.amount for good in slip.items)


def _put_sums(slip: Slip, goods: int, fee: tuple[str, int], less: int) -> int:
    """Sum, what is delivered for, coupon and what was paid."""
    total = goods + fee[1] - less
    slip.put(f"{'주문금액' if fee[0] == '배달팁' else '상품금액'} | {money(goods)}원", gross_total=goods)
    slip.put(f"{fee[0]} | {money(fee[1])}원")
    slip.put(f"쿠폰할인 | -{money(less)}원", discount=less)
    slip.put("---")
    slip.put(f"* 총 결제금액 | {money(total)}원", total=total)
    return total


def _put_means(slip: Slip, rng: Random) -> None:
    card = rng.choice(invention.WORDS["issuers"])
    if chance(rng, 0.6):
        slip.put(f"결제수단 | {card} 일시불", payment_method="card", card_issuer=card)
    else:
        slip.put(f"결제수단 | {rng.choice(['카카오페이', '네이버페이'])}", payment_method="mobile")


def delivery_app(rng: Random) -> Slip:
    """An order of a delivery app."""
    kind = rng.choice(["chicken_pub", "snack_bar", "fast_food", "korean_restaurant"])
    shop, when = invention.shop(rng, KINDS[kind]["nouns"]), invention.moment(rng)
    slip = _screen(rng, rng.choice(["주문상세", "주문내역"]))
    slip.put("배달이 완료되었어요")
    slip.put(f"* {shop.name}", merchant=shop.name)
    slip.put("---")
    slip.put(f"주문번호 | {rng.choice('BTK')}{rng.randint(1, 9)}{rng.randint(10**6, 10**7 - 1)}")
    slip.put(f"주문일시 | {_moment(slip, when, rng)}")
    slip.put("---")
    goods = _put_goods(slip, kind, 5, rng)
    slip.put("---")
    _put_sums(slip, goods, ("배달팁", rng.choice([0, 2000, 3000, 3500])), rng.choice([1000, 2000, 3000]))
    _put_means(slip, rng)
    return slip


def online_order(rng: Random) -> Slip:
    """An order of a web shop, with the seller's numbers at its foot."""
    kind = rng.choice(["stationery", "cosmetics", "hardware_store", "department_store"])
    shop, when = invention.shop(rng, KINDS[kind]["nouns"]), invention.moment(rng)
    slip = _screen(rng, rng.choice(["주문상세", "주문 상세정보", "결제 상세"]))
    slip.put(f"주문번호 | {when:%Y%m%d}{rng.randint(10**7, 10**8 - 1)}")
    slip.put(f"{rng.choice(['주문일시', '결제일시'])} | {_moment(slip, when, rng)}")
    slip.put("---")
    goods = _put_goods(slip, kind, 4, rng)
    slip.put("---")
    _put_sums(slip, goods, ("배송비", rng.choice([0, 2500, 3000])), rng.choice([500, 1000, 1500]))
    _put_means(slip, rng)
    slip.put("---")
    slip.put("* 판매자 정보")
    slip.put(f"상호 | {shop.name}", merchant=shop.name)
    slip.put(f"사업자등록번호 | {shop.number}", business_number=shop.number)
    slip.put(f"연락처 | {shop.phone}", phone=shop.phone)
    return slip

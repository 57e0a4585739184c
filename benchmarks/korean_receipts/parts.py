"""The parts that most Korean receipts share: head, time, payment, foot."""

from datetime import datetime
from random import Random

from benchmarks.korean_receipts.invention import WORDS, Shop, card, chance
from benchmarks.korean_receipts.slip import Slip, money

_WEEKDAYS = "월화수목금토일"


def put_head(slip: Slip, shop: Shop, rng: Random) -> None:
    """Name, business number, owner, address and telephone, in one of four ways."""
    if chance(rng, 0.15):
        slip.put("%logo")
    slip.title(shop.name, merchant=shop.name)
    if chance(rng, 0.5):
        slip.put()
    rng.choice([_head_in_pairs, _head_in_rows, _head_in_the_middle, _head_on_few_lines])(slip, shop, rng)


def _head_in_pairs(slip: Slip, shop: Shop, rng: Random) -> None:
    spaced = chance(rng, 0.5)
    slip.pair(
        rng.choice(["사업자번호", "사업자등록번호", "등록번호"]), shop.number, business_number=shop.number
    )
    slip.pair("대 표 자" if spaced else "대표자", shop.owner)
    slip.pair("주    소" if spaced else "주소", shop.address, address=shop.address)
    slip.pair("전화번호" if spaced else rng.choice(["전화", "TEL"]), shop.phone, phone=shop.phone)


def _head_in_rows(slip: Slip, shop: Shop, rng: Random) -> None:
    slip.put(f"사업자번호 {shop.number}", business_number=shop.number)
    slip.text(shop.address, address=shop.address)
    slip.put(f"대표 {shop.owner} | TEL {shop.phone}", phone=shop.phone)


def _head_in_the_middle(slip: Slip, shop: Shop, rng: Random) -> None:
    slip.put(f"^ {shop.number} / {shop.owner}", business_number=shop.number)
    slip.text(shop.address, "^", address=shop.address)
    if chance(rng, 0.8):
        slip.put(f"^ {rng.choice(['TEL ', 'T.', '☎ ', '전화 '])}{shop.phone}", phone=shop.phone)


def _head_on_few_lines(slip: Slip, shop: Shop, rng: Random) -> None:
    slip.put(f"사업자등록번호: {shop.number}", business_number=shop.number)
    line = f"대표자: {shop.owner}  TEL: {shop.phone}"
    if slip.fits(line):
        slip.put(line, phone=shop.phone)
    if chance(rng, 0.7):
        slip.text(shop.address, address=shop.address)


def put_moment(slip: Slip, when: datetime, rng: Random, label: str | None = None) -> None:
    """Day and time, in one of the ways that tills print them."""
    day, clock = day_and_clock(slip, when, rng)
    till = rng.choice([f"POS:{rng.randint(1, 9):02}", f"No.{rng.randint(1, 9999):04}", ""])
    lines = [f"{label}: {day} {clock}"] if label else [f"[판매] {day} {clock}", f"일시: {day} {clock}",
             f"판매일: {day} {clock}", f"{day} {clock}", f"거래일시 | {day} {clock}"]  # fmt: skip
    line = rng.choice(lines)
    with_till = f"{line} | {till}"
    if till and " | " not in line and slip.fits(with_till):
        line = with_till
    slip.put(line if slip.fits(line) else f"{day} {clock}")


def day_and_clock(slip: Slip, when: datetime, rng: Random) -> tuple[str, str]:
    """The two as texts; what they say goes into the slip's fields."""
    day = when.strftime(
        rng.choice(["%Y-%m-%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y년 %m월 %d일", "%y-%m-%d"])
    )
    if chance(rng, 0.25) and "년" not in day:
        day += f"({_WEEKDAYS[when.weekday()]})"
    with_seconds = chance(rng, 0.55)
    clock = when.strftime("%H:%M:%S" if with_seconds else "%H:%M")
    slip.fields |= {"date": when.date().isoformat(), "time": clock}
    return day, clock


def put_payment(
    slip: Slip, total: int, rng: Random, *, ways: tuple[str, ...] = ("card",) * 7 + ("cash", "cash", "mobile")
) -> None:
    """How it was paid."""
    way = rng.choice(ways)
    slip.fields["payment_method"] = way
    {"card": _by_card, "cash": _by_cash, "mobile": _by_phone}[way](slip, total, rng)


def _by_card(slip: Slip, total: int, rng: Random) -> None:
    slip.put("---")
    shown = rng.choice(["headed", "amount first", "means first"])
    if shown == "headed":
        slip.put(rng.choice(["[신용카드 결제]", "* [카드승인정보]", "^ <신용카드 승인내역>"]))
    elif shown == "amount first":
        slip.sum(rng.choice(["신용카드", "카드결제", "카드"]), total)
    put_card(slip, rng, total if shown == "headed" else None)


def put_card(slip: Slip, rng: Random, total: int | None = None) -> None:
    """Card, issuer and approval, each on a line of its own."""
    paid = card(rng)
    issuer, number = (
        rng.choice(["카드사", "카드종류", "카드명", "발급사"]),
        rng.choice(["카드번호", "카드 번호"]),
    )
    rows = [
        (issuer, paid.issuer, {"card_issuer": paid.issuer}),
        (number, paid.masked, {"card_number_masked": paid.masked}),
        (rng.choice(["승인번호", "승인 번호"]), paid.approval, {"approval_number": paid.approval}),
    ]
    if chance(rng, 0.4):
        rows[0], rows[1] = rows[1], rows[0]
    if total is not None:
        rows.append(("승인금액", f"{money(total)}원", {}))
    if chance(rng, 0.6):
        rows.append(("할부", rng.choice(["일시불", "일시불", "03개월"]), {}))
    for label, value, says in rows:
        slip.pair(label, value, **says)


def _by_cash(slip: Slip, total: int, rng: Random) -> None:
    note = next(one for one in (1_000, 5_000, 10_000, 50_000, 100_000, 10**9) if one >= total)
    given = -(-total // note) * note if note < 10**9 else -(-total // 10_000) * 10_000
    slip.put("---")
    slip.sum(rng.choice(["현금", "현 금", "현금결제"]), total)
    if chance(rng, 0.8):
        slip.sum(rng.choice(["받은금액", "받은돈", "내신금액"]), given)
        slip.sum(rng.choice(["거스름돈", "거스름", "잔돈"]), given - total)


def _by_phone(slip: Slip, total: int, rng: Random) -> None:
    slip.put("---")
    slip.sum(rng.choice(["카카오페이", "네이버페이", "제로페이", "간편결제"]), total)


def put_foot(slip: Slip, rng: Random) -> None:
    """A sentence or two, and perhaps a barcode."""
    slip.put("---")
    for greeting in rng.sample(WORDS["greetings"], rng.randint(1, 2)):
        slip.text(greeting, "^")
    if chance(rng, 0.3) and slip.printer.columns > 32:
        slip.put(f"%barcode {rng.randint(10**11, 10**12 - 1)}")

"""Papers of boxes: simple receipt, tax invoice, hospital bill, bill of a prescription."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from benchmarks.korean_receipts import invention
from benchmarks.korean_receipts.invention import Shop, chance
from benchmarks.korean_receipts.slip import Box, Medium, Slip, money
from benchmarks.korean_receipts.till import KINDS
from benchmarks.korean_receipts.truth import Good
from samples.layout import Printer

_TRADES = {
    "stationery": "문구",
    "hardware_store": "철물",
    "korean_restaurant": "한식",
    "florist": "화훼",
    "snack_bar": "분식",
}

_ENDS = (0.25, 0.2, 0.25, 0.3)
"""Shares of the boxes at the foot of a tax invoice."""


def _form(title: str) -> Slip:
    slip = Slip(Printer(), medium=Medium.FORM)
    slip.put(title)
    return slip


def _goods(rng: Random, kind: str, most: int) -> list[Good]:
    listed = [text.removeprefix("*").rsplit(":", 1) for text in KINDS[kind]["goods"]]
    goods = []
    for name, usual in rng.sample(listed, rng.randint(1, most)):
        count, unit = rng.randint(1, 6), invention.price(rng, int(usual), 100)
        goods.append(Good(name, Decimal(count), unit, unit * count))
    return goods


def _buyer(rng: Random) -> str:
    return f"(주){rng.choice(invention.WORDS['heads'])}{rng.choice(['상사', '물산', '컴퍼니'])}"


def simple_receipt(rng: Random) -> Slip:
    """간이영수증, the pad that small shops fill in."""
    kind = rng.choice(sorted(_TRADES))
    shop, when = invention.shop(rng, KINDS[kind]["nouns"]), invention.moment(rng)
    goods = _goods(rng, kind, 4)
    total = sum(good.amount for good in goods)
    slip = _form("영 수 증")
    slip.fields |= {"document_type": "simple_receipt", "date": when.date().isoformat()}
    slip.row(
        Box(f"No. {rng.randint(1, 400)}", 0.4, "l"),
        Box(f"{_buyer(rng) if chance(rng, 0.6) else ''}  귀하", 0.6),
    )
    _put_supplier(slip, shop, ("소매", _TRADES[kind]))
    slip.row(Box("작성년월일", 0.34), Box("공급대가총액", 0.4), Box("비고", 0.26))
    slip.row(
        Box(_day(when, rng), 0.34),
        Box(f"₩ {money(total)}", 0.4),
        Box("", 0.26),
        total=total,
        gross_total=total,
    )
    slip.row(Box("위 금액을 정히 영수(청구)함.", 1.0))
    _put_goods(slip, goods, when)
    slip.row(Box("합   계", 0.6), Box(f"₩ {money(total)}", 0.4, "r"))
    return slip


def _day(when: datetime, rng: Random) -> str:
    ways = [
        f"{when.year}. {when.month}. {when.day}",
        when.strftime("%Y-%m-%d"),
        f"{when.year}년 {when.month}월 {when.day}일",
    ]
    return rng.choice(ways)


def _put_supplier(slip: Slip, shop: Shop, trade: tuple[str, str]) -> None:
    slip.row(
        Box("공급자", 0.12), Box("사업자등록번호", 0.3), Box(shop.number, 0.58), business_number=shop.number
    )
    slip.row(
        Box("상 호", 0.18), Box(shop.name, 0.42), Box("성명", 0.14), Box(shop.owner, 0.26), merchant=shop.name
    )
    slip.row(Box("사업장소재지", 0.26), Box(shop.address, 0.74), address=shop.address)
    slip.row(Box("업 태", 0.18), Box(trade[0], 0.32), Box("종 목", 0.18), Box(trade[1], 0.32))


def _put_goods(slip: Slip, goods: list[Good], when: datetime) -> None:
    shares = (0.12, 0.34, 0.12, 0.18, 0.24)
    _put_cells(slip, shares, ("월일", "품목", "수량", "단가", "금액"))
    for good in goods:
        sums = (money(good.unit_price or 0), money(good.amount))
        _put_cells(slip, shares, (f"{when.month}/{when.day}", good.name, str(good.quantity), *sums), "mmmrr")
    slip.items = goods


def tax_invoice(rng: Random) -> Slip:
    """전자세금계산서, with seller and buyer side by side."""
    seller = invention.shop(rng, ["상사", "물산", "산업", "유통"], company=True)
    buyer, when = invention.shop(rng, ["컴퍼니", "개발", "디자인"], company=True), invention.moment(rng)
    goods = _goods(rng, rng.choice(["stationery", "hardware_store", "car_repair"]), 3)
    supply = sum(good.amount for good in goods)
    vat = supply // 10
    slip = _form("전자세금계산서")
    slip.fields |= {"document_type": "invoice", "date": when.date().isoformat()}
    approval = f"{when:%Y%m%d}-{rng.randint(10**7, 10**8 - 1)}-{rng.randint(10**7, 10**8 - 1)}"
    slip.row(Box("승인번호", 0.2), Box(approval, 0.8), approval_number=approval)
    slip.row(Box("공급자", 0.5), Box("공급받는자", 0.5))
    slip.row(*_twice("등록번호", seller.number, buyer.number), business_number=seller.number)
    slip.row(*_twice("상호", seller.name, buyer.name), merchant=seller.name)
    slip.row(*_twice("성명", seller.owner, buyer.owner))
    slip.row(*_twice("주소", seller.address, buyer.address), address=seller.address)
    _put_taxed_sums(slip, when, supply, vat)
    _put_taxed_goods(slip, goods, when)
    _put_cells(slip, _ENDS, ("합계금액", "현금", "외상미수금", "이 금액을 (영수) 함"))
    _put_cells(slip, _ENDS, (money(supply + vat), money(supply + vat), "", ""), "rrmm")
    slip.fields["payment_method"] = "cash"
    return slip


def _put_taxed_sums(slip: Slip, when: datetime, supply: int, vat: int) -> None:
    shares = (0.28, 0.28, 0.22, 0.22)
    _put_cells(slip, shares, ("작성일자", "공급가액", "세액", "수정사유"))
    _put_cells(slip, shares, (when.strftime("%Y-%m-%d"), money(supply), money(vat), ""), "mrrm")
    slip.fields |= {"supply": supply, "vat": vat, "total": supply + vat, "gross_total": supply + vat}


def _put_taxed_goods(slip: Slip, goods: list[Good], when: datetime) -> None:
    shares = (0.1, 0.28, 0.1, 0.16, 0.2, 0.16)
    _put_cells(slip, shares, ("월일", "품목", "수량", "단가", "공급가액", "세액"))
    for good in goods:
        sums = (money(good.unit_price or 0), money(good.amount), money(good.amount // 10))
        _put_cells(slip, shares, (f"{when:%m/%d}", good.name, str(good.quantity), *sums), "mmmrrr")
    slip.items = goods


def _put_cells(slip: Slip, shares: Sequence[float], texts: Sequence[str], aligned: str = "") -> None:
    """A row of boxes, in the middle unless `aligned` says otherwise, a letter a box."""
    letters = aligned or "m" * len(texts)
    slip.row(*(Box(*cell) for cell in zip(texts, shares, letters, strict=True)))


def _twice(label: str, left: str, right: str) -> tuple[Box, ...]:
    return Box(label, 0.13), Box(left, 0.37), Box(label, 0.13), Box(right, 0.37)


def hospital_bill(rng: Random) -> Slip:
    """진료비 계산서·영수증: what the patient paid is the total, not what the treatment costs."""
    clinic = invention.shop(
        rng, ["내과의원", "정형외과의원", "이비인후과의원", "치과의원", "한의원", "안과의원"]
    )
    when = invention.moment(rng)
    slip = _form("진료비 계산서·영수증")
    day = when.strftime("%Y-%m-%d")
    slip.row(
        Box("환자등록번호", 0.25),
        Box(f"{rng.randint(1, 99999):08}", 0.25),
        Box("환자성명", 0.2),
        Box(f"{rng.choice('김이박최')}*{rng.choice('준우민서')}", 0.3),
    )
    slip.row(Box("진료기간", 0.25), Box(day, 0.75))
    _put_cells(slip, (0.28, 0.24, 0.24, 0.24), ("항목", "본인부담금", "공단부담금", "비급여"))
    sums = [0, 0, 0]
    for name in rng.sample(
        ["진찰료", "주사료", "검사료", "처치 및 수술료", "영상진단료", "이학요법료", "투약료"],
        rng.randint(2, 4),
    ):
        own, fund, free = (
            rng.randrange(low, high, 100) for low, high in ((1000, 9000), (2000, 22000), (0, 30000))
        )
        free = free if chance(rng, 0.4) else 0
        sums = [before + now for before, now in zip(sums, (own, fund, free), strict=True)]
        slip.row(Box(name, 0.28), *(Box(money(value), 0.24, "r") for value in (own, fund, free)))
    slip.row(Box("합계", 0.28), *(Box(money(value), 0.24, "r") for value in sums))
    paid = sums[0] + sums[2]
    slip.row(Box("진료비총액", 0.3), Box(money(sum(sums)), 0.7, "r"))
    slip.row(Box("환자부담총액", 0.3), Box(money(paid), 0.7, "r"))
    means = rng.choice(["카드", "현금"])
    slip.row(
        Box("납부한 금액", 0.3), Box(means, 0.3), Box(money(paid), 0.4, "r"), total=paid, gross_total=paid
    )
    slip.fields |= {"payment_method": "card" if means == "카드" else "cash", "date": day}
    _put_clinic(slip, clinic, day)
    return slip


def _put_clinic(slip: Slip, clinic: Shop, day: str) -> None:
    slip.row(Box("요양기관명", 0.24), Box(clinic.name, 0.76), merchant=clinic.name)
    slip.row(Box("사업자등록번호", 0.3), Box(clinic.number, 0.7), business_number=clinic.number)
    slip.row(Box("사업장소재지", 0.26), Box(clinic.address, 0.74), address=clinic.address)
    slip.row(
        Box("전화번호", 0.24),
        Box(clinic.phone, 0.36),
        Box("대표자", 0.16),
        Box(clinic.owner, 0.24),
        phone=clinic.phone,
    )
    slip.row(Box("발행일", 0.24), Box(day, 0.76))


def prescription_bill(rng: Random) -> Slip:
    """약제비 계산서·영수증 of a pharmacy."""
    pharmacy, day = invention.shop(rng, ["약국", "큰약국"]), invention.moment(rng).strftime("%Y-%m-%d")
    slip = _form("약제비 계산서·영수증")
    slip.row(
        Box("환자성명", 0.25),
        Box(f"{rng.choice('김이박최')}*{rng.choice('준우민서')}", 0.25),
        Box("조제일자", 0.2),
        Box(day, 0.3),
        date=day,
    )
    slip.row(
        Box("투약일수", 0.25),
        Box(f"{rng.randint(2, 30)}일", 0.25),
        Box("방문유형", 0.2),
        Box("처방조제", 0.3),
    )
    own, fund = rng.randrange(1200, 14000, 100), rng.randrange(3000, 40000, 10)
    free = rng.choice([0, 0, rng.randrange(1000, 9000, 100)])
    for label, value in (
        ("약제비총액", own + fund + free),
        ("본인부담금", own),
        ("보험자부담금", fund),
        ("비급여", free),
    ):
        slip.row(Box(label, 0.5), Box(f"{money(value)}원", 0.5, "r"))
    paid = own + free
    slip.row(
        Box(rng.choice(["총수납금액", "영수금액", "납부금액"]), 0.5),
        Box(f"{money(paid)}원", 0.5, "r"),
        total=paid,
        gross_total=paid,
    )
    means = rng.choice(["카드", "현금"])
    slip.row(Box("수납방법", 0.5), Box(means, 0.5), payment_method="card" if means == "카드" else "cash")
    _put_clinic(slip, pharmacy, day)
    return slip

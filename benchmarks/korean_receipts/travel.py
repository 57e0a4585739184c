"""Receipts of the road and of an evening out: taxi, petrol, parking, toll, train, bus, cinema, hotel."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from benchmarks.korean_receipts import invention
from benchmarks.korean_receipts.invention import Shop, chance
from benchmarks.korean_receipts.parts import (
    day_and_clock,
    put_card,
    put_foot,
    put_head,
    put_moment,
    put_payment,
)
from benchmarks.korean_receipts.slip import Slip, money, new_slip
from benchmarks.korean_receipts.till import put_goods, vat_in
from benchmarks.korean_receipts.truth import Good

_STATIONS = (
    "서울",
    "용산",
    "대전",
    "동대구",
    "부산",
    "광주송정",
    "전주",
    "강릉",
    "천안아산",
    "오송",
    "익산",
    "목포",
)


def _plate(rng: Random) -> str:
    return f"{rng.randint(10, 399)}{rng.choice('가나다라마바사아자하')}{rng.randint(1000, 9999)}"


def _put_shop(slip: Slip, shop: Shop, rng: Random, *, phone: bool = True) -> None:
    slip.pair(rng.choice(["상호", "상 호"]), shop.name, merchant=shop.name)
    slip.pair(rng.choice(["사업자번호", "사업자등록번호"]), shop.number, business_number=shop.number)
    if phone:
        slip.pair(rng.choice(["전화번호", "연락처"]), shop.phone, phone=shop.phone)


def _put_total(slip: Slip, label: str, total: int) -> None:
    slip.sum(label, total, "+", total=total, gross_total=total)


def taxi(rng: Random) -> Slip:
    """The meter's receipt: fare, surcharge, toll."""
    slip = new_slip(rng, columns=(32, 32, 42))
    slip.title(rng.choice(["영 수 증", "택시 영수증"]))
    slip.put("^ (택시요금)")
    _put_shop(slip, invention.shop(rng, ["운수", "택시", "교통"], company=chance(rng, 0.6)), rng)
    slip.pair(
        "차량번호", f"{rng.choice(['서울', '경기', '부산'])}{rng.randint(30, 39)}바{rng.randint(1000, 9999)}"
    )
    when = invention.moment(rng)
    start = when - timedelta(minutes=rng.randint(6, 55))
    day, clock = day_and_clock(slip, when, rng)
    slip.pair("거래일시", f"{day} {clock}")
    slip.pair("승하차", f"{start:%H:%M} ~ {when:%H:%M} / {rng.randint(15, 220) / 10}km")
    slip.put("---")
    fare, toll = rng.randrange(4800, 42000, 100), rng.choice([0, 0, 1900, 2600])
    slip.sum(rng.choice(["주행요금", "승차요금", "미터요금"]), fare)
    slip.sum("통행료", toll)
    _put_total(slip, rng.choice(["결제요금", "합 계", "합계", "총 요금"]), fare + toll)
    slip.put("---")
    slip.fields["payment_method"] = "card"
    put_card(slip, rng)
    put_foot(slip, rng)
    return slip


def petrol(rng: Random) -> Slip:
    """Litres of three digits behind the point; most people buy for a round sum."""
    slip = new_slip(rng, columns=(42, 48))
    put_head(slip, invention.shop(rng, ["주유소", "셀프주유소", "충전소"]), rng)
    slip.put("---")
    put_moment(slip, invention.moment(rng), rng)
    slip.put("---")
    unit, paid = rng.randrange(1390, 1890, 5), rng.choice([30000, 50000, 50000, 70000, 100000])
    litres = (Decimal(paid) / unit).quantize(Decimal("0.001"))
    good = Good(rng.choice(["휘발유", "경유", "고급휘발유", "무연휘발유"]), litres, unit, paid)
    right = slip.printer.columns
    slip.stops = (right - 21, right - 12, right)
    slip.put(f"{rng.choice(['유종', '품명'])} | 단가 | 수량(L) | 금액")
    slip.put(f"{good.name} | {money(unit)} | {litres} | {money(paid)}")
    slip.items = [good]
    slip.put("---")
    vat = vat_in(paid)
    slip.sum("공급가액", paid - vat, supply=paid - vat)
    slip.sum(rng.choice(["부가세", "부 가 세"]), vat, vat=vat)
    _put_total(slip, rng.choice(["합계", "합 계", "결제금액"]), paid)
    slip.pair("차량번호", _plate(rng))
    put_payment(slip, paid, rng, ways=("card",))
    put_foot(slip, rng)
    return slip


def parking(rng: Random) -> Slip:
    """A fee by the time, often with a discount of the shop that was visited."""
    slip = new_slip(rng, columns=(32, 42))
    slip.title(rng.choice(["주차요금 영수증", "주차 영수증", "주차장 영수증"]))
    _put_shop(slip, invention.shop(rng, ["주차장", "공영주차장", "타워주차장"]), rng, phone=chance(rng, 0.6))
    slip.pair("차량번호", _plate(rng))
    when = invention.moment(rng)
    minutes = rng.randint(25, 400)
    day, clock = day_and_clock(slip, when, rng)
    slip.pair("입차시간", f"{when - timedelta(minutes=minutes):%Y-%m-%d %H:%M}")
    slip.pair("출차시간", f"{day} {clock}")
    slip.pair("주차시간", f"{minutes // 60}시간 {minutes % 60}분" if minutes > 59 else f"{minutes}분")
    slip.put("---")
    fee = max(1000, minutes // 10 * rng.choice([300, 500, 1000]))
    less = rng.choice([0, 0, fee // 2 // 100 * 100])
    if less:
        slip.sum("주차요금", fee, gross_total=fee)
        slip.sum(rng.choice(["할인금액", "감면금액", "할인요금"]), -less, discount=less)
        slip.sum(rng.choice(["결제금액", "영수금액", "납부금액"]), fee - less, "+", total=fee - less)
    else:
        _put_total(slip, rng.choice(["주차요금", "결제금액", "영수금액"]), fee)
    put_payment(slip, fee - less, rng, ways=("card", "card", "cash"))
    return slip


def toll(rng: Random) -> Slip:
    """통행료 of an expressway."""
    slip = new_slip(rng, columns=(32,))
    slip.title(rng.choice(["통행료 영수증", "통행요금 영수증"]))
    _put_shop(
        slip, invention.shop(rng, ["고속도로", "도로공사", "대교"], company=True), rng, phone=chance(rng, 0.5)
    )
    start, end = rng.sample(["가람", "나루", "들녘", "솔뫼", "너른", "여울", "달빛"], 2)
    slip.pair("입구영업소", start)
    slip.pair("출구영업소", end)
    slip.pair("차종", f"{rng.randint(1, 3)}종")
    day, clock = day_and_clock(slip, invention.moment(rng), rng)
    slip.pair(rng.choice(["통행일시", "출구일시", "거래일시"]), f"{day} {clock}")
    slip.put("---")
    _put_total(slip, rng.choice(["통행요금", "통행료", "납부금액"]), rng.randrange(1000, 21000, 100))
    slip.pair("결제방법", rng.choice(["현금", "신용카드"]))
    slip.fields["payment_method"] = "cash" if "현금" in slip.lines[-1] else "card"
    slip.put("^ 안전운전 하십시오")
    return slip


def train_ticket(rng: Random) -> Slip:
    """승차권 with its receipt: the fare of one or more seats, some with a discount."""
    slip = new_slip(rng, columns=(42, 48))
    start, end = rng.sample(_STATIONS, 2)
    when = invention.moment(rng)
    leaves = when + timedelta(days=rng.randint(1, 20), minutes=rng.randint(1, 300))
    seats, fare = rng.randint(1, 3), rng.randrange(8400, 62000, 100)
    slip.title(rng.choice(["승차권 영수증", "승차권(영수증)"]))
    slip.title(f"{start} → {end}")
    seat = f"{rng.randint(1, 16)}호차 {rng.randint(1, 15)}{rng.choice('ABCD')}"
    slip.put(f"열차 KTX {rng.randint(101, 899)} | {seat}")
    slip.put(f"출발 {leaves:%m월 %d일 %H:%M} | {seats}명")
    slip.put("---")
    less = rng.choice([0, seats * fare // 10 // 100 * 100])
    if less:
        slip.sum("운임", seats * fare, gross_total=seats * fare)
        slip.sum("할인금액", -less, discount=less)
        slip.sum("영수금액", seats * fare - less, "+", total=seats * fare - less)
    else:
        _put_total(slip, rng.choice(["운임", "영수금액", "승차요금"]), seats * fare)
    slip.put("---")
    slip.fields["payment_method"] = "card"
    put_card(slip, rng)
    day, clock = day_and_clock(slip, when, rng)
    slip.pair(rng.choice(["발행일시", "발매일시", "결제일시"]), f"{day} {clock}")
    slip.put("---")
    seller = invention.shop(rng, ["철도", "고속철도"], company=True)
    slip.pair("발행처", seller.name, merchant=seller.name)
    slip.pair("사업자등록번호", seller.number, business_number=seller.number)
    return slip


def bus_ticket(rng: Random) -> Slip:
    """A coach from one terminal to another."""
    slip = new_slip(rng, columns=(32, 42))
    start, end = rng.sample(_STATIONS, 2)
    when = invention.moment(rng)
    seller = invention.shop(rng, ["고속", "고속버스터미널", "여객"])
    slip.title(seller.name, merchant=seller.name)
    slip.put("^ [승차권 영수증]")
    slip.pair("사업자번호", seller.number, business_number=seller.number)
    slip.pair("문의", seller.phone, phone=seller.phone)
    slip.put("---")
    slip.put(f"* {start} → {end}")
    slip.pair("출발", f"{when + timedelta(hours=rng.randint(1, 9)):%m-%d %H:%M}")
    slip.pair("등급", f"{rng.choice(['우등', '일반', '프리미엄'])} {rng.randint(1, 28)}번")
    slip.put("---")
    total = rng.randrange(7000, 48000, 100)
    _put_total(slip, rng.choice(["요금", "결제금액", "영수금액"]), total)
    put_payment(slip, total, rng, ways=("card", "card", "cash"))
    day, clock = day_and_clock(slip, when, rng)
    slip.pair(rng.choice(["발행일시", "발권일시"]), f"{day} {clock}")
    return slip


def cinema(rng: Random) -> Slip:
    """Seats, and something to eat."""
    slip = new_slip(rng)
    put_head(slip, invention.shop(rng, ["시네마", "영화관", "극장"]), rng)
    slip.put("---")
    when = invention.moment(rng)
    film = rng.choice(["달의 뒷면", "여름의 끝", "마지막 파도", "도시의 새벽", "고양이 탐정"])
    slip.put(f"* {film}")
    seat = f"{rng.randint(1, 9)}관 {rng.choice('ABCDEFGH')}{rng.randint(1, 19)}"
    slip.put(f"{seat} | {when + timedelta(hours=1):%m/%d %H:%M}")
    slip.put("---")
    goods = [
        ("일반", rng.choice([13000, 14000, 15000])),
        ("청소년", 11000),
        ("팝콘(L)", 6500),
        ("콜라(M)", 3500),
        ("핫도그", 5500),
    ]
    picked = [goods[0], *rng.sample(goods[1:], rng.randint(0, 3))]
    bought = [
        Good(name, Decimal(count), unit, unit * count)
        for name, unit in picked
        for count in [rng.randint(1, 3)]
    ]
    put_goods(slip, bought, rng)
    slip.put("---")
    total = sum(good.amount for good in bought)
    _put_total(slip, rng.choice(["총금액", "총 결제금액", "합계"]), total)
    put_payment(slip, total, rng, ways=("card", "card", "mobile"))
    put_moment(slip, when, rng, "판매일시")
    put_foot(slip, rng)
    return slip


def hotel(rng: Random) -> Slip:
    """The folio of a guest: nights, service charge, VAT."""
    slip = new_slip(rng, columns=(48,))
    put_head(slip, invention.shop(rng, ["호텔", "관광호텔", "리조트"]), rng)
    slip.put("---")
    when = invention.moment(rng)
    nights, rate = rng.randint(1, 4), rng.randrange(60000, 240000, 10000)
    guest = f"{rng.choice('김이박최정')}*{rng.choice('민서지우')}"
    slip.put(f"객실번호 {rng.randint(3, 18)}{rng.randint(1, 30):02} | 투숙객 {guest}")
    slip.put(f"입실일 {when - timedelta(days=nights):%Y-%m-%d} | 퇴실일 {when:%Y-%m-%d}")
    slip.put("---")
    goods = [Good(rng.choice(["객실료", "숙박료"]), Decimal(nights), rate, nights * rate)]
    if chance(rng, 0.5):
        goods.append(Good(rng.choice(["미니바", "조식뷔페", "세탁서비스"]), Decimal(1), 25000, 25000))
    put_goods(slip, goods, rng)
    slip.put("---")
    price = sum(good.amount for good in goods)
    vat = (price + price // 10) // 10
    slip.sum("봉사료", price // 10, service_charge=price // 10)
    slip.sum(rng.choice(["부가세", "부가가치세"]), vat, vat=vat)
    _put_total(slip, rng.choice(["합계", "총 합계"]), price + price // 10 + vat)
    put_payment(slip, price + price // 10 + vat, rng, ways=("card",))
    put_moment(slip, when, rng, "결제일시")
    return slip

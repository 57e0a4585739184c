"""What payment terminals print: card slips, their cancellation, and cash receipts."""

from random import Random

from benchmarks.korean_receipts import invention
from benchmarks.korean_receipts.invention import Shop, chance
from benchmarks.korean_receipts.parts import day_and_clock, put_card, put_foot
from benchmarks.korean_receipts.slip import Slip, new_slip
from benchmarks.korean_receipts.till import KINDS, vat_in

_WIDTHS = (32, 32, 42)


def card_slip(rng: Random) -> Slip:
    """신용카드 매출전표."""
    return _card_slip(rng, sign=1)


def card_cancellation(rng: Random) -> Slip:
    """The same with every sum negative."""
    return _card_slip(rng, sign=-1)


def _card_slip(rng: Random, sign: int) -> Slip:
    slip, shop = new_slip(rng, columns=_WIDTHS), _any_shop(rng)
    slip.fields |= {"document_type": "card_slip", "payment_method": "card"}
    slip.title(
        rng.choice(["신용카드 매출전표", "신용카드매출전표", "[ 신용승인 ]" if sign > 0 else "[ 취소전표 ]"])
    )
    slip.put(rng.choice(["^ (고객용)", "^ [회원용]"]))
    if sign < 0:
        slip.title(rng.choice(["** 승인취소 **", "[승인취소]"]), transaction="cancellation")
    shop_first = chance(rng, 0.6)
    if shop_first:
        _put_shop(slip, shop, rng)
        slip.put("===")
    day, clock = day_and_clock(slip, invention.moment(rng), rng)
    put_card(slip, rng)
    slip.pair("취소일시" if sign < 0 else rng.choice(["거래일시", "승인일시"]), f"{day} {clock}")
    slip.put("---")
    _put_amounts(slip, sign * invention.price(rng, rng.choice([8000, 25000, 60000, 180000]), 500), rng)
    slip.put("---")
    if not shop_first:
        _put_shop(slip, shop, rng)
    slip.pair("가맹점번호", f"{rng.randint(10**9, 10**10 - 1)}")
    slip.pair(rng.choice(["단말기번호", "CAT ID"]), f"{rng.randint(10**7, 10**8 - 1)}")
    if chance(rng, 0.5):
        slip.put("서명 | (무서명 거래)")
    put_foot(slip, rng)
    return slip


def _any_shop(rng: Random) -> Shop:
    return invention.shop(rng, KINDS[rng.choice(sorted(KINDS))]["nouns"])


def _put_shop(slip: Slip, shop: Shop, rng: Random) -> None:
    slip.pair(rng.choice(["가맹점명", "가맹점", "상호"]), shop.name, merchant=shop.name)
    slip.pair(rng.choice(["사업자번호", "사업자등록번호"]), shop.number, business_number=shop.number)
    slip.pair(rng.choice(["대표자", "대표자명"]), shop.owner)
    slip.pair(rng.choice(["전화번호", "TEL"]), shop.phone, phone=shop.phone)
    slip.pair("주소", shop.address, address=shop.address)


def _put_amounts(slip: Slip, total: int, rng: Random) -> None:
    vat = vat_in(total)
    slip.sum(rng.choice(["금 액", "공급가액", "거래금액"]), total - vat, supply=total - vat)
    slip.sum(rng.choice(["부 가 세", "부가세", "세금"]), vat, vat=vat)
    if chance(rng, 0.4):
        slip.sum("봉 사 료", 0, service_charge=0)
    slip.sum(rng.choice(["합 계", "합계", "승인금액"]), total, "+", total=total, gross_total=total)


def cash_receipt(rng: Random) -> Slip:
    """현금영수증, for a private deduction or for a firm's expenses."""
    slip, shop = new_slip(rng, columns=_WIDTHS), _any_shop(rng)
    slip.fields |= {"document_type": "cash_receipt", "payment_method": "cash"}
    private = chance(rng, 0.5)
    purpose = "소득공제" if private else "지출증빙"
    known_by = (
        f"010-****-{rng.randint(1000, 9999)}"
        if private
        else f"9{rng.randint(10, 99)}-8{rng.randint(1, 8)}-*****"
    )
    slip.title(rng.choice(["현금영수증", "현 금 영 수 증", "현금(현금영수증)"]))
    slip.put(f"^ ({purpose}{rng.choice(['용', ''])})")
    slip.put()
    _put_shop(slip, shop, rng)
    slip.put("---")
    day, clock = day_and_clock(slip, invention.moment(rng), rng)
    slip.pair("거래일시", f"{day} {clock}")
    slip.pair("거래구분", f"현금({purpose})")
    slip.pair(rng.choice(["식별번호", "신분확인번호"]), known_by)
    slip.put("---")
    _put_amounts(slip, invention.price(rng, rng.choice([6000, 20000, 45000, 120000]), 500), rng)
    slip.put("---")
    approval = f"{rng.randint(10**8, 10**9 - 1)}"
    slip.pair(rng.choice(["승인번호", "현금영수증 승인번호"]), approval, approval_number=approval)
    slip.put("국세청 문의 : 국번없이 126")
    return slip

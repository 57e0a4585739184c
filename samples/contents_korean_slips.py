"""Slips of Korean payment terminals and apps, invented as `samples.contents_korean` says."""

from receipts.domain.receipt import DocumentType, Transaction
from samples.model import Facts, Held, Item, Medium, Sample

_CARD_SLIP = Sample(
    file="card_slip_exif_sideways.jpg",
    held=Held.SIDEWAYS_TOLD_BY_EXIF,
    facts=Facts(
        merchant="한결문구사",
        business_number="904-87-30250",
        date="2026-05-14",
        time="10:05:33",
        currency="KRW",
        total="45500",
        gross_total="45500",
        supply="41364",
        vat="4136",
        service_charge="0",
        document_type=DocumentType.CARD_SLIP,
    ),
    text="""\
# 신용카드 매출전표
^ (고객용)

가맹점명 | 한결문구사
사업자번호 | 904-87-30250
대표자 | 노아름
전화번호 | 042-0000-3359
주소 | 대전 새벽구 연필로 51
===
카드종류 | 새길카드 (신용)
카드번호 | 4000-00**-****-7742
거래일시 | 2026/05/14 10:05:33
거래유형 | 신용승인
할부개월 | 일시불
---
금 액 | 41,364원
부 가 세 | 4,136원
봉 사 료 | 0원
+ 합 계 | 45,500원
---
승인번호 | 30582914
가맹점번호 | 0070015528
매입사 | 새길카드
단말기번호 | 88201467
===
서명 | (무서명 거래)

^ 이용해 주셔서 감사합니다
""",
)

_CARD_CANCELLATION = Sample(
    file="card_cancellation.jpg",
    facts=Facts(
        merchant="한결문구사",
        business_number="904-87-30250",
        date="2026-05-15",
        time="09:41:20",
        currency="KRW",
        total="-45500",
        gross_total="-45500",
        supply="-41364",
        vat="-4136",
        service_charge="0",
        document_type=DocumentType.CARD_SLIP,
        transaction=Transaction.CANCELLATION,
    ),
    text="""\
# 신용카드 매출전표
# ** 승인취소 **

가맹점명 | 한결문구사
사업자번호 | 904-87-30250
대표자 | 노아름
전화번호 | 042-0000-3359
주소 | 대전 새벽구 연필로 51
===
카드종류 | 새길카드 (신용)
카드번호 | 4000-00**-****-7742
취소일시 | 2026/05/15 09:41:20
원거래일 | 2026/05/14
거래유형 | 승인취소
할부개월 | 일시불
---
금 액 | -41,364원
부 가 세 | -4,136원
봉 사 료 | 0원
+ 합 계 | -45,500원
---
승인번호 | 30582914
가맹점번호 | 0070015528
단말기번호 | 88201467
===
^ 위 거래가 취소되었습니다
""",
)

_DELIVERY_SLIP = Sample(
    file="delivery_app_slip.png",
    medium=Medium.PHONE_SCREEN,
    facts=Facts(
        merchant="달토끼분식",
        business_number="908-25-70649",
        date="2026-04-30",
        time="18:27:14",
        currency="KRW",
        total="26500",
        gross_total="26500",
        supply="24091",
        vat="2409",
        document_type=DocumentType.CARD_SLIP,
    ),
    text="""\
* 매출전표

승인번호 | 90244713
카드종류 | 하늘카드
카드번호 | 400000******2093
할부 | 일시불
결제일자 | 2026-04-30 18:27:14
취소일자 | -
주문메뉴 | 로제떡볶이 외 2
주문번호 | D30K7Q1M
---
* 가맹점 정보

가맹점 | (주)바로한그릇
대표자명 | 배온유
사업자등록번호 | 907-81-84530
가맹점 전화번호 | 1800-0000
가맹점 주소 | 서울 은하구 배달로 7
---
* 판매자 정보

판매자 상호 | 달토끼분식
대표자명 | 류하늬
사업자등록번호 | 908-25-70649
판매자 전화번호 | 070-0000-5812
판매자 주소 | 경기 달빛시 계수로 15
---
* 총 결제금액

금액 | 24,091원
부가세 | 2,409원
* 합계 | 26,500원
""",
)

_CASH_RECEIPT = Sample(
    file="cash_receipt.jpg",
    stops=(29, 42),
    facts=Facts(
        merchant="무지개세차장",
        business_number="909-52-01379",
        date="2026-05-08",
        time="16:10:42",
        currency="KRW",
        total="35000",
        gross_total="35000",
        supply="31818",
        vat="3182",
        document_type=DocumentType.CASH_RECEIPT,
        items=(
            Item("손세차(중형)", "1", None, "25000"),
            Item("실내크리닝", "1", None, "10000"),
        ),
    ),
    text="""\
# 현금영수증
^ (지출증빙용)

상호 | 무지개세차장
사업자번호 | 909-52-01379
대표자 | 구슬기
주소 | 부산 파도구 물결로 64
전화 | 051-0000-9043
---
거래일시 | 2026-05-08 16:10:42
거래구분 | 현금(지출증빙)
식별번호 | 910-86-*****
---
품명 | 수량 | 금액
손세차(중형) | 1 | 25,000
실내크리닝 | 1 | 10,000
---
공급가액 | 31,818원
부가가치세 | 3,182원
+ 합계 | 35,000
---
현금영수증 승인번호 | 112508364
국세청 문의 : 국번없이 126

^ 세차 후 물기를 확인하세요
""",
)

KOREAN_SLIPS: tuple[Sample, ...] = (_CARD_SLIP, _CARD_CANCELLATION, _DELIVERY_SLIP, _CASH_RECEIPT)

"""Fares, tolls and parking: what a ride or a place to stand costs is the sum itself, and no goods."""

import re
from collections.abc import Sequence

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.fields.goods_together import FoundItem

_FARE = re.compile(
    r"(?:택시|버스|운행|주행|미터|메타|승차|승차권|통행|주차|하이패스|톨게이트|도로|도로이용|주차이용)(?:요금|료|비|금액)|"
    r"톨비|운임|유료도로(?:료|요금)?|"
    r"(?:(?:TAXI|CAB|TRIP|RIDE|METER|BASE|BUS|TRAIN|FERRY|TOLL)\s)?FARE|METER|"
    r"(?:ROAD\s)?TOLLS?(?:\s(?:FEES?|CHARGES?|AMOUNT))?|PARKING(?:\s(?:FEES?|CHARGES?|RATE|AMOUNT))?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:기본|추가|초과|시간|거리|시간거리|호출|예약|심야|할증|심야할증|시계외|시외|시계외할증|시외할증)(?:요금|료|비)?|"
    r"(?:TIME|DISTANCE|MILEAGE|WAITING(?:\sTIME)?|FLAT|DAILY|HOURLY|NIGHT|AIRPORT|BOOKING|EXTRAS?|STATE)?\s?"
    r"(?:RATES?|FEES?|SURCHARGES?|SRCHRG|CHARGES?)?",
    re.IGNORECASE,
)
"""What makes up a fare. Alone it may be of something else: 기본요금 of a telephone."""
_AROUND = re.compile(r"\s?\(.*\)|\d+\s?분|[^\w\s]|(?<=[가-힣])\s(?=[가-힣])")
_OF_A_RIDE = re.compile(
    r"승\s?차|하\s?차|입\s?차|출\s?차|주\s?차\s?(?:장|요금|비|료|금액|시간|영수|정산|관리)|통\s?행|택\s?시|운\s?임|"
    r"하이패스|톨게이트|\b(?:FARE|TAXI|CAB|TOLLS?|PARKING|GARAGE)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"무\s?료|가능|지원|안내|등록|문의|\b(?:FREE|VALIDAT\w+|AVAILABLE)\b", re.IGNORECASE)
"""Where customers may park: 주차 2시간 무료."""


def without_fares(ledger: Ledger, items: Sequence[FoundItem]) -> tuple[FoundItem, ...]:
    """No items where all of them are a fare or parts of it. Beside other goods it is one of them: parking on
    the bill of a hotel; and so is a ticket that says for whom it is, 어른 1매.
    """
    names = [_AROUND.sub("", item.name).strip() for item in items]
    are_fares = all(name and (_FARE.fullmatch(name) or _PART.fullmatch(name)) for name in names)
    is_of_a_ride = any(_OF_A_RIDE.search(row.text) and not _NOTICE.search(row.text) for row in ledger.rows)
    return () if are_fares and is_of_a_ride else tuple(items)

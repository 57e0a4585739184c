"""The words that announce a number: a card's, a resident's, or another that is to stay whole."""

import re
from functools import lru_cache

CARD, OTHER, NUMBER = "card", "other", "number"
"""What a word says of the number behind it; NUMBER where it says only that it is one."""
MOST_LETTERS, LONGEST_GAP = 16, 48

CARD_WORD = re.compile(
    r"(?<!포인트)(?<!멤버십)(?<!멤버쉽)(?<!회원)(?<!적립)카\s?드\s?(?:번\s?호|NO|넘버|#)?"
    r"(?!\s?(?:매출|매입|금액|건수|합계|소계|총액|입금|수수료|할인|잔액|정산|집계))"
    r"|CARD\s?(?:NO|NUM(?:BER)?|#)?|\bPAN\b|VISA|MASTER|AMEX|JCB|UNION\s?PAY|신용|체크",
    re.IGNORECASE,
)
OTHER_WORD = re.compile(
    r"승인|거래|전표|단말|가맹|매장|사업자|등록|전화|문의|연락|팩스|일시|일자|날짜|시간|합계|금액|총액|공급|부가|과세"
    r"|면세|주문|영수증|송장|운송|배송|예약|발권|바코드|상품\s?코드|계좌|쿠폰|포인트|관리|일련|조회|국세청|등기|우편|멤버십|멤버쉽|전자\s?납부|납부\s?번호|접수|대기|승차권|매출|매입|입금|정산|집계"
    r"|(?<![A-Z])(?:TEL|FAX|H\.?P|DATE|TIME|TOTAL|ORDER|INVOICE|APPR\w*|AUTH\w*|TID|MID|CAT\s?ID|TRACE|TRANS\w*|REF|SEQ|BAR\s?CODE"
    r"|EAN|GTIN|UPC|POS|BILL|TRACKING|SERIAL|GST|VAT|REG|TERMINAL|MERCHANT|AMOUNT|SUBTOTAL|TAX)(?![A-Z])",
    re.IGNORECASE,
)
ENDS_NUMBER = re.compile(r"고객|회원|번호|원|\$|₩|￦|€|£|(?<![A-Z])(?:NO|MEMBER)(?![A-Z])", re.IGNORECASE)
"""What stands between two numbers, but in none."""
RESIDENT_WORD = re.compile(
    r"주\s?민\s?(?:등\s?록)?\s?(?:번\s?호|NO)|외국인\s?(?:등록)?\s?번호|주민등록", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def announcer(before: str) -> str:
    """Whether the last word before a number says that it is a card's, or something else's."""
    above, _, beside = before.rpartition("\n")
    said = CARD_WORD.sub("\x01", beside if any(map(str.isalpha, beside)) else above.rpartition("\n")[2])
    other = max((found.end() for found in OTHER_WORD.finditer(said)), default=-1)
    card = said.rfind("\x01")
    if max(other, card) < 0 or len(said) - max(other, card) > MOST_LETTERS:
        return ""
    return CARD if card >= other else OTHER

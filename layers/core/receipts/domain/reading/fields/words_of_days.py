"""What stands before or behind a day and says whose it is: the sale's, the paper's, or another event's."""

import re

OF_THE_PAPER = re.compile(
    r"(?:출\s?력|발\s?행|인\s?쇄|발\s?급)\s?(?:일시|일자|시간|일)|재\s?(?:출력|발행|인쇄|발급|교부)|영\s?업\s?일|마감|다운로드|RE-?PRINT|PRINTED|\bVER\b|버전",
    re.IGNORECASE,
)
"""When the paper was printed, once more perhaps, or which day the shop books it on: the sale has a moment of
its own, unless nothing else is printed.
"""
OF_THE_PRINT = re.compile(
    r"(?:출\s?력|인\s?쇄|다운로드)\s?(?:일시|일자|시간|일)?\W*$|(?:\bVER(?:SION)?|\bS/?W|버\s?전)\W*$",
    re.IGNORECASE,
)
"""Right before a day: what was sold before may be printed then, and the till's program be of that day."""
DUE = re.compile(r"(?:결제|납부|출금|이체)일\W*$")
OF_A_BILL = re.compile(r"이용\s?대금|청\s?구\s?서|고\s?지\s?서")
"""Of these the day is still to come on which money will be drawn."""
ONCE_MORE = re.compile(r"재\s?(?:출력|발행|인쇄|발급|교부)|RE-?PRINT|DUPLICATE", re.IGNORECASE)
"""What was printed again was sold before: its word counts for nothing where another moment is printed."""
PRINTED_AND_SOLD = re.compile(
    r"(?:출력|발행|인쇄|발급)[가-힣]{0,2}\s?/\s?(?:계산|판매|거래|결제|승인|주문)[가-힣]{0,2}"
)
OF_A_JOURNEY = re.compile(
    r"출\s?발|도\s?착|탑\s?승|가는\s?편|오는\s?편|편\s?명|항공편|여정|DEPART|ARRIV|FLIGHT|CHECK.?(?:IN|OUT)|"
    r"ANREISE|ABREISE|LLEGADA|PARTENZA|AANKOMST|VERTREK",
    re.IGNORECASE,
)
"""Before a date: when the ticket takes its bearer somewhere, though the word announces a place."""
TO_COME = re.compile(
    r"(?:(?:다음|차기)\s?[가-힣]{0,4}\s?[가-힣]{0,3}|재\s?(?:방문|내원|진료)일?|예\s?[약정]\s?(?:일시?|일자)?|"
    r"\b(?:DUE|NEXT\s[A-Z]{3,12}(?:\sDUE)?|READY|PROMISED|RETURN|EXCHANGE|APPOINTMENT|APPT|BOOK(?:ING|ED)|COLLECT(?:ION)?)"
    r"(?:\s(?:DATE|ON|BY))?)\W*$",
    re.IGNORECASE,
)
"""Right before a date: of the next visit, of what will be ready or delivered then."""
OF_THE_SALE = re.compile(
    r"\b(?:INVOICE|RECEIPT|BILL|SALE|SOLD|PAID|VISIT|DATED)\W*$|"
    r"(?<![가-힣])(?:결\s?제|승\s?인|발\s?권|발\s?매|판\s?매|구\s?매|수\s?납|계\s?산|정\s?산|거\s?래)[^\w)]*$",
    re.IGNORECASE,
)
"""Right before a date what else would number something is its word."""
WEEKDAY = r"\W*(?:\([월화수목금토일]\)|[월화수목금토일]요일)?\W*"
SHOWN = re.compile(rf"{WEEKDAY}(?:\d{{1,2}}\s?회\W*)?\d\d:\d\d\s?[~∼-]\s?\d\d:\d\d")
"""Behind a day: from when to when a film is shown."""
UNTIL = re.compile(rf"{WEEKDAY}(?:\d\d?:\d\d(?::\d\d)?\s?)?[~∼]")
"""Behind a day: something lasts from then."""
BEGINS = re.compile(r"^\W*(?:시\s?작|개\s?시)\W*$")
DEPARTS = re.compile(
    rf"{WEEKDAY}(?:(?:오전|오후)?\s?\d\d?:\d\d)?\W*"
    r"(?:출\s?발|도\s?착|탑\s?승|승\s?선|발\s?차|입\s?장|상\s?영|시\s?작)(?!지)"
)
"""Behind a day and its time: 09:00 출발."""
ORDERED = re.compile(r"(?<![가-힣])주\s?문\s?(?:일\s?[시자]|시\s?[간각]|일)?[^\w)]*$")
"""Before a date: of what is paid later, when guests leave."""
BEGAN = re.compile(
    r"^\W*(?:TRIP\s)?(?:START|BEGIN)(?:ED|S)?\b|\b(?:TIME|DATE)\sIN\b|\bARRIVED\b|\bCHECK(?:ED)?[-\s]IN\b",
    re.IGNORECASE,
)
"""Before a date: of what is paid at its end."""
PERIOD = re.compile(r"~|까지|부터|[^-]-\s*$|\bTO\b|UNTIL|TILL", re.IGNORECASE)
TO_ANOTHER_DAY = re.compile(r"\s?[-–—]\s?(?=\d{1,4}([./-])\d{1,2}\1\d)")
"""Between the days of a period: 09/18/2015 - 09/20/2015."""

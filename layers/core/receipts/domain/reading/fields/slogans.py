"""What a shop outside Korea says of itself at the head of its receipt, beside or above its name."""

import re

_SENTENCE = re.compile(
    r"^(?!the\b)[a-z]\S*(?:\s+[a-z]\S*){2,}|(?i:\b(?:I'M|WE|WE'RE|YOU|YOUR|OUR|LET'S)\b|^\W*(?:THANK|TQ\b))|^\W*[\"“”].+[\"“”]\W*$"
)
"""A sentence that begins small, or speaks to the guest: i'm lovin' it, Have it your way, TQ for shopping."""
_TWO_SENTENCES = re.compile(r"\W*[^\W\d_][\w' ]{4,}\.\s[^\W\d_][\w' ]{4,}[.!]?\W*")
"""Save money. Live better. Before the stop of St. Mary's or Thos. Baker stands less."""
_SAID_TWICE = re.compile(
    r"\W*(?P<first>\w{3,})\s(?P<one>\w+)\W{1,3}(?P=first)\s(?!(?P=one)\b)\w+\W*", re.IGNORECASE
)
"""Good Food Good Mood, EAT WELL, EAT FRESH; but New York New York is a house."""
_PROMISE = re.compile(
    r"\bFOR LESS\W*$|\bLOW(?:ER|EST)? PRICES?\b|\bEVERY ?DAY\W*$|\bFOR (?:EVERYONE|ALL)\W*$|"
    r"\bFOR EVERY \w+\W*$|\bIN TOWN\W*$|"
    r"^\W*(?:THE\s)?(?:BEST|FINEST|TASTE|HOME|ART|JOY|HEART)\s(?:\w+\s){0,2}(?:OF|IN)\s\w|"
    r"^\W*(?:WHERE|WHEN)\s\w+\s\w+|^\W*EXPERT ADVICE\b|"
    r"\b(?:SERVING|PROUDLY|FAMILY.OWNED)\b.*\bSINCE\b|\bMADE (?:FRESH|WITH LOVE)\b|"
    r"^\W*(?:FRESH|QUALITY|GOOD|GREAT|REAL)\s\w+,\s(?:FRESH|QUALITY|GOOD|GREAT|REAL|LOW|BEST)\b",
    re.IGNORECASE,
)
"""Without a verb: MORE FOR LESS, EXPERT ADVICE, LOW PRICES, The Best Burgers in Town."""
GREETING = re.compile(
    r"^\W*(?:WELCOME TO|(?:THANK YOU|THANKS) FOR (?:SHOPPING|DINING|VISITING|STOPPING)(?: AT| WITH| BY)?)"
    r"\s+(?=\w{3})",
    re.IGNORECASE,
)
"""Before the name: WELCOME TO WENDY'S."""

SIGN = re.compile(
    r"\W*(?:(?:ORDER|CHECK|CHK|TICKET|TABLE|GUEST|REG|LANE|STALL)\W{0,3}(?:NO\W{0,2})?\d+|"
    r"(?:SHIP(?:P?ED)?|SOLD|BILL(?:ED)?|DELIVER(?:ED)?)(?:\sTO\b.*)?|CASH ONLY|NO CARDS|PAID|VOID|"
    r"UNPAID|OPEN(?:\s(?:24|DAILY|7|LATE|EVERY|NOW|MON|SUN)\b.*)?|24 (?:HOURS|HRS)|"
    r"DRIVE.?THR(?:U|OUGH)(?:\sOPEN)?|SELF.?(?:CHECK.?OUT|SERVICE)|"
    r"EST(?:D|\.|ABLISHED)?(?:\sIN|\sSINCE)?\s?\d{4}|SINCE\s\d{4}|RE.?PRINT(?:ED)?|ORIGINAL|FREE WI.?FI|"
    r"(?:[A-Z]+\s)?(?:COUNTER|KAUNTER|KIOSK|TILL|POS)\W{0,2}(?:NO\W{0,2})?\d+|"
    r"TO GO|FOR HERE|PICK.?UP|(?:ONLINE|MOBILE|WEB|PHONE) ORDER|ORDER ONLINE|FAMILY OWNED.*|BAR TAB|SALE|"
    r"CREDIT CARD SALE|(?:STORE|SHOP|DUTY) (?:MGR|MANAGER)\b.*|(?:[A-Z]+\s)?DISCOUNT CARD|GIFT RECEIPT|"
    r"(?:STORE|SHOP|BRANCH|OUTLET|UNIT|SITE|STN|STATION|RESTAURANT|REST)\b[\s.:]*"
    r"(?:NO\b|NUMBER|NBR|ID|#)?[\s.:#]*\d+|"
    r"(?:CINEMA|THEAT(?:ER|RE)|SCREEN|AUDITORIUM|HALL|AUD)\s?#?\d{1,2}|"
    r"(?:RATED\s?)?\(?(?:PG|PG-?13|NC-?17|12A|U/A)\)?)\W*",
    re.IGNORECASE,
)
"""What heads a receipt and is no name: who it is for, how it was ordered, a branch's number, a rating."""


def is_slogan(text: str) -> bool:
    """Whether `text` praises the shop or speaks to its guests, and is not its name."""
    return bool(
        _SENTENCE.search(text)
        or _TWO_SENTENCES.fullmatch(text)
        or _SAID_TWICE.fullmatch(text)
        or _PROMISE.search(text)
    )

"""Which money the receipt is in, by the signs and words printed on it."""

import re
from collections import Counter
from collections.abc import Sequence

from receipts.domain.business_number import BusinessNumber
from receipts.domain.currencies import divided_into, is_whole
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import is_syllable
from receipts.domain.reading.values.money_signs import CODES, DOLLARS

STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|"
    "OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
PROVINCES = "AB|BC|MB|NB|NL|NS|ON|PE|PEI|QC|SK"
CANADIAN_POSTCODE = r"[ABCEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d"
"""Letters that Canada Post uses; no D, F, I, O, Q, U in front."""
_MALAYSIAN_TOWNS = (
    "SHAH ALAM|PETALING JAYA|SUBANG JAYA|KLANG|KAJANG|CHERAS|IPOH|TAIPING|SEREMBAN|MELAKA|MALACCA|"
    "KUCHING|MIRI|SIBU|KOTA (?:KINABALU|BHARU)|KUANTAN|BATU PAHAT|MUAR|KLUANG|ALOR SETAR|SUNGAI PETANI|"
    "GEORGE ?TOWN|BUTTERWORTH|PULAU PINANG|KUALA TERENGGANU|PUTRAJAYA|CYBERJAYA|PUCHONG|BANGI|RAWANG|AMPANG"
)
"""Behind a postcode: alone they are dishes as well, and guests of Singapore eat them."""
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("KRW", re.compile(r"[₩￦]\s?-?(?!\d[\d,]*\.\d\d(?!\d))\d|KRW|\d\s?원\b")),
    ("MYR", re.compile(r"(?<!ROMA )(?<!ROMA \()\bRM\b|\bRM\s?\d|MYR")),  # RM is also the province of Rome
    ("SGD", re.compile(r"SGD|(?<![A-Z])S\$")),
    ("HKD", re.compile(r"HKD|HK\s?\$")),
    ("TWD", re.compile(r"TWD|NT\s?\$")),
    ("GBP", re.compile(r"£|\bGBP\b")),
    ("CHF", re.compile(r"\bCHF\b|\bSFR\b")),
    ("EUR", re.compile(r"€|\bEUR\b|\bEUROS?\b")),
    ("USD", re.compile(r"\bUSD\b|US\$")),
    ("AUD", re.compile(r"\bAUD\b|(?<![A-Z])A\$|AU\$")),
    ("CAD", re.compile(r"\bCAD ?\$? ?\d|\d ?CAD\b|\(CAD\)|(?<![A-Z])C\$|CA\$")),
    ("NZD", re.compile(r"\bNZD\b|NZ\$")),
    ("JPY", re.compile(r"¥|円|JPY")),
    ("CNY", re.compile(r"\bCNY\b|\bRMB\b|人民币")),
    ("THB", re.compile(r"฿|\bTHB\b|\bBAHT\b")),
    ("INR", re.compile(r"₹|\bINR\b|\bRS\.\s?\d")),
    ("VND", re.compile(r"₫|\bVND\b")),
    ("PHP", re.compile(r"₱|\bPHP\b")),
    ("IDR", re.compile(r"\bIDR\b|\bRP\.? ?\d")),
    ("SEK", re.compile(r"\bSEK\b")),
    ("NOK", re.compile(r"\bNOK\b")),
    ("DKK", re.compile(r"\bDKK\b")),
    ("PLN", re.compile(r"\bPLN\b|\d ?ZŁ\b")),
    ("CZK", re.compile(r"\bCZK\b|\bKČ(?!\w)")),
    ("HUF", re.compile(r"\bHUF\b")),
    ("TRY", re.compile(r"₺|\bTRY ?\d|\d ?TRY\b")),  # TRY OUR SOUP
    ("AED", re.compile(r"\bAED\b|\bDHS\.? ?\d|\bDIRHAMS?\b")),
    ("SAR", re.compile(r"\bSAR ?\d|\d ?SAR\b")),
    # Beside an amount of three decimals alone: BHD is also how companies of Malaysia end.
    *(
        (code, re.compile(rf"\b{code} ?\d[\d,]*\.\d{{3}}(?!\d)|\d\.\d{{3}} ?{code}\b"))
        for code in divided_into(3)
    ),
)
"""The signs and codes (ISO 4217) of what is paid with. Won have no cents: ₩7.70 is a $ that was misread."""
_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("KRW", re.compile(r"사업자|부가세|합계|영수증")),
    (
        "MYR",
        re.compile(
            r"SDN\.?\s*BHD|\bS/B\b|MALAYSIA|SELANGOR|KUALA LUMPUR|JOHOR|PENANG|JALAN\b|\bJLN\b|\bSEKSYEN\b|"
            rf"\b\d{{5}}[,.]? (?:{_MALAYSIAN_TOWNS})\b"
        ),
    ),
    ("SGD", re.compile(r"SINGAPORE|\bPTE\.?\s*LTD")),
    ("HKD", re.compile(r"HONG KONG|KOWLOON")),
    (
        "GBP",
        re.compile(
            r"\bVAT NO\b.*GB|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[ABD-HJLNP-UW-Z]{2}\b|UNITED KINGDOM|\+44[\s(]"
        ),
    ),
    ("CHF", re.compile(r"\bCHE-\d{3}|SWITZERLAND|SCHWEIZ|\b8\d{3} Z.RICH\b")),
    ("EUR", re.compile(r"MWST|\bTVA\b|\bIVA\b|\bBTW\b|\bALV\b|\bY-TUNNUS\b|\bVAT (?:NO|REG)\b.*\bIE ?\d")),
    ("USD", re.compile(rf"\bSALES TAX\b|\b(?:{STATES})[,.]? \d{{5}}(?:-\d{{4}})?\b")),
    ("AUD", re.compile(r"\bABN\b|\bPTY\b|\b(?:NSW|VIC|QLD|TAS|ACT) \d{4}\b")),
    ("CAD", re.compile(rf"\b(?:HST|GST/HST|PST)\b|\b(?:{PROVINCES})[,.]? {CANADIAN_POSTCODE}\b")),
)
"""Laws, places and company forms of where it is paid with; a sign counts more than any of them. A thin £ is
often lost in print, so the postcodes of the United Kingdom (BS 7666) speak for it.
"""
_REGISTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("SEK", re.compile(r"\bORG\.? ?NR\b\W*\d{6}-\d{4}|\bSVERIGE\b|\bSWISH\b")),
    ("NOK", re.compile(r"\d MVA\b|\bMVA ?\d|\bBANKAXEPT\b|\bNORGE\b")),
    ("DKK", re.compile(r"\bCVR\b|\bDANKORT\b|\bDANMARK\b|\bMOBILEPAY\b")),
    ("PLN", re.compile(r"\bPARAGON\b|\bPTU\b|\bNIP\W{0,3}\d")),
    ("CZK", re.compile(r"\bDI[CČ]\W{0,3}CZ\d")),
    ("HUF", re.compile(r"\bNYUGTA\b|\b[AÁ]FA\b")),
    ("TRY", re.compile(r"\b(?:TOP)?KDV\b|\b(?:V\.D\.|VKN)\W{0,3}\d")),
    ("THB", re.compile(r"\bBANGKOK\b|\bTHAILAND\b|\bPHUKET\b|\bCHIANG MAI\b|\bPATTAYA\b")),
    ("PHP", re.compile(r"\bVAT REG\.? TIN\b|\bMANILA\b|\bMAKATI\b|\bQUEZON\b|\bPHILIPPINES\b")),
    ("IDR", re.compile(r"\bNPWP\b|\bJAKARTA\b|\bBANDUNG\b|\bSURABAYA\b|\bINDONESIA\b|\bPB1\b")),
    ("INR", re.compile(r"\bGSTIN\b|\b[CSI]GST\b|\bFSSAI\b|\bPVT\.? LTD\b")),
    ("AED", re.compile(r"\bDUBAI\b|\bSHARJAH\b|\bABU DHABI\b|\bU\.A\.E\b|\bUAE\b")),
)
"""Registers that tills must name, means of payment and towns of one country: they tell where no sign, no law
and no dollar does, for a BANGKOK KITCHEN stands in many countries.
"""
_CODES = {
    "US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "฿": "THB", "₫": "VND", "₱": "PHP", "₹": "INR",
    "S$": "SGD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD",
    "엔": "JPY", "달러": "USD", "유로": "EUR",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{2})?"
_FOREIGN = re.compile(
    rf"(?P<before>(?:{DOLLARS})\$|[€£฿₫₱₹]|\$(?=\s?-?[\d,]+\.\d\d)|\b(?:{CODES}))\s?-?(?:{_NUMBER})(?![\d.,]\d)|"
    rf"(?<![\d.,])-?(?:{_NUMBER})\s?(?P<behind>(?:{CODES})\b|[€£฿₫₱]|달러|유로|엔(?![가-힣]))"
)
"""An amount with what it is in. A bare ¥ is left out, and a $ without cents: each is often a ₩ misread."""
_IN_WON = re.compile(r"[₩￦\\]\s?-?\d|\d\s?원|KRW|(?<![\d.,-])\d{1,3}(?:,\d{3})+(?![\d.,-])")
_BUSINESS_NUMBER = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{5}(?![\d-])")
_LABELLED_NUMBER = re.compile(
    r"\b(?:BIZ|BUSINESS)\W{0,3}(?:REG\w*\W{0,3})?(?:NO|NUMBER)\W{0,3}(\d{10})(?!\d)"
)
"""The same without its strokes, where a word says what it is."""
_DOLLARS = re.compile(r"\$\s{0,2}-?\s?\d+\.\d{2}")
_CENTS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d\d(?![\d.,])")
_EACH = 2
"""Amounts with cents beside each sign of money without: a rate has two digits behind a point as well."""
_HANGUL_ROWS = 2
"""Rows, and syllables in a row: one is soon misread out of dirt."""
_HANGUL_SHARE = 0.15
"""Share of the rows: a frame of stars that is misread as syllables fills fewer."""


def currency_of(rows: Sequence[Row]) -> str | None:
    """ISO 4217 code, or None where nothing on the receipt tells. A bare `$` counts as the US dollar last."""
    text = _text(rows)
    if is_in_korean(rows):
        return _beside_amounts(text) or "KRW"
    if _has_business_number(text) and len(_CENTS.findall(text)) < _EACH:
        return "KRW"
    return _by_signs(text) or ("USD" if _DOLLARS.search(text) else None)


def _beside_amounts(text: str) -> str | None:
    """The foreign money whose sign or code stands beside every amount of a page in Korean: what web services
    and houses abroad send to customers in Korea. None where any amount is in won, or may be.
    """
    signs = [match["before"] or match["behind"] for match in _FOREIGN.finditer(text)]
    if not signs or _IN_WON.search(_FOREIGN.sub(" ", text)):
        return None
    return Counter(_CODES.get(sign, sign) for sign in signs).most_common(1)[0][0]


def tells_country(rows: Sequence[Row]) -> bool:
    """Whether more than a bare `$`, which many countries print, says where the receipt is from."""
    text = _text(rows)
    return is_in_korean(rows) or _has_business_number(text) or _by_signs(text) is not None


def _text(rows: Sequence[Row]) -> str:
    return "\n".join(row.text for row in rows).upper()


def _by_signs(text: str) -> str | None:
    signs = [(code, sign) for code, sign in _SIGNS if not (is_whole(code) and _counts_cents(text, sign))]
    said = _most_frequent(signs, text) or _most_frequent(_HINTS, text)
    registers = [
        (code, word) for code, word in _REGISTERS if not (is_whole(code) and _counts_cents(text, word))
    ]
    return said or (None if _DOLLARS.search(text) else _most_frequent(registers, text))


def _counts_cents(text: str, sign: re.Pattern[str]) -> bool:
    """Whether most amounts have cents: one ₩ or ¥ among them is dirt, or a $ that was misread."""
    return len(_CENTS.findall(text)) >= _EACH * len(sign.findall(text))


def _most_frequent(patterns: Sequence[tuple[str, re.Pattern[str]]], text: str) -> str | None:
    counts = {code: len(pattern.findall(text)) for code, pattern in patterns}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else None


def _has_business_number(text: str) -> bool:
    """Whether a 사업자등록번호 is printed, which shops in Korea show on English receipts, too."""
    numbers = (*_BUSINESS_NUMBER.findall(text), *_LABELLED_NUMBER.findall(text))
    found = (BusinessNumber(re.sub(r"\D", "", number)) for number in numbers)
    return any(number.is_valid for number in found)


def is_in_korean(rows: Sequence[Row]) -> bool:
    """Whether a fair share of the rows holds Hangul; a frame of stars misread as a few syllables does not."""
    korean = sum(1 for row in rows if _is_korean(row.text))
    return korean >= max(_HANGUL_ROWS, _HANGUL_SHARE * len(rows))


def _is_korean(text: str) -> bool:
    syllables = sum(map(is_syllable, text))
    signs = sum(not char.isalnum() and not char.isspace() for char in text)
    return syllables >= _HANGUL_ROWS and signs <= syllables + sum(char.isdigit() for char in text)

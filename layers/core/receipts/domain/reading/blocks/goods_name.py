"""The name of goods as it is printed, without what stands around it."""

import re

from receipts.domain.reading.blocks.goods_region import EDGES
from receipts.domain.reading.letters.jamo import has_hangul
from receipts.domain.reading.letters.look_alikes import DIGIT_OR_LIKE, FOR_OPTION_SIGN, FOR_SMALL_L
from receipts.domain.reading.values.money_signs import CODES, DOLLARS

_CODE = re.compile(
    r"^[\s*#(]*[\d*]{6,}[\s)]*|\s*\b\d{6}\*{3,}\d{4}\b|(?<=[A-Za-z])\s+\d{11,14}(?:\s[A-Z]{1,2})?\s*$"
)
_TAXED_CODE = re.compile(rf"^\s*(?:SR|ZRL?|TX|OS|ES)\s?[{DIGIT_OR_LIKE}]{{8,}}\s?-?\s*(?=\S)")
"""How the line is taxed and what the shop numbers it by, run together: SR 200300000041- Nasi Lemak."""
_CODE_COLUMN = re.compile(r"^\s*(?:[A-Z]{1,3}-?\d{3,}\s{2,}|\d{1,2}\.\s?\d{3,}-\d{3,}\s+)(?=.*[^\W\d_]{2})")
"""What a shop numbers its goods by, in a column of its own: A0012  볼펜, 2.3004-0117  NOTE PAD."""
_NUMBERING = re.compile(
    r"^\s*(?:\d{2,3}[*#]\s*(?=\S*[^\d\s,.])|\(?(?:\d{1,3}|0\d{3})[.)*#']?\s+(?![xX×]\s?\d)(?=\S*[^\d\s,.])|\d{2,3}[.)]?$)"
)
_DAY_COLUMN = re.compile(
    r"^\s*(?:20\d\d[-./]\d{1,2}[-./]\d{1,2}\s+|\d{1,2}[-./]\d{1,2}\s{2,})(?=\S*[^\W\d_])"
)
"""The day of each charge before its name, as hotels list them."""
_RATE_COLUMN = re.compile(r"\s{2,}\d{1,2}(?:[.,]\d{1,2})?\s?%\s*$")
"""The rate of the tax on the line, in a column of its own."""
_WEIGHED = re.compile(r"\s+\d[\d.,]*\s?(?:kg|lbs?|oz|g)\s?(?:net)?\s?[@xX×].*$", re.IGNORECASE)
"""Behind a name: how much of it at what price, 0.82kg @ $3.50/kg."""
_WEIGHT_COLUMN = re.compile(r"\s{2,}\d[\d.,]*\s?(?:kg|g)\s*$", re.IGNORECASE)
"""How much of what is sold by weight, in a column of its own."""
_MILLILITRES = re.compile(rf"(?<=\d)m[{FOR_SMALL_L}](?![A-Za-z\d])")
"""355m1: nothing else is printed so behind a number."""
_ENDS_IN_LETTER = "".join(
    f"(?<!{word})"
    for word in ("(?i:TYPE)", "(?i:VITAMIN)", "(?i:GRADE)", "(?i:SIZE)", "비타민", "타입", "사이즈", "등급")
)
_LETTER_COLUMN = re.compile(
    rf"(?<!\s){_ENDS_IN_LETTER}\s{{2,}}(?:[ABEFNTXYZ]|\*[A-Z]|\[?(?:SR|ZRL?)\]?)\s*$|^\s*[A-Z]\s{{2,}}(?=\S*[^\W_])|^\s*[A-Z]\s+(?=\d{{5,}}\s)"
)
"""How the line is taxed, in a column of its own or before what the shop numbers it by; S, M, L are sizes, and
the E of VITAMIN E is none, however far it stands from it.
"""
_PERIOD_COLUMN = re.compile(r"\s{2,}\d{2,4}[./-]\d{1,2}[./-]\d{0,2}\s*(?:[~-].*)?$")
"""When a course is held or a machine is lent, in a column of its own."""
_REMARK = re.compile(r"\s{2,}(?:행사|증정|덤|할인|[12]\+1)\s*$")
_TAX_MARK = re.compile(r"^\s*(?:\(?[면과]\)\s?|[면과]세\s+|%\s)(?=\S)")

_OPTION_SIGN = re.compile(
    rf"^\s*[{FOR_OPTION_SIGN}]\s*(?!사이즈\s)"
    r"(?=(?=[가-힣]).*(?:추가|변경|선택|제외|업|연하게|진하게|많이|적게|없이|빼고)\W*$|(?:ICED?|HOT|COLD)\W*$)"
)
"""The sign before what was added to a dish, as it is read: └ 샷추가, and not L 사이즈 추가."""
_EXTRA_SIGN = re.compile(r"^\s*[ㄴᄂ]\s*(?=[가-힣A-Z+(])")
"""The letter that tills print for └: no name begins with a consonant alone."""


def name_of(text: str) -> str:
    """The name without line number, bar code, marks and currency signs."""
    text = _EXTRA_SIGN.sub("└", _LETTER_COLUMN.sub("", text))
    coded = _TAXED_CODE.search(text)
    bare = text[coded.end() :] if coded else _NUMBERING.sub("", _without_code(text))
    bare = _REMARK.sub("", _TAX_MARK.sub("", _OPTION_SIGN.sub("└", bare)))
    bare = _WEIGHED.sub("", bare)
    bare = _WEIGHT_COLUMN.sub("", _PERIOD_COLUMN.sub("", _RATE_COLUMN.sub("", _MILLILITRES.sub("ml", bare))))
    bare = re.sub(rf"(?:\b(?:{DOLLARS}))?[₩\\$£€¥฿₹]\s*$|\b(?:RM|KRW|{CODES})\s*$|\s[xX×@+]\s*$", "", bare)
    bare = _closed(bare.strip(EDGES))
    named = bool(re.search(r"[^\W\d_]{2}", bare)) or has_hangul(bare)
    return " ".join(bare.split()) if named else ""


def _without_code(text: str) -> str:
    return _CODE.sub("", _CODE_COLUMN.sub("", _DAY_COLUMN.sub("", text)))


def _closed(name: str) -> str:
    """The name with the bracket at its edge again, where the other one is there: [포장]라떼, 라떼[L]."""
    opened = f"[{name}" if name.find("]") > 0 and "[" not in name[: name.find("]")] else name
    return f"{opened}]" if "[" in opened and "]" not in opened else opened

"""Legal forms in the names of companies: those that were misread, and the words before an owner."""

import re

from receipts.domain.reading.letters.jamo import word_difference
from receipts.domain.reading.letters.look_alikes import FOR_BHD, FOR_KL, FOR_SB, FOR_SDN, FOR_STOCK_SIGN

_ONE_LETTER_OFF = (
    re.compile(rf"\b(?:{FOR_SDN})(?P<gap>[\s.]{{1,3}})BHD\b", re.IGNORECASE),
    re.compile(rf"\bSDN(?P<gap>[\s.]{{1,3}})(?:{FOR_BHD})\b", re.IGNORECASE),
)
"""Sendirian Berhad: of the two words one is right, and the other looks like it."""
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_]{2})(?=(?:SDN\W{0,2}BHD|BERHAD)\b)", re.IGNORECASE)
"""Between a name and its form, where no space was read."""
_KUALA_LUMPUR = re.compile(rf"\((?:{FOR_KL})\)(?=\s?(?:SDN|BHD))", re.IGNORECASE)
"""Where a company is from, before its form: (KL) SDN BHD."""
_SHORT = re.compile(rf"(?<=[A-Z] )(?:{FOR_SB})(?=\W*$)", re.IGNORECASE)
"""At the end of a name: 99 SPEED MART S/B."""
_STOCK_SIGN = re.compile(FOR_STOCK_SIGN)
_KOREAN_FORMS = (
    *("주식회사", "유한회사", "합자회사", "합명회사", "유한책임회사", "농업회사법인", "어업회사법인"),
    *("협동조합", "영농조합법인", "영어조합법인", "사회복지법인", "사단법인", "재단법인"),
    *("의료법인", "학교법인"),
)
"""Spelt out, in front of a name or behind it (상법, 농어업경영체법, 협동조합기본법, 민법, 의료법).
"""
_FORM_SLIPS = 2
"""Letters that may be wrong in such a word: of those with four syllables and more none is so near another."""
_OWNED_BY = re.compile(
    r"^\W*(?:(?:OWNED|OPERATED|MANAGED|RUN)(?:\s?(?:&|AND|/)\s?(?:OWNED|OPERATED|MANAGED))?\s+BY|"
    r"BY(?=\s.*\b(?:SDN|BHD|PLT|ENTERPRISE|TRADING|LTD)\b)|(?:DIMILIKI|DIUSAHAKAN|DIKENDALIKAN)(?:\s+OLEH)?|"
    r"(?:AN?\s+)?(?:DIVISION|UNIT|OUTLET|BRANCH)\s+OF|FRANCHISEE(?!\s+OF)|"
    r"AN?\s+(?:\w+\s+){1,2}BY(?=\s.*\b(?:SDN|BHD|PLT)\b)|"
    r"(?:(?:YOUR|THE)\s+)?(?:\w+\s+)?(?:RECEIPT|INVOICE|ORDER|BILL|PAYMENT)\s+(?:FROM|AT|WITH|TO))\b[\s:.]*",
    re.IGNORECASE,
)
"""In English and Malay; and how mails head a receipt: Your receipt from …"""


def with_company_form(name: str) -> str:
    """`name` with SDN BHD, or (KL) before it, where a letter was misread: SON BHD, SDN 8HD, (KLL) SDN BHD; or
    with S/B at its end.
    """
    name = _RUN_TOGETHER.sub(" ", name)
    for form in _ONE_LETTER_OFF:
        name = form.sub(_put_right, name)
    return _SHORT.sub("S/B", _KUALA_LUMPUR.sub("(KL)", name))


def _put_right(found: re.Match[str]) -> str:
    if re.sub(r"\W", "", found.group()).upper() == "SDNBHD":
        return found.group()
    form = f"SDN{found['gap']}BHD"
    return form if found.group().upper() == found.group() else form.title()


def with_stock_sign(name: str) -> str:
    """`name` with (주) where the one sign ㈜ was read as brackets: () 소담식품, 나래기획()."""
    return _STOCK_SIGN.sub("(주)", name)


def with_form_spelt_out(name: str) -> str:
    """`name` with its form in full, where letters of that were misread: 유환회사, 추식희사. Of two that
    are as near neither is taken.
    """
    near: list[tuple[int, str]] = []
    for form in _KOREAN_FORMS:
        size = len(form)
        if len(name) > size:
            for part, changed in ((name[:size], form + name[size:]), (name[-size:], name[:-size] + form)):
                slips = word_difference(part, form, _FORM_SLIPS)
                near += [] if slips is None else [(slips, changed)]
    nearest = {changed for slips, changed in near if slips == min(near)[0]}
    return nearest.pop() if len(nearest) == 1 else name


def without_owned_by(text: str) -> str:
    """The company that `text` names as the owner of the shop; all of it where it names none."""
    owner = _OWNED_BY.sub("", text)
    is_cut = owner.count(")") > owner.count("(") and text.count(")") == text.count("(")
    return owner.rstrip(" .").removesuffix(")") if is_cut else owner

"""Rows around an address outside Korea that are none of it: which of the shops it is, its number, others."""

import re
from collections.abc import Sequence

from receipts.domain.reading.fields.beside_a_registration import REGISTRATION

_BRANCH = re.compile(
    r"\W*(?:(?:[-–]\s?|(?:CAWANGAN|BRANCH|OUTLET|STORE|SITE)\s?[:\s-]\s?(?=[^,]+$)"
    r"(?:#\s?\d{1,5}|0\d{1,4})?)(?:[^\d]|\b\d{1,2}\b)+(?:\(\d{1,4}\))?|"
    r"\([^\d()]+\)|[^\d,]+\s(?:BRANCH|OUTLET|CAR ?PARK|MALAYSIA))\W*$",
    re.IGNORECASE,
)
"""Below a company which of its shops it is: - BATU PAHAT, (TAMAN SEGAR), SHAH ALAM BRANCH, SITE: KAPAR,
CAWANGAN KUALA KRAI (014), OUTLET: 0312 TAMAN MELUR, Wisma Melur Car Park, Melur Pizza Malaysia.
"""
_NUMBER = re.compile(
    r"\W*(?:\([^()]*\d{6}[^()]*\)|\((?!NO\b)[^(),]*\bNO\W{1,3}[^(),]*\)|NO\W{1,3}\d{4,7}-[A-Z])\W*",
    re.IGNORECASE,
)
"""Of the company, whatever is read of its words: (R0B NO: IP0123456-W), or alone: No. 7654-V."""
_HEAD_OFFICE = re.compile(
    r"\W*(?:H\.?Q\b|(?:HEAD|MAIN|REGISTERED|REGD\.?|REG\.)\s(?:OFFICE|ADD(?:RESS)?)\b|"
    r"IBU PEJABAT|PEJABAT BERDAFTAR)",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\W*(?:OUTLET|BRANCH|CAWANGAN|STORE|SHOP|KEDAI|SHOW\s?ROOM|FACTORY|KILANG|WAREHOUSE|GUDANG)"
    r"(?:\sADD(?:RESS|R)?\.?)?(?:\s?:\s*|\W*$)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\W*\([^\d()]+\)\W*")
"""Below the address which of the shops it is, (BANDAR PUTERI), or a remark."""
_POST_BOX = re.compile(r"\W*(?:P\.?\s?O\.?\s?BOX|PETI SURAT)\b", re.IGNORECASE)
"""Where the post goes: no part of the address above it, which is whole."""
_COMPANY_LAST = re.compile(r"\b(?:SDN\.?\s?BHD|BERHAD|ENTERPRISE|LTD|LLC|INC)\W*$", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\W*(?:(?:AN?|THE)\s)?(?:(?:WHOLLY.?OWNED|PROUD|AUTHORI[SZ]ED)\s)?(?:(?:SUBSIDIARY|MEMBER|LICENSEE|"
    r"FRANCHISEE|AGENT|DEALER|DISTRIBUTOR|PANEL|PART)\s(?:OF|FOR)|AHLI KUMPULAN|KLINIK PANEL|"
    r"ANAK SYARIKAT|EJEN|PENGEDAR|"
    r"PEMBEKAL|PANEL(?=\s?:)|FORMERLY|DAHULU|F\.?K\.?A|UNDER (?:THE )?MANAGEMENT|"
    r"KERAJAAN (?:MALAYSIA|NEGERI))\b",
    re.IGNORECASE,
)
"""A member of Melur Group Berhad; formerly known as Melur Trading; Ejen Pos Malaysia Berhad."""
_DOCTOR = re.compile(r"\W*(?:(?:DATO'?|DATUK|PROF|ASSOC)\W+){0,3}DRS?\b", re.IGNORECASE)
_DEGREE = re.compile(
    r"\b(?:M\.?B\.?,?\s?B\.?S|M\.?B\.?,? ?B\.?CH|M\.?B\.? ?CH\.?B|M\.?D|[BD]\.?D\.?S|M\.?R\.?C\.?[PSG]\w*|"
    r"F\.?R\.?C\.?S|M\.?MED)\b",
    re.IGNORECASE,
)
"""Dr Tan MBBS (Mal): without what he graduated in, Dr. Tan Dental may be the clinic."""


def is_of_another(text: str) -> bool:
    """Whether `text` names somebody else than the shop: its doctor, its parent, who it deals for, or what it
    was called.
    """
    return bool(_OF_ANOTHER.match(text) or (_DOCTOR.match(text) and _DEGREE.search(text)))


def is_beside_an_address(text: str) -> bool:
    """Whether no address begins in `text`, though words in it name places."""
    patterns = (_BRANCH, _NUMBER, REGISTRATION)
    return any(pattern.fullmatch(text) for pattern in patterns) or is_of_another(text)


def is_said_below(text: str, below: Sequence[str]) -> bool:
    """Whether the building that `text` names stands in the row below, too: that one is of the address."""
    building = text.strip(" ,.()").casefold()
    return not any(map(str.isdigit, text)) and any(building in row.casefold() for row in below)


def is_below_an_address(text: str) -> bool:
    """Whether an address whose postcode stands above does not go on in `text`."""
    is_aside = bool(_IN_BRACKETS.fullmatch(text) or _POST_BOX.match(text))
    is_other = is_of_head_office(text) or is_of_outlet(text)
    return is_aside or is_other or ends_in_a_company(REGISTRATION.sub("", text))


def ends_in_a_company(text: str) -> bool:
    """Whether the last word of `text` is the form of a company."""
    return bool(_COMPANY_LAST.search(text))


def is_of_head_office(text: str) -> bool:
    """Whether `text` says that the company's head office is meant, and not the shop."""
    return bool(_HEAD_OFFICE.match(text))


def is_of_outlet(text: str) -> bool:
    """Whether `text` says that the address of the shop follows."""
    return bool(_OUTLET.match(text))


def without_outlet(text: str) -> str:
    """`text` without the word that it is the shop's address."""
    return _OUTLET.sub("", text) if is_of_outlet(text) else text

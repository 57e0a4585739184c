"""Streets whose house comes first, as in English and French, and American ones that are named by a number."""

import re

_HOUSE_BEFORE = re.compile(
    r"\W*\d{1,5}[A-Z]?(?:\s?[-/&]\s?\d{1,4}[A-Z]?)?,?\s[^\W\d_][^\d:]{3,}"
    r"(?:(?:#|\b(?:UNIT|STE|SUITE|APT|FL|RM|ROOM)\b)[.#\s]{0,2}[A-Z]?\d{1,4}[A-Z]?\W*)?$",
    re.IGNORECASE,
)
"""A number and its street, whatever that is called: 725 Broadway, 7, quai des Belges."""
_HOUSE_IN_WORDS = re.compile(
    r"\W*(?:ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE)\s(?:[^\W\d_][\w'.-]*\s){1,3}"
    r"(?:WAY|PLAZA|CENT(?:ER|RE)|CROSSING|LANDING|SQUARE|PARK|PLACE|PL|CIRCLE|CIR|COURT|CT|TERRACE|ST|STREET|"
    r"AVE|AVENUE|DR|DRIVE|BLVD|BOULEVARD|LANE|LN|ROAD|RD|ROW|WALK|WHARF|PIER|MALL|TOWER|COMMONS|TRAIL|LOOP|"
    r"PARKWAY|PKWY|HIGHWAY|HWY|BUILDING|BLDG)\b\.?(?:,?\s(?:#|(?:SUITE|STE|UNIT|FLOOR|FL)\b)\W{0,3}\w{1,5})?\W*$",
    re.IGNORECASE,
)
"""American houses that are numbered in words: One Harbor Way. Two Brothers Tavern is no street."""
_ON_A_HIGHWAY = re.compile(
    r"\W*(?:\d{1,5}[A-Z]?\s.*)?\b(?:US|I|SR|RTE?|ROUTE|HWY|FM|CR)[-\s.]\s?\d{1,4}\b|"
    r"\W*(?:CORNER OF|CNR|MILE MARKER)\b|\W*P\.?\s?O\.?\s?BOX\s\d",
    re.IGNORECASE,
)
"""American streets that have a number for a name, and what needs no street: Route 1, Box 22; PO Box 40."""
_HOUSE_FIRST = re.compile(
    r"\W*(?:(?:NO|LOT|UNIT|PT|BLOCK|BLK|(?:SHOP|KEDAI|GERAI|STALL)\s(?=\d))\b|\d)", re.IGNORECASE
)
_UNIT_FIRST = re.compile(
    r"\W*[A-Z]{0,3}-?\d[A-Z\d-]{0,9}(?:\s?[&/]\s?[A-Z\d-]{1,8})?\s?,\s?[A-Z].*(?:,|\b(?:CENT(?:RE|ER)|ARCADE|TOWERS?|HUB|CITY|POINT))\s*$",
    re.IGNORECASE,
)
"""A unit and its building before a comma, above a street: 2-3-17, New Shoplots, or 96, Klang Parade,"""
_HOUSE_AND_QUARTER = re.compile(r"\W*[A-Z]{0,2}-?\d{1,4}[A-Z]?,\s?[A-Z][A-Z '.]+", re.IGNORECASE)
_FIVE_DIGITS = re.compile(r"\W*\d{5}\W*")
_HOUSE_ALONE = re.compile(
    r"\W*(?:(?:NO|LOT|UNIT|PT|BLOCK|BLK)\b[.:\s]{0,3})?[A-Z]{0,3}-?(?:[A-Z]-)?\d[A-Z\d-]{0,9}"
    r"(?:\s?[&/,]\s?[A-Z\d-]{1,8}){0,2}\s?,\W*$",
    re.IGNORECASE,
)
"""22-1, or A-G-05 & 06, above the street."""


def is_house_before_street(text: str) -> bool:
    """Whether `text` is a house before a comma, its street in the row below."""
    return bool(_HOUSE_ALONE.match(text))


def is_led_by_a_house(text: str) -> bool:
    """Whether a house stands first, in digits or behind its word."""
    return bool(_HOUSE_FIRST.match(text))


def is_unit_and_building(text: str) -> bool:
    """Whether `text` is a unit and its building before a comma, above their street."""
    return bool(_UNIT_FIRST.match(text))


def is_house_and_quarter(text: str) -> bool:
    """Whether `text` is a house and the quarter that it is in: A20, Simpang Empat. Its street may follow."""
    return bool(_HOUSE_AND_QUARTER.fullmatch(text))


def is_postcode_alone(text: str) -> bool:
    """Whether `text` is five digits that stand between a street and its town."""
    return bool(_FIVE_DIGITS.fullmatch(text))


def begins_with_a_house(text: str) -> bool:
    """Whether `text` is a house and its street, the number in digits or in words."""
    return bool(_HOUSE_BEFORE.match(text) or _HOUSE_IN_WORDS.match(text))


def is_on_a_highway(text: str) -> bool:
    """Whether `text` is a place on a road with a number, or a box at the post."""
    return bool(_ON_A_HIGHWAY.match(text))

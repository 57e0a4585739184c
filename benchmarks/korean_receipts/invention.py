"""Invented shops, people, numbers and days: none of them reaches anybody.

Business numbers have a right check digit and start at 901, above the codes given to tax offices; telephones
have the exchange 0000, which is given to nobody; cards begin with the test number range 4000 00.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from receipts.domain.business_number import BusinessNumber

WORDS: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
_FIRST_DAY: Final = datetime(2024, 1, 2)
_DAYS: Final = 900
_PERSON_IN_BUSINESS, _COMPANY = (10, 49), (81, 88)
"""What the middle digits of a business number say of its owner."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Who sells."""

    name: str
    number: str
    owner: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Card:
    """How somebody paid by card."""

    issuer: str
    masked: str
    approval: str


def chance(rng: Random, share: float) -> bool:
    """True in `share` of all cases."""
    return rng.random() < share


def business_number(rng: Random, *, company: bool = False) -> str:
    """Ten digits with a right check digit."""
    middle = rng.randint(*(_COMPANY if company else _PERSON_IN_BUSINESS))
    nine = f"{rng.randint(901, 999)}{middle:02}{rng.randint(0, 9999):04}"
    return next(str(one) for digit in range(10) if (one := BusinessNumber(f"{nine}{digit}")).is_valid)


def shop(rng: Random, nouns: Sequence[str], *, company: bool = False) -> Shop:
    """A shop whose name ends in one of `nouns`."""
    place = rng.choice(WORDS["places"])
    return Shop(
        name=_name(rng, nouns, company=company),
        number=business_number(rng, company=company),
        owner=rng.choice(WORDS["surnames"]) + rng.choice(WORDS["given"]),
        address=_address(rng, place),
        phone=f"{place['code']}-0000-{rng.randint(1000, 9999)}",
    )


def _name(rng: Random, nouns: Sequence[str], *, company: bool) -> str:
    first, second = rng.sample(WORDS["heads"], 2)
    noun = rng.choice(nouns)
    if company:
        return rng.choice([f"(주){first}{noun}", f"{first}{noun}(주)", f"주식회사 {first}{noun}"])
    name = rng.choice([f"{first}{noun}", f"{noun} {first}", f"{first}{second} {noun}", f"{first} {noun}"])
    if chance(rng, 0.35):
        name += f" {rng.choice(WORDS['branches'])}"
    return name


def _address(rng: Random, place: dict[str, Any]) -> str:
    road, house = rng.choice(WORDS["roads"]), rng.randint(1, 320)
    text = f"{rng.choice(place['names'])} {rng.choice(place['towns'])} {road} {house}"
    if chance(rng, 0.15):
        text += f"-{rng.randint(1, 30)}"
    if chance(rng, 0.3):
        text += rng.choice([f", {rng.randint(1, 12)}층", f" {rng.randint(101, 909)}호", " 지하1층"])
    elif chance(rng, 0.2):
        text += f" ({rng.choice(WORDS['buildings'])})"
    return text


def renamed(one: Shop, name: str) -> Shop:
    """The same shop under another name."""
    return replace(one, name=name)


def moment(rng: Random) -> datetime:
    """A second between nine in the morning and eleven at night."""
    day = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
    return day + timedelta(hours=9, seconds=rng.randrange(14 * 3600))


def card(rng: Random) -> Card:
    """A card of the test number range, masked in one of the ways that terminals mask."""
    last = f"{rng.randint(0, 9999):04}"
    masks = [
        f"4000-00**-****-{last}",
        f"400000******{last}",
        f"4000-****-****-{last}",
        f"4000 00** **** {last}",
    ]
    return Card(rng.choice(WORDS["issuers"]), rng.choice(masks), f"{rng.randint(10**7, 10**8 - 1)}")


def price(rng: Random, usual: int, step: int) -> int:
    """A price near the usual one, as a multiple of `step`."""
    return max(step, round(usual * rng.uniform(0.8, 1.3) / step) * step)

"""What a reading becomes by what was learned of its shop since it was read."""

from dataclasses import dataclass, replace
from datetime import date

from receipts.domain.accounts import CATEGORY, Suggests, account_lesson_of
from receipts.domain.business_number import BusinessNumber
from receipts.domain.conclusions import conclude
from receipts.domain.correction import changes_between
from receipts.domain.directory import DirectoryEntry, lesson_of, named_by, number_to_look_up
from receipts.domain.receipt import Reading, Source

_NUMBER = "merchant.business_number"


def number_taught(reading: Reading) -> BusinessNumber | None:
    """Of which shop this reading, once approved, teaches the name or the account; None if it teaches none."""
    lesson = lesson_of(reading) or account_lesson_of(reading)
    return lesson.number if lesson else None


def number_known_of(reading: Reading) -> BusinessNumber | None:
    """The number that the shop may be known by: as the image shows it, or as a person wrote it."""
    number, found = reading.merchant.business_number, reading.fields.get(_NUMBER)
    if number and number.is_valid and found and found.source is Source.BOOKKEEPER:
        return number
    return number_to_look_up(reading)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many waiting receipts of a shop would change by what is known of it, and how many of these would be
    left without a doubt. Not `is_whole` where there are more than were looked at.
    """

    changed: int
    cleared: int
    is_whole: bool = True


def is_changed(before: Reading, after: Reading) -> bool:
    """Whether reconsidering has changed a reading, or answered a doubt of it."""
    return after.review_reasons != before.review_reasons or any(changes_between(before, after))


def reconsidered(reading: Reading, entry: DirectoryEntry | None, accounts: Suggests, today: date) -> Reading:
    """`reading` with the merchant as `entry` has it, the account that `accounts` suggest, and what follows.

    What a person wrote on this very receipt stays.
    """
    named = named_by(_unwritten(entry, reading), reading) if entry else reading
    category = reading.category if CATEGORY in reading.fields else None
    return conclude(replace(named, category=category), today, accounts)


def _unwritten(entry: DirectoryEntry, reading: Reading) -> DirectoryEntry:
    """`entry`, with what a person wrote on this receipt in place of what is known."""
    own = {
        name: getattr(reading.merchant, name)
        for name in ("name", "address", "phone")
        if (found := reading.fields.get(f"merchant.{name}")) and found.source is Source.BOOKKEEPER
    }
    return replace(entry, **own)

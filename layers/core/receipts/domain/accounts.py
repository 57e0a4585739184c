"""A company's chart of accounts (계정과목), and which account it books what it buys at a shop to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from receipts.domain.business_number import BusinessNumber
from receipts.domain.category import CategoryTable
from receipts.domain.impossible import ENDED_ACCOUNT, OTHER_ACCOUNT_NAME, UNKNOWN_ACCOUNT
from receipts.domain.receipt import Category, Reading, Source
from receipts.errors import ChartFullError, ImpossibleValuesError

MOST_ACCOUNTS: Final = 500
"""Of a company's own. K-IFRS groups get by with some hundreds."""
CODE: Final = r"^[A-Za-z0-9_.\-]{1,40}$"
"""Codes are parts of addresses, of choices on the page, and of files: nothing in them separates."""
MOST_WORDS: Final = 100
"""That a shop's account is known by; beyond it the oldest are forgotten."""

_FEWEST_LETTERS: Final = 2
_WORDS: Final = re.compile(r"[^\W\d_]+")
CATEGORY: Final = "category"
"""Among the fields of a reading only where a person wrote it: it is nowhere on the paper."""


class Suggests(Protocol):
    """What suggests the account of a reading."""

    def suggest(self, reading: Reading) -> Category | None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """An entry of a company's own: a new account, another name for a default one, or the end of one."""

    code: str
    name: str
    is_used: bool = True


@dataclass(frozen=True, slots=True)
class AccountLesson:
    """What people approved for a shop: goods with one of `words` are booked to `category`."""

    number: BusinessNumber
    category: Category
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """What one company has said of its accounts: its own entries, and the lessons of one shop."""

    own: tuple[Account, ...] = ()
    lessons: tuple[AccountLesson, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.own and not self.lessons


@dataclass(frozen=True, slots=True)
class CompanyAccounts:
    """The table that all share, as one company sees it: in its own chart, after its own lessons."""

    table: CategoryTable
    known: KnownAccounts = field(default_factory=KnownAccounts)

    def chart(self) -> tuple[Account, ...]:
        """The accounts in use by their codes: the company's own, and the defaults that it has not ended."""
        return tuple(account for _, account in sorted(self._entries().items()) if account.is_used)

    def booked_to(self, chosen: Category) -> Category:
        """The account that a person chose, as the chart has it; its name may be left out (an empty one). A
        company without an entry of its own keeps its chart elsewhere: what the defaults do not know, it does.

        Raises ImpossibleValuesError for a code that is not in the chart, or in use no more, and for a name
        that is another's.
        """
        entry = self._entries().get(chosen.code)
        if entry is None:
            if self.known.own or not chosen.account:
                raise ImpossibleValuesError({"category.code": UNKNOWN_ACCOUNT})
            return chosen
        if not entry.is_used:
            raise ImpossibleValuesError({"category.code": ENDED_ACCOUNT})
        if chosen.account not in {"", entry.name}:
            raise ImpossibleValuesError({"category.account": OTHER_ACCOUNT_NAME})
        return Category(entry.code, entry.name)

    def suggest(self, reading: Reading) -> Category | None:
        """What people approved for such goods of this shop, else what the table says; in the company's own
        words and codes. None for an account that the company does not use.
        """
        for category in (self._learned(reading), self.table.suggest(reading)):
            if category and (ours := self._adopted(category)):
                return ours
        return None

    def after(self, reading: Reading) -> "CompanyAccounts":
        """As it is once `reading` is approved."""
        lesson = account_lesson_of(reading)
        if lesson is None:
            return self
        return replace(self, known=replace(self.known, lessons=taught(self.known.lessons, lesson)))

    def _entries(self) -> Mapping[str, Account]:
        """Every entry by its code, ended ones as well; the company's own word counts."""
        defaults = (Account(rule.category.code, rule.category.account) for rule in self.table.rules)
        own = {account.code: account for account in self.known.own}
        return {account.code: account for account in defaults} | own

    def _learned(self, reading: Reading) -> Category | None:
        """The lesson that shares most words with the goods. Where none does, what is always the shop's."""
        lessons, bought = self.known.lessons, set(words_of(reading))
        shared = [len(bought.intersection(lesson.words)) for lesson in lessons]
        if shared and max(shared) > 0 and shared.count(max(shared)) == 1:
            return lessons[shared.index(max(shared))].category
        return lessons[0].category if len(lessons) == 1 else None

    def _adopted(self, category: Category) -> Category | None:
        """By its code, else by its name: a company that numbers 복리후생비 811 gets 811 suggested."""
        own = self.known.own
        by_code = next((account for account in own if account.code == category.code), None)
        if by_code and by_code.is_used:
            return Category(by_code.code, by_code.name)
        by_name = (account for account in own if account.is_used and account.name == category.account)
        if account := next(by_name, None):
            return Category(account.code, account.name)
        is_in_no_chart = bool(own) and category.code not in self._entries()
        return None if by_code or is_in_no_chart else category


def ensure_room(own: Sequence[Account], account: Account) -> None:
    """Raises ChartFullError if a company's own entries take no more than they are."""
    if len(own) >= MOST_ACCOUNTS and account.code not in {known.code for known in own}:
        raise ChartFullError(MOST_ACCOUNTS)


def account_lesson_of(reading: Reading) -> AccountLesson | None:
    """What an approved reading teaches: an account that a person chose, at a shop with a valid number."""
    number, chosen = reading.merchant.business_number, reading.fields.get(CATEGORY)
    if reading.category is None or chosen is None or chosen.source is not Source.BOOKKEEPER:
        return None
    if number is None or not number.is_valid:
        return None
    return AccountLesson(number, reading.category, words_of(reading))


def taught(known: Iterable[AccountLesson], lesson: AccountLesson) -> tuple[AccountLesson, ...]:
    """A shop's lessons after one more. Its words are taken from the others, the last word counts; a lesson
    that has no word left is gone.
    """
    others, words = [], lesson.words
    for one in known:
        if one.category.code == lesson.category.code:
            words = (*words, *(word for word in one.words if word not in lesson.words))
        elif left := tuple(word for word in one.words if word not in lesson.words):
            others.append(replace(one, words=left))
    return (*others, replace(lesson, words=words[:MOST_WORDS]))


def words_of(reading: Reading) -> tuple[str, ...]:
    """The words of the goods, each once: letters alone, since numbers are sizes and prices."""
    found = (word.upper() for item in reading.items for word in _WORDS.findall(item.name))
    long = (word for word in found if len(word) >= _FEWEST_LETTERS)
    return tuple(dict.fromkeys(long))[:MOST_WORDS]

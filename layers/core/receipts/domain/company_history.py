"""Who changed what a company asks of its people, and its chart of accounts: an auditor asks both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from receipts.domain.accounts import Account
from receipts.domain.annotations import Annotation, CompanySettings
from receipts.domain.history import Change


@dataclass(frozen=True, slots=True)
class Author:
    """How the API key begins that was used, and whose key it is; None where nobody says."""

    key: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class CompanyChange:
    """One change, and who made it when. `number` counts those of a company, from 1."""

    number: int
    at: datetime
    author: Author
    change: Change


@dataclass(frozen=True, slots=True)
class CompanyHistory:
    """One page of it, oldest first; `last` is where it ends, None where nothing comes behind it."""

    changes: tuple[CompanyChange, ...]
    last: int | None


def settings_changes(before: CompanySettings, after: CompanySettings) -> tuple[Change, ...]:
    """What each account requires by its rule, before and after; None is "nothing"."""
    accounts = dict.fromkeys((*before.required, *after.required))
    rules = ((name, *(_names(it.required.get(name, ())) for it in (before, after))) for name in accounts)
    return tuple(Change(f"required_annotations.{name}", old, new) for name, old, new in rules if old != new)


def account_changes(before: Account | None, after: Account) -> tuple[Change, ...]:
    """What an account is called, before and after; None is "not in the chart". An entry that a company has
    had none of before and that ends a default is called as that was.
    """
    was = _name(before) if before else None if after.is_used else after.name
    change = Change(f"accounts.{after.code}", was, _name(after))
    return (change,) if change.before != change.after else ()


def _names(required: Sequence[Annotation]) -> str | None:
    return ", ".join(required) or None


def _name(account: Account) -> str | None:
    return account.name if account.is_used else None

"""What a company writes on a receipt, and which of it each account requires before approval."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Final, TypeAlias

from receipts.domain.covering import covered_together
from receipts.domain.history import Change
from receipts.domain.receipt import Category

LONGEST_MEMO: Final = 1000
LONGEST_PURPOSE: Final = 300
LONGEST_NAME: Final = 100
"""Of a person, a department, a project."""
LONGEST_TAG: Final = 50
MOST_ATTENDEES: Final = 50
MOST_TAGS: Final = 20
MOST_RULES: Final = 100
"""Accounts of which one company requires something."""

ENTERTAINMENT: Final = "기업업무추진비"

Written: TypeAlias = "str | tuple[str, ...] | None"
"""A text, or several; None and () are "nothing is written"."""


class Annotation(StrEnum):
    """What can be written, by the names that clients use."""

    MEMO = "memo"
    PURPOSE = "purpose"
    ATTENDEES = "attendees"
    DEPARTMENT = "department"
    PROJECT = "project"
    TAGS = "tags"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Annotations:
    """What people of the company wrote; nothing of it is read from the photo."""

    memo: str | None = None
    purpose: str | None = None
    attendees: tuple[str, ...] = ()
    """Who was entertained (기업업무추진비), by name."""
    department: str | None = None
    project: str | None = None
    tags: tuple[str, ...] = ()
    """As `normalised_tags` makes them."""
    person: str | None = None
    """Whose expense it is."""


NOTHING_WRITTEN: Final = Annotations()


def _entertainment_tells_whom_and_why() -> Mapping[str, tuple[Annotation, ...]]:
    return {ENTERTAINMENT: (Annotation.ATTENDEES, Annotation.PURPOSE)}


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """What one company asks of its people.

    `required` is by account (계정과목), or by the code of one. By default only what an auditor asks about
    entertainment of partners (기업업무추진비, 법인세법 제25조): with whom, and what for.
    """

    required: Mapping[str, tuple[Annotation, ...]] = field(default_factory=_entertainment_tells_whom_and_why)


def required_annotations(category: Category | None, settings: CompanySettings) -> tuple[Annotation, ...]:
    """What `settings` require of a receipt of this category, in a fixed order."""
    names = {category.account, category.code} if category else set()
    required = {one for name in names for one in settings.required.get(name, ())}
    return tuple(one for one in Annotation if one in required)


def missing_annotations(
    annotations: Annotations, category: Category | None, settings: CompanySettings
) -> tuple[Annotation, ...]:
    """What of it nobody has written."""
    return tuple(one for one in required_annotations(category, settings) if not getattr(annotations, one))


def annotated(before: Annotations, values: Mapping[str, Written]) -> Annotations:
    """`before` with `values` by name; what is not named stays. Masked, as whatever comes in."""
    written = {name: value or (() if name in _LISTS else None) for name, value in values.items()}
    return covered_annotations(replace(before, **written))  # type: ignore[arg-type] # by the name


def covered_annotations(annotations: Annotations) -> Annotations:
    """Card and resident numbers masked; texts are looked at together, since a number may run over them."""
    texts = covered_together(getattr(annotations, name) for name in _TEXTS)
    return Annotations(
        **dict(zip(_TEXTS, texts, strict=True)),
        attendees=tuple(covered_together(annotations.attendees)),
        tags=normalised_tags(covered_together(annotations.tags)),
    )


def normalised_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Without #, in small letters, one space for many, each once: one tag is found by one spelling."""
    plain = (" ".join(tag.lstrip("#").casefold().split()) for tag in tags)
    return tuple(dict.fromkeys(tag for tag in plain if tag))


def annotation_changes(before: Annotations, after: Annotations) -> tuple[Change, ...]:
    """What the history shows of it."""
    return tuple(_changes(before, after))


def takes_away(before: tuple[Annotation, ...], after: tuple[Annotation, ...]) -> bool:
    """Whether something is missing after a change that was not before it."""
    return bool(set(after) - set(before))


_LISTS: Final = frozenset({Annotation.ATTENDEES, Annotation.TAGS})
_TEXTS: Final = tuple(one.value for one in Annotation if one not in _LISTS)


def _changes(before: Annotations, after: Annotations) -> Iterator[Change]:
    for part in fields(Annotations):
        old, new = _text(getattr(before, part.name)), _text(getattr(after, part.name))
        if old != new:
            yield Change(f"annotations.{part.name}", old, new)


def _text(value: Written) -> str | None:
    return ", ".join(value) or None if isinstance(value, tuple) else value

"""What a company writes on a receipt, as fields of a form: memo, attendees, project and the like."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from receipts.domain.advice import advice_on_missing
from receipts.domain.annotations import Annotation, Annotations, CompanySettings, required_annotations
from receipts.domain.receipt import Category
from receipts.domain.sentence import Sentence

_GROUP: Final = "annotations"
_LISTS: Final = frozenset({Annotation.ATTENDEES, Annotation.TAGS})
_BETWEEN: Final = re.compile(r"[,;、\n]")

ANNOTATION_PATHS: Final[Mapping[str, Annotation]] = MappingProxyType(
    {f"{_GROUP}.{one.value}": one for one in Annotation}
)
"""The fields, by their path in the record."""

HINTS: Final[Mapping[Annotation, Sentence]] = MappingProxyType(
    {
        Annotation.ATTENDEES: Sentence("홍길동, 김거래 (쉼표로 구분)", "Hong, Kim (with commas)"),
        Annotation.TAGS: Sentence("출장, 3분기 (쉼표로 구분)", "travel, Q3 (with commas)"),
    }
)


def shown_annotations(annotations: Annotations) -> dict[str, str]:
    """What the form shows of them, by path."""
    return {path: _text(getattr(annotations, name)) for path, name in ANNOTATION_PATHS.items()}


def meant_by(path: str, text: str) -> str | list[str] | None:
    """What the API takes for what a person wrote; None for nothing."""
    if ANNOTATION_PATHS[path] not in _LISTS:
        return "\n".join(text.splitlines()) or None
    return [one for part in _BETWEEN.split(text) if (one := part.strip())] or None


def category_in(text: str) -> Category | None:
    """The account as the form's choice names it, `code|account`."""
    code, _, account = text.partition("|")
    return Category(code, account) if code and account else None


@dataclass(frozen=True, slots=True)
class Need:
    """What the account of a receipt requires, and the sentence about it while nothing is written."""

    annotation: Annotation
    missing: Sentence | None


def needs(texts: Mapping[str, str], settings: CompanySettings) -> Mapping[str, Need]:
    """What is required of a receipt as the form has it right now, by path."""
    return dict(_needs(texts, settings))


def _needs(texts: Mapping[str, str], settings: CompanySettings) -> Iterator[tuple[str, Need]]:
    required = required_annotations(category_in(texts["category"]), settings)
    for path, one in ANNOTATION_PATHS.items():
        if one in required:
            missing = advice_on_missing(one) if meant_by(path, texts[path]) is None else None
            yield path, Need(one, missing)


def _text(value: str | tuple[str, ...] | None) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or ""

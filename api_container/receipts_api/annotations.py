"""What a company writes on a receipt, as the API takes and answers it."""

import re
import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from receipts.domain.annotations import (
    LONGEST_MEMO,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_TAG,
    MOST_ATTENDEES,
    MOST_TAGS,
    Annotations,
    Written,
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _clean(text: str) -> str:
    """Fit to keep: Hangul composed, no control characters."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def _clean_lines(text: str) -> str:
    return "\n".join(map(_clean, text.splitlines())).strip()


def _visible(name: str) -> str:
    if not name:
        raise ValueError("nothing is left without control characters")
    return name


_Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_clean)]
_Listed = Annotated[str, AfterValidator(_clean), AfterValidator(_visible)]
_Attendee = Annotated[_Listed, Field(min_length=1, max_length=LONGEST_NAME)]
_Tag = Annotated[_Listed, Field(min_length=1, max_length=LONGEST_TAG)]


class AnnotationsPatch(BaseModel):
    """What is to be written; only what is given is changed, null or an empty list takes it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    memo: Annotated[str, Field(max_length=LONGEST_MEMO), AfterValidator(_clean_lines)] | None = None
    purpose: Annotated[str, Field(max_length=LONGEST_PURPOSE), AfterValidator(_clean)] | None = Field(
        default=None, description="What the expense was for (지출 목적)."
    )
    attendees: Annotated[tuple[_Attendee, ...], Field(max_length=MOST_ATTENDEES)] | None = Field(
        default=None, description="Who was there, by name: 기업업무추진비 requires it."
    )
    department: _Name | None = None
    project: _Name | None = None
    tags: Annotated[tuple[_Tag, ...], Field(max_length=MOST_TAGS)] | None = Field(
        default=None, description="Kept in small letters and without #, each once."
    )
    person: _Name | None = Field(default=None, description="Whose expense it is.")

    def written(self) -> dict[str, Written]:
        """What was given, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class AnnotationsDocument(BaseModel):
    """What the company wrote on a receipt; null is "nothing"."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    memo: str | None
    purpose: str | None
    attendees: tuple[str, ...]
    department: str | None
    project: str | None
    tags: tuple[str, ...]
    person: str | None

    @classmethod
    def of(cls, annotations: Annotations) -> Self:
        return cls.model_validate(annotations)

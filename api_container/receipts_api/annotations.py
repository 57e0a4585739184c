"""What a company writes on a receipt, as the API takes and answers it."""

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
    normalised_tags,
)
from receipts_api.texts import clean_lines, cleaned, visible, within


def _as_kept(tag: str) -> str:
    """No longer than a tag may be in the spelling that it is kept and sent back in."""
    within("".join(normalised_tags([tag])), LONGEST_TAG)
    return tag


_Name = Annotated[str, Field(max_length=LONGEST_NAME), cleaned(LONGEST_NAME)]
_Attendee = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_NAME),
    cleaned(LONGEST_NAME),
    AfterValidator(visible),
]
_Tag = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_TAG),
    cleaned(LONGEST_TAG),
    AfterValidator(visible),
    AfterValidator(_as_kept),
]


class AnnotationsPatch(BaseModel):
    """What is to be written; only what is given is changed, null or an empty list takes it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    memo: Annotated[str, Field(max_length=LONGEST_MEMO), cleaned(LONGEST_MEMO, clean_lines)] | None = None
    purpose: Annotated[str, Field(max_length=LONGEST_PURPOSE), cleaned(LONGEST_PURPOSE)] | None = Field(
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

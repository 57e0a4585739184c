"""Which receipts a caller asks for: the same parameters for a list, its counts and an export."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from receipts.domain.annotations import normalised_tags
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, PaymentMethod, ProofKind
from receipts.domain.search_text import SHORTEST_WORD, folded, words_of
from receipts.domain.selection import LISTED, Selection
from receipts_api.corrections import Money, Number
from receipts_api.texts import clean, has_control_characters

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_VALUES: Final = 20
LONGEST_CURSOR: Final = 700
"""Fifty letters of a merchant in the widest of scripts, and the id."""

REPEATABLE: Final = frozenset({"status", "category", "document_type", "proof_kind", "payment_method", "tag"})
"""Parameters that may be given several times; for `TenantRoute.repeatable`."""


def _written_out(day: object) -> object:
    """A day as YYYY-MM-DD alone: pydantic would take 0 for the first of January 1970."""
    if isinstance(day, str) and not _DAY.fullmatch(day):
        raise PydanticCustomError("date_parsing", "not a day")
    return day


def _printable(text: str) -> str:
    """Hangul composed, as it is kept; control characters are on no receipt, and PostgreSQL refuses some."""
    if has_control_characters(text) or not text.strip():
        raise PydanticCustomError("text_unprintable", "empty, or with control characters")
    return clean(text)


def _findable(text: str) -> str:
    if not any(len(word) >= SHORTEST_WORD for word in words_of(text)):
        raise PydanticCustomError("text_too_short", "no word of two letters", {"least": SHORTEST_WORD})
    return text


Day = Annotated[date, BeforeValidator(_written_out)]
Text = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]
Words = Annotated[Text, AfterValidator(_findable)]


def _tag(text: str) -> str:
    """In the one spelling that is kept. A filter of nothing would be none."""
    spelt = "".join(normalised_tags([text]))
    if not spelt:
        raise PydanticCustomError("text_unprintable", "a tag without letters")
    return spelt


Tag = Annotated[Text, AfterValidator(_tag)]

_Values: Any = Field(default=[], max_length=_MOST_VALUES, description="May be repeated: any of them.")


_End: TypeAlias = "date | Decimal | None"


class SelectionQuery(BaseModel):
    """Which receipts. Unknown parameters are refused: an ignored filter would show everything."""

    model_config = ConfigDict(extra="forbid")

    status: list[Status] = Field(
        default=[], max_length=len(Status), description="May be repeated. Without: all but deleted ones."
    )
    q: Words | None = Field(
        default=None,
        description="Words that all stand on the receipt: in its text, the merchant's name or an item. Parts "
        "of words do; spaces, case and punctuation do not matter. One has two letters or more.",
        examples=["스타벅스 라떼"],
    )
    issued_from: Day | None = Field(default=None, description="The first day, as printed.")
    issued_until: Day | None = Field(default=None, description="The last day, included.")
    created_from: Day | None = Field(default=None, description="The first day it was sent on, in Korea.")
    created_until: Day | None = Field(default=None, description="The last day, included.")
    total_from: Money | None = Field(default=None, description="The least that was paid.")
    total_until: Money | None = Field(default=None, description="The most, included.")
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$", examples=["KRW"])
    merchant: Words | None = Field(default=None, description="Part of its name, two letters or more.")
    business_number: Number | None = None
    category: list[Text] = _Values
    document_type: list[DocumentType] = _Values
    proof_kind: list[ProofKind] = _Values
    proof_qualified: bool | None = Field(default=None, description="적격증빙, or certainly not.")
    payment_method: list[PaymentMethod] = _Values
    has_warnings: bool | None = Field(default=None, description="Whether a check of the reading warned.")
    is_duplicate: bool | None = Field(default=None, description="Whether it probably repeats another.")
    batch: UUID | None = Field(default=None, description="The batch it was sent in.")
    tag: list[Tag] = Field(default=[], max_length=_MOST_VALUES, description="May be repeated: all of them.")
    person: Text | None = Field(default=None, description="Whose receipt it is.")
    department: Text | None = None
    project: Text | None = None

    @field_validator("issued_until", "created_until", "total_until")
    @classmethod
    def _not_before_the_first(
        cls, last: date | Decimal | None, info: ValidationInfo
    ) -> date | Decimal | None:
        lower = f"{(info.field_name or '').removesuffix('_until')}_from"
        first = info.data.get(lower)
        if first is not None and last is not None and last < first:
            names = {"first": lower, "last": info.field_name}
            raise PydanticCustomError("range_reversed", "{last} lies before {first}", names)
        return last

    def selection(self) -> Selection:
        """The same as the domain knows it."""
        return Selection(
            statuses=frozenset(map(Status, self.status)) or LISTED,
            issued_from=self.issued_from,
            issued_until=self.issued_until,
            created_from=self.created_from,
            created_until=self.created_until,
            total_from=self.total_from,
            total_until=self.total_until,
            currency=self.currency,
            merchant=folded(self.merchant) if self.merchant else None,
            business_number=self.business_number.digits if self.business_number else None,
            categories=frozenset(self.category),
            document_types=frozenset(self.document_type),
            proof_kinds=frozenset(self.proof_kind),
            proof_qualified=self.proof_qualified,
            payment_methods=frozenset(self.payment_method),
            has_warnings=self.has_warnings,
            is_duplicate=self.is_duplicate,
            batch_id=self.batch,
            person=self.person,
            department=self.department,
            project=self.project,
            tags=frozenset(self.tag),
            words=words_of(self.q) if self.q else (),
        )

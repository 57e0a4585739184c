"""Why a person must look at a receipt, in words: what is doubtful, and what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from receipts.domain.advice import advice_by_name
from receipts.domain.names import FIELD_OF_CHECK, FIELDS, name_of
from receipts.domain.obstacles import CURRENCY_UNKNOWN, ISSUED_AT_IMPOSSIBLE, TOTAL_NEGATIVE
from receipts.domain.reasons import (
    AMBIGUOUS_DATE,
    CORRECTED_AFTER_APPROVAL,
    MULTIPLE_RECEIPTS,
    POSSIBLE_DUPLICATE,
    short_name,
)
from receipts.domain.sentence import Sentence


@dataclass(frozen=True, slots=True)
class ReasonInWords:
    """A reason for review with its sentence; `field` is the path that it is about, None the whole receipt."""

    code: str
    sentence: Sentence
    field: str | None = None


_OF_THE_COMPANY: Final = frozenset(
    {"memo", "purpose", "attendees", "department", "project", "tags", "person", "category"}
)
"""What no receipt prints: a company writes it on its receipts."""
_BY_SHORT_NAME: Final = {short_name(path): path for path in FIELDS}

_MISSING: Final = Sentence(
    "{name}: 영수증에서 찾지 못했습니다. 사진을 보고 입력해 주세요.",
    "{name}: not found on the receipt. Look at the photo and enter it.",
)
_REQUIRED: Final = Sentence(
    "{name}: 회사 규칙에 따라 꼭 적어야 합니다. 입력해 주세요.",
    "{name}: the company's rules require it. Enter it.",
)
_UNSURE: Final = Sentence(
    "{name}: 잘못 읽었을 수 있습니다. 사진과 비교해 확인하거나 고쳐 주세요.",
    "{name}: it may have been misread. Compare it with the photo, and confirm or correct it.",
)
_BY_ENDING: Final = {"missing": _MISSING, "low_confidence": _UNSURE}
_OWN: Final = {
    "business_number_invalid": (
        "merchant.business_number",
        Sentence(
            "사업자등록번호의 검증번호가 맞지 않습니다. 사진과 비교해 고쳐 주세요.",
            "The check digit of the business number is wrong. Compare it with the photo and correct it.",
        ),
    ),
    AMBIGUOUS_DATE: (
        "issued_at",
        Sentence(
            "날짜의 월과 일을 구별할 수 없습니다. 거래일을 확인하거나 고쳐 주세요.",
            "The date does not tell the day from the month. Confirm or correct it.",
        ),
    ),
    MULTIPLE_RECEIPTS: (
        None,
        Sentence(
            "사진 한 장에 영수증이 여러 장 있습니다. 나머지 영수증은 한 장씩 촬영해 올려 주세요.",
            "The photo shows several receipts. Upload a photo of each of the others.",
        ),
    ),
    POSSIBLE_DUPLICATE: (
        "duplicate_of",
        Sentence(
            "이미 등록된 영수증과 같은 거래로 보입니다. 두 영수증을 비교해 중복인지 정해 주세요.",
            "This looks like a purchase that is recorded already. Compare the two and say whether it is.",
        ),
    ),
    CORRECTED_AFTER_APPROVAL: (
        None,
        Sentence(
            "승인한 뒤에 값이 바뀌었습니다. 바뀐 값을 확인하고 다시 승인해 주세요.",
            "It was corrected after it had been approved. Look at what changed and approve it again.",
        ),
    ),
}
_OF_FIELD: Final[Mapping[str, str]] = {
    **FIELD_OF_CHECK,
    TOTAL_NEGATIVE: "amounts.total",
    ISSUED_AT_IMPOSSIBLE: "issued_at",
    CURRENCY_UNKNOWN: "currency",
}
"""Of what an approval would refuse: the field that it is about."""
_ANY: Final = Sentence(
    "사람의 확인이 필요합니다. 사진과 값을 비교해 주세요.",
    "A person must look at it. Compare its values with the photo.",
)
"""Of a reason that an earlier or a later version gives."""


def in_words(reasons: Iterable[str]) -> Iterator[ReasonInWords]:
    """Each reason with its sentence, in the same order."""
    return map(_in_words, reasons)


def _at_the_beginning(name: Sentence) -> Sentence:
    """Of a sentence: with a capital letter."""
    return Sentence(name.korean, name.english[:1].upper() + name.english[1:])


def _in_words(reason: str) -> ReasonInWords:
    if reason in _OWN:
        field, sentence = _OWN[reason]
        return ReasonInWords(reason, sentence, field)
    for ending, sentence in _BY_ENDING.items():
        path = _BY_SHORT_NAME.get(reason.removesuffix(f"_{ending}"))
        if path and reason.endswith(f"_{ending}"):
            needed = _REQUIRED if ending == "missing" and path in _OF_THE_COMPANY else sentence
            return ReasonInWords(reason, needed.filled(name=_at_the_beginning(name_of(path))), path)
    return ReasonInWords(reason, advice_by_name(reason) or _ANY, _OF_FIELD.get(reason))

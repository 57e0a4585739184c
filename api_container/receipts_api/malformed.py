"""What a value has to look like, told to whoever sent one that does not."""

from typing import Final

from receipts.domain.sentence import Sentence

SHA256: Final = r"^[0-9a-fA-F]{64}$"
MOMENT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
"""Python alone would take days of weeks, too (`2026-W01-1`)."""

WHY_NO_MATCH: Final = {
    SHA256: Sentence(
        "SHA-256 값을 16진수 64자리로 보내 주세요.", "Give the SHA-256 of the bytes, 64 hexadecimal digits."
    ),
    MOMENT: Sentence(
        "2026-10-31 또는 2026-10-31T14:05:00+09:00과 같은 형식으로 보내 주세요.",
        "Give a date such as 2026-10-31, or a moment such as 2026-10-31T14:05:00+09:00.",
    ),
}
"""By the pattern that a text does not match."""

NO_MONEY: Final = Sentence(
    '금액을 따옴표 안에 쉼표 없이 써 주세요. 예: "7000", "12.50"',
    'Give the amount as text, without commas, such as "7000" or "12.50".',
)
NO_ITEM_NUMBER: Final = Sentence(
    '숫자를 따옴표 안에 쉼표 없이 써 주세요. 예: "2", "31.415"',
    'Give the number as text, without commas, such as "2" or "31.415".',
)
NO_BUSINESS_NUMBER: Final = Sentence(
    '사업자등록번호 10자리를 써 주세요. 예: "123-45-67891"',
    'Give the ten digits as text, such as "123-45-67891".',
)
NO_PLAIN_DIGITS: Final = Sentence("숫자는 0에서 9까지만 써 주세요.", "Write digits as 0 to 9.")


class MalformedError(ValueError):
    """A value that is not of the form that `sentence` describes; pydantic's code stays `value_error`."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence

"""사업자등록번호, the Korean business registration number."""

import re
from dataclasses import dataclass

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_SHAPE = re.compile(r"\d{10}")


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """Ten digits, printed `902-45-00731`.

    Raises ValueError if there are not exactly ten digits; a wrong check digit is kept and reported by
    `is_valid`, because what is printed is what is recorded.
    """

    digits: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.digits):
            raise ValueError(f"a business number has ten digits, not {self.digits!r}")

    def __str__(self) -> str:
        return f"{self.digits[:3]}-{self.digits[3:5]}-{self.digits[5:]}"

    @property
    def is_valid(self) -> bool:
        """Whether the tenth digit is the check digit of the other nine.

        The National Tax Service's rule: weights 1 3 7 1 3 7 1 3 5, plus the tens of the ninth product;
        the check digit completes the sum to a multiple of ten.
        """
        numbers = [int(digit) for digit in self.digits]
        weighted = sum(number * weight for number, weight in zip(numbers, _WEIGHTS, strict=False))
        carried = weighted + numbers[8] * 5 // 10
        return (carried + numbers[9]) % 10 == 0

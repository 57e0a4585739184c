"""A value found on the receipt and where it stands."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from receipts.domain.reading.layout.rows import Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value, the row and the place in its text where it begins, and how sure it is (0 to 1)."""

    value: T
    row: Row
    start: int
    confidence: float
    more: tuple[Row, ...] = ()
    """Further rows that the value runs over."""

"""What one receipt is to another of its tenant."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Links:
    """It repeats the purchase of another, or is a cancellation that takes one back, in whole or in part."""

    duplicate_of: UUID | None = None
    cancels: UUID | None = None


NO_LINKS: Final = Links()
"""A receipt that stands for itself, like most."""

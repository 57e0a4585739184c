"""An amount that was found for a field, and where it stands."""

from dataclasses import dataclass
from decimal import Decimal

from receipts.domain.reading.blocks.ledger import Entry


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount, the entry that shows it (the first where several add up to it) and how sure it is."""

    value: Decimal
    entry: Entry
    confidence: float
    is_asked: bool = False
    """Whether something printed goes against it: then a person looks, whatever the sums say."""


Amounts = dict[str, FoundAmount]

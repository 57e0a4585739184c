"""Finding receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.domain.selection import Order, Position, Selection
from receipts.domain.summary import Summary

Found = TypeVar("Found", Summary, Receipt)


@dataclass(frozen=True, slots=True)
class Page(Generic[Found]):
    """One page of a list; `last` is where the next one begins, None behind the last page."""

    found: tuple[Found, ...]
    last: Position | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many receipts, by status; one that none of them has may be missing. Not `is_whole` where words are
    on so many that only some of them were counted.
    """

    by_status: Mapping[Status, int]
    is_whole: bool = True


class ReceiptFinder(Protocol):
    """What a tenant has, and nobody else: `Selection.includes` says which, `Order` in which order. A page
    stays where it is whatever is added before it. Every method raises StorageUnavailableError when the
    database does not answer.
    """

    def find(
        self,
        tenant_id: UUID,
        which: Selection,
        order: Order = Order.NEWEST,
        *,
        after: Position | None = None,
        limit: int = 50,
    ) -> Page[Summary]:
        """The next receipts, a line of each."""

    def find_records(
        self,
        tenant_id: UUID,
        which: Selection,
        order: Order = Order.NEWEST,
        *,
        after: Position | None = None,
        limit: int = 50,
    ) -> Page[Receipt]:
        """The same receipts whole, their readings without text and evidence."""

    def count(self, tenant_id: UUID, which: Selection) -> Counts:
        """How many they are."""

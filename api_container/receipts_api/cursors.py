"""Where a page begins, opaque to clients. Each cursor belongs to what it pages: a tenant's list with its
conditions and order, the history of one receipt, a shop's receipts. Anywhere else it is refused: it would
find nothing, and whoever pages would take that for the end.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Final, Generic, TypeVar
from uuid import UUID

from receipts.domain.bounds import is_possible_number, keepable
from receipts.domain.business_number import BusinessNumber
from receipts.domain.selection import LONGEST_MERCHANT, Order, Position, Selection, SortValue
from receipts.errors import InvalidCursorError
from receipts.ports import BatchPosition

_DIGITS: Final = 16
_LAST_VERSION: Final = 2**31 - 1

_Position = TypeVar("_Position")


@dataclass(frozen=True, slots=True)
class Cursors(Generic[_Position]):
    """The cursors of one thing that has pages. `of` tells it from all others, and whose it is; a position is
    written as a few texts and read from them, where the reading raises ValueError for what is none.
    """

    of: tuple[object, ...]
    write: Callable[[_Position], tuple[str | None, ...]]
    read: Callable[..., _Position]

    def encode(self, last: _Position | None) -> str | None:
        """Where the page stops that ends there; None where nothing comes behind it."""
        return None if last is None else self._sealed(last)

    def decode(self, cursor: str | None) -> _Position | None:
        """None without a cursor. Raises InvalidCursorError if it is none of these, to the last character."""
        if cursor is None:
            return None
        try:
            mark, *texts = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            position = self.read(*texts)
        except (ValueError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
            raise InvalidCursorError(cursor) from error
        if mark != self._mark or self._sealed(position) != cursor:
            raise InvalidCursorError(cursor)
        return position

    def _sealed(self, last: _Position) -> str:
        parts = json.dumps([self._mark, *self.write(last)], ensure_ascii=False)
        return urlsafe_b64encode(parts.encode()).decode().rstrip("=")

    @property
    def _mark(self) -> str:
        """No signature: who has a cursor can make another of the same pages, and sees no more by it."""
        return sha256(json.dumps(self.of, default=_canonical).encode()).hexdigest()[:_DIGITS]


def of_list(tenant_id: UUID, which: Selection, order: Order) -> Cursors[Position]:
    """Of the receipts that meet the conditions, in this order."""

    def write(last: Position) -> tuple[str | None, str]:
        return None if last.value is None else _text_of(last.value), str(last.receipt_id)

    def read(value: str | None, receipt_id: str) -> Position:
        return Position(None if value is None else _VALUES[order.column](value), UUID(receipt_id))

    asked = {field.name: getattr(which, field.name) for field in fields(which)}
    return Cursors(("receipts", tenant_id, order, asked), write, read)


def of_batches(tenant_id: UUID) -> Cursors[BatchPosition]:
    """Of the tenant's batches."""

    def write(last: BatchPosition) -> tuple[str, str]:
        return last.created_at.isoformat(), str(last.batch_id)

    def read(created_at: str, batch_id: str) -> BatchPosition:
        return BatchPosition(_moment(created_at), UUID(batch_id))

    return Cursors(("batches", tenant_id), write, read)


def of_history(tenant_id: UUID, receipt_id: UUID) -> Cursors[int]:
    """Of what people did with one receipt: by its version, which says nothing of other receipts."""
    return Cursors(("history", tenant_id, receipt_id), lambda version: (str(version),), _version)


def of_company(tenant_id: UUID) -> Cursors[int]:
    """Of the changes of what a company has said of itself."""
    return Cursors(("company", tenant_id), lambda number: (str(number),), _version)


def of_shop(tenant_id: UUID, number: BusinessNumber) -> Cursors[UUID]:
    """Of the receipts of a shop that wait, by their ids."""
    return Cursors(("shop", tenant_id, number.digits), lambda last: (str(last),), UUID)


def of_rereading(tenant_id: UUID, rereading_id: UUID) -> Cursors[UUID]:
    """Of the receipts that a rereading changed, by their ids."""
    return Cursors(("rereading", tenant_id, rereading_id), lambda last: (str(last),), UUID)


def _canonical(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def _text_of(value: SortValue) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)  # a datetime is a date, too


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError("moments of ours are in UTC")
    return moment


def _version(text: str) -> int:
    """As far as the database counts."""
    version = int(text) if len(text) <= len(str(_LAST_VERSION)) else -1
    if not 0 < version <= _LAST_VERSION:
        raise ValueError("no version of a receipt")
    return version


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not is_possible_number(number):
        raise ValueError("no amount")
    return number


def _name(text: str) -> str:
    if keepable(text) != text or len(text) > LONGEST_MERCHANT:
        raise ValueError("no name that is kept")
    return text


_VALUES: Final[Mapping[str, Callable[[str], SortValue]]] = {
    "created_at": _moment,
    "issued_on": date.fromisoformat,
    "total": _number,
    "merchant": _name,
}

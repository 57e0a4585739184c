"""Where a page of receipts begins, opaque to clients. It belongs to one list: a tenant's, with conditions and
an order.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Final
from uuid import UUID

from receipts.domain.bounds import is_possible_number, keepable
from receipts.domain.selection import LONGEST_MERCHANT, Order, Position, Selection, SortValue
from receipts.errors import InvalidCursorError

_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class List:
    """The list that a cursor belongs to."""

    tenant_id: UUID
    which: Selection
    order: Order

    def encode(self, position: Position) -> str:
        """Where the page stops that ends with this receipt."""
        value = None if position.value is None else _text_of(position.value)
        parts = json.dumps([self._mark, value, str(position.receipt_id)], ensure_ascii=False)
        return urlsafe_b64encode(parts.encode()).decode().rstrip("=")

    def decode(self, cursor: str) -> Position:
        """Raises InvalidCursorError if it is none of this list, to the last character."""
        try:
            mark, value, receipt_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            known = None if value is None else _VALUES[self.order.column](value)
            position = Position(known, UUID(receipt_id))
        except (ValueError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
            raise InvalidCursorError(cursor) from error
        if mark != self._mark or self.encode(position) != cursor:
            raise InvalidCursorError(cursor)
        return position

    @property
    def _mark(self) -> str:
        """Another for any other list."""
        asked = {field.name: _canonical(getattr(self.which, field.name)) for field in fields(self.which)}
        whole = json.dumps([str(self.tenant_id), self.order, asked])
        return sha256(whole.encode()).hexdigest()[:_DIGITS]


def _canonical(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def _text_of(value: SortValue) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)  # a datetime is a date, too


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError("moments of ours are in UTC")
    return moment


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

"""The system's clock and source of ids."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


class SystemClock:
    """The time in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): ids sort by the time they were made, which keeps indexes compact."""
    return uuid7()

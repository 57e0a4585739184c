"""The list that a person works through: which receipts it has, what comes next, and the way back to it."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts_api.page.actions import Desk, Tab
from receipts_api.page.rendering import receipt_address
from receipts_api.selections import LONGEST_CURSOR, SelectionQuery

_LONGEST_LIST: Final = 1000


class InboxQuery(BaseModel):
    """What the inbox shows, all of it in the address, so that it can be kept and sent on. A form sends what
    nobody filled in as empty texts.
    """

    model_config = ConfigDict(extra="ignore")

    tab: Tab = Tab.REVIEW
    cursor: str | None = Field(default=None, max_length=LONGEST_CURSOR)
    q: str = Field(default="", max_length=100)
    issued_from: str = Field(default="", max_length=20)
    issued_until: str = Field(default="", max_length=20)
    total_from: str = Field(default="", max_length=20)
    total_until: str = Field(default="", max_length=20)
    category: str = Field(default="", max_length=100)
    business_number: str = Field(default="", max_length=20)

    @property
    def filters(self) -> dict[str, str]:
        """What was filled in."""
        given = self.model_dump(exclude={"tab", "cursor"})
        for name in ("total_from", "total_until"):
            given[name] = given[name].replace(",", "")
        return {name: value.strip() for name, value in given.items() if value.strip()}

    def selection(self) -> Selection | None:
        """As the domain knows it; None where something is no filter, which is told and not ignored."""
        filters: dict[str, Any] = self.filters
        if "category" in filters:
            filters["category"] = [filters["category"]]
        try:
            return SelectionQuery.model_validate(filters).selection()
        except ValidationError:
            return None

    def address(self, **changes: str) -> str:
        """The inbox with these filters, on another tab or further down."""
        return "/?" + urlencode({"tab": self.tab.value} | self.filters | changes)

    @property
    def text(self) -> str:
        """As an address of a receipt carries it, so that what follows is of the same list."""
        return self.address().removeprefix("/?")


def list_in(text: str) -> InboxQuery | None:
    """The list that an address or a form names; None for none, and for what is no list."""
    try:
        return InboxQuery.model_validate(dict(parse_qsl(text[:_LONGEST_LIST]))) if text else None
    except ValidationError:
        return None


def receipt_in(within: InboxQuery | None, receipt_id: UUID, **told: str) -> str:
    """The address of a receipt as one of this list."""
    told = {name: text for name, text in told.items() if text}
    told |= {"list": within.text} if within else {}
    return receipt_address(receipt_id) + (f"?{urlencode(told)}" if told else "")


def onward(desk: Desk, receipt: Receipt, within: InboxQuery | None, done: str) -> str:
    """Where to go on after a receipt: to the next of its list, or back to the list if none is left."""
    which = within.selection() if within else None
    following = desk.next_after(receipt, which or Selection(), within.tab if within else None)
    if following:
        return receipt_in(within, following, done=done)
    return within.address(done="all") if within else "/?done=all"

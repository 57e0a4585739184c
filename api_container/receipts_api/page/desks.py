"""What routes of the page are given: the desk of who has signed in, and what came in a form."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.datastructures import FormData

from receipts_api.dependencies import Provided
from receipts_api.page.actions import Desk
from receipts_api.page.route import OnPage, Person
from receipts_api.photo_links import sees_originals

_MOST_FIELDS = 2000
"""Three hundred items of five fields, and the rest of a receipt."""
_LARGEST_FIELD = 16 * 1024


async def desk_of(caller: OnPage, person: Person, provided: Provided) -> Desk:
    """The desk of this session."""
    allowed = sees_originals(provided, caller)
    return Desk(provided, caller.tenant_id, person.person, caller.key, allowed)


async def form_of(request: Request) -> FormData:
    """The texts of a form; a file is none."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD)
    return FormData([(name, text) for name, text in form.multi_items() if isinstance(text, str)])


def version_in(form: FormData, otherwise: int = 0) -> int:
    """The version that was looked at; 0, which no receipt has, for what is no number."""
    text = str(form.get("version", otherwise))
    return int(text) if text.isdecimal() and len(text) < len("2147483647") else 0


def opened_at(desk: Desk, told: str | None) -> str:
    """When a person opened a receipt, as its form sends it back: seconds since 1970. Now, unless this is the
    same look: what was saved, resolved or refused is `told` when it was opened.
    """
    return told if told and _is_moment(told) else str(int(desk.provided.clock.now().timestamp()))


def opened_in(form: FormData) -> datetime | None:
    """When the receipt was opened; None for what is no moment. It is the client's word, and counts for
    nothing but the median of a month.
    """
    text = str(form.get("opened", ""))
    return datetime.fromtimestamp(int(text), UTC) if _is_moment(text) else None


def _is_moment(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len("9999999999")


def taught_in(request: Request) -> UUID | None:
    """The receipt that was approved a moment ago and taught what its shop is called or books to."""
    try:
        return UUID(request.query_params.get("taught", ""))
    except ValueError:
        return None


AtDesk = Annotated[Desk, Depends(desk_of)]
Form = Annotated[FormData, Depends(form_of)]

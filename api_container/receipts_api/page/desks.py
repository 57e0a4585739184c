"""What routes of the page are given: the desk of who has signed in, and what came in a form."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from receipts_api.dependencies import Provided
from receipts_api.page.actions import Desk
from receipts_api.page.route import OnPage, Person
from receipts_api.photo_links import sees_originals

_MOST_FIELDS = 600
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


AtDesk = Annotated[Desk, Depends(desk_of)]
Form = Annotated[FormData, Depends(form_of)]

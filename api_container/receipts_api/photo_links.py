"""Where a browser gets a receipt's photo: as it came, or a page of it as it may be shown."""

from typing import Annotated, TypeAlias

from fastapi import Path

from receipts.domain.life_cycle import Status
from receipts.domain.limits import MAX_PAGES
from receipts.domain.object_key import rendition_key
from receipts.domain.record import Receipt, StoredObject
from receipts.domain.rendition import MEDIA_TYPE
from receipts.errors import UnknownObjectError
from receipts_api import problems
from receipts_api.authentication import Caller
from receipts_api.dependencies import Dependencies
from receipts_api.problems import ProblemError

PageNumber: TypeAlias = Annotated[int, Path(ge=1, le=MAX_PAGES)]
WITHOUT_PHOTO = frozenset({Status.AWAITING_UPLOAD, Status.EXPIRED, Status.DELETED})


def sees_originals(provided: Dependencies, caller: Caller) -> bool:
    """Whether photos are shown as they came, which may have whole card numbers on them: to systems, whose
    keys are nobody's, and to the people that the operator names.
    """
    return caller.person is None or caller.person in provided.originals_for


def photo_link(provided: Dependencies, receipt: Receipt, *, is_allowed: bool) -> str:
    """A presigned address of the photo as it came, which soon expires. Raises ProblemError where that is not
    allowed, where there is none, or where it has to come out of the archive first.
    """
    if not is_allowed:
        raise ProblemError(problems.ORIGINAL_NOT_ALLOWED)
    if not _recalled(provided, receipt, receipt.photo):
        raise ProblemError(problems.PHOTO_ARCHIVED, problems.FROM_THE_ARCHIVE)
    return provided.objects.presign_get(receipt.photo, provided.image_expires_in)


def rendition_link(provided: Dependencies, receipt: Receipt, page: int) -> str:
    """A presigned address of a page, upright and with its numbers covered. Raises ProblemError where there is
    none: its reader could not make one, or was of a version that made none.
    """
    rendition = StoredObject(rendition_key(receipt.photo.key, page), MEDIA_TYPE, 0, "")
    _recalled(provided, receipt, rendition, problems.PAGE_NOT_FOUND)
    return provided.objects.presign_get(rendition, provided.image_expires_in)


def _recalled(
    provided: Dependencies,
    receipt: Receipt,
    wanted: StoredObject,
    missing: problems.Kind = problems.PHOTO_NOT_FOUND,
) -> bool:
    if receipt.status in WITHOUT_PHOTO:
        raise ProblemError(problems.PHOTO_NOT_FOUND, status=receipt.status.value)
    try:
        return provided.objects.recall(wanted)
    except UnknownObjectError:  # it failed because its photo never arrived
        raise ProblemError(missing, status=receipt.status.value) from None

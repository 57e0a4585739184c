"""Where a browser gets a receipt's photo."""

from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import UnknownObjectError
from receipts_api import problems
from receipts_api.dependencies import Dependencies
from receipts_api.problems import ProblemError

WITHOUT_PHOTO = frozenset({Status.AWAITING_UPLOAD, Status.EXPIRED, Status.DELETED})


def photo_link(provided: Dependencies, receipt: Receipt) -> str:
    """A presigned address that soon expires. Raises ProblemError where there is no photo, or where it has to
    come out of the archive first.
    """
    if receipt.status in WITHOUT_PHOTO:
        raise ProblemError(problems.PHOTO_NOT_FOUND, status=receipt.status.value)
    try:
        is_at_hand = provided.objects.recall(receipt.photo)
    except UnknownObjectError:  # it failed because its photo never arrived
        raise ProblemError(problems.PHOTO_NOT_FOUND, status=receipt.status.value) from None
    if not is_at_hand:
        raise ProblemError(problems.PHOTO_ARCHIVED, problems.FROM_THE_ARCHIVE)
    return provided.objects.presign_get(receipt.photo, provided.image_expires_in)

"""What is asked of a photo before it is accepted. What lies inside is the worker's to judge."""

import hashlib
from collections.abc import Mapping
from typing import BinaryIO

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData, UploadFile

from receipts.usecases.accept_receipt import Announcement
from receipts_api import problems
from receipts_api.problems import ProblemError, too_large
from receipts_api.schemas import UploadRequest, clean_name

_ANY_BYTES = "application/octet-stream"
"""What phones send when they do not know."""

_READABLE = {
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/tiff",
    "image/heic",
    "image/heif",
    "application/pdf",
    _ANY_BYTES,
}
_CHUNK = 1024 * 1024
_ALIASES = {"image/jpg": "image/jpeg"}


def announced(upload: UploadRequest, max_bytes: int) -> Announcement:
    """What a client said of its photo. Raises ProblemError if it is too large or never readable."""
    content_type = _readable(upload.content_type)
    _fits(upload.content_length, max_bytes)
    return Announcement(content_type, upload.content_length, upload.sha256, upload.filename)


def found(photo: UploadFile, max_bytes: int) -> Announcement:
    """What a photo that was sent is. Reads it once, in chunks, and rewinds it; raises as `announced`, and
    RequestValidationError for a file of no bytes.
    """
    content_type = _readable(photo.content_type or _ANY_BYTES)
    size = photo.size or 0
    if not size:
        raise RequestValidationError([{"type": "file_empty", "loc": ("body", "file")}])
    _fits(size, max_bytes)
    return Announcement(content_type, size, _sha256(photo.file), clean_name(photo.filename))


def expect_form(headers: Mapping[str, str]) -> None:
    """Raises RequestValidationError for a body that is no form, such as a photo by itself."""
    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise _no_file()


def photo_in(form: FormData) -> UploadFile:
    """The form's `file`. Raises RequestValidationError if it has none."""
    photo = form.get("file")
    if not isinstance(photo, UploadFile):
        raise _no_file()
    return photo


def _no_file() -> RequestValidationError:
    return RequestValidationError([{"type": "file_missing", "loc": ("body", "file")}])


def _readable(declared: str) -> str:
    media_type = declared.partition(";")[0].strip().lower()
    content_type = _ALIASES.get(media_type, media_type)
    if content_type not in _READABLE:
        raise ProblemError(problems.UNSUPPORTED_TYPE, content_type=media_type[:100])
    return content_type


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _fits(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise too_large(max_bytes)

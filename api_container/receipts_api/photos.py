"""What is asked of a photo before it is accepted. What lies inside is the worker's to judge."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, BinaryIO, Final
from uuid import UUID

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, MutableHeaders, UploadFile

from receipts.domain.annotations import Written
from receipts.domain.bounds import keepable
from receipts.usecases.accept_receipt import Announcement
from receipts_api import problems
from receipts_api.annotations import AnnotationsPatch
from receipts_api.problems import ProblemError, too_large
from receipts_api.schemas import AnnouncedPhoto, clean_name

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
_AS_BYTES: Final = "latin-1"
"""Of this code page each byte is one character, and stays what it was."""
_CODE_PAGES: Final = ("utf-8", "cp949")
"""In which phones and programs here write the names of files."""
_ALIASES = {"image/jpg": "image/jpeg"}


def announced(
    upload: AnnouncedPhoto,
    max_bytes: int,
    written: Mapping[str, Written] = MappingProxyType({}),
    batch_id: UUID | None = None,
) -> Announcement:
    """What a client said of its photo; `written` is on all of its batch. Raises ProblemError if it is too
    large or never readable.
    """
    content_type = _readable(upload.content_type)
    _fits(upload.content_length, max_bytes)
    annotations = {**written, **upload.annotations.written()}
    return Announcement(
        content_type, upload.content_length, upload.sha256, upload.filename, annotations, batch_id
    )


def found(
    photo: UploadFile,
    max_bytes: int,
    written: Mapping[str, Written] = MappingProxyType({}),
    batch_id: UUID | None = None,
) -> Announcement:
    """What a photo that was sent is. Reads it once, in chunks, and rewinds it; raises as `announced`, and
    RequestValidationError for a file of no bytes.
    """
    content_type = _readable(photo.content_type or _ANY_BYTES)
    size = photo.size or 0
    if not size:
        raise RequestValidationError([{"type": "file_empty", "loc": ("body", "file")}])
    _fits(size, max_bytes)
    name = _name_of(photo)
    if keepable(name) != name:
        raise RequestValidationError([{"type": "text_impossible", "loc": ("body", "file")}])
    return Announcement(content_type, size, _sha256(photo.file), clean_name(name), written, batch_id)


def expect_form(headers: Mapping[str, str]) -> None:
    """Raises RequestValidationError for a body that is no form, such as a photo by itself."""
    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise _no_file()


def with_bytes_kept(request: Request) -> Request:
    """The request, whose form comes with its bytes as they were sent: Starlette takes what is no UTF-8 for
    Latin-1, and nobody could tell any more.
    """
    headers = MutableHeaders(raw=list(request.scope["headers"]))
    headers["content-type"] = f"{headers['content-type']}; charset={_AS_BYTES}"
    return Request({**request.scope, "headers": headers.raw}, request.receive)


def photo_in(form: FormData) -> UploadFile:
    """The `file` of a form `with_bytes_kept`. Raises RequestValidationError if it has none, and for a field
    that is not known or given twice: a memo sent as `annotation` would be lost.
    """
    photo = form.get("file")
    if not isinstance(photo, UploadFile):
        raise _no_file()
    given = Counter(name for name, _ in form.multi_items())
    unknown = [("extra_forbidden", name) for name in sorted(given.keys() - {"file", "annotations"})]
    wrong = unknown or [("repeated", name) for name, times in given.items() if times > 1]
    if wrong:
        raise RequestValidationError([{"type": it, "loc": ("body", _shown(name))} for it, name in wrong])
    return photo


def written_in(form: FormData) -> dict[str, Written]:
    """The `annotations` of a form `with_bytes_kept`, a JSON object. Raises RequestValidationError that names
    what is wrong.
    """
    given = form.get("annotations")
    if given is None:
        return {}
    sent = given.encode(_AS_BYTES) if isinstance(given, str) else b""
    try:
        sent.decode()
    except UnicodeDecodeError:
        wrong = {"type": "text_impossible", "loc": ("body", "annotations")}
        raise RequestValidationError([wrong]) from None
    try:
        return AnnotationsPatch.model_validate_json(sent).written()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([_in_the_form(one) for one in found]) from None


def _in_the_form(finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """A finding about the text of a field; the body itself is no JSON."""
    kind = "json_type" if finding["type"] == "json_invalid" else finding["type"]
    return {**finding, "type": kind, "loc": ("body", "annotations", *finding["loc"])}


def _shown(name: str) -> str:
    """A field's name as far as it can be read."""
    return name.encode(_AS_BYTES).decode(errors="replace")


def _name_of(photo: UploadFile) -> str:
    """The file's name in the code page that it is written in."""
    sent = (photo.filename or "").encode(_AS_BYTES)
    for code_page in _CODE_PAGES:
        try:
            return sent.decode(code_page)
        except UnicodeDecodeError:
            continue
    return sent.decode(_AS_BYTES)


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

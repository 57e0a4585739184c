"""Photos that leave in one archive: under which names, and what its index says of each."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from receipts.domain.export_layout import VALUES, Line, Value
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.rendition import MEDIA_TYPE

INDEX: Final = "index.csv"
_LONGEST_MERCHANT: Final = 30
_UNSAFE: Final = re.compile(r"[^\w-]+")
"""Whatever a file system, a shell or a spreadsheet might take for something else than a name."""
_ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/tiff": "tif",
    "image/heic": "heic",
    "image/heif": "heif",
    "application/pdf": "pdf",
}
_COLUMNS: Final = {
    "일자": "issued_on",
    "거래처": "merchant",
    "합계": "total",
    "통화": "currency",
    "승인번호": "approval_number",
    "상태": "status",
    "원래 파일 이름": "filename",
    "영수증 ID": "id",
}
HEADINGS: Final = ("번호", "파일", "사진", *_COLUMNS, "SHA-256")


class Kept(StrEnum):
    """Whether a photo is in the archive, as its index says it."""

    INCLUDED = "있음"
    COVERED = "번호를 가린 사진"
    """Pages as they may be shown, to who may not see the photo as it came."""
    ARCHIVED = "보관소에 있어 꺼내야 함"
    """It is old: whoever opens it by the API has it brought back."""
    MISSING = "없음"


def photo_name(number: int, receipt: Receipt, page: int | None = None) -> str:
    """0007_2026-04-11_도토리편의점_7000.jpg: sorted as the index is, safe on every file system, and told
    apart by its number; a rendition of a page says which, 0007-1_…. What was not read is left out.
    """
    line = Line(number, receipt, receipt.reading or Reading())
    issued_on, total = VALUES["issued_on"](line), VALUES["total"](line)
    which = f"{number:04}" if page is None else f"{number:04}-{page}"
    parts = (which, issued_on, _plain(line.reading.merchant.name), f"{total:f}" if total else None)
    media_type = receipt.photo.content_type if page is None else MEDIA_TYPE
    ending = _ENDINGS.get(media_type, "bin")
    return "_".join(str(part) for part in parts if part) + f".{ending}"


def index_row(number: int, receipt: Receipt, kept: Kept) -> tuple[Value, ...]:
    """What stands under `HEADINGS`."""
    line = Line(number, receipt, receipt.reading or Reading())
    names = {Kept.INCLUDED: photo_name(number, receipt), Kept.COVERED: photo_name(number, receipt, 1)}
    name = names.get(kept)
    shown = (VALUES[value](line) for value in _COLUMNS.values())
    return (number, name, kept.value, *shown, receipt.photo.sha256)


def _plain(name: str | None) -> str:
    composed = unicodedata.normalize("NFC", name or "")
    return _UNSAFE.sub("-", composed).strip("-_")[:_LONGEST_MERCHANT]

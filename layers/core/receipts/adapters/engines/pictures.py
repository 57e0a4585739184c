"""The picture that is sent away: the first page as a JPEG, upright by its EXIF and without its metadata.

Encoding anew serves HEIC and TIFF, keeps within a vendor's limits, and leaves place and camera at home.
"""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.pages import Raster, check_file, open_pictures
from receipts.adapters.ocr.pdf import open_pdf
from receipts.errors import PictureRefusedError, UnreadableError

_QUALITIES: Final = (90, 75, 50)


def first_page_jpeg(file: Path, max_bytes: int) -> bytes:
    """Raises PictureRefusedError if there is no picture to send."""
    image = Image.fromarray(_first_page(file).pixels[:, :, ::-1])
    for quality in _QUALITIES:
        encoded = BytesIO()
        image.save(encoded, "JPEG", quality=quality)
        if encoded.tell() <= max_bytes:
            return encoded.getvalue()
    raise PictureRefusedError(f"over {max_bytes} bytes at every quality")


def _first_page(file: Path) -> Raster:
    try:
        kind = check_file(file)
        page = next(open_pdf(file) if kind is Format.PDF else open_pictures(file, kind))
    except UnreadableError as error:
        raise PictureRefusedError(str(error)) from error
    if not isinstance(page, Raster):
        raise PictureRefusedError("a PDF with its own text needs no second reading")
    return page

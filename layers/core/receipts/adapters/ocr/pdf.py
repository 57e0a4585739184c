"""Opening PDFs. An e-receipt's own text is taken as it is; a scan inside a PDF is rendered for the engine."""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
import pypdfium2
from pypdfium2 import raw as pdfium

from receipts.adapters.ocr.inspection import check_size
from receipts.adapters.ocr.pages import Raster
from receipts.adapters.ocr.pdf_inspection import inspect_pdf
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_CHARACTERS, MAX_LINES, MAX_PAGES, MAX_PDF_SECONDS
from receipts.domain.text import Box, Page, TextLine
from receipts.errors import UnreadableError

SHORT_SIDE: Final = 1200
LONG_SIDE: Final = 5000
"""Rendered pages have a short side of 1200 px (A4: 145 dpi, 1200 x 1697), unless they are long till rolls."""

_ENOUGH_CHARACTERS: Final = 20
_SCAN_COVER: Final = 0.5
_REPLACEMENT: Final = "\ufffd"

_pdfium_lock: Final = Lock()  # PDFium is not thread-safe, not even between documents


def open_pdf(file: Path) -> Iterator[Raster | Page]:
    """The pages of a PDF: a Page where it carries its text, else a Raster. Raises UnreadableError."""
    with _pdfium_lock, closing(_open(file)) as document:
        count = len(document)
        if count > MAX_PAGES:
            raise UnreadableError(FailureCause.TOO_MANY_PAGES, f"{count} pages")
        if count:
            inspect_pdf(file)
        share = _Share()
        pages = [_read_page(document, index, share) for index in range(count)]
    if not pages:
        raise UnreadableError(FailureCause.UNREADABLE_IMAGE, "a PDF without pages")
    yield from pages


def _open(file: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        cause = FailureCause.ENCRYPTED_PDF if locked else FailureCause.UNREADABLE_IMAGE
        raise UnreadableError(cause, str(error)) from error


class _Share:
    """What is left of the text that a file may have, which costs its lines times its letters; and of time."""

    def __init__(self) -> None:
        self._characters, self._lines = MAX_CHARACTERS, MAX_LINES
        self._began = time.thread_time()

    def is_spent(self) -> bool:
        """Whether the processor has worked on this file for MAX_PDF_SECONDS."""
        return time.thread_time() - self._began > MAX_PDF_SECONDS

    def take(self, text: pypdfium2.PdfTextPage) -> None:
        """Raises UnreadableError(too_complex) when nothing is left for this page's text."""
        self._characters -= text.count_chars()
        if self._characters >= 0:
            self._lines -= text.count_rects()
        if min(self._characters, self._lines) < 0:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"{text.count_chars()} letters on a page")


def _read_page(document: pypdfium2.PdfDocument, index: int, share: _Share) -> Raster | Page:
    try:
        page = document[index]
        width, height = page.get_size()
        scale = _scale_for(width, height)
        check_size(round(width), round(height))
        lines = () if _is_scan(page) else _text_lines(page, scale, share)
        if sum(len(line.text) for line in lines) >= _ENOUGH_CHARACTERS:
            return Page(index + 1, round(width * scale), round(height * scale), lines)
        return _drawn(page, scale, share)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(FailureCause.UNREADABLE_IMAGE, f"page {index + 1}: {error}") from error


def _drawn(page: pypdfium2.PdfPage, scale: float, share: _Share) -> Raster:
    """The page as a picture. Between objects PDFium asks whether to pause: then the time may be over."""
    width, height = math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    pause = pdfium.IFSDK_PAUSE(version=1)
    pause.NeedToPauseNow = type(pause.NeedToPauseNow)(lambda _: share.is_spent())
    try:
        page_and_place = (bitmap, page, 0, 0, width, height, 0)
        done = pdfium.FPDF_RenderPageBitmap_Start(*page_and_place, pdfium.FPDF_ANNOT, ctypes.byref(pause))
    finally:
        pdfium.FPDF_RenderPage_Close(page)
    if done == pdfium.FPDF_RENDER_TOBECONTINUED:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_PDF_SECONDS:.0f} s to draw")
    return Raster(np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]))


def _scale_for(width: float, height: float) -> float:
    """Pixels per point."""
    short, long = max(1.0, min(width, height)), max(1.0, width, height)
    return min(SHORT_SIDE / short, LONG_SIDE / long)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """A picture covers the page: text on it is some scanner's guess, which we would rather make ourselves."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        covered = max(covered, (right - left) * (top - bottom))
    return bool(covered > _SCAN_COVER * width * height)


def _text_lines(page: pypdfium2.PdfPage, scale: float, share: _Share) -> tuple[TextLine, ...]:
    """The text that the PDF itself holds; none if its fonts do not say which characters they draw."""
    text = page.get_textpage()
    share.take(text)
    lines = []
    for index in range(text.count_rects()):
        bounds = text.get_rect(index)
        content = " ".join(text.get_text_bounded(*bounds).split())
        if _REPLACEMENT in content or any("\ue000" <= sign <= "\uf8ff" for sign in content):
            return ()
        if content:
            lines.append(TextLine(content, 1.0, _box(page, scale, bounds)))
    return tuple(lines)


def _box(page: pypdfium2.PdfPage, scale: float, bounds: tuple[float, float, float, float]) -> Box:
    """PDF user space (y upwards, before /Rotate) to pixels of the page as shown."""
    left, bottom, right, top = bounds
    corners = [_on_screen(page, scale, x, y) for x, y in ((left, bottom), (right, top))]
    (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners, strict=True))
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _on_screen(page: pypdfium2.PdfPage, scale: float, x: float, y: float) -> tuple[float, float]:
    width, height = page.get_size()
    pixel_x, pixel_y = ctypes.c_int(), ctypes.c_int()
    size = (round(width * scale), round(height * scale))
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(pixel_x), ctypes.byref(pixel_y))
    return float(pixel_x.value), float(pixel_y.value)

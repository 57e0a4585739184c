"""Opening PDFs. An e-receipt's own text is taken as it is; a scan inside a PDF is rendered for the engine."""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
import pypdfium2
from pypdfium2 import raw as pdfium

from receipts.adapters.ocr.inspection import check_size
from receipts.adapters.ocr.pages import Pixels, Raster
from receipts.adapters.ocr.pdf_inspection import inspect_before_opening, inspect_pdf
from receipts.adapters.ocr.pdf_text import (
    Bounds,
    Piece,
    around,
    has_invisible_text,
    is_scan,
    lie_on_each_other,
    photo_of,
    photos_of,
    pictures_of,
    pieces_of,
    says_what_it_shows,
    speaks_of_money,
    stands_upright,
)
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_CHARACTERS, MAX_LINES, MAX_PAGES, MAX_PDF_SECONDS
from receipts.domain.text import Box, Page, TextLine
from receipts.errors import UnreadableError

SHORT_SIDE: Final = 1200
LONG_SIDE: Final = 5000
"""Rendered pages have a short side of 1200 px (A4: 145 dpi, 1200 x 1697), unless they are long till rolls."""

_ENOUGH_CHARACTERS: Final = 20
_LEAST_INK: Final = 40
"""Of 255, by which text differs from what is around it: what is paler nobody reads."""
_MARGIN: Final = 2.0
"""Pixels around text that show its colour beside that of the page."""
_NOT_READ: Final = 216
"""The grey in place of a photo that was not read."""

_pdfium_lock: Final = Lock()  # PDFium is not thread-safe, not even between documents


def open_pdf(file: Path) -> Iterator[Raster | Page]:
    """The pages of a PDF: a Page where it carries its text, else a Raster. Raises UnreadableError."""
    inspect_before_opening(file)
    with _pdfium_lock, closing(_open(file)) as document:
        count = len(document)
        if count > MAX_PAGES:
            raise UnreadableError(FailureCause.TOO_MANY_PAGES, f"{count} pages")
        if count:
            inspect_pdf(file)
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()
        share = _Share()
        pages = [_read_page(document, index, share) for index in range(count)]
    if not pages:
        raise UnreadableError(FailureCause.UNREADABLE_IMAGE, "a PDF without pages")
    yield from pages


def draw_pages(file: Path, numbers: Collection[int]) -> Mapping[int, Pixels]:
    """Pages of a PDF that was opened before, as people see them; without photos on them, whose text nobody
    has read. Raises UnreadableError.
    """
    with _pdfium_lock, closing(_open(file)) as document:
        share = _Share()
        return {number: _as_seen(document, document[number - 1], share) for number in numbers}


def _as_seen(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, share: _Share) -> Pixels:
    scale = _scale_for(*page.get_size())
    pixels = _drawn(document, page, scale, share, None).pixels
    for bounds in photos_of(page, pictures_of(page)):
        pixels[_within(_box(page, scale, bounds))] = _NOT_READ
    return pixels


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

    def taken(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """The same `pieces`. Raises UnreadableError(too_complex) where one object makes too many of them."""
        if len(pieces) > MAX_LINES:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"{len(pieces)} pieces of text on a page")
        return pieces


def _read_page(document: pypdfium2.PdfDocument, index: int, share: _Share) -> Raster | Page:
    try:
        page = document[index]
        width, height = page.get_size()
        scale = _scale_for(width, height)
        check_size(round(width), round(height))
        content = _content(document, page, share)
        if isinstance(content, Sequence):
            lines = _text_lines(page, scale, content)
            return Page(index + 1, round(width * scale), round(height * scale), lines)
        return _drawn(document, page, scale, share, content.photo)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(FailureCause.UNREADABLE_IMAGE, f"page {index + 1}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Picture:
    """The page has to be drawn: all of it, or what is within `photo`."""

    photo: Bounds | None = None


def _content(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, share: _Share
) -> Sequence[Piece] | _Picture:
    """The page's text where it can be believed and is all that there is."""
    pictures = pictures_of(page)
    if document.formenv is not None:  # what is filled in is no part of the text
        return _Picture()
    text = page.get_textpage()
    if is_scan(page, pictures):
        return _Picture(around(pictures) if _has_text_outside(text, around(pictures)) else None)
    share.take(text)
    pieces = share.taken(pieces_of(text, page.get_rotation()))
    is_short = sum(len(piece.text.strip()) for piece in pieces) < _ENOUGH_CHARACTERS
    if is_short or not (stands_upright(page, text) and says_what_it_shows(pieces)):
        return _Picture()
    photo = photo_of(page, pictures)
    if photo and not speaks_of_money(pieces):
        return _Picture(photo)
    return pieces if _is_seen(document, page, share, pieces) else _Picture()


def _is_seen(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, share: _Share, pieces: Sequence[Piece]
) -> bool:
    """Whether a person sees all of the text: none is drawn invisibly, in the colour of what is around it,
    beneath something else or beyond the page.
    """
    if has_invisible_text(page) or lie_on_each_other(pieces):
        return False
    scale = _scale_for(*page.get_size())
    pixels = _drawn(document, page, scale, share, None).pixels
    boxes = (_box(page, scale, piece.bounds) for piece in pieces if piece.text.strip())
    return all(_has_ink(pixels[_within(_wider(box))]) for box in boxes)


def _wider(box: Box) -> Box:
    """The box with some of what is around it, which a stroke as thick as its box has nothing of."""
    (left, top), _, (right, bottom), _ = box
    left, top, right, bottom = left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _has_ink(pixels: Pixels) -> bool:
    return bool(pixels.size and np.ptp(pixels, axis=(0, 1)).max() >= _LEAST_INK)


def _has_text_outside(text: pypdfium2.PdfTextPage, bounds: Bounds) -> bool:
    """Whether the picture is part of a letter; a sign or two beside a scan are a page number."""
    left, bottom, right, top = bounds
    inside = len("".join(text.get_text_bounded(left, bottom, right, top).split()))
    return bool(text.count_chars() - inside > 2 * _ENOUGH_CHARACTERS)


def _drawn(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    scale: float,
    share: _Share,
    photo: Bounds | None,
) -> Raster:
    """The page as a picture, white around `photo` if there is one. Between objects PDFium asks whether to
    pause: then the time may be over.
    """
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
    if document.formenv is not None:
        pdfium.FPDF_FFLDraw(document.formenv, bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    pixels = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    return Raster(pixels if photo is None else _alone(pixels, _box(page, scale, photo)))


def _alone(pixels: Pixels, box: Box) -> Pixels:
    """The pixels in their place, and white paper around what is within `box`."""
    paper = np.full_like(pixels, 255)
    paper[_within(box)] = pixels[_within(box)]
    return paper


def _within(box: Box) -> tuple[slice, slice]:
    """Rows and columns."""
    (left, top), _, (right, bottom), _ = box
    return slice(max(0, int(top)), math.ceil(bottom)), slice(max(0, int(left)), math.ceil(right))


def _scale_for(width: float, height: float) -> float:
    """Pixels per point."""
    short, long = max(1.0, min(width, height)), max(1.0, width, height)
    return min(SHORT_SIDE / short, LONG_SIDE / long)


def _text_lines(page: pypdfium2.PdfPage, scale: float, pieces: Sequence[Piece]) -> tuple[TextLine, ...]:
    shown = ((" ".join(piece.text.split()), piece.bounds) for piece in pieces)
    return tuple(TextLine(content, 1.0, _box(page, scale, bounds)) for content, bounds in shown if content)


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

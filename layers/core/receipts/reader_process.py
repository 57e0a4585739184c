"""The child of the cell: loads the models, then reads what it is asked to, until its parent is gone.

    python -m receipts.reader_process --parent PID --threads N --megabytes N [--categories FILE.csv]
        [--shows-pages]

It reads what strangers send, so it gives up its rights first, and knows neither database nor AWS.
"""

import argparse
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from receipts.adapters.category_table import load_categories
from receipts.adapters.cell.confinement import ProcessorShare, die_with, give_up_rights, limit_processor
from receipts.adapters.cell.messages import (
    AllShown,
    Answer,
    Broken,
    Exhausted,
    Fault,
    Read,
    Ready,
    Show,
    Shown,
    Unreadable,
    frame,
    receive_request,
)
from receipts.adapters.clock import SystemClock
from receipts.adapters.stored_reading import StoredReading
from receipts.domain.limits import MOST_PDF_SECONDS, MOST_PICTURE_SECONDS
from receipts.domain.rendition import Rendition
from receipts.errors import SettingsError, UnreadableError
from receipts.ports import ReceiptReader

_PROCESSOR_SECONDS: Final = 90
"""Per thread and photo: more than the parent's limit on the clock, which comes first as long as it lives."""
_NO_MEMORY: Final = re.compile(
    r"bad.?alloc|insufficient memory|failed to allocate|out of memory", re.IGNORECASE
)
"""How OpenCV and ONNX Runtime say what Python calls MemoryError."""


def main() -> None:
    """Serve until the parent closes the pipe."""
    options = _options()
    die_with(options.parent)
    requests, answers = own_pipes()
    # Only here: where the models are loaded, the limits must hold already for what loading leaves behind.
    from receipts.adapters.ocr import EmbeddedEngine  # noqa: PLC0415
    from receipts.usecases.read_file import ReadFile  # noqa: PLC0415

    shares = ProcessorShare(options.pdf_seconds), ProcessorShare(options.picture_seconds)
    try:
        engine = EmbeddedEngine(
            options.threads,
            *(share.spending for share in shares),
            keeps_pages=options.shows_pages,
        )
        engine.load()
        reader = ReadFile(engine, SystemClock(), load_categories(options.categories))
    except SettingsError as error:
        answers.write(frame(Broken.because(str(error))))
        answers.flush()
        sys.exit(str(error))
    give_up_rights(options.megabytes)
    serve(
        reader,
        requests,
        answers,
        before_each=lambda: _before_each(options.threads, shares),
        renditions=engine.renditions,
    )


def _before_each(threads: int, shares: Iterable[ProcessorShare]) -> None:
    limit_processor(_PROCESSOR_SECONDS * threads)
    for share in shares:
        share.renew()


def serve(
    reader: ReceiptReader,
    requests: BinaryIO,
    answers: BinaryIO,
    before_each: Callable[[], None] = lambda: None,
    renditions: Callable[[], Iterable[Rendition]] = lambda: (),
) -> None:
    """Say that all is ready; then one answer for each file to be read, and one for each page to be shown."""
    fall_silent()
    answers.write(frame(Ready()))
    answers.flush()
    while request := receive_request(requests):
        before_each()
        if isinstance(request, Show):
            answers.writelines(_shown(renditions))
        else:
            answers.write(_answered(reader, Path(request.file)))
        answers.flush()


def _shown(renditions: Callable[[], Iterable[Rendition]]) -> Iterator[bytes]:
    """A fault in making them is no fault in reading: then nothing is shown."""
    try:
        pages = [frame(Shown.of(rendition)) for rendition in renditions()]
    except Exception:
        pages = []
    yield from (*pages, frame(AllShown()))


def _answered(reader: ReceiptReader, file: Path) -> bytes:
    try:
        return frame(_answer(reader, file))
    except (MemoryError, RecursionError):
        return frame(Exhausted())
    except Exception as error:  # the last line of defence: the parent must hear of it
        return frame(Exhausted() if _NO_MEMORY.search(str(error)) else _fault(error))


def _answer(reader: ReceiptReader, file: Path) -> Answer:
    try:
        return Read(reading=StoredReading.of(reader.read(file)))
    except UnreadableError as error:
        return Unreadable.because(error.cause, error.detail)


def _fault(error: Exception) -> Fault:
    """Type and places, innermost last; not the text, which may quote the receipt."""
    frames = traceback.extract_tb(error.__traceback__)[-20:]
    places = tuple(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames)
    return Fault(error=type(error).__qualname__, places=places)


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The parent's pipes under other numbers: what a library prints is no answer."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return requests, answers


def fall_silent() -> None:
    """From here on nobody is told anything but the answers: what a library prints may quote a receipt."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="receipts.reader_process")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--megabytes", type=int, required=True)
    parser.add_argument("--pdf-seconds", type=int, default=MOST_PDF_SECONDS)
    parser.add_argument("--picture-seconds", type=float, default=MOST_PICTURE_SECONDS)
    parser.add_argument("--categories", type=Path)
    parser.add_argument("--shows-pages", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""The text of a picture: by the engine that the system ships, or as that same engine read it before."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from receipts.domain.text import Box, Page, TextLine, Word


class Engine(Protocol):
    """What is needed of an OCR engine: its pages, and a version that changes when they may."""

    version: str

    def read(self, file: Path) -> tuple[Page, ...]: ...


@dataclass(frozen=True, slots=True)
class Recognised:
    """The pages of a picture and the CPU seconds it took to read them.

    CPU time of all threads together, not time on the clock: the machine may be busy with something else.
    """

    pages: tuple[Page, ...]
    cpu_seconds: float


Recognise = Callable[[Path], Recognised]


def live(engine: Engine) -> Recognise:
    """Read anew. Raises UnreadableError."""

    def recognise(image: Path) -> Recognised:
        started = time.process_time()
        pages = engine.read(image)
        return Recognised(pages, time.process_time() - started)

    return recognise


def cached(engine: Engine, folder: Path) -> Recognise:
    """Read anew only what `folder` does not hold of this engine's version: then work on rules is quick.

    The version knows the models; whoever changes the engine's code removes the folder.
    """
    recognise = live(engine)

    def lookup(image: Path) -> Recognised:
        stored = folder / engine.version / image.parent.resolve().as_posix().strip("/") / f"{image.name}.json"
        if not stored.exists():
            result = recognise(image)
            stored.parent.mkdir(parents=True, exist_ok=True)
            stored.write_text(json.dumps(asdict(result), ensure_ascii=False))
        return _recognised(json.loads(stored.read_text()))

    return lookup


def _recognised(stored: Mapping[str, Any]) -> Recognised:
    return Recognised(tuple(_page(page) for page in stored["pages"]), stored["cpu_seconds"])


def _page(stored: Mapping[str, Any]) -> Page:
    lines = tuple(
        TextLine(line["text"], line["confidence"], _box(line["box"]), tuple(_word(w) for w in line["words"]))
        for line in stored["lines"]
    )
    return Page(stored["number"], stored["width"], stored["height"], lines)


def _word(stored: Mapping[str, Any]) -> Word:
    return Word(stored["text"], stored["confidence"], _box(stored["box"]))


def _box(points: Sequence[Sequence[float]]) -> Box:
    one, two, three, four = ((float(x), float(y)) for x, y in points)
    return one, two, three, four

"""How fast receipts are read on one core: beside PP-OCRv6 alone, and beside RapidOCR as it comes.

    python -m benchmarks.speed [FOLDER…] [--rounds N] [--json]

Times are CPU seconds, as the machine may be busy with something else; what is compared is measured in turn,
picture by picture. A ratio is that of the sums over all pictures, each taken at the best of its rounds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

from local.arguments import Parser, at_least
from receipts.adapters.ocr.detection import Detector
from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.adapters.ocr.merging import merge
from receipts.adapters.ocr.pages import Pixels, check_file, open_pictures
from receipts.adapters.ocr.recognition import Recogniser, crop
from receipts.adapters.ocr.sessions import (
    ModelFiles,
    installed_models,
    load_detector,
    load_recogniser,
    open_session,
)

_SAMPLES = Path(__file__).parents[1] / "samples"
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
"""What RapidOCR opens too."""
_BIG_PHOTO = (6000, 8000)

# Of /proc, not getrusage: what that tells of a child begins with the peak of the process that started it.
_PEAK = """
import sys
from pathlib import Path
from receipts.adapters.ocr import EmbeddedEngine
EmbeddedEngine(threads=1).read(Path(sys.argv[1]))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) / 1024)
"""
_START = """
import time
from receipts.adapters.ocr.engine import installed_models, load_detector, load_recogniser
files = installed_models()
load_detector(files, 1), load_recogniser(files, 1)
print(time.process_time())
"""

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, and the limit it has to keep: `wanted` is at most or, if `more`, at least."""

    name: str
    value: float
    unit: str
    wanted: float | None = None
    more: bool = False

    @property
    def holds(self) -> bool:
        if self.wanted is None:
            return True
        return self.value >= self.wanted if self.more else self.value <= self.wanted


class _WithoutHangul:
    """PP-OCRv6's own model as the recogniser wants its session; the Hangul head answers a single blank."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self.get_inputs = session.get_inputs

    def run(self, names: None, feed: dict[str, npt.NDArray[np.float32]]) -> list[npt.NDArray[np.float32]]:
        return [*self._session.run(names, feed), np.ones((1, 1, 1), np.float32)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code says whether every limit is kept."""
    options = _parser().parse_args(arguments)
    _pin_to_one_core()
    pictures = [file for folder in options.folders for file in sorted(folder.rglob("*")) if _is_picture(file)]
    figures = [
        *_heads(pictures, options.rounds),
        *_engines(pictures, options.rounds),
        *_memory(pictures[0]),
        *_start_up(options.rounds),
    ]
    print(json.dumps([asdict(figure) for figure in figures], indent=2) if options.json else _table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[_SAMPLES], metavar="FOLDER")
    parser.add_argument(
        "--rounds", type=at_least(1), default=3, help="times everything is measured (default: 3)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() in _SUFFIXES


def _pin_to_one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)


def _heads(pictures: Sequence[Path], rounds: int) -> list[Figure]:
    """Detecting and reading with both heads beside PP-OCRv6's own; and the reading of lines alone."""
    files = installed_models()
    both, alone, detector = load_recogniser(files, 1), _latin_alone(files), load_detector(files, 1)
    pages = [_pixels(picture) for picture in pictures]
    crops = [_crops(detector, page) for page in pages]
    lines = [(_reading(both, found), _reading(alone, found)) for found in crops]
    ours, theirs = _best(lines, rounds)
    finding, _ = _best([(_finding(detector, page), _nothing) for page in pages], rounds)
    return [
        Figure("finding the lines", finding, "s"),
        Figure("reading them, both heads", ours, "s"),
        Figure("reading them, PP-OCRv6 alone", theirs, "s"),
        Figure("both heads / alone, lines", ours / theirs, ""),
        Figure("both heads / alone, whole page", (finding + ours) / (finding + theirs), "", 1.10),
    ]


def _latin_alone(files: ModelFiles) -> Recogniser:
    session = open_session(files.backbone.read_bytes(), 1)
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Recogniser(_WithoutHangul(session), ["", *characters, " "], [""])


def _pixels(picture: Path) -> Pixels:
    return next(open_pictures(picture, check_file(picture))).pixels


def _crops(detector: Detector, pixels: Pixels) -> list[Pixels]:
    return [crop(pixels, box) for box in detector.find(pixels)]


def _finding(detector: Detector, pixels: Pixels) -> Act:
    return lambda: _crops(detector, pixels)


def _nothing() -> None:
    """The other side of something that has none."""


def _reading(recogniser: Recogniser, crops: Sequence[Pixels]) -> Act:
    return lambda: [merge(reading) for reading in recogniser.read(crops)]


def _engines(pictures: Sequence[Path], rounds: int) -> list[Figure]:
    """The whole engine, from file to words, beside RapidOCR with its own settings and one thread."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - takes seconds to import

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    rapid, engine = RapidOCR(params={"Global.log_level": "error", **threads}), EmbeddedEngine(threads=1)
    acts = [(lambda p=picture: engine.read(p), lambda p=picture: rapid(p)) for picture in pictures]
    ours, theirs = _best(acts, rounds)
    return [
        Figure("this engine, a picture", ours / len(pictures), "s"),
        Figure("RapidOCR, a picture", theirs / len(pictures), "s"),
        Figure("RapidOCR / this engine", theirs / ours, "", 1.8, more=True),
    ]


def _best(acts: Sequence[tuple[Act, Act]], rounds: int) -> tuple[float, float]:
    """CPU seconds of both sides over all pictures, after one of each to warm up."""
    for act in acts[0]:
        act()
    seconds = np.array([[[_timed(act) for act in pair] for pair in acts] for _ in range(rounds)])
    ours, theirs = seconds.min(axis=0).sum(axis=0).tolist()
    return ours, theirs


def _timed(act: Act) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def _memory(picture: Path) -> list[Figure]:
    """Peak of a process that reads one photo of 48 megapixels."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        Image.open(picture).convert("RGB").resize(_BIG_PHOTO).save(photo, quality=90)
        return [Figure("peak memory, 48 megapixels", _run(_PEAK, str(photo)), "MiB", 1024)]


def _start_up(rounds: int) -> list[Figure]:
    return [Figure("start: imports and sessions", min(_run(_START) for _ in range(rounds)), "s", 1.5)]


def _run(code: str, *arguments: str) -> float:
    """The number that `code` prints in a process of its own."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    return float(done.stdout)


def _table(figures: Sequence[Figure]) -> str:
    return "\n".join(_row(figure) for figure in figures)


def _row(figure: Figure) -> str:
    row = f"{figure.name:32} {figure.value:9.2f} {figure.unit:4}"
    if figure.wanted is None:
        return row.rstrip()
    limit = f"{'at least' if figure.more else 'at most'} {figure.wanted:g}"
    return f"{row} {limit:14} {'' if figure.holds else 'MISSED'}".rstrip()


if __name__ == "__main__":
    sys.exit(main())

"""Fit what the runtime makes of its probabilities: the share of words and lines that is right.

    .venv/bin/python -m training.calibrate [--check]

In the runtime's environment: lines of synthetic receipts, drawn once by training.crops in the training
environment, are read with both heads and merged as the engine does. What ships is fitted to all receipts;
what is reported was measured on receipts that the fit had not seen, ten times with another tenth of them.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from receipts.adapters.ocr.calibration import Calibration, Curve
from receipts.adapters.ocr.engine import certainty, words_of
from receipts.adapters.ocr.merging import merge
from receipts.adapters.ocr.sessions import installed_models, load_recogniser
from training.vocabulary import canonical

_HERE: Final = Path(__file__).parent
_CROPS: Final = _HERE / "cache" / "calibration"
_LABELS: Final = _CROPS / "labels.json"
_BINS: Final = 12
_FOLDS: Final = 10
_LEAST: Final = 30
"""Readings that a bin holds at least: of fewer, the share that is right says little."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """Raw probabilities of some readings, whether each was right, and which receipt it is of."""

    raw: Floats
    right: Floats
    sheet: npt.NDArray[np.int64]

    def folds(self) -> Iterator[tuple[Answers, Answers]]:
        """Nine tenths of the receipts and the last tenth, ten times."""
        for fold in range(_FOLDS):
            last = self.sheet % _FOLDS == fold
            yield self._those(~last), self._those(last)

    def _those(self, chosen: npt.NDArray[np.bool_]) -> Answers:
        return Answers(self.raw[chosen], self.right[chosen], self.sheet[chosen])


def read() -> tuple[Answers, Answers]:
    """All words and all lines of the crops, read anew."""
    recogniser = load_recogniser(installed_models(), threads=2)
    labels = json.loads(_LABELS.read_text(encoding="utf-8"))
    pictures = [np.asarray(cv2.imread(str(_CROPS / label["file"])), np.uint8) for label in labels]
    words: list[tuple[float, float, int]] = []
    lines: list[tuple[float, float, int]] = []
    for label, reading in zip(labels, recogniser.read(pictures), strict=True):
        glyphs, truth, sheet = merge(reading), bare(label["text"]), label["sheet"]
        runs = list(words_of(glyphs))
        texts = [bare("".join(glyph.char for glyph in run)) for run in runs]
        found = rightly_read(texts, truth)
        words += [(certainty(run), right, sheet) for run, right in zip(runs, found, strict=True)]
        if runs:
            lines.append((certainty(glyphs), float("".join(texts) == truth), sheet))
    return _answers(words), _answers(lines)


def _answers(rows: Sequence[tuple[float, float, int]]) -> Answers:
    raw, right, sheet = zip(*rows, strict=True)
    return Answers(np.array(raw), np.array(right), np.array(sheet))


def bare(text: str) -> str:
    """Spelled as the head's labels are, without spaces: where those stand is no matter of reading."""
    return "".join(canonical(text).split())


def rightly_read(words: Sequence[str], truth: str) -> Iterator[float]:
    """1 for every word that stands in `truth` where the alignment of the whole line puts it, else 0."""
    matcher = difflib.SequenceMatcher(None, "".join(words), truth, autojunk=False)
    blocks = [(block.a, block.a + block.size) for block in matcher.get_matching_blocks()]
    start = 0
    for word in words:
        end = start + len(word)
        yield float(any(first <= start and end <= last for first, last in blocks))
        start = end


def fit(answers: Answers) -> Curve:
    """Isotonic regression over bins of equal count (pool adjacent violators); no share is quite 0 or 1."""
    order = np.argsort(answers.raw, kind="stable")
    count = min(_BINS, max(2, len(order) // _LEAST))
    pools: list[tuple[float, float, int]] = []  # mean raw probability, share right, number of readings
    for part in np.array_split(order, count):
        size = len(part)
        pools.append((answers.raw[part].mean(), (answers.right[part].sum() + 1) / (size + 2), size))
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            after, before = pools.pop(), pools.pop()
            pools.append(_joined(before, after))
    return Curve(
        tuple(round(float(raw), 5) for raw, _, _ in pools), tuple(round(float(p), 4) for _, p, _ in pools)
    )


def _joined(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    size = one[2] + other[2]
    raw, right = (float((one[i] * one[2] + other[i] * other[2]) / size) for i in (0, 1))
    return raw, right, size


def calibration_error(said: Floats, right: Floats) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((said * 10).astype(int), 9)
    gaps = [abs(float((said - right)[bins == number].sum())) for number in range(10)]
    return sum(gaps) / len(said)


def report(name: str, answers: Answers) -> None:
    """Print how far off the raw and the fitted probabilities are, on receipts that the fit did not see."""
    said: list[float] = []
    right: list[float] = []
    for seen, unseen in answers.folds():
        said += map(fit(seen), unseen.raw.tolist())
        right += unseen.right.tolist()
    before = calibration_error(answers.raw, answers.right)
    after = calibration_error(np.array(said), np.array(right))
    print(f"{name}: {len(answers.raw)} read, {answers.right.mean():.3f} right; "
          f"calibration error {before:.3f} raw, {after:.3f} fitted")  # fmt: skip


def main() -> None:
    """Fit and write the curves that ship; with --check, only tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="measure without writing")
    options = parser.parse_args()
    if not _LABELS.exists():
        drawing = [str(_HERE / ".venv/bin/python"), "-m", "training.crops", str(_CROPS)]
        subprocess.run(drawing, check=True, cwd=_HERE.parent)
    words, lines = read()
    report("words", words)
    report("lines", lines)
    if not options.check:
        file = installed_models().calibration
        Calibration(fit(words), fit(lines)).save(file)
        print(file)


if __name__ == "__main__":
    main()

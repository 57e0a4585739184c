"""Draw receipts and keep the lines that the detector cuts out of them, with what stands on them.

For `training.calibrate`, which reads them with the runtime's engine: its environment knows nothing of
typefaces. The seed is one that training never uses.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from receipts.adapters.ocr.sessions import installed_models, load_detector
from training.fonts import find_faces
from training.lines import Line
from training.sheets import cut_lines, make_photo
from training.vocabulary import Alphabet, build_alphabet

_SEED: Final = 424_242_424


def draw(sheets: int) -> Iterator[tuple[int, Line]]:
    """The lines of so many receipts, each with its receipt's number; figures are as frequent as in print."""
    rng, noise = random.Random(_SEED), np.random.default_rng(_SEED)
    alphabet, faces = Alphabet(build_alphabet()), find_faces()
    detector = load_detector(installed_models(), threads=1)
    for number in range(sheets):
        photo, profile = make_photo(faces, rng, noise)
        for line in cut_lines(photo, detector.find(photo.picture), alphabet, profile.name):
            yield number, line


def main() -> None:
    """Write `<number>.png` for every line, and the list of them last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheets", type=int, default=60)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    labels: list[dict[str, str | int]] = []
    for sheet, line in draw(options.sheets):
        name = f"{len(labels):05}.png"
        cv2.imwrite(str(options.folder / name), line.picture)
        labels.append({"file": name, "sheet": sheet, "text": line.text})
        print(f"\r{sheet + 1} of {options.sheets} receipts, {len(labels)} lines", end="", flush=True)
    (options.folder / "labels.json").write_text(
        json.dumps(labels, ensure_ascii=False, indent=0), encoding="utf-8"
    )
    print()


if __name__ == "__main__":
    main()

"""Read real receipts with a checkpoint: does the true merchant or item name stand in the raw text?

For choosing between checkpoints, seldom. The folder has `ground_truth.json` and `images/`.
Nothing of it is trained on.
"""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import random
import unicodedata
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch
from rapidocr import RapidOCR

from training.damage import Picture
from training.features import Backbone, cut_backbone
from training.head import HangulHead
from training.measure import read
from training.pool import Sample
from training.vocabulary import Alphabet, build_alphabet

_HERE: Final = Path(__file__).parent


def find_crops(files: list[Path]) -> dict[str, list[Picture]]:
    """The lines of each image, cut out as rapidocr cuts them."""
    one_thread = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
    engine = RapidOCR(params={"Global.log_level": "error", **one_thread})
    crops = {}
    for file in files:
        image = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise SystemExit(f"{file} is no image")
        prepared, record = engine.preprocess_img(image)
        crops[file.name] = engine.detect_and_crop(prepared, record)[0]
    return crops


def load_samples(folder: Path, names: list[str]) -> dict[str, list[Sample]]:
    """Features of every line of every image; kept, since neither detector nor backbone changes."""
    kept = _HERE / "cache" / f"real-{folder.name}.pickle"
    if not kept.exists():
        cv2.setNumThreads(1)
        backbone = Backbone(cut_backbone(_HERE / "cache" / "backbone.onnx"))
        crops = find_crops([folder / "images" / name for name in names])
        nothing = np.zeros(0, np.int16)
        samples = {
            name: [Sample(found, nothing, name) for found in backbone(lines, random.Random(0))]
            for name, lines in crops.items()
        }
        kept.write_bytes(pickle.dumps(samples))
    found: dict[str, list[Sample]] = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
    return found


def bare(text: str) -> str:
    """Letters and digits only, case folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def recall(truths: list[dict[str, Any]], texts: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """Found and wanted, for merchants (any of the spellings) and item names."""
    merchants, items = [0, 0], [0, 0]
    for truth in truths:
        page = bare("".join(texts[truth["file"]]))
        names = [bare(name) for name in [truth["merchant"], *truth["merchant_alt"]] if name]
        if names:
            merchants[0] += any(name in page for name in names)
            merchants[1] += 1
        for entry in truth["items"] or []:
            if entry["name"]:
                items[0] += bare(entry["name"]) in page
                items[1] += 1
    return {"merchant": (merchants[0], merchants[1]), "items": (items[0], items[1])}


def main() -> None:
    """Print recall, and with --show the lines read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--checkpoint", type=Path, default=_HERE / "runs" / "head.pt")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    truths = json.loads((options.folder / "ground_truth.json").read_text(encoding="utf-8"))["receipts"]
    samples = load_samples(options.folder, [truth["file"] for truth in truths])
    alphabet = Alphabet(build_alphabet())
    head = HangulHead(alphabet)
    head.load_state_dict(torch.load(options.checkpoint, weights_only=True)["average"])
    texts = {name: read(head, lines, alphabet) for name, lines in samples.items()}
    for name, (found, wanted) in recall(truths, texts).items():
        print(f"{name}: {found} of {wanted} ({found / max(wanted, 1):.3f})")
    if options.show:
        for name, lines in texts.items():
            print(name, *lines, sep="\n  ")


if __name__ == "__main__":
    main()

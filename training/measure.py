"""How well a head reads: character error rate and lines exactly right, by kind of damage and of face.

training/.venv/bin/python -m training.measure [--checkpoint FILE] [--holdout 960] [--confusions 30]

The hold-out is the one that training measures on: lines of a seed that it never uses, kept in cache/.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from rapidfuzz.distance import Levenshtein
from torch import Tensor

from training.features import cut_backbone
from training.head import HangulHead
from training.pool import Sample, make_samples
from training.vocabulary import Alphabet, build_alphabet

HOLDOUT: Final = 960
"""Lines of the hold-out where nobody says otherwise; README.md compares heads by it."""
_HOLDOUT_SEED: Final = 987_654_321
_HERE: Final = Path(__file__).parent


@dataclass
class Score:
    """Counts over some lines; `loose` ignores spaces."""

    lines: int = 0
    exact: int = 0
    loose: int = 0
    characters: int = 0
    errors: int = 0

    def __str__(self) -> str:
        lines, characters = max(self.lines, 1), max(self.characters, 1)
        return (f"exact {self.exact / lines:.3f} without spaces {self.loose / lines:.3f} "
                f"CER {self.errors / characters:.4f} ({self.lines} lines)")  # fmt: skip


def holdout(backbone_file: Path, count: int) -> list[Sample]:
    """Lines of a seed that training never uses, made once and kept."""
    kept = _HERE / "cache" / f"holdout-{count}.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(make_samples(backbone_file, _HOLDOUT_SEED, count)))
    samples: list[Sample] = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
    return samples


def stack(samples: Sequence[Sample]) -> Tensor:
    """Features of unequal length as one batch: the last step, which is padding or margin, is repeated."""
    longest = max(sample.features.shape[1] for sample in samples)
    rows = [np.pad(s.features, ((0, 0), (0, longest - s.features.shape[1])), mode="edge") for s in samples]
    return torch.from_numpy(np.stack(rows)).float()


@torch.no_grad()
def read(head: HangulHead, samples: Sequence[Sample], alphabet: Alphabet, batch: int = 32) -> list[str]:
    """Greedy texts of the samples, in their order."""
    head.eval()
    order = sorted(range(len(samples)), key=lambda number: samples[number].features.shape[1])
    texts: dict[int, str] = {}
    for start in range(0, len(order), batch):
        numbers = order[start : start + batch]
        best = head(stack([samples[n] for n in numbers])).argmax(-1)
        texts.update({n: alphabet.decode(row.tolist()).strip() for n, row in zip(numbers, best, strict=True)})
    return [texts[number] for number in range(len(samples))]


def label(sample: Sample, alphabet: Alphabet) -> str:
    """The text that a perfect reader would answer."""
    return "".join(alphabet.characters[number - 1] for number in sample.classes)


def score(head: HangulHead, samples: Sequence[Sample], alphabet: Alphabet) -> dict[str, Score]:
    """Scores over all, by profile, and by kind of face."""
    scores: dict[str, Score] = defaultdict(Score)
    for sample, text in zip(samples, read(head, samples, alphabet), strict=True):
        truth = label(sample, alphabet)
        for name in ("all", sample.profile, f"face {sample.face}"):
            total = scores[name]
            total.lines += 1
            total.exact += text == truth
            total.loose += text.replace(" ", "") == truth.replace(" ", "")
            total.characters += len(truth)
            total.errors += Levenshtein.distance(text, truth)
    return {name: scores[name] for name in sorted(scores)}


def confusions(truths: Sequence[str], texts: Sequence[str]) -> Counter[tuple[str, str]]:
    """How often a character was read as another."""
    return Counter(
        pair for truth, text in zip(truths, texts, strict=True) for pair in _substitutions(truth, text)
    )


def _substitutions(truth: str, text: str) -> Iterator[tuple[str, str]]:
    for edit in Levenshtein.editops(truth, text):
        if edit.tag == "replace":
            yield truth[edit.src_pos], text[edit.dest_pos]


def main() -> None:
    """Print the scores of a checkpoint on the hold-out that training keeps."""
    parser = argparse.ArgumentParser(
        prog="training.measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--checkpoint", type=Path, default=_HERE / "runs" / "head.pt", help="default: runs/head.pt"
    )
    parser.add_argument("--holdout", type=int, default=HOLDOUT, help="how many lines (default: %(default)s)")
    parser.add_argument("--confusions", type=int, default=0, help="print so many of the commonest")
    options = parser.parse_args()
    if not options.checkpoint.exists():
        parser.exit(
            2, f"error: {options.checkpoint} is not there: train first, or make one by training.recover\n"
        )
    torch.set_num_threads(1)
    alphabet = Alphabet(build_alphabet())
    head = HangulHead(alphabet)
    head.load_state_dict(torch.load(options.checkpoint, weights_only=True)["average"])
    samples = holdout(cut_backbone(_HERE / "cache" / "backbone.onnx"), options.holdout)
    for name, value in score(head, samples, alphabet).items():
        print(f"{name:20} {value}")
    texts = read(head, samples, alphabet)
    worst = confusions([label(sample, alphabet) for sample in samples], texts).most_common(options.confusions)
    print(*(f"{truth}→{text} {count}" for (truth, text), count in worst), sep="  ")


if __name__ == "__main__":
    main()

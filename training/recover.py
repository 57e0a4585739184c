"""Turn the shipped head back into a checkpoint, so that training goes on from the repository alone.

Export loses three things: the weights' last bits, the second normalisation (folded into its convolution), and
which part of a syllable's row is shared. The bits stay lost; the normalisation is measured again on lines of
the hold-out; the shared rows are the least-squares fit, and a syllable keeps the rest. Where the alphabet has
grown since, the new syllables begin with what theirs share.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from training.export import MODELS
from training.features import cut_backbone
from training.head import HangulHead, SyllableClassifier
from training.measure import holdout, stack
from training.vocabulary import Alphabet, build_alphabet

_HERE: Final = Path(__file__).parent
_LINES: Final = 320


def weights_of(file: Path) -> dict[str, Tensor]:
    """The fragment's weights by their names in the graph, products' scales multiplied out."""
    graph = onnx.load(file).graph
    kept = {weight.name.removeprefix("hangul/"): weight for weight in graph.initializer}
    arrays = {name: numpy_helper.to_array(weight).astype(np.float32) for name, weight in kept.items()}
    for name in [name for name in arrays if name.endswith("_quantized")]:
        stem = name.removesuffix("_quantized")
        whole = arrays.pop(name) - arrays.pop(stem + "_zero_point")
        arrays[stem] = (whole * arrays.pop(stem + "_scale")).T
    return {name.removesuffix(".half"): torch.from_numpy(array.copy()) for name, array in arrays.items()}


def recover(file: Path, alphabet: Alphabet, samples: Tensor) -> HangulHead:
    """The head that `file` was made of, as far as it can be told; `samples` are features [N, CHANNELS, T]."""
    kept = weights_of(file)
    products = [kept[name] for name in sorted(name for name in kept if "MatMul" in name)]
    convolution, shift = (kept[name] for name in sorted(name for name in kept if "Conv" in name))
    head = HangulHead(alphabet)
    state = head.state_dict()
    named = {name.removeprefix("head."): value for name, value in kept.items() if name.startswith("head.")}
    places = ["enter.weight", *(f"blocks.{number}.point.weight" for number in range(3))]
    named |= {place: product[:, :, None] for place, product in zip(places, products, strict=False)}
    named["mix.weight"] = convolution
    head.load_state_dict(state | named)
    _share(head.classify, products[-1])
    _measure_mix(head.eval(), shift, samples)
    return head


@torch.no_grad()
def _share(classify: SyllableClassifier, folded: Tensor) -> None:
    """Spread the folded rows [classes, width] over what syllables share and what each has of its own."""
    assert isinstance(classify.parts, Tensor)
    counts = [len(rows) for rows in classify.shared]
    marks = torch.cat(
        [nn.functional.one_hot(classify.parts[:, place], count) for place, count in enumerate(counts)], 1
    ).float()
    marks[classify.parts.sum(1) == 0] = 0  # no syllable: nothing is shared
    fit = torch.linalg.lstsq(marks.T @ marks + 0.1 * torch.eye(sum(counts)), marks.T @ folded).solution
    for rows, fitted in zip(classify.shared, fit.split(counts), strict=True):
        rows.copy_(fitted)
    classify.own.zero_()
    classify.own.copy_(folded - classify.weight())


@torch.no_grad()
def widened(head: HangulHead, alphabet: Alphabet, wider: Alphabet) -> HangulHead:
    """The same head with the classes of `wider`. A syllable that `alphabet` lacks begins as what its jamo
    share, and as likely as the least likely one.
    """
    grown = HangulHead(wider)
    state = head.state_dict()
    bias = torch.full((wider.size,), float(state["classify.bias"].min()))
    own = torch.zeros_like(grown.classify.own)
    known = [char in alphabet for char in wider.characters]
    places = torch.tensor([True, *known])
    numbers = [0, *alphabet.encode("".join(c for c in wider.characters if c in alphabet))]
    bias[places], own[places] = state["classify.bias"][numbers], state["classify.own"][numbers]
    grown.load_state_dict(state | {"classify.bias": bias, "classify.own": own})
    return grown


@torch.no_grad()
def _measure_mix(head: HangulHead, shift: Tensor, features: Tensor) -> None:
    """Give the folded normalisation the mean and spread that its input has."""
    steps = nn.functional.silu(head.enter_norm(head.enter(head.scale(features))))
    mixed = head.mix(steps)
    mean, spread = mixed.mean((0, 2)), mixed.var((0, 2), unbiased=False)
    norm = head.mix_norm
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(spread)
    norm.weight.copy_((spread + norm.eps).sqrt())
    norm.bias.copy_(shift + mean)


def main() -> None:
    """Write the shipped head as a checkpoint for `--begin-from`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", type=Path, default=MODELS / "hangul_head.onnx")
    parser.add_argument("--checkpoint", type=Path, default=_HERE / "runs" / "shipped.pt")
    options = parser.parse_args()
    samples = holdout(cut_backbone(_HERE / "cache" / "backbone.onnx"), _LINES)
    alphabet = Alphabet.load(options.head.with_name("hangul_alphabet.txt"))
    head = widened(recover(options.head, alphabet, stack(samples)), alphabet, Alphabet(build_alphabet()))
    options.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"average": head.state_dict()}, options.checkpoint)


if __name__ == "__main__":
    main()

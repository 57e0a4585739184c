"""Write the shipped files: the head as one ONNX graph with half-precision weights, and its alphabet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from training.head import HangulHead
from training.vocabulary import Alphabet, build_alphabet

_HERE: Final = Path(__file__).parent
MODELS: Final = _HERE.parent / "layers/core/receipts/adapters/ocr/models"
_FILE: Final = "hangul_head.onnx"
_SMALLEST: Final = 256  # weights with fewer numbers stay in single precision


class Shipped(nn.Module):
    """The head with the interface of INTERFACE.md: [N, 384, 3, T] in, probabilities [N, T, C] out."""

    def __init__(self, head: HangulHead) -> None:
        super().__init__()
        self.head = head
        self.weight = nn.Parameter(head.classify.weight().detach().clone())
        self.bias = nn.Parameter(head.classify.bias.detach().clone())

    def forward(self, features: Tensor) -> Tensor:
        """Probabilities of every step; the jamo sum is folded into one matrix."""
        head = self.head
        steps = nn.functional.silu(head.enter_norm(head.enter(head.scale(features.flatten(1, 2)))))
        steps = steps + nn.functional.silu(head.mix_norm(head.mix(steps)))
        steps = head.blocks(steps).transpose(1, 2)
        return nn.functional.linear(steps, self.weight, self.bias).softmax(-1)


def fold_input_norm(head: HangulHead) -> None:
    """Move the input's normalisation into the first convolution: two nodes and 2,304 numbers less."""
    norm, enter = head.scale, head.enter
    assert isinstance(norm.running_var, Tensor)
    assert isinstance(norm.running_mean, Tensor)
    factor = (norm.running_var + norm.eps).rsqrt()
    shift = enter.weight.detach()[:, :, 0] @ (-norm.running_mean * factor)
    enter.weight.data *= factor[None, :, None]
    assert isinstance(head.enter_norm.running_mean, Tensor)
    head.enter_norm.running_mean -= shift
    head.scale = nn.Identity()  # type: ignore[assignment]


def halve(model: onnx.ModelProto) -> None:
    """Store large weights as float16, each with a Cast to float32 in front of its use.

    onnxruntime folds the casts when it loads the model, so the arithmetic stays float32 and as fast.
    """
    casts = []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < _SMALLEST:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def export(checkpoint: Path, folder: Path) -> Path:
    """Write `hangul_head.onnx` and `hangul_alphabet.txt`, each whole or not at all."""
    alphabet = Alphabet(build_alphabet())
    head = HangulHead(alphabet)
    head.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    fold_input_norm(head.eval())
    shipped = Shipped(head).eval()
    example = torch.randn(2, 384, 3, 40)
    part = folder / (_FILE + ".part")
    torch.onnx.export(
        shipped, (example,), str(part), dynamo=False, opset_version=17,
        input_names=["features"], output_names=["probabilities"],
        dynamic_axes={"features": {0: "N", 3: "T"}, "probabilities": {0: "N", 1: "T"}},
    )  # fmt: skip
    model = onnx.load(part)
    halve(model)
    onnx.checker.check_model(model)
    onnx.save(model, part)
    with torch.no_grad():
        _check(part, example, shipped(example))
    alphabet.save(folder / "hangul_alphabet.txt.part")
    (folder / "hangul_alphabet.txt.part").replace(folder / "hangul_alphabet.txt")
    return part.replace(folder / _FILE)


def _check(file: Path, example: Tensor, expected: Tensor) -> None:
    """Refuse a file that does not compute what the trained head computes."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"features": example.numpy()})
    worst = float(np.abs(found - expected.numpy()).max())
    if worst > 0.02:
        raise SystemExit(f"the exported head differs from the trained one by {worst:.4f}")
    print(f"probabilities differ by {worst:.5f} at most, {file.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    """Export a checkpoint's average."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=_HERE / "runs" / "head.pt")
    parser.add_argument("--folder", type=Path, default=MODELS)
    options = parser.parse_args()
    print(export(options.checkpoint, options.folder))


if __name__ == "__main__":
    main()

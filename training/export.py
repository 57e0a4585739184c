"""Write the shipped files: the head as an ONNX fragment with small weights, and its alphabet.

A fragment is a `ModelProto` with nodes, weights and one output, but no input: it takes tensors from the
middle of the recogniser. protobuf merges a message with more bytes of the same type, so the recogniser's
bytes followed by the fragment's are one valid model with two heads; the runtime needs no `onnx` package for
it (INTERFACE.md).
"""

from __future__ import annotations

import argparse
import io
import tempfile
import warnings
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnx.compose
import onnxruntime
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.onnx import symbolic_opset14

from training.features import CHANNELS, FEATURE_TENSORS, HEIGHT, cut_backbone, wheel_model
from training.head import HangulHead
from training.vocabulary import Alphabet, build_alphabet

_HERE: Final = Path(__file__).parent
MODELS: Final = _HERE.parent / "layers/core/receipts/adapters/ocr/models"
_FILE: Final = "hangul_head.onnx"
_OPSET: Final = 11  # the recogniser's: a model has one opset for all its nodes
_PREFIX: Final = "hangul/"
_OUTPUT: Final = "hangul"
_SMALLEST: Final = 256  # weights with fewer numbers stay in single precision
_WORST: Final = 0.3  # 0.17 seen on the hold-out, read no worse than in floating point

torch.onnx.register_custom_op_symbolic(
    "aten::scaled_dot_product_attention", symbolic_opset14.scaled_dot_product_attention, _OPSET
)


class Pointwise(nn.Module):
    """A convolution over single steps, as the matrix product that it is: whole numbers speed up those."""

    def __init__(self, convolution: nn.Conv1d) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(convolution.weight.detach()[:, :, 0]), convolution.bias

    def forward(self, steps: Tensor) -> Tensor:
        """[N, in, T] to [N, out, T]."""
        return nn.functional.linear(steps.transpose(1, 2), self.weight, self.bias).transpose(1, 2)


def replace_pointwise(module: nn.Module) -> None:
    """Put a `Pointwise` in the place of every convolution that is one."""
    for name, part in module.named_children():
        if isinstance(part, nn.Conv1d) and part.kernel_size == (1,) and part.groups == 1:
            setattr(module, name, Pointwise(part))
        else:
            replace_pointwise(part)


class Shipped(nn.Module):
    """The head as INTERFACE.md has it: features [N, CHANNELS, T] in, probabilities [N, T, C] out."""

    def __init__(self, head: HangulHead) -> None:
        super().__init__()
        replace_pointwise(head)
        self.head = head

    def forward(self, features: Tensor) -> Tensor:
        """Probabilities of every step."""
        logits: Tensor = self.head(features)
        return logits.softmax(-1)


def to_onnx(shipped: Shipped) -> onnx.ModelProto:
    """The head alone. The exporter folds what is computed from weights only, the sum over jamo too."""
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the exporter's own: it is deprecated, its successor begins at opset 18
        torch.onnx.export(
            shipped, (torch.randn(2, CHANNELS, 40),), written, dynamo=False, opset_version=_OPSET,
            input_names=["features"], output_names=[_OUTPUT],
            dynamic_axes={"features": {0: "N", 2: "T"}, _OUTPUT: {0: "N", 1: "T"}},
        )  # fmt: skip
    return onnx.load_from_string(written.getvalue())


def quantise(model: onnx.ModelProto) -> onnx.ModelProto:
    """Matrix products in whole numbers: the weights have seven bits and a scale a column, the steps eight.

    Seven, because processors without VNNI add pairs of products in 16 bits, which eight would overflow.
    """
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        quantize_dynamic(
            model, file.name, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip
        return onnx.load(file.name)


def halve(graph: onnx.GraphProto) -> None:
    """Store large matrices as float16, each with a Cast to float32 in front of its use.

    onnxruntime folds the casts when it loads the model, so the arithmetic stays float32 and as fast.
    """
    casts = []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.ndim < 2 or values.size < _SMALLEST:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def to_fragment(head: onnx.ModelProto) -> onnx.ModelProto:
    """What is to be appended to the recogniser: names of its own, no input, no opset, no version."""
    named = onnx.compose.add_prefix(head, _PREFIX, rename_outputs=False).graph
    fragment = onnx.ModelProto()
    shape = numpy_helper.from_array(
        np.array([0, CHANNELS // len(FEATURE_TENSORS), -1], np.int64), _PREFIX + "shape"
    )
    flat = [_PREFIX + tensor for tensor in FEATURE_TENSORS]
    flatten = [
        helper.make_node("Reshape", [tensor, shape.name], [name])
        for tensor, name in zip(FEATURE_TENSORS, flat, strict=True)
    ]
    join = helper.make_node("Concat", flat, [named.input[0].name], axis=1)
    fragment.graph.initializer.extend([shape, *named.initializer])
    fragment.graph.node.extend([*flatten, join, *named.node])
    fragment.graph.output.extend(named.output)
    return fragment


def export(checkpoint: Path, folder: Path) -> Path:
    """Write `hangul_head.onnx` and `hangul_alphabet.txt`, each whole or not at all."""
    alphabet = Alphabet(build_alphabet())
    head = HangulHead(alphabet)
    head.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    shipped = Shipped(head).eval().requires_grad_(False)
    model = quantise(to_onnx(shipped))
    halve(model.graph)
    fragment = to_fragment(model).SerializeToString()
    _check(fragment, shipped)
    part, letters = folder / (_FILE + ".part"), folder / "hangul_alphabet.txt.part"
    part.write_bytes(fragment)
    alphabet.save(letters)
    letters.replace(letters.with_suffix(""))
    return part.replace(part.with_suffix(""))


def _check(fragment: bytes, shipped: Shipped) -> None:
    """Refuse a fragment that does not compute what the trained head computes, on lines of any width."""
    whole = wheel_model().read_bytes() + fragment
    onnx.checker.check_model(onnx.load_from_string(whole))
    session = onnxruntime.InferenceSession(whole, providers=["CPUExecutionProvider"])
    backbone = onnxruntime.InferenceSession(cut_backbone(_HERE / "cache" / "backbone.onnx"))
    random, worst = np.random.default_rng(0), 0.0
    for width in (80, 203, 640):
        line = {"x": random.uniform(-1, 1, (1, 3, HEIGHT, width)).astype(np.float32)}
        (found,), depths = session.run([_OUTPUT], line), backbone.run(None, line)
        features = torch.cat([torch.from_numpy(tensor).flatten(1, 2) for tensor in depths], 1)
        expected = shipped(features).numpy()
        worst = max(worst, float(np.abs(found - expected).max()))
    if worst > _WORST:
        raise SystemExit(f"the exported head differs from the trained one by {worst:.4f}")
    print(f"probabilities differ by {worst:.5f} at most, {len(fragment) / 1e6:.2f} MB")


def main() -> None:
    """Export a checkpoint's average."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=_HERE / "runs" / "head.pt")
    parser.add_argument("--folder", type=Path, default=MODELS)
    options = parser.parse_args()
    print(export(options.checkpoint, options.folder))


if __name__ == "__main__":
    main()

"""Expose an inner tensor of an ONNX model without the `onnx` package.

The Hangul head reads features from inside the PP-OCRv6 recogniser that ships in
the `rapidocr` wheel. Shipping a second, cut copy of that model would cost 20 MB,
and `onnx` (which could edit it) is too heavy for a Lambda layer. Neither is needed:
protobuf says that when a message's bytes are followed by more bytes of the same
message type, a parser *merges* the two: singular sub-messages field by field,
repeated fields by appending. So the bytes of a `ModelProto` followed by a tiny
`ModelProto` holding only `graph { output { name, type } }` are a valid model with
one more graph output, and onnxruntime computes it in the same pass as the others.
"""

from __future__ import annotations

from typing import Final

#: Field numbers of onnx.proto3, all length-delimited unless noted.
_MODEL_GRAPH: Final = 7
_GRAPH_OUTPUT: Final = 12
_VALUE_NAME: Final = 1
_VALUE_TYPE: Final = 2
_TYPE_TENSOR: Final = 1
_TENSOR_ELEM_TYPE: Final = 1  # varint
_FLOAT: Final = 1

_LOW_BITS: Final = 0x7F


def _varint(value: int) -> bytes:
    """Protobuf's base-128 integer."""
    encoded = bytearray()
    while value > _LOW_BITS:
        encoded.append(value & _LOW_BITS | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def with_extra_output(model: bytes, tensor: str) -> bytes:
    """Return `model` with its inner float tensor `tensor` as an additional output.

    The new output comes after the model's own ones. Its shape is left open; onnxruntime
    infers it. A name that no node produces makes onnxruntime refuse the model, so a
    changed wheel is noticed when the session is made, not when a receipt is read.
    """
    elem_type = _varint(_TENSOR_ELEM_TYPE << 3) + _varint(_FLOAT)
    value_type = _field(_TYPE_TENSOR, elem_type)
    value = _field(_VALUE_NAME, tensor.encode()) + _field(_VALUE_TYPE, value_type)
    return model + _field(_MODEL_GRAPH, _field(_GRAPH_OUTPUT, value))

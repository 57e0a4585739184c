"""HEICs whose picture is made of others, over and over, are refused before libheif decodes one of them."""

from __future__ import annotations

import struct
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from receipts.adapters.ocr.heic_inspection import inspect_heic
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_PARTS
from receipts.errors import UnreadableError

GENEROUS = 5.0
"""CPU seconds for what takes milliseconds."""
TILE = (512, 512)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def full(name: bytes, content: bytes) -> bytes:
    return box(name, bytes(4) + content)


def heic(primary: int, sizes: Mapping[int, tuple[int, int]], parts: Mapping[int, Sequence[int]]) -> bytes:
    """Pictures of these sizes, and which are made of which."""
    references = b"".join(
        box(b"dimg", struct.pack(f">HH{len(to)}H", one, len(to), *to)) for one, to in parts.items()
    )
    kinds = sorted(set(sizes.values()))
    said = b"".join(struct.pack(">HBB", one, 1, 1 + kinds.index(size)) for one, size in sizes.items())
    properties = box(b"ipco", b"".join(full(b"ispe", struct.pack(">II", *size)) for size in kinds))
    properties += full(b"ipma", struct.pack(">I", len(sizes)) + said)
    meta = full(b"pitm", struct.pack(">H", primary)) + full(b"iref", references) + box(b"iprp", properties)
    return box(b"ftyp", b"heic" + bytes(4) + b"heic") + full(b"meta", meta)


def refusal_of(folder: Path, content: bytes) -> FailureCause | None:
    file = folder / "photo.heic"
    file.write_bytes(content)
    start = time.process_time()
    try:
        inspect_heic(file)
    except UnreadableError as error:
        return error.cause
    finally:
        assert time.process_time() - start < GENEROUS
    return None


def test_a_photo_of_48_million_pixels_in_tiles_is_looked_at_no_further(tmp_path: Path) -> None:
    """As phones write them: a grid of tiles that reach over its edge."""
    assert refusal_of(tmp_path, heic(2, {1: TILE, 2: (8064, 6048)}, {2: [1] * 16 * 12})) is None


def test_a_picture_in_one_piece_is_left_to_the_other_limits(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, heic(1, {1: (60_000, 60_000)}, {})) is FailureCause.TOO_COMPLEX
    assert refusal_of(tmp_path, heic(1, {1: (4_000, 3_000)}, {})) is None


def test_tiles_that_are_larger_than_the_picture_are_too_complex(tmp_path: Path) -> None:
    grid = heic(2, {1: (2048, 2048), 2: (2048, 2048)}, {2: [1] * 1000})
    assert refusal_of(tmp_path, grid) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize(("depth", "parts"), [(3, 12), (12, 2), (1, 500)])
def test_pictures_of_pictures_of_pictures_are_too_complex(tmp_path: Path, depth: int, parts: int) -> None:
    numbers = range(2, depth + 2)
    layers = {one: [one - 1] * parts for one in numbers}
    sizes = dict.fromkeys((1, *numbers), TILE)
    assert refusal_of(tmp_path, heic(depth + 1, sizes, layers)) is FailureCause.TOO_COMPLEX


def test_a_picture_that_is_turned_again_and_again_is_decoded_once(tmp_path: Path) -> None:
    numbers = range(2, 500)
    chain = heic(499, dict.fromkeys((1, *numbers), TILE), {one: [one - 1] for one in numbers})
    assert refusal_of(tmp_path, chain) is None


def test_a_picture_that_is_part_of_itself_ends(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, heic(2, {2: TILE, 3: TILE}, {2: [3, 3], 3: [2, 2]})) is None


def test_parts_and_boxes_without_end_are_too_complex(tmp_path: Path) -> None:
    many = heic(2, {1: TILE, 2: TILE}, {one: [1] * 60_000 for one in range(2, 30)})
    assert refusal_of(tmp_path, many) is FailureCause.TOO_COMPLEX
    assert refusal_of(tmp_path, box(b"free", b"") * (MAX_PARTS + 1)) is FailureCause.TOO_COMPLEX


@pytest.mark.parametrize("cut", [0, 7, 30, 60, 90, 120, 150])
def test_what_is_damaged_is_left_to_the_decoder(tmp_path: Path, cut: int) -> None:
    assert refusal_of(tmp_path, heic(2, {1: TILE, 2: TILE}, {2: [1, 1]})[:cut]) is None

"""The models on disk: PP-OCRv6's come with the rapidocr wheel, the Hangul head with this package."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import onnxruntime

from receipts import __version__
from receipts.adapters.ocr.detection import Detector
from receipts.adapters.ocr.graph import with_extra_output
from receipts.adapters.ocr.recognition import Recogniser
from receipts.errors import SettingsError

_FEATURES: Final = "p2o.pd_op.add.64.0"
_SPACE: Final = "<space>"
_OURS: Final = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the four files are."""

    detector: Path
    backbone: Path
    hangul_head: Path
    hangul_alphabet: Path


def installed_models(ours: Path = _OURS) -> ModelFiles:
    """The models of this installation; raises SettingsError naming the file that is missing."""
    theirs = _rapidocr_folder() / "models"
    files = ModelFiles(
        detector=theirs / "PP-OCRv6_det_small.onnx",
        backbone=theirs / "PP-OCRv6_rec_small.onnx",
        hangul_head=ours / "hangul_head.onnx",
        hangul_alphabet=ours / "hangul_alphabet.txt",
    )
    for file in (files.detector, files.backbone, files.hangul_head, files.hangul_alphabet):
        if not file.is_file():
            raise SettingsError(f"the reading engine's model {file} is missing")
    return files


def _rapidocr_folder() -> Path:
    """Found without importing it: only its files are needed."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError("the reading engine needs the package rapidocr, which is not installed")
    return Path(spec.submodule_search_locations[0])


def engine_version(files: ModelFiles) -> str:
    """Package version and a prefix of the hash of what can change without it, the Hangul head."""
    digest = hashlib.sha256(files.hangul_head.read_bytes() + files.hangul_alphabet.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:8]}"


def load_detector(files: ModelFiles, threads: int) -> Detector:
    """A session of PP-OCRv6's detector."""
    return Detector(_session(files.detector.read_bytes(), threads))


def load_recogniser(files: ModelFiles, threads: int) -> Recogniser:
    """Sessions of PP-OCRv6's recogniser, its inner features exposed, and of the Hangul head."""
    backbone = _session(with_extra_output(files.backbone.read_bytes(), _FEATURES), threads=1)
    characters = backbone.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Recogniser(
        backbone,
        _session(files.hangul_head.read_bytes(), threads=1),
        latin_alphabet=["", *characters, " "],
        hangul_alphabet=["", *_read_alphabet(files.hangul_alphabet)],
        threads=threads,
    )


def _read_alphabet(file: Path) -> Sequence[str]:
    return [" " if line == _SPACE else line for line in file.read_text("utf-8").splitlines()]


def _session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait by spinning burn the processor of whoever shares the machine, and gain nothing here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Pages differ in size: an arena would keep the largest one's memory for good.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

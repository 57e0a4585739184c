"""The models on disk: PP-OCRv6's come with the rapidocr wheel, the Hangul head with this package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import onnxruntime

from receipts import __version__
from receipts.adapters.ocr.calibration import Calibration
from receipts.adapters.ocr.decoding import Context
from receipts.adapters.ocr.detection import Detector
from receipts.adapters.ocr.language import LanguageModel
from receipts.adapters.ocr.recognition import Recogniser
from receipts.errors import SettingsError

_SPACE: Final = "<space>"
_OURS: Final = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the files are."""

    detector: Path
    backbone: Path
    hangul_head: Path
    hangul_alphabet: Path
    hangul_language: Path
    latin_language: Path
    calibration: Path


def installed_models(ours: Path = _OURS) -> ModelFiles:
    """The models of this installation; raises SettingsError naming the missing file, and what to do."""
    theirs = _rapidocr_folder() / "models"
    files = ModelFiles(
        detector=theirs / "PP-OCRv6_det_small.onnx",
        backbone=theirs / "PP-OCRv6_rec_small.onnx",
        hangul_head=ours / "hangul_head.onnx",
        hangul_alphabet=ours / "hangul_alphabet.txt",
        hangul_language=ours / "hangul_language.npz",
        latin_language=ours / "latin_language.npz",
        calibration=ours / "calibration.json",
    )
    for file in (files.detector, files.backbone, *_own(files)):
        if not file.is_file():
            raise SettingsError(f"the reading engine's model {file} is missing. {_what_to_do(file)}")
    return files


def _rapidocr_folder() -> Path:
    """Found without importing it: only its files are needed."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError("the reading engine needs the package rapidocr, which is not installed")
    return Path(spec.submodule_search_locations[0])


def _own(files: ModelFiles) -> tuple[Path, ...]:
    return (
        files.hangul_head,
        files.hangul_alphabet,
        files.hangul_language,
        files.latin_language,
        files.calibration,
    )


def engine_version(files: ModelFiles) -> str:
    """Package version and a prefix of the hash of what can change without it: what training makes."""
    digest = hashlib.sha256(b"".join(map(_bytes_of, _own(files))))
    return f"{__version__}+{digest.hexdigest()[:8]}"


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    """Raises SettingsError naming `file`, and what to do, where it cannot be loaded."""
    try:
        yield
    except (SettingsError, MemoryError):
        raise
    except Exception as error:  # zip, NumPy, JSON and ONNX Runtime each have their own, the last a dozen
        told = f"the reading engine's model {file} is damaged ({type(error).__name__}). {_what_to_do(file)}"
        raise SettingsError(told) from error


def _bytes_of(file: Path) -> bytes:
    with _whole(file):
        return file.read_bytes()


def _what_to_do(file: Path) -> str:
    if "rapidocr" in file.parts:
        return "Install the package rapidocr anew: where this is a clone, delete .venv and run `make setup`."
    return "Get it back with `git checkout` where this is a clone, else install receipts anew."


def load_calibration(files: ModelFiles) -> Calibration:
    """How often the heads are right where they are so sure. Raises SettingsError."""
    with _whole(files.calibration):
        return Calibration.load(files.calibration)


def load_detector(files: ModelFiles, threads: int) -> Detector:
    """A session of PP-OCRv6's detector. Raises SettingsError."""
    with _whole(files.detector):
        return Detector(open_session(files.detector.read_bytes(), threads, keeps_memory=True))


def load_recogniser(files: ModelFiles, threads: int) -> Recogniser:
    """One session of PP-OCRv6's recogniser and the Hangul head that reads its inner features.

    protobuf merges a message with more bytes of the same type, field by field: the recogniser's bytes
    followed by nodes, weights and an output of ours are one model with two heads
    (training/INTERFACE.md). A changed wheel is noticed here: a tensor that no node makes is refused by
    onnxruntime when the session is made. Raises SettingsError.
    """
    backbone = _bytes_of(files.backbone)
    with _whole(files.hangul_head):
        try:
            session = open_session(backbone + files.hangul_head.read_bytes(), threads=1)
        except Exception:  # which of the two is it?
            with _whole(files.backbone):
                open_session(backbone, threads=1)
            raise
        classes = session.get_outputs()[1].shape[-1] - 1
    with _whole(files.backbone):
        characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    with _whole(files.hangul_alphabet):
        syllables = _read_alphabet(files.hangul_alphabet, classes)
    return Recogniser(
        session,
        latin_alphabet=["", *characters, " "],
        hangul_alphabet=["", *syllables],
        threads=threads,
        hangul_words=Context.of_hangul(_load_language(files.hangul_language)),
        latin_words=Context.of_latin(_load_language(files.latin_language)),
    )


def _load_language(file: Path) -> LanguageModel:
    with _whole(file):
        return LanguageModel.load(file)


def _read_alphabet(file: Path, classes: int) -> Sequence[str]:
    """Raises ValueError unless there are as many as the head tells apart: each would be taken for another."""
    alphabet = [" " if line == _SPACE else line for line in file.read_text("utf-8").splitlines()]
    if len(alphabet) != classes:
        raise ValueError(f"{len(alphabet)} characters, {classes} classes")
    return alphabet


def open_session(model: bytes, threads: int, *, keeps_memory: bool = False) -> onnxruntime.InferenceSession:
    """A session as this engine runs its models: on the processor, for pages of any size.

    `keeps_memory` from run to run: asking the kernel for it anew takes a sixth of a detection's time. What it
    keeps is bounded, as what the detector sees is; a process that has read a large photo rests 80 MiB higher.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait by spinning burn the processor of whoever shares the machine, and gain nothing here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = keeps_memory
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

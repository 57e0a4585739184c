"""The engines that can be asked: one module each, and a line here for a new one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

Answer = dict[str, Any]
"""A prediction as README.md describes it, without `id` and `seconds`."""


class EngineMissingError(RuntimeError):
    """An engine is not installed here; the message says what would install it."""


class Engine(Protocol):
    """Reads one picture after the other."""

    name: str

    def read(self, picture: Path) -> Answer: ...


def _ours() -> Engine:
    from benchmarks.korean_receipts.engines.ours import Ours  # noqa: PLC0415 - each engine loads its own packages

    return Ours()


def _rapidocr() -> Engine:
    from benchmarks.korean_receipts.engines.rapid import Rapid  # noqa: PLC0415

    return Rapid(korean=True)


def _rapidocr_wheel() -> Engine:
    from benchmarks.korean_receipts.engines.rapid import Rapid  # noqa: PLC0415

    return Rapid(korean=False)


def _tesseract() -> Engine:
    from benchmarks.korean_receipts.engines.tesseract import Tesseract  # noqa: PLC0415

    return Tesseract()


ENGINES: Final[Mapping[str, Callable[[], Engine]]] = {
    "ours": _ours,
    "rapidocr": _rapidocr,
    "rapidocr-wheel": _rapidocr_wheel,
    "tesseract": _tesseract,
}

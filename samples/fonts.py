"""NanumGothic (SIL Open Font License), taken from the wheel that carries it."""

from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

_PACKAGE = "koreanize_matplotlib"


class Weight(StrEnum):
    """The cuts that the wheel carries, by file name."""

    REGULAR = "NanumGothic.ttf"
    BOLD = "NanumGothicBold.ttf"
    EXTRA_BOLD = "NanumGothicExtraBold.ttf"


class FontsMissingError(RuntimeError):
    """The package with the fonts is not installed."""


@cache
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """The font at `size` pixels; raises FontsMissingError if its package is not installed."""
    return ImageFont.truetype(_folder() / weight, size)


def _folder() -> Path:
    """Where the fonts lie. The package is located, not imported: importing it would import matplotlib."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise FontsMissingError(f"the package {_PACKAGE} is not installed: run `uv sync --group samples`")
    return Path(spec.origin).parent / "fonts"

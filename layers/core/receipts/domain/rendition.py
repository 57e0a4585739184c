"""A page of a photo as it may be shown."""

from dataclasses import dataclass
from typing import Final

MEDIA_TYPE: Final = "image/jpeg"
LARGEST: Final = 1_500_000
"""Bytes of one page. A photo of four million pixels has some 600,000."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A page for showing, as a JPEG in the proportions of the page that was read."""

    page: int
    jpeg: bytes

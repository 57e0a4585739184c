"""What an OCR engine saw: pages of text lines, each with its place and confidence."""

from dataclasses import dataclass, field

Point = tuple[float, float]
Box = tuple[Point, Point, Point, Point]
"""Four corners in pixels of the upright page, clockwise from the text's top left."""


def whole(box: Box) -> Box:
    """The box in whole pixels."""
    (a, b), (c, d), (e, f), (g, h) = box
    return (round(a), round(b)), (round(c), round(d)), (round(e), round(f)), (round(g), round(h))


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space, as read on the image."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class TextLine:
    """One detected line of text; `confidence` is between 0 and 1."""

    text: str
    confidence: float
    box: Box
    words: tuple[Word, ...] = ()

    @property
    def left(self) -> float:
        return min(x for x, _ in self.box)

    @property
    def right(self) -> float:
        return max(x for x, _ in self.box)

    @property
    def top(self) -> float:
        return min(y for _, y in self.box)

    @property
    def bottom(self) -> float:
        return max(y for _, y in self.box)

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """An upright page, its size in pixels, and its lines in reading order."""

    number: int
    width: int
    height: int
    lines: tuple[TextLine, ...] = field(default=())
    picture: str | None = None
    """How the printed part looks, where it is a picture; see `Reading.picture`."""
    turn: int | None = 0
    """Degrees clockwise, a multiple of 90, from the picture as its EXIF shows it to this page; None where it
    was turned by another angle, so that no place on the one is known on the other."""

"""The picture of a receipt at one of five levels of damage.

A level says how high a line of text is in the picture, and how far the photo goes wrong; how it goes wrong is
drawn from the receipt's own seed. A screenshot is not photographed: it is sent on, smaller each time.
"""

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image

from benchmarks.korean_receipts.printing import set_form, show_app
from benchmarks.korean_receipts.slip import Medium, Slip
from benchmarks.korean_receipts.truth import Receipt
from samples.camera import take_photo
from samples.layout import set_thermal
from samples.shot import Desk, Shot

_PITCH: Final = 56
"""Of a line on the paper, in pixels: `samples.layout`."""
_FRAME: Final = 3 / 4
_LONGEST: Final = 4000
_DESKS: Final = (Desk.OAK, Desk.WALNUT, Desk.STONE, Desk.CLOTH)


@dataclass(frozen=True, slots=True)
class Damage:
    """One level: how high a line is in the picture (pixels), and how strong each fault is at most."""

    pitch: int
    lean: float
    turn: float
    curl: float
    fold: float
    fade: float
    shadow: float
    blur: float
    noise: float
    quality: int


DAMAGES: Final = {
    1: Damage(44, 0, 0.6, 0, 0, 0.10, 0, 0.5, 1.0, 90),
    2: Damage(38, 4, 2, 0.002, 0, 0.20, 0.15, 0.6, 2.0, 85),
    3: Damage(32, 9, 4, 0.005, 0.3, 0.40, 0.30, 0.8, 3.0, 80),
    4: Damage(26, 12, 6, 0.007, 0.6, 0.60, 0.40, 1.0, 4.5, 70),
    5: Damage(20, 14, 8, 0.008, 0.8, 0.75, 0.50, 1.2, 6.0, 55),
}
_SENT_ON: Final = {1: (1.0, 92), 2: (0.8, 80), 3: (0.62, 65), 4: (0.48, 50), 5: (0.38, 35)}
"""Scale and JPEG quality of a screenshot."""


def draw(receipt: Receipt, slip: Slip, seed: int) -> bytes:
    """The receipt's JPEG; the same on the same versions of Pillow and OpenCV."""
    rng = Random(f"{seed}/{receipt.id}/photo")
    quality = DAMAGES[receipt.level].quality
    if slip.medium is Medium.SCREEN:
        picture, quality = _sent_on(slip, receipt.level, rng)
    elif slip.medium is Medium.FORM:
        ink = set_form(slip.lines[0], slip.boxes)
        picture = take_photo(ink, _shot(receipt.level, ink, rng))
    else:
        ink = set_thermal("\n".join(slip.lines), slip.stops, slip.printer)
        picture = take_photo(ink, _shot(receipt.level, ink, rng))
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _sent_on(slip: Slip, level: int, rng: Random) -> tuple[Image.Image, int]:
    screen = show_app(slip.lines, dark=rng.random() < 0.3)
    scale, quality = _SENT_ON[level]
    size = (round(screen.width * scale), round(screen.height * scale))
    return screen.resize(size, Image.Resampling.BILINEAR), quality


def _shot(level: int, ink: Image.Image, rng: Random) -> Shot:
    """How the photo is taken: each strength between half and all of what the level allows."""
    most = DAMAGES[level]

    def some(strength: float) -> float:
        return strength * rng.uniform(0.5, 1.0)

    def either_way(strength: float) -> float:
        return some(strength) * rng.choice((-1, 1))

    fill = rng.uniform(0.84, 0.94)
    frame = max(ink.height, ink.width / _FRAME) / fill
    return Shot(
        seed=rng.randrange(1, 10**6),
        desk=Desk.SCANNER_LID if level == 1 else rng.choice(_DESKS),
        long_side=min(round(frame * most.pitch / _PITCH), _LONGEST),
        fill=fill,
        turn=either_way(most.turn),
        lean=(some(most.lean), either_way(most.lean)),
        curl=some(most.curl),
        fold=some(most.fold),
        fade=some(most.fade),
        shadow=some(most.shadow),
        warmth=0.0 if level == 1 else rng.uniform(-0.3, 0.6),
        blur=some(most.blur),
        noise=some(most.noise),
    )

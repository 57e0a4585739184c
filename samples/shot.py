"""How each sample was photographed: the desk it lay on, and how much went wrong."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Desk(StrEnum):
    """What the receipt lies on."""

    OAK = auto()
    WALNUT = auto()
    STONE = auto()
    CLOTH = auto()
    SCANNER_LID = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One photo. Strengths go from 0 (none) to 1; lengths are in heights of the paper, angles in degrees."""

    seed: int
    desk: Desk
    long_side: int
    """Of the photo, in pixels."""
    fill: float = 0.9
    """The part of the photo's height (or width, for a short receipt) that the paper takes at most."""
    turn: float = 0.0
    lean: tuple[float, float] = (0.0, 0.0)
    """How far the phone leans forwards and sideways; this makes the perspective."""
    curl: float = 0.0
    fold: float = 0.0
    fade: float = 0.0
    """Thermal paper loses its black in patches and streaks."""
    shadow: float = 0.0
    """Of the hand that holds the phone."""
    warmth: float = 0.0
    """Colour of the light: above 0 is lamplight, below 0 is a window."""
    blur: float = 0.6
    """Standard deviation in pixels of the photo."""
    noise: float = 2.5
    """Standard deviation in grey levels."""


SHOTS: dict[str, Shot] = {
    "convenience_store.jpg": Shot(
        seed=1,
        desk=Desk.OAK,
        long_side=2000,
        turn=-2.5,
        lean=(9, -4),
        curl=0.004,
        fade=0.25,
        shadow=0.3,
        warmth=0.3,
    ),
    "cafe.heic": Shot(
        seed=2,
        desk=Desk.WALNUT,
        long_side=1800,
        turn=4,
        lean=(6, 7),
        curl=0.006,
        fade=0.15,
        shadow=0.25,
        warmth=0.5,
    ),
    "restaurant_upside_down.jpg": Shot(
        seed=3,
        desk=Desk.STONE,
        long_side=1800,
        turn=-3,
        lean=(10, 3),
        curl=0.004,
        fold=0.5,
        fade=0.2,
        shadow=0.2,
    ),
    "card_slip_exif_sideways.jpg": Shot(
        seed=4,
        desk=Desk.CLOTH,
        long_side=1700,
        turn=2,
        lean=(5, -8),
        curl=0.005,
        fade=0.4,
        warmth=-0.3,
        noise=3,
    ),
    "card_cancellation.jpg": Shot(
        seed=5,
        desk=Desk.OAK,
        long_side=1600,
        turn=-5,
        lean=(4, 4),
        fold=0.6,
        fade=0.3,
        shadow=0.35,
        warmth=0.2,
    ),
    "mart_exempt.jpg": Shot(
        seed=6,
        desk=Desk.STONE,
        long_side=2200,
        fill=0.95,
        turn=1.5,
        lean=(8, -3),
        curl=0.005,
        fold=0.4,
        fade=0.2,
    ),
    "taxi.webp": Shot(
        seed=7, desk=Desk.CLOTH, long_side=1400, turn=6, lean=(7, 6), curl=0.008, fade=0.5, blur=0.9, noise=4
    ),
    "cash_receipt.jpg": Shot(
        seed=8,
        desk=Desk.WALNUT,
        long_side=1700,
        turn=-4,
        lean=(11, -2),
        curl=0.003,
        fade=0.3,
        shadow=0.4,
        warmth=0.4,
    ),
    "malaysia_gst.jpg": Shot(
        seed=9,
        desk=Desk.WALNUT,
        long_side=2000,
        turn=3,
        lean=(7, 3),
        curl=0.005,
        fold=0.5,
        fade=0.35,
        shadow=0.2,
    ),
    "us_diner_tip.jpg": Shot(
        seed=10,
        desk=Desk.OAK,
        long_side=1600,
        turn=-6,
        lean=(9, 6),
        curl=0.006,
        shadow=0.3,
        warmth=0.6,
        blur=0.8,
    ),
    "uk_shop_vat.pdf": Shot(
        seed=11, desk=Desk.SCANNER_LID, long_side=1754, fill=0.8, turn=-0.8, fade=0.15, blur=0.5, noise=1.0
    ),
}

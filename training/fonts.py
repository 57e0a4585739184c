"""Korean faces: of Debian's packages, of printers' dots and of npm; and which characters each can draw."""

from __future__ import annotations

import logging
import random
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont
from PIL import ImageFont

logging.getLogger("fontTools").setLevel(logging.ERROR)

_ROOTS: Final = (Path("/usr/share/fonts"), Path(__file__).parent / "cache" / "faces")
#: A printer's own faces: how many dots high a syllable is (`dots.py`, and two faces drawn dot by dot).
_DOTS: Final = re.compile(r"-(\d+)dots|(Galmuri(?:Mono)?11)|(Galmuri9)|(Galmuri14)|(neodgm)")
_DRAWN: Final = (12, 10, 15, 16)

#: Faces that cannot serve: loose jamo, old Hangul, and hairline weights that no till prints.
_UNFIT: Final = ("UnJamo", "YetHangul", "UltraLight", "-Thin", "-ExtraLight", "UnYetgul")
#: Faces of handwriting and display: logos look like them, receipts hardly ever do.
_ODD: Final = ("Brush", "NanumPen", "Bandal", "Bangwool", "Eunjin", "Guseul", "UnPilgi", "UnPen", "Euljiro",
               "EULJIRO", "KIRANG", "YEONSUNG", "UnVada", "UnShinmun", "LexiSaebom")  # fmt: skip
#: Faces closest to what receipt printers carry.
_PLAIN: Final = ("dotum", "gulim", "batang", "UnDotum", "UnBatang", "UnTaza", "D2Coding", "NanumGothicCoding",
                 "LexiGulim", "NanumGothic.ttf", "NanumGothicBold", "NanumBarunGothic.ttf",
                 "SansCJK-Regular")  # fmt: skip
#: What a face's file name says of its kind; none of these: gothic.
_KINDS: Final = {
    "display": (
        *_ODD,
        "BM",
        "UnDinaru",
        "UnGraphic",
        "hline",
        "Barunpen",
        "UnPen",
        "bagel",
        "black-han",
        "gasoek",
        "dongle",
        "stylish",
        "do-hyeon",
        "jua",
        "gugi",
    ),
    "serif": ("batang", "Batang", "hahmlet", "song-myung", "Myeongjo", "Serif", "Gungseo"),
    "coding": ("Coding", "UnTaza"),
}
#: Members of Noto's collections that hold the Korean shapes (KR, and mono KR).
_NOTO_KOREAN: Final = {"Sans": (1, 6), "Serif": (1,)}


@dataclass(frozen=True)
class Face:
    """One face of one font file."""

    path: Path
    index: int
    weight: float

    @property
    def kind(self) -> str:
        """Gothic, serif, coding or display."""
        kinds = (kind for kind, parts in _KINDS.items() if any(part in self.path.name for part in parts))
        return "dots" if self.dots else next(kinds, "gothic")

    @property
    def dots(self) -> int:
        """Pixels of an em at which each dot of a dot-matrix face is one pixel; 0 for other faces."""
        found = _DOTS.search(self.path.name)
        if not found:
            return 0
        if found[1]:
            return int(found[1])
        return next(size for size, name in zip(_DRAWN, found.groups()[1:], strict=True) if name)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The face at a pixel size, kept open."""
        return _open(str(self.path), self.index, size)

    def can_draw(self, text: str) -> bool:
        """Whether the face has every character but the space."""
        return all(char == " " or ord(char) in coverage(self) for char in text)


@lru_cache(maxsize=600)
def _open(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@cache
def coverage(face: Face) -> frozenset[int]:
    """Code points of the face's character map."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def _weight(name: str) -> float:
    if "24dots" in name:
        return 0.6 if "batang" in name or "hline" in name else 6.0
    if "dots" in name:
        return 0.3 if "batang" in name or "hline" in name else 1.5
    if any(part in name for part in _ODD):
        return 0.25
    return 3.0 if any(part in name for part in _PLAIN) else 1.0


def _indices(path: Path) -> tuple[int, ...]:
    if path.suffix != ".ttc":
        return (0,)
    if "CJK" not in path.name:
        return (0, 1)
    family = "Sans" if "Sans" in path.name else "Serif"
    heavy = "Regular" in path.name or ("Bold" in path.name and "Semi" not in path.name)
    return _NOTO_KOREAN[family] if heavy else _NOTO_KOREAN[family][:1]


def find_faces(roots: tuple[Path, ...] = _ROOTS) -> list[Face]:
    """All usable Korean faces below `roots`, in a fixed order."""
    found = (path for root in roots for path in sorted(root.rglob("*")))
    files = [path for path in found if path.suffix in {".ttf", ".ttc", ".otf"}]
    faces = [
        Face(path, index, _weight(path.name))
        for path in files
        if not any(part in path.name for part in _UNFIT)
        for index in _indices(path)
    ]
    usable = [face for face in faces if face.can_draw("가뷔괜A0")]
    if len(usable) < 20 or not any(face.dots for face in usable):
        raise SystemExit(
            f"{len(usable)} Korean faces in {roots}: install and make those that README.md names"
        )
    return usable


def choose(faces: list[Face], text: str, rng: random.Random) -> Face | None:
    """A face that can draw the text; None when a few tries find none."""
    for face in rng.choices(faces, [face.weight for face in faces], k=6):
        if face.can_draw(text):
            return face
    return None

"""Dot-matrix faces, as receipt printers carry them: Baekmuk's bitmaps of X11 as outlines of square dots.

A receipt printer has its syllables as 24 x 24 dots and its Latin as 12 x 24. No outline face drawn small
looks like that: its strokes are of one or two dots, and its corners are stairs.

    python -m training.dots            # needs Debian's xfonts-baekmuk, xfonts-terminus and pcf2bdf
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from numpy.typing import NDArray

Dots = NDArray[np.bool_]
"""height x width: where the printer burns a dot."""

OUT: Final = Path(__file__).parent / "cache" / "faces"
_KOREAN: Final = Path("/usr/share/fonts/X11/75dpi")
_LATIN: Final = Path("/usr/share/fonts/X11/misc")
#: Heights of a syllable in dots; Terminus has half-width letters as high.
_SIZES: Final = (16, 18, 20, 24)
_FAMILIES: Final = ("dotum", "gulim", "batang", "hline")
#: Dots of a printer's stroke run into each other: as they are drawn, two across, two each way.
_STRENGTHS: Final = {"thin": (1, 1), "wide": (1, 2), "bold": (2, 2)}
_UNIT: Final = 10
_CHARACTER: Final = re.compile(
    r"ENCODING (\d+)\n.*?DWIDTH (\d+) .*?\nBBX (\d+) (\d+) (-?\d+) (-?\d+)\n(?:ATTRIBUTES.*?\n)?"
    r"BITMAP\n(.*?)ENDCHAR",
    re.DOTALL,
)


def _bdf(compressed: Path) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pcf") as plain:
        plain.write(gzip.decompress(compressed.read_bytes()))
        plain.flush()
        done = subprocess.run(["pcf2bdf", plain.name], capture_output=True, check=True)
    return done.stdout.decode("latin-1")


def _characters(bdf: str, korean: bool, height: int) -> dict[str, Dots]:
    """Each character's dots in its cell of `height` rows; KS X 1001 codes become Unicode."""
    ascent = int(re.search(r"FONT_ASCENT (\d+)", bdf)[1])  # type: ignore[index]
    found: dict[str, Dots] = {}
    for match in _CHARACTER.finditer(bdf):
        code, advance, _, rows, left, bottom = map(int, match.groups()[:6])
        char = _in_unicode(code) if korean else chr(code)
        if not ("가" <= char <= "힣" if korean else "!" <= char <= "~"):
            continue
        cell = np.zeros((height + 8, advance + 8), np.bool_)
        for number, row in enumerate(match[7].split()[:rows]):
            bits = np.array([bit == "1" for bit in f"{int(row, 16):0{len(row) * 4}b}"])
            for column in np.flatnonzero(bits):
                y, x = 4 + ascent - bottom - rows + number, 4 + left + column
                if 0 <= y < cell.shape[0] and 0 <= x < cell.shape[1]:
                    cell[y, x] = True
        found[char] = cell[4:-4, 4:-4]
    return found


def _in_unicode(code: int) -> str:
    """The character of a code of KS X 1001; nothing for one that stands for none."""
    return bytes([code >> 8 | 0x80, code & 0xFF | 0x80]).decode("euc_kr", "ignore")


def _thick(dots: Dots, strength: tuple[int, int]) -> Dots:
    """Dots that spread down and to the right."""
    grown = np.pad(dots, ((0, strength[0] - 1), (0, strength[1] - 1)))
    for down in range(strength[0]):
        for right in range(strength[1]):
            grown[down : down + dots.shape[0], right : right + dots.shape[1]] |= dots
    return grown


def _outline(dots: Dots, ascent: int) -> Glyph:
    """One rectangle for every run of dots in a row."""
    pen = TTGlyphPen(None)
    for number, row in enumerate(dots):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            top, bottom = (ascent - number) * _UNIT, (ascent - number - 1) * _UNIT
            pen.moveTo((start * _UNIT, bottom))
            for point in ((start, top), (end, top), (end, bottom)):
                pen.lineTo((point[0] * _UNIT, point[1]))
            pen.closePath()
    return pen.glyph()


def build(family: str, size: int, bold: str, strength: str) -> Path:
    """A TrueType file of one face whose em is `size` dots; rendered at `size` pixels, a dot is a pixel."""
    korean = _characters(_bdf(_KOREAN / f"{family}{size}{bold}.pcf.gz"), korean=True, height=size)
    heavy = "b" if bold or strength != "thin" else "n"
    latin = _characters(_bdf(_LATIN / f"ter-u{size}{heavy}_unicode.pcf.gz"), korean=False, height=size)
    thick = {char: _thick(dots, _STRENGTHS[strength]) for char, dots in korean.items()} | latin
    widths = {char: size if char in korean else size // 2 for char in thick}
    names = {char: f"u{ord(char):04X}" for char in thick}
    ascent = size * 4 // 5
    builder = FontBuilder(size * _UNIT, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", *names.values()])
    builder.setupCharacterMap({32: "space"} | {ord(char): name for char, name in names.items()})
    empty = TTGlyphPen(None).glyph()
    outlines = {names[char]: _outline(dots, ascent) for char, dots in thick.items()}
    builder.setupGlyf({".notdef": empty, "space": empty} | outlines)
    builder.setupHorizontalMetrics(
        {".notdef": (size * _UNIT, 0), "space": (size * _UNIT // 2, 0)}
        | {names[char]: (width * _UNIT, 0) for char, width in widths.items()}
    )
    builder.setupHorizontalHeader(ascent=ascent * _UNIT, descent=(ascent - size) * _UNIT)
    builder.setupNameTable({"familyName": f"Dots {family} {size}", "styleName": f"{strength}{bold}"})
    builder.setupOS2()
    builder.setupPost()
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{family}{bold}-{strength}-{size}dots.ttf"
    builder.save(path)
    return path


def _wanted(family: str, size: int, bold: str, strength: str) -> bool:
    """Whether a printer's print may look like it: small or heavy faces of bold strokes are blots."""
    exists = (_KOREAN / f"{family}{size}{bold}.pcf.gz").exists()
    is_heavy = bool(bold) or family == "hline"
    return exists and (strength != "bold" or (size == max(_SIZES) and not is_heavy))


def main() -> None:
    """Build every face."""
    argparse.ArgumentParser(prog="training.dots", description=__doc__).parse_args()
    for made in itertools.product(_FAMILIES, _SIZES, ("", "b"), _STRENGTHS):
        if _wanted(*made):
            print(build(*made).name)


if __name__ == "__main__":
    main()

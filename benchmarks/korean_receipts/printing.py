"""The ink of a form of boxes, and the picture of an app's screen."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from benchmarks.korean_receipts.slip import Box
from samples.fonts import Weight, font

_FORM_WIDTH, _MARGIN = 1000, 60
_ROW, _EM, _PAD = 70, 36, 12
_TITLE = 62
_SCREEN_WIDTH, _SIDE, _PITCH = 1080, 60, 78
_INK, _PALE, _RULE, _PAPER = "#1d1f23", "#7b8088", "#e3e5e9", "#ffffff"


def set_form(title: str, rows: Sequence[Sequence[Box]]) -> Image.Image:
    """The ink (mode L, 255 is black) of a title over rows of boxes."""
    split = [[_lines(box) for box in row] for row in rows]
    heights = [_ROW + (max(map(len, texts)) - 1) * (_EM + 8) for texts in split]
    ink = Image.new("L", (_FORM_WIDTH + 2 * _MARGIN, sum(heights) + 2 * _MARGIN + 2 * _TITLE))
    pen = ImageDraw.Draw(ink)
    pen.text((ink.width / 2, _MARGIN + _TITLE / 2), title, 255, font(Weight.BOLD, _TITLE), anchor="mm")
    top = _MARGIN + 2 * _TITLE
    for row, texts, height in zip(rows, split, heights, strict=True):
        left = float(_MARGIN)
        for box, lines in zip(row, texts, strict=True):
            right = left + box.share * _FORM_WIDTH
            pen.rectangle((left, top, right, top + height), outline=255, width=3)
            _fill(pen, box, lines, (left, top, right, top + height))
            left = right
        top += height
    pen.rectangle((_MARGIN, _MARGIN + 2 * _TITLE, _MARGIN + _FORM_WIDTH, top), outline=255, width=5)
    return ink


def _face() -> ImageFont.FreeTypeFont:
    return font(Weight.REGULAR, _EM)


def _lines(box: Box) -> list[str]:
    """The text in lines that are no wider than the box."""
    room = box.share * _FORM_WIDTH - 2 * _PAD
    lines = [""]
    for word in box.text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and _face().getlength(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _fill(pen: ImageDraw.ImageDraw, box: Box, lines: Sequence[str], corners: tuple[float, ...]) -> None:
    left, top, right, bottom = corners
    across = {"l": left + _PAD, "m": (left + right) / 2, "r": right - _PAD}[box.aligned]
    middle = (top + bottom) / 2 - (len(lines) - 1) * (_EM + 8) / 2
    for number, line in enumerate(lines):
        face = _face()
        room = right - left - _PAD
        while face.getlength(line) > room and face.size > 14:
            face = font(Weight.REGULAR, int(face.size) - 1)
        pen.text((across, middle + number * (_EM + 8)), line, 255, face, anchor=f"{box.aligned}m")


def show_app(lines: Sequence[str], *, dark: bool) -> Image.Image:
    """A screen: labels left, values right; the first line is the phone's own, the second the page's title."""
    ink, pale, rule, paper = (
        ("#f1f2f4", "#9aa0a8", "#33363c", "#17181b") if dark else (_INK, _PALE, _RULE, _PAPER)
    )
    height = 240 + sum(_PITCH if line != "---" else 44 for line in lines)
    screen = Image.new("RGB", (_SCREEN_WIDTH, max(height, 1500)), paper)
    pen, top = ImageDraw.Draw(screen), 20
    for number, line in enumerate(lines):
        if line == "---":
            pen.line((_SIDE, top + 22, _SCREEN_WIDTH - _SIDE, top + 22), fill=rule, width=3)
            top += 44
            continue
        bold = line[:2] in ("* ", "# ")
        face = font(Weight.BOLD if bold else Weight.REGULAR, {0: 32, 1: 52}.get(number, 42 if bold else 38))
        left, _, right = line.removeprefix("* ").removeprefix("# ").partition(" | ")
        pen.text(
            (_SIDE, top + _PITCH / 2),
            left,
            ink if bold or not right or number == 0 else pale,
            face,
            anchor="lm",
        )
        pen.text((_SCREEN_WIDTH - _SIDE, top + _PITCH / 2), right, ink, face, anchor="rm")
        top += _PITCH + (50 if number < 2 else 0)
    return screen

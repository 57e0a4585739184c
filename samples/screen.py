"""Set the text of a slip as a phone shows it: labels and values in two proportional columns on a card."""

from PIL import Image, ImageDraw

from samples.fonts import Weight, font

_WIDTH = 1080
_CARD_LEFT, _CARD_TOP = 96, 120
_PADDING = 48
_VALUE_LEFT = 430
_PITCH, _RULE_PITCH, _GAP = 62, 72, 20
_BACKDROP, _CARD, _INK, _FAINT = "#1c1d21", "#ffffff", "#24262b", "#dcdee3"


def show_on_screen(text: str) -> Image.Image:
    """A screenshot of the slip; of the markup of `samples.layout` it knows rules, bold rows and two cells."""
    lines = text.splitlines()
    bottom = _CARD_TOP + 2 * _PADDING + sum(_height(line) for line in lines)
    screen = Image.new("RGB", (_WIDTH, bottom + 140), _BACKDROP)
    pen = ImageDraw.Draw(screen)
    _draw_handles(pen)
    pen.rounded_rectangle((_CARD_LEFT, _CARD_TOP, _WIDTH - _CARD_LEFT, bottom), 18, fill=_CARD)
    top = _CARD_TOP + _PADDING
    for line in lines:
        _draw(pen, top, line)
        top += _height(line)
    return screen


def _height(line: str) -> int:
    return {"": _GAP, "---": _RULE_PITCH}.get(line, _PITCH)


def _draw(pen: ImageDraw.ImageDraw, top: int, line: str) -> None:
    left = _CARD_LEFT + _PADDING
    if line == "---":
        right, middle = _WIDTH - left, top + _RULE_PITCH // 2
        pen.line((left, middle, right, middle), fill=_FAINT, width=3)
        return
    face = font(Weight.BOLD if line.startswith("* ") else Weight.REGULAR, 38)
    for x, cell in zip((left, _VALUE_LEFT), line.removeprefix("* ").split(" | "), strict=False):
        pen.text((x, top), cell, _INK, face)


def _draw_handles(pen: ImageDraw.ImageDraw) -> None:
    """The app's round buttons above the card."""
    for x in (_WIDTH - 250, _WIDTH - 150):
        pen.ellipse((x, 30, x + 72, 102), fill="#3a3c42")
    for dot in range(3):
        pen.ellipse((_WIDTH - 132 + 14 * dot, 63, _WIDTH - 126 + 14 * dot, 69), fill="#e8e8ea")
    pen.line((_WIDTH - 232, 52, _WIDTH - 212, 80, _WIDTH - 196, 52), fill="#e8e8ea", width=5)

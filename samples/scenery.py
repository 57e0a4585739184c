"""A cat on a windowsill: a photo that is not a receipt. Needs no fonts."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1200, 1600)
_FUR, _BELLY, _STRIPE, _NOSE = "#c98b4b", "#f1dcc0", "#9a6230", "#d98a8a"


def draw_cat(size: tuple[int, int] = _SIZE) -> Image.Image:
    """The same cat each time, at about `size` pixels."""
    scene = _evening()
    pen = ImageDraw.Draw(scene)
    _draw_body(pen)
    _draw_face(pen)
    soft = scene.filter(ImageFilter.GaussianBlur(2.5)).resize(size, Image.Resampling.LANCZOS)
    noise = np.random.default_rng(12).normal(0.0, 4.0, (size[1], size[0], 1))
    return Image.fromarray(np.clip(np.asarray(soft) + noise, 0, 255).astype(np.uint8), "RGB")


def _evening() -> Image.Image:
    """Sky, hills, a sun and the sill."""
    down = np.linspace(0.0, 1.0, _SIZE[1])[:, None, None]
    sky = np.array((96, 138, 196)) * (1 - down) + np.array((250, 190, 140)) * down
    scene = Image.fromarray(np.broadcast_to(sky, (_SIZE[1], _SIZE[0], 3)).astype(np.uint8), "RGB")
    pen = ImageDraw.Draw(scene)
    pen.ellipse((820, 360, 1020, 560), fill="#ffe9b0")
    pen.ellipse((-500, 760, 800, 1700), fill="#5f8465")
    pen.ellipse((500, 830, 1700, 1800), fill="#4a6e55")
    pen.rectangle((0, 1330, 1200, 1600), fill="#8a6a4e")
    pen.rectangle((0, 1330, 1200, 1352), fill="#a98767")
    return scene


def _draw_body(pen: ImageDraw.ImageDraw) -> None:
    pen.arc((640, 1010, 1080, 1430), 300, 120, fill=_FUR, width=62)
    pen.ellipse((330, 780, 870, 1440), fill=_FUR)
    pen.ellipse((450, 940, 750, 1420), fill=_BELLY)
    for top in (900, 1000, 1100):
        pen.arc((340, top, 480, top + 120), 150, 260, fill=_STRIPE, width=22)
        pen.arc((720, top, 860, top + 120), 280, 30, fill=_STRIPE, width=22)
    for left in (420, 620):
        pen.ellipse((left, 1350, left + 170, 1450), fill=_BELLY)


def _draw_face(pen: ImageDraw.ImageDraw) -> None:
    for left, tip, right in ((390, 400, 540), (660, 800, 810)):
        pen.polygon(((left, 640), (tip, 400), (right, 520)), fill=_FUR)
    pen.ellipse((360, 480, 840, 880), fill=_FUR)
    pen.ellipse((470, 700, 730, 870), fill=_BELLY)
    for middle in (500, 700):
        pen.ellipse((middle - 48, 600, middle + 48, 700), fill="#d8e27a")
        pen.ellipse((middle - 16, 606, middle + 16, 694), fill="#1d1d1d")
        pen.ellipse((middle - 4, 618, middle + 14, 640), fill="white")
    pen.polygon(((572, 730), (628, 730), (600, 768)), fill=_NOSE)
    pen.arc((530, 740, 600, 820), 20, 140, fill=_STRIPE, width=7)
    pen.arc((600, 740, 670, 820), 40, 160, fill=_STRIPE, width=7)
    for side in (-1, 1):
        for drop in (-18, 14, 46):
            pen.line(
                (600 + side * 90, 770 + drop // 2, 600 + side * 320, 760 + drop * 2), fill="white", width=5
            )
    for middle in (540, 600, 660):
        pen.line((middle, 500, 600 + (middle - 600) // 2, 575), fill=_STRIPE, width=20)

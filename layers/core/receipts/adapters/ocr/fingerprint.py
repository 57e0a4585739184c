"""How a receipt looks, in 64 bits: what is sent again in another size or format looks the same.

A difference hash (dHash) of the printed part: made small and grey, each spot is compared with the one to its
right. https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html
"""

import cv2
import numpy as np

from receipts.adapters.ocr.detection import Quads
from receipts.adapters.ocr.pages import Pixels

_ROWS, _COLUMNS = 8, 8


def fingerprint(pixels: Pixels, boxes: Quads) -> str | None:
    """16 hex digits; None for a page without print. Only what lies within the print counts: the table under
    the paper says nothing of it.
    """
    if len(boxes) == 0:
        return None
    corners = np.asarray(boxes).reshape(-1, 2)
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(corners.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(axis=0)), (left + 1, top + 1), (width, height)).astype(int)
    part = pixels[top:bottom, left:right].astype(np.float32)
    small = cv2.resize(part, (_COLUMNS + 1, _ROWS), interpolation=cv2.INTER_AREA).mean(axis=2)
    return np.packbits(small[:, 1:] > small[:, :-1]).tobytes().hex()

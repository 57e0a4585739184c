"""Photos to send, and waiting for what becomes of them."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageOps

from local.client import SETTLED, Document, Photo, ReceiptsClient
from local.processes import wait_until

SAMPLES = Path(__file__).parents[2] / "samples"
_SMALL = (700, 1400)


def sample(name: str = "convenience_store.jpg") -> Photo:
    return Photo(name, (SAMPLES / name).read_bytes(), "image/jpeg")


@cache
def small_receipt() -> Image.Image:
    with Image.open(SAMPLES / "cash_receipt.jpg") as photo:
        return ImageOps.contain(ImageOps.exif_transpose(photo).convert("RGB"), _SMALL)


def small_photos(count: int, first: int = 0) -> list[Photo]:
    """Photos that differ in one pixel, so that each is a receipt of its own."""
    return [_with_mark(number) for number in range(first, first + count)]


def _with_mark(number: int) -> Photo:
    picture = small_receipt().copy()
    picture.putpixel((0, 0), (number // 256, number % 256, 0))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return Photo(f"receipt-{number}.png", file.getvalue(), "image/png")


def wait_settled(client: ReceiptsClient, ids: Iterable[str], seconds: float = 240) -> Sequence[Document]:
    """The receipts once all of them are settled."""
    wanted = list(ids)
    receipts: dict[str, Document] = {}

    def all_settled() -> bool:
        for receipt_id in wanted:
            if receipt_id not in receipts:
                receipt = client.receipt(receipt_id)
                if receipt["status"] in SETTLED:
                    receipts[receipt_id] = receipt
        return len(receipts) == len(set(wanted))

    settled = wait_until(all_settled, seconds, every=0.3)
    assert settled, {one: client.receipt(one)["status"] for one in wanted if one not in receipts}
    return [receipts[receipt_id] for receipt_id in wanted]

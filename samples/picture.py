"""Draws the README's picture: a sample, and what `receipts parse --json` reads on it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from samples.fonts import Weight, font

_ROOT = Path(__file__).parents[1]
_SAMPLE = _ROOT / "samples/convenience_store.jpg"
_PICTURE = _ROOT / "docs/images/reading.jpg"
_SIZE, _PHOTO = (1280, 720), (500, 660)
_PAPER, _INK, _PALE, _GREEN = "#ffffff", "#1f2328", "#59636e", "#1a7f37"
_ROWS = {
    "가맹점 · merchant": ("merchant.name", "#0969da"),
    "사업자등록번호 · business number": ("merchant.business_number", "#8250df"),
    "거래일시 · issued at": ("issued_at", "#bf3989"),
    "합계 · gross total": ("amounts.gross_total", "#bc4c00"),
    "결제금액 · total": ("amounts.total", "#cf222e"),
    "공급가액 · supply value": ("amounts.supply", "#1a7f37"),
    "부가세 · VAT": ("amounts.vat", "#1b7c83"),
    "카드번호 · card, masked": ("payment.card_number_masked", "#6639ba"),
    "승인번호 · approval number": ("payment.approval_number", "#953800"),
    "적격증빙 · qualified proof": ("proof.qualified", None),
    "계정과목 · account": ("category.account", None),
}
"""What stands beside the photo: the API's path, and the colour of its outline."""


def main() -> None:
    """Read the sample, draw, write."""
    read = _reading()
    picture = Image.new("RGB", _SIZE, _PAPER)
    picture.paste(_photo(read["fields"]), (30, 30))
    _beside(ImageDraw.Draw(picture), read)
    _PICTURE.parent.mkdir(exist_ok=True)
    picture.save(_PICTURE, quality=90)
    print(_PICTURE.relative_to(_ROOT))


def _reading() -> dict[str, Any]:
    receipts = Path(sys.executable).with_name("receipts")
    command: list[str | Path] = [receipts, "parse", "--json", _SAMPLE]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 # our own
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def _photo(fields: dict[str, Any]) -> Image.Image:
    photo = ImageOps.exif_transpose(Image.open(_SAMPLE).convert("RGB"))
    drawn = ImageDraw.Draw(photo)
    for path, colour in _ROWS.values():
        if colour and path in fields:
            corners = [tuple(corner) for corner in fields[path]["box"]]
            drawn.line([*corners, corners[0]], fill=colour, width=7, joint="curve")
    return ImageOps.fit(photo, _PHOTO, Image.Resampling.LANCZOS)


def _beside(drawn: ImageDraw.ImageDraw, read: dict[str, Any]) -> None:
    left, top = 580, 60
    for heading, (path, colour) in _ROWS.items():
        if colour:
            drawn.rounded_rectangle((left - 24, top + 4, left - 12, top + 28), 4, fill=colour)
        drawn.text((left, top + 4), heading, _PALE, font(Weight.REGULAR, 20))
        drawn.text((left + 320, top), _shown(path, read), _INK, font(Weight.BOLD, 24))
        top += 50
    checks = [check["outcome"] for check in read["checks"]]
    told = f"검증 {checks.count('passed')}건 통과 · {checks.count('passed')} checks passed, "
    told += "needs review" if read["review"]["required"] else "no review needed"
    drawn.line((left, top + 6, _SIZE[0] - 40, top + 6), fill="#d1d9e0", width=2)
    drawn.text((left, top + 24), told, _GREEN, font(Weight.BOLD, 24))


def _shown(path: str, read: dict[str, Any]) -> str:
    group, _, name = path.partition(".")
    value = read[group][name] if name else read[group]
    if group == "amounts":
        return f"{int(value):,}원"
    if group == "issued_at":
        return str(value).partition("+")[0].replace("T", " ")
    return "예 · yes" if value is True else str(value)


if __name__ == "__main__":
    main()

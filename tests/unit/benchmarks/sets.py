"""Small sets of receipts on disk, and an engine that reads them from what it is told."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from receipts.domain.text import Page
from tests.unit.domain.printed import page_of

PRINTED = "달빛문구\n902-45-00731\n2022-03-04 10:11:12\n볼펜  1  1,200\n공책  2  3,400\n합계  4,600"
KEY: dict[str, Any] = {
    "file": "one.jpg",
    "merchant": "달빛 문구",
    "merchant_alt": [],
    "business_no": "9024500731",
    "date": "2022-03-04",
    "time": "10:11",
    "total": 4600,
    "gross_total": 4600,
    "discount": None,
    "vat": None,
    "supply": None,
    "exempt": None,
    "items": [{"name": "볼펜", "amount": 1200}, {"name": "공책", "amount": 3400}],
}


@dataclass
class TellingEngine:
    """Reads every picture as `text`, and counts how often it was asked."""

    text: str = PRINTED
    version: str = "1"
    asked: list[Path] = field(default_factory=list)

    def read(self, file: Path) -> tuple[Page, ...]:
        self.asked.append(file)
        return (page_of(self.text),)


def korean_set(folder: Path, **changed: object) -> Path:
    """A set of one receipt whose truth is KEY with some fields `changed`."""
    images = folder / "korean" / "images"
    images.mkdir(parents=True)
    Image.new("RGB", (1200, 600), "white").save(images / "one.jpg")
    listing = {"receipts": [{**KEY, **changed}]}
    (folder / "korean" / "ground_truth.json").write_text(json.dumps(listing))
    return folder / "korean"

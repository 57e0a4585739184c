"""How many fields are read exactly right.

    python -m benchmarks.accuracy [--cache DIR] [--show] [--only FIELD] FOLDER…

A folder holds receipts with ground truth, either `ground_truth.json` (Korean set) or `keys/NNN.json` (SROIE).
A field whose truth is "not on the image" is right when nothing was read; an invented value is wrong.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from receipts.domain.reading import read_receipt
from receipts.domain.reading.dates import Order, dates_in
from receipts.domain.receipt import Reading
from receipts.domain.text import Box, Page, TextLine
from receipts.errors import UnreadableError

Truth = Mapping[str, Any]
Read = Callable[[Path], Sequence[Page]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One receipt image and what is on it; `dialect` is the shape of its truth."""

    image: Path
    truth: Truth
    dialect: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of one receipt."""

    name: str
    expected: object
    read: object
    right: bool


def samples_in(folder: Path) -> Iterator[Sample]:
    """The samples of a folder in either dialect."""
    listing = folder / "ground_truth.json"
    if listing.exists():
        for truth in json.loads(listing.read_text())["receipts"]:
            yield Sample(folder / "images" / truth["file"], truth, "korean")
    for key in sorted((folder / "keys").glob("*.json")):
        yield Sample(folder / "images" / f"{key.stem}.jpg", json.loads(key.read_text()), "sroie")


def squash(text: object) -> str:
    """Letters and digits only, case folded."""
    return "".join(char for char in str(text or "").casefold() if char.isalnum())


def money(value: object) -> Decimal | None:
    """The amount in a truth such as 2500, "80.90", "$9.20" or "RM 68.10"; None for none."""
    digits = re.sub(r"[^\d.-]", "", str(value)) if value is not None else ""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def judge(sample: Sample, reading: Reading) -> Iterator[Verdict]:
    """The verdict on every field that the sample's truth knows."""
    yield from (_korean if sample.dialect == "korean" else _sroie)(sample.truth, reading)


def _same(name: str, expected: object, read: object) -> Verdict:
    return Verdict(name, expected, read, expected == read)


def _sroie(truth: Truth, reading: Reading) -> Iterator[Verdict]:
    if truth["total"]:  # an empty string is a gap in the annotation, not a receipt without a total
        yield _same("total", money(truth["total"]), reading.amounts.total)
    days = dates_in(truth["date"], Order.DAY_FIRST)
    yield _same("date", days[0].value if days else None, _day(reading))
    for name, found in (("company", reading.merchant.name), ("address", reading.merchant.address)):
        yield Verdict(name, truth[name], found, squash(truth[name]) == squash(found))


def _korean(truth: Truth, reading: Reading) -> Iterator[Verdict]:
    for name in ("total", "gross_total", "discount", "supply", "vat", "exempt"):
        yield _same(name, money(truth[name]), getattr(reading.amounts, name))
    yield _same("date", date.fromisoformat(truth["date"]) if truth["date"] else None, _day(reading))
    yield _same("time", truth["time"], _clock(reading, truth["time"]))
    number = reading.merchant.business_number
    yield _same("business_no", truth["business_no"], number.digits if number else None)
    names = {squash(name) for name in (truth["merchant"], *truth["merchant_alt"])}
    yield Verdict(
        "merchant", truth["merchant"], reading.merchant.name, squash(reading.merchant.name) in names
    )
    if truth["items"] is not None:
        yield from _items(truth["items"], reading)


def _items(expected: Sequence[Truth], reading: Reading) -> Iterator[Verdict]:
    amounts = [money(item["amount"]) for item in expected]
    yield _same("item_amounts", amounts, [item.amount for item in reading.items])
    names = [squash(item["name"]) for item in expected]
    yield _same("item_names", names, [squash(item.name) for item in reading.items])


def _day(reading: Reading) -> date | None:
    issued = reading.issued_at
    return issued.date() if isinstance(issued, datetime) else issued


def _clock(reading: Reading, expected: str | None) -> str | None:
    if not isinstance(reading.issued_at, datetime):
        return None
    full = reading.issued_at.strftime("%H:%M:%S")
    return full if expected is None else full[: len(expected)]


def cached(folder: Path) -> Read:
    """Read pages that an earlier OCR run left as `<set>/<stem>.json`."""

    def read(image: Path) -> tuple[Page, ...]:
        stored = json.loads((folder / image.parent.parent.name / f"{image.stem}.json").read_text())
        return tuple(_page(page) for page in stored)

    return read


def _page(stored: Mapping[str, Any]) -> Page:
    lines = tuple(TextLine(line["text"], line["confidence"], _box(line["box"])) for line in stored["lines"])
    return Page(stored["number"], stored["width"], stored["height"], lines)


def _box(points: Sequence[Sequence[float]]) -> Box:
    one, two, three, four = ((float(x), float(y)) for x, y in points)
    return one, two, three, four


def live() -> Read:
    """Read with the engine that the system ships."""
    from receipts.adapters.ocr.engine import EmbeddedEngine  # noqa: PLC0415 - the models load only when asked for

    return EmbeddedEngine().read


def _read(read: Read, image: Path) -> Reading:
    try:
        return read_receipt(read(image))
    except UnreadableError as error:
        print(f"{image.name}: {error}", file=sys.stderr)
        return Reading()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one table for each folder, after the wrong fields that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, help="folder of OCR results: <set>/<stem>.json")
    parser.add_argument("--show", action="store_true", help="list the wrong fields")
    parser.add_argument("--only", action="append", help="list this field alone; may be given again")
    options = parser.parse_args(arguments)
    read = cached(options.cache) if options.cache else live()
    for folder in options.folders:
        _report(folder, read, _shown(options.show, options.only))
    return 0


def _shown(show: bool, only: Sequence[str] | None) -> Callable[[str], bool]:
    return lambda name: name in only if only else show


def _report(folder: Path, read: Read, shown: Callable[[str], bool]) -> None:
    tally: dict[str, list[bool]] = defaultdict(list)
    for sample in samples_in(folder):
        for verdict in judge(sample, _read(read, sample.image)):
            tally[verdict.name].append(verdict.right)
            if not verdict.right and shown(verdict.name):
                print(f"{sample.image.stem:22} {verdict.name:12} {verdict.expected!s} ≠ {verdict.read!s}")
    print(f"\n{folder.name}")
    for name, results in tally.items():
        print(f"  {name:14} {sum(results):3} of {len(results):3}  {sum(results) / len(results):.3f}")


if __name__ == "__main__":
    sys.exit(main())

"""A report to look at: the figures, and the worst receipts with picture, truth and what was read."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from PIL import Image

from benchmarks.accuracy.figures import Figures
from benchmarks.accuracy.judging import Judgement, Verdict
from benchmarks.accuracy.table import table
from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.pages import Raster, check_file, open_pictures
from receipts.adapters.ocr.pdf import open_pdf
from receipts.domain.text import Page

_WORST = 10
_LONGEST_SIDE = 900
_JPEG_QUALITY = 80

Measured = Sequence[tuple[Figures, Sequence[Judgement]]]


def write_report(folder: Path, measured: Measured) -> Path:
    """Write `figures.json`, `report.md` and the pictures it shows into `folder`; the path of the report."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {one.name: {**asdict(one), "flat": one.flat()} for one, _ in measured}
    (folder / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    report = folder / "report.md"
    sections = (part for one, judgements in measured for part in _section(folder, one, judgements))
    report.write_text("\n".join(("# How well receipts are read", "", *sections)) + "\n")
    return report


def worst(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The receipts with the most wrong fields, of those with any."""
    wrong = [judgement for judgement in judgements if not judgement.is_whole]
    return sorted(wrong, key=lambda judgement: len(judgement.wrong), reverse=True)[:_WORST]


def _section(folder: Path, figures: Figures, judgements: Sequence[Judgement]) -> Iterator[str]:
    yield from (f"## {figures.name}, {figures.receipts} receipts", "", table(figures), "")
    for judgement in worst(judgements):
        picture = _downsized(judgement.truth.image, folder / figures.name)
        yield from (f"### {judgement.truth.image.name}", "")
        if picture is not None:
            yield from (f"![{picture.stem}]({picture.relative_to(folder)})", "")
        yield from _wrong_fields(judgement)


def _wrong_fields(judgement: Judgement) -> Iterator[str]:
    yield from ("| field | true | read | confidence |", "|---|---|---|---|")
    yield from (_line(verdict) for verdict in judgement.wrong)
    if judgement.items is not None and judgement.items.both < judgement.items.printed:
        names = ", ".join(f"{item.name} {item.amount}" for item in judgement.truth.items or ())
        yield f"| items printed | {_cell(names)} | {judgement.items.both} of {judgement.items.printed} | |"
    yield ""


def _line(verdict: Verdict) -> str:
    cells = (verdict.field, verdict.expected, verdict.read, verdict.confidence)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(value: object) -> str:
    return "–" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def _downsized(image: Path, folder: Path) -> Path | None:
    """The first page as a small JPEG in `folder`, named by the picture; None for a PDF that carries text."""
    first = next(_open(image))
    if isinstance(first, Page):
        return None
    folder.mkdir(exist_ok=True)
    small = Image.fromarray(first.pixels[:, :, ::-1])
    small.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    copy = folder / f"{image.stem}.jpg"
    small.save(copy, quality=_JPEG_QUALITY)
    return copy


def _open(image: Path) -> Iterator[Raster | Page]:
    kind = check_file(image)
    return open_pdf(image) if kind is Format.PDF else open_pictures(image, kind)

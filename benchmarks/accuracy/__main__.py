"""How many fields of a folder of receipts are read exactly right; fails if it is fewer than was accepted.

    python -m benchmarks.accuracy [FOLDER…] [--accept] [--cache DIR] [--report DIR] [--show] [--only FIELD]
                                  [--vary FIRST-LAST]

A folder holds receipts with ground truth: `ground_truth.json` (Korean set, and your own), `keys/NNN.json`
(SROIE), `labels/NNN.json` (WildReceipt) or `expected.json` (samples). Without one, every such folder of
../shared/data, or samples/ if there is none.
`--vary 1-4` measures four other photos of each picture instead, drawn from it, and compares with nothing.
What is no picture (PDF, HEIC, TIFF) is left out, and named. Its report is one of its own.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.accuracy.figures import figures_of
from benchmarks.accuracy.gate import ACCEPTED, compared
from benchmarks.accuracy.judging import ITEM_FIELDS, Judgement, judge
from benchmarks.accuracy.ocr import Recognise, cached, live
from benchmarks.accuracy.report import write_report
from benchmarks.accuracy.table import table
from benchmarks.accuracy.truths import Truth, TruthError, has_truths, truths_in
from benchmarks.accuracy.variations import is_varied, varied
from benchmarks.progress import counted
from local.arguments import Parser
from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Reading
from receipts.errors import UnreadableError

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT.parent / "shared" / "data"
_SAMPLES = _ROOT / "samples"
_REPORT = _ROOT / "dist" / "accuracy"
_NUMBERS = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?", re.ASCII)
_VARIED = _ROOT / "dist" / "accuracy_varied"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the report, and compare with what was accepted; the exit code."""
    options = _options(arguments)
    recognise = cached(EmbeddedEngine(), options.cache) if options.cache else live(EmbeddedEngine())
    sets = [(_name(folder, options), _truths(folder, options)) for folder in _folders(options)]
    _require_known(options.only or (), [truth for _, truths in sets for truth in truths])
    judged = [(name, _judged(name, truths, recognise)) for name, truths in sets]
    measured = [(figures_of(name, found), found) for name, found in judged]
    for figures, judgements in measured:
        print(*_listed(judgements, options), f"\n{table(figures)}", sep="\n")
    report = options.report or (_VARIED if options.vary else _REPORT)
    print(f"\nreport: {write_report(report, measured)}")
    if options.vary:
        return 0
    return compared([figures for figures, _ in measured], ACCEPTED, accepting=options.accept)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.accept and options.vary:
        parser.error("--accept keeps the figures of the pictures themselves: leave out --vary")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = Parser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="*", type=_folder, metavar="FOLDER")
    parser.add_argument("--accept", action="store_true", help="keep these figures as what is expected")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep OCR results there, by engine version")
    parser.add_argument(
        "--report", type=Path, metavar="DIR", help="default: dist/accuracy, with --vary dist/accuracy_varied"
    )
    parser.add_argument("--show", action="store_true", help="list the wrong fields")
    parser.add_argument("--only", action="append", metavar="FIELD", help="list this field; may be repeated")
    parser.add_argument(
        "--vary",
        type=_numbers,
        metavar="FIRST-LAST",
        help="other photos of the same receipts, by their numbers",
    )
    return parser


def _folder(text: str) -> Path:
    if not has_truths(Path(text)):
        told = f"{text} holds no receipts with ground truth: see benchmarks/README.md"
        raise argparse.ArgumentTypeError(told)
    return Path(text)


def _numbers(text: str) -> range:
    found = _NUMBERS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise argparse.ArgumentTypeError(f"{text} names no variations: 3 is one, 1-4 are four")
    return range(first, last + 1)


def _folders(options: argparse.Namespace) -> list[Path]:
    shared = sorted(_SHARED.iterdir()) if _SHARED.is_dir() else []
    return options.folders or [folder for folder in shared if has_truths(folder)] or [_SAMPLES]


def _name(folder: Path, options: argparse.Namespace) -> str:
    return folder.resolve().name + (" varied" if options.vary else "")


def _truths(folder: Path, options: argparse.Namespace) -> tuple[Truth, ...]:
    try:
        truths = truths_in(folder)
    except TruthError as error:
        sys.exit(f"error: {error}: see benchmarks/README.md")
    if not truths:
        sys.exit(f"error: {folder} holds no receipts")
    missing = [truth.image for truth in truths if not truth.image.is_file()]
    if missing:
        sys.exit(f"error: {len(missing)} of {len(truths)} pictures are not there, {missing[0]} for one")
    return _others(folder, truths, options.vary) if options.vary else truths


def _require_known(asked: Sequence[str], truths: Sequence[Truth]) -> None:
    """Ends the program where a field is asked for that no truth of them tells."""
    there = {name for truth in truths for name in truth.values}
    if any(truth.items is not None for truth in truths):
        there |= set(ITEM_FIELDS)
    unknown = [name for name in asked if name not in there]
    if unknown:
        sys.exit(f"error: --only {unknown[0]}: there is no such field; there are {', '.join(sorted(there))}")


def _others(folder: Path, truths: tuple[Truth, ...], numbers: range) -> tuple[Truth, ...]:
    """Other photos of the receipts. Says what is left out: figures of fewer receipts are other figures."""
    left_out = [truth.image.name for truth in truths if not is_varied(truth.image)]
    if len(left_out) == len(truths):
        sys.exit(f"error: {folder} holds no picture to vary")
    if left_out:
        told = f"{folder.resolve().name}: {len(left_out)} of {len(truths)} are not varied and left out: "
        print(told + ", ".join(left_out), file=sys.stderr)
    return varied(truths, numbers, _VARIED / folder.resolve().name)


def _judged(name: str, truths: Sequence[Truth], recognise: Recognise) -> list[Judgement]:
    return [_judgement(truth, recognise) for truth in counted(truths, name)]


def _judgement(truth: Truth, recognise: Recognise) -> Judgement:
    try:
        recognised = recognise(truth.image)
        return judge(truth, read_receipt(recognised.pages), None, recognised.cpu_seconds)
    except UnreadableError as error:
        return judge(truth, Reading(), error.cause, 0.0)


def _listed(judgements: Sequence[Judgement], options: argparse.Namespace) -> Iterator[str]:
    """The wrong fields that were asked for, a line each."""
    wrong = [(judgement, one) for judgement in judgements for one in judgement.wrong]
    for name in options.only or ():
        if all(one.field != name for _, one in wrong):
            yield f"{name}: nothing is wrong"
    for judgement, one in wrong:
        if one.field in options.only if options.only else options.show:
            sure = "" if one.confidence is None else f" ({one.confidence:.2f})"
            yield f"{judgement.truth.image.stem:22} {one.field:16} {one.expected} ≠ {one.read}{sure}"


if __name__ == "__main__":
    sys.exit(main())

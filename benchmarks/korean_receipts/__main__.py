"""A benchmark of 1,000 drawn Korean receipts: make it, have an engine read it, score what was read.

    python -m benchmarks.korean_receipts generate [--limit N]            # pictures and truth
    python -m benchmarks.korean_receipts read ENGINE [--limit N]         # predictions of an engine
    python -m benchmarks.korean_receipts score PREDICTIONS [--limit N]   # tables
    python -m benchmarks.korean_receipts run ENGINE [--limit N]          # all three
    python -m benchmarks.korean_receipts perfect [--limit N]             # regex baseline on perfect text

ENGINE is ours, rapidocr, rapidocr-wheel or tesseract. The first 40 receipts are one of each kind, the
first 200 one of each kind at each level of damage. README.md beside this says what predictions are.
`run` fails where a figure is more than a point worse than in accepted.json; --accept keeps the new ones.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn

from benchmarks.accuracy.figures import Figures
from benchmarks.accuracy.gate import accepted, compared
from benchmarks.korean_receipts.contents import SEED, drawn
from benchmarks.korean_receipts.engines import ENGINES, EngineMissingError
from benchmarks.korean_receipts.engines.baseline import fields_in
from benchmarks.korean_receipts.making import make_set
from benchmarks.korean_receipts.predictions import (
    Prediction,
    PredictionError,
    prediction_of,
    read_predictions,
)
from benchmarks.korean_receipts.reading import read_all
from benchmarks.korean_receipts.scoring import score
from benchmarks.korean_receipts.table import tables
from benchmarks.korean_receipts.truth import LEVELS, Receipt, TruthError, first, read_truths
from benchmarks.progress import counted
from samples.fonts import FontsMissingError

_FOLDER: Final = Path(__file__).parents[2] / "dist" / "korean_receipts"
ACCEPTED: Final = Path(__file__).with_name("accepted.json")
"""The figures that were last accepted, by engine and number of receipts."""
_SKIPPED: Final = 3
"""Exit code for an engine that is not installed here."""


class _Parser(argparse.ArgumentParser):
    """Tells an error in one sentence: who ran `make benchmark` knows nothing of the program behind it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 where a figure fell, 2 for what is wrong, 3 for an engine that is not here."""
    options = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int | None] = options.act
    try:
        return act(options) or 0
    except EngineMissingError as error:
        print(f"skipped: {error}", file=sys.stderr)
        return _SKIPPED
    except (TruthError, PredictionError, FontsMissingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="benchmarks.korean_receipts", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    generate = _command(commands, "generate", _generate, "draw the set into the folder")
    reading = _command(commands, "read", _read, "have an engine read the set, and keep its predictions")
    scoring = _command(commands, "score", _score, "print the figures of a file of predictions")
    running = _command(commands, "run", _run, "all three, and compare with what was accepted")
    running.add_argument("--accept", action="store_true", help="keep these figures as what is expected")
    _command(commands, "perfect", _perfect, "print what the regex baseline gets from text without a mistake")
    for command in (generate, running):
        command.add_argument(
            "--seed", type=int, default=SEED, help=f"another set than the published one ({SEED})"
        )
    for command in (reading, running):
        command.add_argument(
            "engine", choices=sorted(ENGINES), metavar="ENGINE", help=", ".join(sorted(ENGINES))
        )
    scoring.add_argument("predictions", type=Path, metavar="PREDICTIONS", help="a file of JSON lines")
    return parser


def _command(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    act: Callable[[argparse.Namespace], int | None],
    said: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=said, description=said)
    command.set_defaults(act=act)
    command.add_argument(
        "--limit", type=_count, metavar="N", help="only the first N receipts (default: all 1,000)"
    )
    command.add_argument(
        "--folder", type=Path, default=_FOLDER, metavar="DIR", help="default: dist/korean_receipts"
    )
    return command


def _count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number of receipts")
    return int(text)


def _generate(options: argparse.Namespace) -> None:
    made = make_set(options.folder, options.seed, options.limit, counted)
    print(f"{options.folder}: {made}")


def _read(options: argparse.Namespace) -> None:
    engine = ENGINES[options.engine]()
    receipts = first(read_truths(options.folder / "truth.jsonl"), options.limit)
    read_all(engine, receipts, options.folder, _kept(options), counted)
    print(f"{_kept(options)}: {len(receipts)} predictions of {engine.name}")


def _kept(options: argparse.Namespace) -> Path:
    return Path(options.folder) / "predictions" / f"{options.engine}.jsonl"


def _score(options: argparse.Namespace) -> None:
    _print_figures(options.predictions.stem, options.predictions, options)


def _run(options: argparse.Namespace) -> int:
    if options.accept and options.seed != SEED:
        raise TruthError("--accept keeps figures of the published set: leave out --seed")
    ENGINES[options.engine]()
    _generate(options)
    _read(options)
    figures = _print_figures(options.engine, _kept(options), options)
    if options.seed != SEED:
        return 0
    named = replace(figures, name=f"{options.engine}, first {figures.receipts}")
    if not options.accept and named.name not in accepted(ACCEPTED):
        print(
            f"compared with nothing: no figures of {named.name} were accepted yet (--accept)", file=sys.stderr
        )
    return compared([named], ACCEPTED, accepting=options.accept)


def _perfect(options: argparse.Namespace) -> None:
    pages = list(drawn())[: options.limit]
    answers = {
        receipt.id: prediction_of({"id": receipt.id, **fields_in(slip.rows())}) for receipt, slip in pages
    }
    _print_tables("perfect text", [receipt for receipt, _ in pages], answers)


def _print_figures(name: str, predictions: Path, options: argparse.Namespace) -> Figures:
    receipts = first(read_truths(options.folder / "truth.jsonl"), options.limit)
    answers = read_predictions(predictions)
    strangers = answers.keys() - {receipt.id for receipt in read_truths(options.folder / "truth.jsonl")}
    if strangers:
        raise PredictionError(f"{predictions}: no receipt of the set is called {min(strangers)}")
    return _print_tables(name, receipts, answers)


def _print_tables(name: str, receipts: Sequence[Receipt], answers: Mapping[str, Prediction]) -> Figures:
    by_level = {
        level: score(name, found, answers)
        for level in LEVELS
        if (found := [receipt for receipt in receipts if receipt.level == level])
    }
    whole = score(name, receipts, answers)
    print(tables(whole, by_level))
    return whole.figures


if __name__ == "__main__":
    sys.exit(main())

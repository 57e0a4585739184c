"""`receipts parse`: read receipts on this machine."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from receipts.adapters.cell import Cell, Limits, reader_command
from receipts.cli.files import ENDINGS, EmptyFolderError, Source, opened, sources_of
from receipts.cli.json_lines import as_json
from receipts.cli.report import print_readings
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import Reading
from receipts.errors import ReaderBrokenError, ReaderFaultError, ReaderUnavailableError, UnreadableError
from receipts.ports import ReceiptReader

_THREADS: Final = 2

_DESCRIPTION: Final = f"""\
Read photos and PDFs of receipts and print what they say: merchant, date, amounts, and whether the paper
proves the expense to the Korean tax office (적격증빙). Nothing leaves this machine.

PATH is a photo (JPEG, PNG, WebP, TIFF, HEIC) or a PDF; a folder, which is searched with all folders below it
for {" ".join(ENDINGS)} files;
or - for one file from standard input."""

_EXAMPLES: Final = """\
examples:
  receipts parse lunch.jpg taxi.pdf
  receipts parse ~/receipts/2026-11
  receipts parse --json ~/receipts > readings.jsonl
  curl -s https://example.com/receipt.pdf | receipts parse -

Exit code 0 if all were read, 1 if some failed, 2 if the command was not understood."""

_BROKEN: Final = "판독에 필요한 파일이 없거나 손상되었습니다. 파일을 복구하거나 다시 설치해 주세요."


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of one file: a reading, or a failure with its sentence."""

    source: Source
    reading: Reading | None = None
    code: str | None = None
    message: str | None = None


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parse = commands.add_parser(
        "parse",
        help="read photos or PDFs of receipts",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parse.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder, or -")
    parse.add_argument(
        "--json", action="store_true", help="print one JSON object a line, in the order of the files"
    )
    parse.set_defaults(run=run)


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Read what was asked for and print it; returns the exit code."""
    sources = [source for path in options.paths for source in _found_in(path)]
    results = _parse_all(sources, environment)
    try:
        return _print_json(results) if options.json else _print_for_people(list(results))
    except ReaderBrokenError as error:  # no other file would fare better
        sys.stderr.write(f"receipts: {_BROKEN} ({error})\n")
        return 1


def _found_in(path: Path) -> Sequence[Source | Parsed]:
    """What there is to read; an empty folder counts as read already, and failed."""
    try:
        return sources_of(path)
    except EmptyFolderError:
        sentence = f"no photo or PDF in this folder or below it ({', '.join(ENDINGS)})"
        return [Parsed(Source(path, str(path)), code="empty_folder", message=sentence)]


def _parse_all(sources: Sequence[Source | Parsed], environment: Mapping[str, str]) -> Iterator[Parsed]:
    progress = Console(stderr=True)
    is_quiet = len(sources) == 1 or not progress.is_terminal
    shown = track(sources, "Reading", console=progress, transient=True, disable=is_quiet)
    with reader(environment) as one_reader:
        for source in shown:
            yield source if isinstance(source, Parsed) else _parse_one(one_reader, source)


def reader(environment: Mapping[str, str]) -> Cell:
    """What reads, in a process of its own."""
    limits = Limits()
    return Cell(reader_command(_THREADS, limits.memory_megabytes), environment, limits)


def _parse_one(one_reader: ReceiptReader, source: Source) -> Parsed:
    try:
        with opened(source) as file:
            return Parsed(source, one_reader.read(file))
    except OSError as error:
        return Parsed(source, code="cannot_open_file", message=f"{error.strerror}: {source.path}")
    except UnreadableError as error:
        return _failed(source, error.cause)
    except ReaderFaultError as error:
        return _failed(source, FailureCause.INTERNAL_ERROR, f": {error}")
    except ReaderBrokenError:
        raise
    except ReaderUnavailableError as error:
        return _failed(source, FailureCause.ENGINE_UNAVAILABLE, f": {error}")


def _failed(source: Source, cause: FailureCause, detail: str = "") -> Parsed:
    sentence = cause.sentence
    return Parsed(source, code=cause, message=f"{sentence.korean} ({sentence.english}){detail}")


def _print_json(results: Iterator[Parsed]) -> int:
    failed = False
    for result in results:
        if result.reading:
            body = as_json(result.reading)
        else:
            failed = True
            body = {"error": {"code": result.code, "message": result.message}}
        sys.stdout.write(json.dumps({"file": str(result.source.path), **body}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return int(failed)


def _print_for_people(results: Sequence[Parsed]) -> int:
    print_readings(Console(), [(result.source, result.reading) for result in results if result.reading])
    failures = [result for result in results if not result.reading]
    for failure in failures:
        sys.stderr.write(f"{failure.source.path}: {failure.code}: {failure.message}\n")
    return int(bool(failures))

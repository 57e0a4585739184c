"""The `receipts` command: read receipts on this machine, and share merchants with all tenants."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import track

from receipts.adapters.cell import Cell, Limits, reader_command
from receipts.adapters.clock import SystemClock
from receipts.documents import ReadingDocument
from receipts.domain.directory import DirectoryEntry, entries_from_csv
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import Reading
from receipts.errors import (
    ReaderFaultError,
    ReaderUnavailableError,
    SettingsError,
    StorageUnavailableError,
    UnreadableError,
)
from receipts.ports import ReceiptReader
from receipts.report import print_readings
from receipts.settings import OwnerSettings

_THREADS: Final = 2


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of one file: a reading, or a failure with its sentence."""

    file: Path
    reading: Reading | None = None
    code: str | None = None
    message: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 if all went well, 1 if some failed."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def _parse(options: argparse.Namespace) -> int:
    results = _parse_all(options.files, quiet=len(options.files) == 1)
    if options.json:
        return _print_json(results)
    return _print_for_people(list(results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="receipts", description="Read receipts: photo in, record out.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parse = commands.add_parser(
        "parse",
        help="read photos or PDFs of receipts",
        description="Read photos (JPEG, PNG, WebP, TIFF, HEIC) or PDFs of receipts. "
        "Exit code 0 if all were read, 1 if some failed.",
    )
    parse.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parse.add_argument("--json", action="store_true", help="print one JSON object a line, in input order")
    parse.set_defaults(run=_parse)
    _add_directory(commands)
    _add_admin(commands)
    return parser


def _add_directory(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    directory = commands.add_parser("directory", help="merchants known by their business number")
    actions = directory.add_subparsers(required=True, metavar="ACTION")
    load = actions.add_parser(
        "load",
        help="share merchants with all tenants",
        description="Share the merchants of a CSV file (business_number,name,address,phone) with all "
        "tenants; what a tenant has learned itself still wins. All or none. DATABASE_OWNER_URL names the "
        "database and who owns it: no other may write what all tenants see.",
    )
    load.add_argument("file", type=Path, metavar="FILE.csv")
    load.set_defaults(run=_load_directory)


def _add_admin(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    admin = commands.add_parser("admin", help="what the operator does to a database")
    actions = admin.add_subparsers(required=True, metavar="ACTION")
    mask = actions.add_parser(
        "mask-stored",
        help="mask card and resident numbers that an older version stored",
        description="Mask card and resident numbers in readings, receipts, items, events and merchants. "
        "It goes in chunks, may be stopped and repeated, and the service may run beside it. "
        "DATABASE_OWNER_URL names the database and who owns it: the application may not change readings.",
    )
    mask.add_argument("--dry-run", action="store_true", help="only count what would be masked")
    mask.set_defaults(run=_mask_stored)


def _mask_stored(options: argparse.Namespace) -> int:
    from receipts.adapters.postgres import connect  # noqa: PLC0415 - as in _share
    from receipts.adapters.postgres.mask_stored import mask_stored  # noqa: PLC0415
    from receipts.adapters.secrets import database_owner_url  # noqa: PLC0415

    try:
        engine = connect(database_owner_url(OwnerSettings.from_env(os.environ)))
        for progress in mask_stored(engine, dry_run=options.dry_run):
            sys.stdout.write(f"{progress.table}: {progress.seen} seen, {progress.masked} masked\n")
        engine.dispose()
    except SettingsError:
        return _refuse(
            "no database is named; set DATABASE_OWNER_URL (.local/env has it while `make up` runs)"
        )
    except StorageUnavailableError as error:
        return _refuse(f"stopped, and may be repeated: {error}")
    return 0


def _load_directory(options: argparse.Namespace) -> int:
    try:
        with options.file.open(encoding="utf-8-sig", newline="") as lines:
            entries = entries_from_csv(lines)
        _share(entries)
    except OSError as error:
        return _refuse(f"{options.file} cannot be read: {error.strerror}")
    except ValueError as error:
        return _refuse(f"{options.file}: {error}")
    except SettingsError:
        return _refuse(
            "no database is named; set DATABASE_OWNER_URL (.local/env has it while `make up` runs)"
        )
    except StorageUnavailableError as error:
        return _refuse(f"nothing is shared: {error}")
    sys.stdout.write(
        "1 merchant is shared\n" if len(entries) == 1 else f"{len(entries)} merchants are shared\n"
    )
    return 0


def _share(entries: Sequence[DirectoryEntry]) -> None:
    # Only here: reading receipts needs no database, and should not wait for its libraries.
    from receipts.adapters.postgres import connect  # noqa: PLC0415
    from receipts.adapters.postgres.directory import share_merchants  # noqa: PLC0415
    from receipts.adapters.secrets import database_owner_url  # noqa: PLC0415

    engine = connect(database_owner_url(OwnerSettings.from_env(os.environ)))
    share_merchants(engine, entries, SystemClock().now())
    engine.dispose()


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"error: {sentence}\n")
    return 1


def _parse_all(files: Sequence[Path], *, quiet: bool) -> Iterator[Parsed]:
    progress = Console(stderr=True)
    shown = track(
        files, "Reading", console=progress, transient=True, disable=quiet or not progress.is_terminal
    )
    with _reader() as reader:
        for file in shown:
            yield _parse_one(reader, file)


def _reader() -> Cell:
    limits = Limits()
    return Cell(reader_command(_THREADS, limits.memory_megabytes), os.environ, limits)


def _parse_one(reader: ReceiptReader, file: Path) -> Parsed:
    try:
        file.open("rb").close()
        return Parsed(file, reader.read(file))
    except OSError as error:
        return Parsed(file, code="cannot_open_file", message=f"{error.strerror}: {file}")
    except UnreadableError as error:
        return _failed(file, error.cause)
    except ReaderFaultError as error:
        return _failed(file, FailureCause.INTERNAL_ERROR, f": {error}")
    except ReaderUnavailableError as error:
        return _failed(file, FailureCause.ENGINE_UNAVAILABLE, f": {error}")


def _failed(file: Path, cause: FailureCause, detail: str = "") -> Parsed:
    return Parsed(file, code=cause, message=f"{_sentences(cause)}{detail}")


def _sentences(cause: FailureCause) -> str:
    return f"{cause.korean} ({cause.english})"


def _print_json(results: Iterator[Parsed]) -> int:
    failed = False
    for result in results:
        if result.reading:
            body = ReadingDocument.from_reading(result.reading, "ko").model_dump(mode="json")
        else:
            failed = True
            body = {"error": {"code": result.code, "message": result.message}}
        sys.stdout.write(json.dumps({"file": str(result.file), **body}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return int(failed)


def _print_for_people(results: Sequence[Parsed]) -> int:
    print_readings(Console(), [(result.file, result.reading) for result in results if result.reading])
    failures = [result for result in results if not result.reading]
    for failure in failures:
        sys.stderr.write(f"{failure.file}: {failure.code}: {failure.message}\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())

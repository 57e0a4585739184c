"""`receipts admin`: what the operator does to a database."""

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from receipts.cli import keys, redrive, reread
from receipts.cli.owner import as_owner


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    admin = commands.add_parser("admin", help="maintain the database of an installation")
    actions = admin.add_subparsers(required=True, metavar="ACTION")
    mask = actions.add_parser(
        "mask-stored",
        help="mask card and resident numbers that an older version stored",
        description="Mask card and resident numbers in readings, receipts, items, events and merchants. "
        "It goes in chunks, may be stopped and repeated, and the service may run beside it. "
        "DATABASE_OWNER_URL names the database and who owns it: the application may not change readings.",
    )
    mask.add_argument("--dry-run", action="store_true", help="only count what would be masked")
    mask.set_defaults(run=mask_stored)
    keys.add_to(actions)
    redrive.add_to(actions)
    reread.add_to(actions)
    index = actions.add_parser(
        "index-stored",
        help="let receipts be found that an older version read",
        description="Fill the words and columns that receipts are found by, from their readings: once, after "
        "the update that brings search. It goes in chunks, may be stopped and repeated, and the service may "
        "run beside it. DATABASE_OWNER_URL names the database and who owns it.",
    )
    index.set_defaults(run=index_stored)


def mask_stored(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Mask, and say after each chunk how far it is; returns the exit code."""

    def work(engine: Any) -> Iterator[str]:  # noqa: ANN401 - see as_owner
        from receipts.adapters.postgres.mask_stored import mask_stored as masked  # noqa: PLC0415

        for progress in masked(engine, dry_run=options.dry_run):
            yield f"{progress.table}: {progress.seen} seen, {progress.masked} masked"

    return as_owner(environment, work)


def index_stored(_options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Index, and say after each chunk how far it is; returns the exit code."""

    def work(engine: Any) -> Iterator[str]:  # noqa: ANN401 - see as_owner
        from receipts.adapters.postgres.index_stored import index_stored as indexed  # noqa: PLC0415

        for done in indexed(engine):
            yield f"{done.seen} seen, {done.unusable} with a damaged reading"

    return as_owner(environment, work)

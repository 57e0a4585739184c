"""`receipts admin reread`: have receipts of the archive read anew by the present engine."""

import argparse
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from receipts.adapters.clock import new_id
from receipts.cli.owner import as_owner
from receipts.cli.redrive import bucket_of, moment
from receipts.domain.archive import READABLE, Archive, Progress, RereadOutcome
from receipts.domain.life_cycle import Status
from receipts.usecases.reread_many import RereadArchive

_SECONDS: Final = 10
"""Between two looks at a line that is full."""


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    reread = actions.add_parser(
        "reread",
        help="read receipts of the archive anew",
        description="Count the receipts of all tenants that can be read anew; with --run they are queued "
        "for the present engine, while fewer than 100 wait, and the reconciler sends them. What people "
        "wrote and what was approved stays. It may be stopped, and goes on with the same --rereading: "
        "none is queued twice. --sum tells what it changed. RECEIPT_BUCKET names the photos' bucket.",
    )
    reread.add_argument("--tenant", type=UUID, metavar="ID", help="of this tenant alone")
    reread.add_argument("--since", type=moment, metavar="UTC", help="sent from then on")
    reread.add_argument("--until", type=moment, metavar="UTC", help="sent before then")
    reread.add_argument(
        "--status", type=Status, choices=sorted(READABLE), action="append", help="may be given several times"
    )
    reread.add_argument("--run", action="store_true", dest="is_run", help="do it; else they are counted")
    reread.add_argument("--rereading", type=UUID, metavar="ID", help="go on with this one")
    reread.add_argument("--sum", action="store_true", dest="is_sum", help="tell what --rereading changed")
    reread.set_defaults(run=run, error=reread.error)


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Count, queue or sum up; returns the exit code."""
    if options.is_sum and options.rereading is None:
        options.error("--sum needs --rereading: which one?")
    statuses = frozenset(options.status or READABLE)
    which = Archive(options.tenant, options.since, options.until, statuses)

    def work(engine: Any) -> Iterator[str]:  # noqa: ANN401 - see as_owner
        from receipts.adapters.postgres import PostgresReceiptStore, PostgresRereadings  # noqa: PLC0415

        rereadings = PostgresRereadings(engine)
        if options.is_sum:
            yield from told(rereadings.progress(options.tenant, options.rereading))
            return
        yield f"{rereadings.count(which)} receipts can be read anew."
        if not options.is_run:
            yield "None was touched; add --run to have them read."
            return
        store, bucket = PostgresReceiptStore(engine), bucket_of(environment)
        reread = RereadArchive(store, rereadings, new_id, bucket)
        yield from _queued(reread, options.rereading or new_id(), which)

    return as_owner(environment, work)


def _queued(reread: RereadArchive, rereading: UUID, which: Archive) -> Iterator[str]:
    yield f"Rereading {rereading}: go on with --rereading {rereading} if this is stopped."
    after: UUID | None = None
    while True:
        chunk = reread(rereading, which, after)
        after = chunk.last
        yield from told(reread.rereadings.progress(which.tenant_id, rereading))
        if chunk.is_done:
            return
        if reread.is_full():
            time.sleep(_SECONDS)


def told(progress: Progress) -> Iterator[str]:
    """How far it is, a line for each kind of change."""
    outcomes = ", ".join(f"{progress.outcomes[it]} {it}" for it in RereadOutcome)
    yield f"{progress.queued} are queued so far: {outcomes}."
    if progress.changed:
        yield f"{progress.changed} show something else now: {_parts(progress.changed_parts)}."
    if progress.differing:
        yield f"{progress.differing} show people's word, which the engine reads differently: " + (
            f"{_parts(progress.differing_parts)}."
        )


def _parts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))

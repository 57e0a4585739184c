"""`receipts admin redrive`: read receipts again that failed of something which is mended by now."""

import argparse
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from receipts.adapters.clock import new_id
from receipts.cli.owner import as_owner
from receipts.cli.settings import CliSettings
from receipts.domain.failure import FailureCause
from receipts.errors import SettingsError
from receipts.ports import FailedReceipts
from receipts.usecases.retry_failed import RetryFailed

_AT_ONCE: Final = 200
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    redrive = actions.add_parser(
        "redrive",
        help="read failed receipts again",
        description="Count the receipts of all tenants that failed of CAUSE; with --run they are queued "
        "again, chunk by chunk, and sent by the reconciler's next round. It may be stopped and repeated: "
        "none is queued twice. RECEIPT_BUCKET names the bucket of their photos.",
    )
    redrive.add_argument("cause", choices=[*map(str, FailureCause)], metavar="CAUSE")
    redrive.add_argument("--since", type=moment, metavar="UTC", help="failed from then on")
    redrive.add_argument("--until", type=moment, metavar="UTC", help="failed before then")
    redrive.add_argument("--tenant", type=UUID, metavar="ID", help="of this tenant alone")
    redrive.add_argument(
        "--run", action="store_true", dest="is_run", help="do it; else they are only counted"
    )
    redrive.set_defaults(run=run)


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Count or queue; returns the exit code."""
    which = FailedReceipts(FailureCause(options.cause), options.since, options.until, options.tenant)

    def work(engine: Any) -> Iterator[str]:  # noqa: ANN401 - see as_owner
        from receipts.adapters.postgres import PostgresReceiptStore  # noqa: PLC0415 - see owner_url

        store = PostgresReceiptStore(engine)
        failed = store.count_failed(which)
        yield f"{failed} receipts have failed of {which.cause}."
        if options.is_run:
            yield from _queued(RetryFailed(store, new_id, bucket_of(environment)), which, failed)
        else:
            yield "None was touched; add --run to have them read again."

    return as_owner(environment, work)


def _queued(retry_failed: RetryFailed, which: FailedReceipts, failed: int) -> Iterator[str]:
    queued, after = 0, None
    while True:
        done = retry_failed(which, after, _AT_ONCE)
        queued, after = queued + done.requeued, done.last
        yield f"{queued} of {failed} are queued again."
        if after is None:
            return


def bucket_of(environment: Mapping[str, str]) -> str:
    """Of the photos. Raises SettingsError."""
    bucket = CliSettings.from_env(environment).receipt_bucket
    if bucket is None:
        raise SettingsError("set RECEIPT_BUCKET: the messages that bring receipts on name their bucket")
    return bucket


def moment(text: str) -> datetime:
    """As an option of the command line has it. Raises ArgumentTypeError."""
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a moment such as 2026-11-28T00:00:00Z") from None

"""How fast receipts are found among a million: `make search-speed`.

    python -m benchmarks.search [--receipts N] [--rounds N]

On a PostgreSQL of its own, gone afterwards (a minute to fill where nothing else runs, 3 GB). Each question
is asked as the API asks it, by its login. Beside the time on the clock stands the time that the database's
process and this one spent on a processor: beside other work, that is what can be compared.
"""

import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time
from typing import Final
from uuid import UUID

from sqlalchemy import Engine, text

from benchmarks.search.questions import QUESTIONS, Question
from benchmarks.search.rows import fill, tenant_ids
from local.arguments import Parser, at_least
from receipts.adapters.postgres import PostgresReceiptFinder, connect
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.connection import Patience
from receipts.adapters.postgres.migrate import migrate
from tests.fixtures.database import as_login, new_database
from tests.fixtures.postgres_server import FAST, postgres_server

_SETTINGS: Final = (*FAST[:3], "shared_buffers=1GB", "maintenance_work_mem=512MB", "max_wal_size=512MB")
_ENDLESS: Final = Patience(3600, 3600, 3600)
_MOST_MILLISECONDS: Final = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one answer: of the database's processor, of ours, and on the clock."""

    database: float
    own: float
    clock: float


@contextmanager
def _database(receipts: int) -> Iterator[Engine]:
    """As the API sees it."""
    with postgres_server(_SETTINGS) as server:
        url = new_database(server, "search", migrated=True)
        logins = {part: Login(f"receipts_{part}", f"password of the {part}") for part in Part}
        migrate(url, logins)
        owner = connect(url, patience=_ENDLESS)
        fill(owner, receipts)
        owner.dispose()
        engine = connect(as_login(url, logins[Part.API]), pool_size=1, max_overflow=0)
        yield engine
        engine.dispose()


def _timed(process: Path, answer: Callable[[], object]) -> Taken:
    database, own, clock = _on_processor(process), thread_time(), perf_counter()
    answer()
    spent = 1000 * (thread_time() - own), 1000 * (perf_counter() - clock)
    return Taken(_on_processor(process) - database, *spent)


def _on_processor(process: Path) -> float:
    """Milliseconds so far: https://docs.kernel.org/scheduler/sched-stats.html"""
    return int((process / "schedstat").read_text().split()[0]) / 1e6


def _ask(
    finder: PostgresReceiptFinder, process: Path, tenant: UUID, one: Question, rounds: int
) -> list[Taken]:
    pages = [_timed(process, lambda: finder.find(tenant, one.which, one.order)) for _ in range(rounds)]
    count = min(_timed(process, lambda: finder.count(tenant, one.which)).database for _ in range(rounds))
    best = min(pages, key=lambda it: it.database)
    clock = statistics.median(it.clock for it in pages)
    sys.stdout.write(f"| {one.name} | {best.database:.0f} | {best.own:.0f} | {clock:.0f} | {count:.0f} |\n")
    sys.stdout.flush()
    return pages


def main() -> int:
    """Fill, ask, print a table; 1 where a page takes more processor time than it may, in 95 of 100."""
    parser = Parser(prog="benchmarks.search")
    parser.add_argument("--receipts", type=at_least(1), default=1_000_000)
    parser.add_argument("--rounds", type=at_least(1), default=5)
    options = parser.parse_args()
    with _database(options.receipts) as engine:
        with engine.connect() as connection:
            process = Path(f"/proc/{connection.scalar(text('SELECT pg_backend_pid()'))}")
        finder, largest = PostgresReceiptFinder(engine), next(iter(tenant_ids().values()))
        sys.stdout.write("| what | database | API | clock | counts, database |\n|---|---|---|---|---|\n")
        taken = [it for one in QUESTIONS for it in _ask(finder, process, largest, one, options.rounds)]
    spent = statistics.quantiles([it.database + it.own for it in taken], n=20)[-1]
    clock = statistics.quantiles([it.clock for it in taken], n=20)[-1]
    sys.stdout.write(f"\np95 of pages: {spent:.0f} ms on a processor, {clock:.0f} ms on the clock\n")
    return int(spent > _MOST_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())

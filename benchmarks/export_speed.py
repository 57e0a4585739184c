"""How long a large export takes, and with how much memory: `make export-speed`.

    python -m benchmarks.export_speed [--receipts N]

On a PostgreSQL of its own, gone afterwards, the API runs as a process of its own. A tenth of the receipts is
exported first, then all of them: what the second takes more of at its peak, the length costs. Beside the time
on the clock stands that of a processor, which can be compared where the machine is busy. It ends with 1 where
the whole costs `_MOST_MEGABYTES` more than the tenth, or a row is missing.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import psutil
from sqlalchemy import URL, Engine, text

from local.arguments import Parser, at_least
from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.connection import Patience
from receipts.adapters.postgres.migrate import migrate
from receipts.domain.claims import Claim
from tests.fixtures.database import as_login, new_database
from tests.fixtures.makers import LEASE, NOON, a_reading, a_receipt, announcing
from tests.fixtures.postgres_server import FAST, postgres_server
from tests.fixtures.tenants import create_tenant, issue_api_key

_SETTINGS: Final = (*FAST[:3], "shared_buffers=256MB")
_ENDLESS: Final = Patience(3600, 3600, 3600)
_MOST_MEGABYTES: Final = 48
"""Ids of 100,000 receipts take 10; what garbage Python has not collected yet comes on top."""
_FIRST_DAY: Final = date(2026, 1, 1)
_EACH_DAY: Final = 1000
_MULTIPLY: Final = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM {table} AS one, generate_series(1, :copies) AS n,
        LATERAL (
            SELECT md5('receipt' || n)::uuid AS receipt_id, md5('reading' || n)::uuid AS reading_id
        ) AS ids
"""
_CHANGED: Final = {
    "receipts": {
        "id": "ids.receipt_id",
        "reading_id": "ids.reading_id",
        "object_key": "'uploads/' || one.tenant_id || '/' || ids.receipt_id",
        "sha256": "encode(sha256(n::text::bytea), 'hex')",
        "status": "'approved'",
        "issued_on": "date '2026-01-01' + n / :each_day",
    },
    "readings": {"id": "ids.reading_id", "receipt_id": "ids.receipt_id"},
}


@dataclass(frozen=True, slots=True)
class Taken:
    """By one export: rows, seconds on the clock and of the API's processor, and megabytes at its peak."""

    rows: int
    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Server:
    """The API, and a key of the tenant."""

    address: str
    key: str
    process: psutil.Process

    def export(self, receipts: int) -> Taken:
        """The rows of the first so many receipts."""
        last = _FIRST_DAY + timedelta(days=receipts // _EACH_DAY)
        period = urlencode({"issued_from": _FIRST_DAY, "issued_until": last - timedelta(days=1)})
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # the peak is counted from here
        clock, processor, rows = time.perf_counter(), self._processor(), 0
        with closing(http.client.HTTPConnection(self.address, timeout=600)) as connection:
            headers = {"Authorization": f"Bearer {self.key}"}
            connection.request("GET", f"/api/exports/receipts.csv?{period}", headers=headers)
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise SystemExit(f"the export of {receipts} answered {answer.status}: {answer.read(500)!r}")
            while chunk := answer.read(1 << 16):
                rows += chunk.count(b"\n")
        seconds = time.perf_counter() - clock
        return Taken(rows - 1, seconds, self._processor() - processor, self._peak())

    def _processor(self) -> float:
        spent = self.process.cpu_times()
        return float(spent.user + spent.system)

    def _peak(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def fill(owner: Engine, tenant: UUID, receipts: int) -> None:
    """As many approved receipts of one tenant, a thousand a day, each with the reading of the first."""
    store, receipt = PostgresReceiptStore(owner), a_receipt(tenant)
    store.add(receipt)
    claim = store.claim(receipt.photo.key, "v1", claimed_by="a benchmark", now=NOON, lease=LEASE)
    if not isinstance(claim, Claim):
        raise SystemExit("the first receipt could not be claimed")
    store.record_reading(claim, a_reading(), announcing)
    of_table = text(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = :table AND is_generated = 'NEVER'"
    )
    with owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # they refer to each other
        for table, changed in _CHANGED.items():
            columns = list(connection.scalars(of_table, {"table": table}))
            values = ", ".join(changed.get(name, f"one.{name}") for name in columns)
            copy = _MULTIPLY.format(table=table, columns=", ".join(columns), values=values)
            counts = {"copies": receipts - 1, "each_day": _EACH_DAY}
            connection.execute(text(copy), {name: it for name, it in counts.items() if f":{name}" in copy})
        first = "UPDATE receipts SET status = 'approved', issued_on = '2026-01-01' WHERE id = :id"
        connection.execute(text(first), {"id": receipt.id})
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE) receipts, readings"))


@contextmanager
def serving(receipts: int) -> Iterator[Server]:
    """The API as a process, on a database with so many receipts."""
    with postgres_server(_SETTINGS) as server:
        url, login = new_database(server, "exports", migrated=True), Login("receipts_export", "a password")
        migrate(url, {Part.API: login})
        owner = connect(url, patience=_ENDLESS)
        tenant = create_tenant(owner, "한빛상사")
        fill(owner, tenant, receipts)
        key = issue_api_key(owner, tenant)
        owner.dispose()
        with socket.create_server(("127.0.0.1", 0)) as door:
            command = [sys.executable, "-m", "receipts_api", "--fd", str(door.fileno())]
            environment = {**os.environ, **_environment(as_login(url, login))}
            doors, no_log = [door.fileno()], subprocess.DEVNULL
            with subprocess.Popen(command, env=environment, pass_fds=doors, stdout=no_log) as api:  # noqa: S603
                try:
                    address = f"127.0.0.1:{door.getsockname()[1]}"
                    yield Server(address, key, psutil.Process(api.pid))
                finally:
                    api.terminate()


def _environment(database: URL | str) -> Mapping[str, str]:
    """Neither bucket nor queue is asked for a spreadsheet."""
    return {
        "DATABASE_URL": str(database),
        "RECEIPT_BUCKET": "none",
        "RECEIPT_QUEUE_URL": "http://127.0.0.1:9/none",
        "AWS_DEFAULT_REGION": "ap-northeast-2",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }


def main() -> int:
    """Fill, export a tenth and all, print a table."""
    parser = Parser(prog="benchmarks.export_speed")
    parser.add_argument("--receipts", type=at_least(10 * _EACH_DAY), default=100_000, help="10,000 at least")
    receipts = parser.parse_args().receipts
    with serving(receipts) as server:
        server.export(_EACH_DAY)  # what is loaded once
        parts = [server.export(part) for part in (receipts // 10, receipts)]
    sys.stdout.write("| receipts | seconds | of a processor, API | MB at the peak |\n|---|---|---|---|\n")
    for it in parts:
        sys.stdout.write(f"| {it.rows:,} | {it.seconds:.1f} | {it.processor:.1f} | {it.megabytes:.0f} |\n")
    tenth, whole = parts
    sys.stdout.write(f"\nthe whole took {whole.megabytes - tenth.megabytes:.0f} MB more than the tenth\n")
    is_missing = (tenth.rows, whole.rows) != (receipts // 10, receipts)
    return int(is_missing or whole.megabytes - tenth.megabytes > _MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())

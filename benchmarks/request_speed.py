"""What the API adds to a query: `make request-speed`.

    python -m benchmarks.request_speed [--rounds N] [--seconds S] [--callers N]

On a stack of its own, `GET /api/receipts/{id}` and a bare route with the same SELECT on the same database are
called in turn, half a second each, so that both have the same neighbours. The requests a second are the
machine's, their ratio is not. The processor time is shown beside it, which varies less where the machine is
busy. It ends with 1 when the API does less than 0.6 of what the bare route does, in the same time or with the
same processor time.
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psutil

from benchmarks.neighbours import GOOD, Waits, marked, send_and_wait
from local.arguments import Parser, at_least, length
from local.client import ReceiptsClient
from local.database import Tenant, new_tenant
from local.demo import RunningStack, running_stack
from local.options import Ports, Sizing
from local.ports import LOOPBACK, listen, port_of
from local.processes import Component
from local.state import StateFolder
from receipts.adapters.postgres import PostgresTenants, connect
from receipts.usecases.issue_key import issue_key

_LEAST = 0.6
"""The API answers at least so many requests where the bare route answers one."""
_BARE_PORT = 8700


@dataclass(slots=True)
class Spent:
    """What all requests to a route took together."""

    requests: int = 0
    seconds: float = 0
    of_server: float = 0
    of_database: float = 0
    """The last two are seconds of a processor."""

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds

    @property
    def milliseconds_each(self) -> tuple[float, float]:
        return 1000 * self.of_server / self.requests, 1000 * self.of_database / self.requests


@dataclass(frozen=True, slots=True)
class Route:
    """One of the two that are measured; each caller has headers of its own."""

    host: str
    path: str
    headers: Sequence[Mapping[str, str]]
    server: int
    database: int
    """The last two are process ids."""

    def ask(self, seconds: float, spent: Spent) -> None:
        """All callers at once, each on its own connection, one request after the other."""
        before = _processor_seconds(self.server), _processor_seconds(self.database)
        started = time.monotonic()
        with ThreadPoolExecutor(len(self.headers)) as callers:
            end = started + seconds
            spent.requests += sum(callers.map(lambda headers: self._ask_until(end, headers), self.headers))
        spent.seconds += time.monotonic() - started
        spent.of_server += _processor_seconds(self.server) - before[0]
        spent.of_database += _processor_seconds(self.database) - before[1]

    def _ask_until(self, end: float, headers: Mapping[str, str]) -> int:
        answered = 0
        with closing(http.client.HTTPConnection(self.host, timeout=30)) as connection:
            while time.monotonic() < end:
                connection.request("GET", self.path, headers=dict(headers))
                answer = connection.getresponse()
                answer.read()
                if answer.status != HTTPStatus.OK:
                    raise SystemExit(f"{self.path} answered {answer.status}")
                answered += 1
        return answered


def _processor_seconds(pid: int) -> float:
    """Of the process and all that it started, as long as they live."""
    process = psutil.Process(pid)
    times = (one.cpu_times() for one in (process, *process.children(recursive=True)))
    return sum(one.user + one.system for one in times)


@contextmanager
def routes(stack: RunningStack, folder: StateFolder, callers: int) -> Iterator[tuple[Route, Route]]:
    """The API's route and the bare one, for a receipt that was really read."""
    owner = stack.env["DATABASE_OWNER_URL"]
    tenant = new_tenant(owner, "request speed")
    receipt_id = _read_receipt(stack, tenant)
    pids = {name: int(one["pid"]) for name, one in json.loads(folder.run_file.read_text()).items()}
    keys = [{"Authorization": f"Bearer {key}"} for key in _keys(owner, tenant, callers)]
    host, path = urlsplit(stack.env["API_URL"]).netloc, f"/api/receipts/{receipt_id}"
    with _bare_server(owner, folder) as (bare, pid):
        yield (
            Route(host, path, keys, pids["api"], pids["postgres"]),
            Route(bare, f"/{tenant.id}/{receipt_id}", [{}] * callers, pid, pids["postgres"]),
        )


def _read_receipt(stack: RunningStack, tenant: Tenant) -> str:
    with ReceiptsClient(stack.env["API_URL"], tenant.api_key) as client:
        photo = marked(GOOD, 0)
        send_and_wait(client, photo, stack, Waits())
        return str(client.upload(photo)["id"])


def _keys(owner: str, tenant: Tenant, callers: int) -> list[str]:
    """One for each caller: a key may call 3,000 times a minute."""
    engine = connect(owner)
    keys = [issue_key(PostgresTenants(engine), UUID(tenant.id)) for _ in range(callers)]
    engine.dispose()
    return keys


@contextmanager
def _bare_server(owner: str, folder: StateFolder) -> Iterator[tuple[str, int]]:
    """Where the bare route is served, and by which process. It listens at once: who asks early waits."""
    listener = listen(_BARE_PORT)
    host = f"{LOOPBACK}:{port_of(listener)}"
    command = ["uvicorn", "--factory", "benchmarks.bare_route:create", "--fd", str(listener.fileno())]
    server = Component.start(
        "bare",
        "the bare route",
        [sys.executable, "-m", *command, "--no-access-log"],
        log=folder.logs / "bare.log",
        env={**os.environ, "DATABASE_OWNER_URL": owner},
        listener=listener,
    )
    try:
        yield host, server.process.pid
    finally:
        server.stop()


def measure(api: Route, bare: Route, rounds: int, seconds: float) -> tuple[Spent, Spent]:
    """Rounds of both; who begins changes, since whatever else runs here comes and goes."""
    for route in (api, bare):
        route.ask(2, Spent())  # what is slow the first time: connections, compiled statements
    spent = Spent(), Spent()
    for number in range(rounds):
        order = list(zip((api, bare), spent, strict=True))
        for route, so_far in reversed(order) if number % 2 else order:
            route.ask(seconds, so_far)
        if number % 10 == 9:
            print(f"  {number + 1} rounds: {spent[0].a_second / spent[1].a_second:.2f}", flush=True)
    return spent


def report(api: Spent, bare: Spent) -> int:
    """Print the figures; 1 if the promise is broken."""
    ratio = api.a_second / bare.a_second
    print(f"                               API     bare   ({api.requests} and {bare.requests} requests)")
    print(f"requests a second          {api.a_second:7.0f}  {bare.a_second:7.0f}")
    for name, ours, theirs in zip(
        ("server", "database"), api.milliseconds_each, bare.milliseconds_each, strict=True
    ):
        print(f"processor, {name:9} ms    {ours:7.2f}  {theirs:7.2f}")
    cheapness = sum(bare.milliseconds_each) / sum(api.milliseconds_each)
    print(f"requests of the API to one of the bare route: {ratio:.2f} (at least {_LEAST})")
    print(f"the same, for the same processor time:        {cheapness:.2f} (at least {_LEAST})")
    return 1 if min(ratio, cheapness) < _LEAST else 0


def _options() -> argparse.Namespace:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=at_least(1), default=40, help="of both routes (default: 40)")
    parser.add_argument("--seconds", type=length, default=0.5, help="of each in a round (default: 0.5)")
    parser.add_argument("--callers", type=at_least(1), default=8, help="who ask at once (default: 8)")
    return parser.parse_args()


def main() -> int:
    """Measure on a stack that is forgotten afterwards."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="receipts-requests-", ignore_cleanup_errors=True) as name:
        folder = StateFolder(Path(name) / "state")
        folder.path.mkdir(parents=True)
        with (
            running_stack(folder, Ports(), Sizing()) as stack,
            routes(stack, folder, options.callers) as (api, bare),
        ):
            return report(*measure(api, bare, options.rounds, options.seconds))


if __name__ == "__main__":
    sys.exit(main())

"""What the API adds to a query: `make request-speed`.

    python -m benchmarks.request_speed [--rounds N] [--seconds S] [--callers N] [--state FOLDER]

On a stack of its own, `GET /api/receipts/{id}` and a bare route with the same SELECT on the same database are
called in turn. The requests a second are the machine's; the ratio of one round, in which both had the same
neighbours, is not. It ends with 1 when the median of the ratios is under 0.6.
"""

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from benchmarks.neighbours import GOOD, Waits, marked, send_and_wait
from local.client import ReceiptsClient
from local.database import Tenant, new_tenant
from local.demo import RunningStack, running_stack
from local.options import Ports, Sizing
from local.ports import LOOPBACK, listen, port_of
from local.processes import Component
from local.state import StateFolder
from receipts.adapters.postgres import connect, issue_api_key

_LEAST = 0.6
"""Of the bare route's requests a second, as many the API answers at least."""
_BARE_PORT = 8700


@dataclass(frozen=True, slots=True)
class Route:
    """One of the two that are measured; each caller has headers of its own."""

    host: str
    path: str
    headers: Sequence[Mapping[str, str]]

    def requests_a_second(self, seconds: float) -> float:
        """How many are answered while all callers ask, each on its own connection, one after the other."""
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(len(self.headers)) as callers:
            return sum(callers.map(lambda headers: self._ask_until(end, headers), self.headers)) / seconds

    def _ask_until(self, end: float, headers: Mapping[str, str]) -> int:
        connection, answered = http.client.HTTPConnection(self.host, timeout=30), 0
        while time.monotonic() < end:
            connection.request("GET", self.path, headers=dict(headers))
            answer = connection.getresponse()
            answer.read()
            if answer.status != HTTPStatus.OK:
                raise SystemExit(f"{self.path} answered {answer.status}")
            answered += 1
        connection.close()
        return answered


@contextmanager
def routes(stack: RunningStack, folder: StateFolder, callers: int) -> Iterator[tuple[Route, Route]]:
    """The API's route and the bare one, for a receipt that was really read."""
    owner = stack.env["DATABASE_OWNER_URL"]
    tenant = new_tenant(owner, "request speed")
    receipt_id = _read_receipt(stack, tenant)
    api = Route(
        urlsplit(stack.env["API_URL"]).netloc,
        f"/api/receipts/{receipt_id}",
        [{"Authorization": f"Bearer {key}"} for key in _keys(owner, tenant, callers)],
    )
    with _bare_server(owner, folder) as host:
        yield api, Route(host, f"/{tenant.id}/{receipt_id}", [{}] * callers)


def _read_receipt(stack: RunningStack, tenant: Tenant) -> str:
    with ReceiptsClient(stack.env["API_URL"], tenant.api_key) as client:
        photo = marked(GOOD, 0)
        send_and_wait(client, photo, stack, Waits())
        return str(client.upload(photo)["id"])


def _keys(owner: str, tenant: Tenant, callers: int) -> list[str]:
    """One for each caller: a key may call 3,000 times a minute."""
    engine = connect(owner)
    keys = [issue_api_key(engine, UUID(tenant.id)) for _ in range(callers)]
    engine.dispose()
    return keys


@contextmanager
def _bare_server(owner: str, folder: StateFolder) -> Iterator[str]:
    """Where the bare route is served. It listens from the first moment, so that who asks early waits."""
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
        yield host
    finally:
        server.stop()


@dataclass(frozen=True, slots=True)
class Round:
    """Requests a second of both."""

    api: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.api / self.bare


def measure(api: Route, bare: Route, rounds: int, seconds: float) -> list[Round]:
    """Rounds of both; who begins changes, since whatever else runs here comes and goes."""
    for route in (api, bare):
        route.requests_a_second(1)  # what is slow the first time: connections, compiled statements
    measured = []
    for number in range(rounds):
        order = (api, bare) if number % 2 else (bare, api)
        speed = {id(route): route.requests_a_second(seconds) for route in order}
        measured.append(Round(speed[id(api)], speed[id(bare)]))
        one = measured[-1]
        print(f"  {one.api:6.0f} API  {one.bare:6.0f} bare  {one.ratio:.2f}", flush=True)
    return measured


def report(rounds: Sequence[Round]) -> int:
    """Print the figures; 1 if the promise is broken."""
    ratio = statistics.median(one.ratio for one in rounds)
    api, bare = (statistics.median(getattr(one, name) for one in rounds) for name in ("api", "bare"))
    print(f"requests a second, the medians: {api:.0f} of the API, {bare:.0f} of the bare route")
    print(f"ratio, the median: {ratio:.2f} (at least {_LEAST})")
    return 1 if ratio < _LEAST else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10, help="of both routes (default: 10)")
    parser.add_argument("--seconds", type=float, default=2, help="of each in a round (default: 2)")
    parser.add_argument("--callers", type=int, default=8, help="who ask at once (default: 8)")
    parser.add_argument("--state", type=Path, help="the folder of a stack that runs already")
    return parser.parse_args()


def main() -> int:
    """Measure on a stack that is forgotten afterwards."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="receipts-requests-", ignore_cleanup_errors=True) as name:
        folder = StateFolder(options.state or Path(name) / "state")
        folder.path.mkdir(parents=True, exist_ok=True)
        with (
            running_stack(folder, Ports(), Sizing()) as stack,
            routes(stack, folder, options.callers) as (api, bare),
        ):
            return report(measure(api, bare, options.rounds, options.seconds))


if __name__ == "__main__":
    sys.exit(main())

"""What happens when thousands of receipts are sent at the same moment: `make surge`.

    python -m benchmarks.surge [--receipts N] [--tenants N] [--minutes N]

On a stack of its own. Each receipt is a connection of its own, all open at once; who is told to wait (429,
503) waits as long as it was told, like a real client. A phone that opens a connection speaks at once; one
process that is 3,000 phones on a busy machine would not for longer than the API listens (`head_seconds`), so
it opens a connection when it has time to send. It ends with 1 if a connection failed, a receipt is
missing or failed, or any is not read after so many minutes. Every few seconds it tells how many wait and how
old the oldest is, which on AWS is the queue's ApproximateAgeOfOldestMessage.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import httpx
from sqlalchemy import create_engine, text

from local.arguments import Parser, at_least, length
from local.database import new_tenant
from local.demo import RunningStack, running_stack
from local.options import Ports, Sizing
from local.state import StateFolder
from tests.file_fuzz.judging import witness

_OPEN = (
    "SELECT count(*), extract(epoch FROM now() - min(created_at)) FROM receipts "
    "WHERE status IN ('queued', 'processing')"
)
_TELL_EVERY = 10.0
_PATIENCE = httpx.Timeout(120)
_WAIT = frozenset((429, 503))
_OPENED_AT_ONCE = 20
_SENT = "http11.send_request_body.complete"
"""httpcore's name for it: https://www.encode.io/httpcore/extensions/#trace"""


@dataclass(slots=True)
class Surge:
    """What the senders met, and how long the whole took to be accepted."""

    answers: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    opening: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, _OPENED_AT_ONCE))

    async def send(self, client: httpx.AsyncClient, key: str, number: int) -> None:
        """One receipt, until it is taken."""
        random, started = Random(number), time.monotonic()
        while True:
            try:
                answer = await self._ask(client, key, number)
            except httpx.TransportError as error:
                self.broken[type(error).__name__] += 1
                await asyncio.sleep(1 + random.random())
                continue
            self.answers[answer.status_code] += 1
            if answer.status_code not in _WAIT:
                self.longest = max(self.longest, time.monotonic() - started)
                return
            await asyncio.sleep(float(answer.headers["Retry-After"]) * (1 + random.random()))

    async def _ask(self, client: httpx.AsyncClient, key: str, number: int) -> httpx.Response:
        """The answer to one try; the next connection is opened as soon as this one has sent all it has."""
        async with AsyncExitStack() as until_sent:
            await until_sent.enter_async_context(self.opening)

            async def trace(event: str, _details: object) -> None:
                if event == _SENT:
                    await until_sent.aclose()

            return await client.post(
                "/api/receipts",
                files={"file": ("slip.pdf", witness(number), "application/pdf")},
                headers={"Authorization": f"Bearer {key}"},
                extensions={"trace": trace},
            )


async def send_all(stack: RunningStack, keys: list[str], receipts: int) -> Surge:
    """All at once, each by a connection of its own."""
    surge, limits = Surge(), httpx.Limits(max_connections=receipts, max_keepalive_connections=0)
    url = stack.env["API_URL"]
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=_PATIENCE, trust_env=False) as client:
        await asyncio.gather(*(surge.send(client, keys[one % len(keys)], one) for one in range(receipts)))
    return surge


def drain(stack: RunningStack, minutes: float) -> tuple[dict[str, int], float]:
    """Until nothing waits, or the time is over; how many are in which state, and the seconds."""
    engine, started, told = create_engine(stack.env["DATABASE_OWNER_URL"]), time.monotonic(), 0.0
    while True:
        with engine.connect() as connection:
            waiting, oldest = connection.execute(text(_OPEN)).one()
            counts = connection.execute(text("SELECT status, count(*) FROM receipts GROUP BY status"))
            states = {str(status): int(count) for status, count in counts}
        seconds = time.monotonic() - started
        if seconds - told > _TELL_EVERY or not waiting:
            told = seconds
            print(f"  {seconds:5.0f} s: {waiting:5} wait, the oldest for {oldest or 0:4.0f} s", flush=True)
        if not waiting or seconds > minutes * 60:
            engine.dispose()
            return states, seconds
        stack.tick()
        time.sleep(1)


def measure(stack: RunningStack, options: argparse.Namespace) -> int:
    """Send, drain, tell; 1 if a promise is broken."""
    owner = stack.env["DATABASE_OWNER_URL"]
    keys = [new_tenant(owner, f"company {number}").api_key for number in range(options.tenants)]
    started = time.monotonic()
    surge = asyncio.run(send_all(stack, keys, options.receipts))
    print(
        f"{options.receipts} receipts of {options.tenants} tenants were taken within "
        f"{time.monotonic() - started:.0f} s, the last sender waited {surge.longest:.0f} s: "
        f"answers {dict(surge.answers)}, broken connections {dict(surge.broken)}"
    )
    states, seconds = drain(stack, options.minutes)
    print(f"after {seconds:.0f} s more: {states}")
    read = states.get("parsed", 0) + states.get("needs_review", 0)
    return 0 if read == options.receipts and not surge.broken else 1


def main() -> int:
    """Measure on a stack that is forgotten afterwards."""
    parser = Parser(
        prog="make surge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--receipts", type=at_least(1), default=3_000)
    parser.add_argument("--tenants", type=at_least(1), default=5)
    parser.add_argument("--minutes", type=length, default=30, help="to be read in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="receipts-surge-", ignore_cleanup_errors=True) as name:
        folder = StateFolder(Path(name) / "state")
        folder.path.mkdir(parents=True)
        with running_stack(folder, Ports(), Sizing(visibility_seconds=120)) as stack:
            return measure(stack, options)


if __name__ == "__main__":
    sys.exit(main())

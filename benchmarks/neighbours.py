"""What one tenant's worst files cost another: `make neighbours`.

    python -m benchmarks.neighbours [--minutes N] [--bombs FOLDER…] [--pile N]

On a stack of its own, tenant B sends a good photo, waits until it is settled, and sends the next: first
alone, then while tenant A sends a hostile file a second, after a pile of them to begin with. It ends with 1
when a good photo was not read, or when B's median wait is more than twice the quiet one. The seconds are the
machine's, the ratio of one run is not.
"""

import argparse
import itertools
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from local.arguments import Parser, at_least, length
from local.client import SETTLED, Document, Photo, ReceiptsClient
from local.database import new_tenant
from local.demo import RunningStack, running_stack
from local.options import Ports, Sizing
from local.state import ROOT, StateFolder

SAMPLES = ROOT / "samples"
GOOD = SAMPLES / "cash_receipt.jpg"
_MOST = 2.0
"""How many times as long as without a neighbour's bombs the median may be."""
_GIVEN_UP = 600.0
_ASK_EVERY = 0.1
_MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf", ".tif": "image/tiff"}


@dataclass(slots=True)
class Waits:
    """Seconds from the first byte sent to the settled record, one a photo; and how they ended."""

    seconds: list[float] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def marked(file: Path, number: int) -> Photo:
    """The file as a receipt of its own: readers pass over what follows the end of a JPEG, PNG or PDF."""
    return Photo(file.name, file.read_bytes() + f"\n%{number}\n".encode(), _MEDIA_TYPES[file.suffix.lower()])


def send_and_wait(client: ReceiptsClient, photo: Photo, stack: RunningStack, waits: Waits) -> None:
    """Send one photo as a phone does and note how long its record took."""
    started = time.monotonic()
    receipt: Document = client.upload(photo)
    while receipt["status"] not in SETTLED and time.monotonic() - started < _GIVEN_UP:
        stack.tick()
        time.sleep(_ASK_EVERY)
        receipt = client.receipt(receipt["id"])
    waits.seconds.append(time.monotonic() - started)
    waits.ends[str(receipt["status"])] += 1


def good_photos(client: ReceiptsClient, stack: RunningStack, seconds: float, numbers: Iterator[int]) -> Waits:
    """One good photo after the other for about that long."""
    waits, end = Waits(), time.monotonic() + seconds
    while time.monotonic() < end:
        send_and_wait(client, marked(GOOD, next(numbers)), stack, waits)
        print(f"  {waits.seconds[-1]:6.1f} s", flush=True)
    return waits


@dataclass(slots=True)
class Bomber:
    """Tenant A, in a thread of its own: a pile of hostile files at once, then one a second without end."""

    client: ReceiptsClient
    files: list[Path]
    pile: int
    numbers: Iterator[int]
    has_piled: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    refused: Counter[int] = field(default_factory=Counter)

    def run(self) -> None:
        for sent, file in enumerate(itertools.cycle(self.files)):
            if self.stop.wait(0 if sent < self.pile else 1):
                return
            try:
                self.client.upload(marked(file, next(self.numbers)))
            except httpx.HTTPStatusError as error:
                self.refused[error.response.status_code] += 1
            if sent == self.pile:
                self.has_piled.set()


def client_of(stack: RunningStack, name: str) -> ReceiptsClient:
    """A client of a new tenant."""
    key = new_tenant(stack.env["DATABASE_OWNER_URL"], name).api_key
    return ReceiptsClient(stack.env["API_URL"], key, "en")


def measure(stack: RunningStack, options: argparse.Namespace) -> int:
    """The two phases, and what they say; returns the exit status."""
    numbers = itertools.count()
    victim, attacker = client_of(stack, "good neighbour"), client_of(stack, "bomber")
    with victim, attacker:
        send_and_wait(victim, marked(GOOD, next(numbers)), stack, Waits())  # the first starts the readers
        print("quiet")
        quiet = good_photos(victim, stack, options.minutes * 60 / 5, numbers)
        bomber = Bomber(attacker, options.bombs, options.pile, numbers)
        thread = threading.Thread(target=bomber.run)
        thread.start()
        bomber.has_piled.wait(_GIVEN_UP)
        print(f"beside {len(options.bombs)} kinds of hostile files, {options.pile} of them at once")
        try:
            beside = good_photos(victim, stack, options.minutes * 60, numbers)
        finally:
            bomber.stop.set()
            thread.join()
        hostile = Counter(_end(one) for one in attacker.receipts(limit="200"))
    return report(quiet, beside, hostile)


def _end(receipt: Document) -> str:
    failure = receipt.get("failure") or {}
    return str(failure.get("code") or receipt["status"])


def report(quiet: Waits, beside: Waits, hostile: Counter[str]) -> int:
    """Print the figures; 1 if a promise is broken."""
    ratio = beside.median / quiet.median
    print(f"good photos alone:  {len(quiet.seconds)}, median {quiet.median:.1f} s, {dict(quiet.ends)}")
    print(f"beside hostile:     {len(beside.seconds)}, median {beside.median:.1f} s, {dict(beside.ends)}")
    print(
        f"longest wait beside {max(beside.seconds):.1f} s; ratio of the medians {ratio:.2f} (at most {_MOST})"
    )
    print(f"the hostile files:  {dict(hostile)}")
    unread = sum(count for status, count in beside.ends.items() if status not in {"parsed", "needs_review"})
    return 1 if unread or ratio > _MOST else 0


def _options() -> argparse.Namespace:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=length, default=5, help="beside the hostile files (default: 5)")
    parser.add_argument(
        "--pile", type=at_least(1), default=100, help="hostile files sent at once first (default: 100)"
    )
    field_inputs = sorted((ROOT.parent / "shared/data/field").glob("40-hostile-*"))
    parser.add_argument("--bombs", type=Path, nargs="+", default=field_inputs, help="files that A sends")
    options = parser.parse_args()
    if not options.bombs:
        parser.error("there are no hostile files in ../shared/data/field: name some with --bombs")
    return options


def main() -> int:
    """Measure on a stack that is forgotten afterwards."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="receipts-neighbours-", ignore_cleanup_errors=True) as name:
        folder = StateFolder(Path(name) / "state")
        folder.path.mkdir(parents=True)
        with running_stack(folder, Ports(), Sizing()) as stack:
            return measure(stack, options)


if __name__ == "__main__":
    sys.exit(main())

"""`make chaos SEEDS=1-200 RECEIPTS=200`: each seed's trouble over the whole pipeline, and what became of it.

It ends with 1 when a promise was broken, and says how to see that again.
"""

import argparse
import gc
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence

from local.arguments import Parser, at_least
from tests.chaos.checker import Checker
from tests.chaos.database import Database
from tests.chaos.mechanisms import Mechanism
from tests.chaos.simulation import Simulation, quiet, simulate
from tests.fixtures.postgres_server import postgres_server

_SEEDS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
TROUBLE = (
    "dies",
    "freezes",
    "loses its connection",
    "does not hear that it committed",
    "StorageUnavailableError",
    "the database restarts",
    "passwords rotate",
    "no connections left",
    "is lost",
    "s late",
    "twice",
    "did not delete",
    "reads slowly",
    "gives up",
)
"""As the story tells of it."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = Parser(prog="make chaos", description=__doc__)
    parser.add_argument("--seeds", type=_seeds, default=_seeds("1-5"), help="7, or 1-200")
    parser.add_argument("--receipts", type=at_least(1), default=200, help="photos of each seed")
    parser.add_argument("--without", choices=[one.value for one in Mechanism], help="switch a mechanism off")
    parser.add_argument("--story", action="store_true", help="print all that happened")
    parser.add_argument(
        "--real", action="store_true", help="real processes and the real reader: minutes a seed"
    )
    asked = parser.parse_args(arguments)
    if asked.real:
        return _play_for_real(asked.seeds, asked.receipts)
    without = Mechanism(asked.without) if asked.without else None
    sys.unraisablehook = lambda _: None  # a connection that was cut complains when it is collected
    began, broken, failed = time.monotonic(), [], Counter[str]()
    with postgres_server() as server, quiet():
        database = Database.create(server)
        for seed in asked.seeds:
            simulation = simulate(database, seed, asked.receipts, without)
            failed.update(word for line in simulation.timeline.story for word in TROUBLE if word in line)
            if _tell(simulation, seed, asked.receipts, tells_story=asked.story):
                broken.append(seed)
            gc.collect()
        database.close()
    print("what failed: " + ", ".join(f"{word}: {failed[word]:,}" for word in TROUBLE))
    photos = len(asked.seeds) * asked.receipts
    spent = f"{time.monotonic() - began:.0f} s, of which this process computed for {time.process_time():.0f}"
    print(f"{len(asked.seeds)} seeds, {photos:,} photos, {len(broken)} seeds broke a promise; {spent}")
    return 1 if broken else 0


def _tell(simulation: Simulation, seed: int, receipts: int, *, tells_story: bool) -> bool:
    """Say how a seed went; whether a promise was broken."""
    violations = Checker(simulation).violations()
    if tells_story:
        print("\n".join(simulation.timeline.story))
    steps, story = len(simulation.timeline.story), simulation.timeline.fingerprint
    print(f"seed {seed}: story {story}, {steps} steps, {len(violations)} promises broken", flush=True)
    for line in violations:
        print(f"  {line}")
    if violations:
        off = f" --without {simulation.without}" if simulation.without else ""
        print(f'  see it again: make chaos SEEDS={seed} RECEIPTS={receipts} ARGS="--story{off}"', flush=True)
    return bool(violations)


def _play_for_real(seeds: Sequence[int], receipts: int) -> int:
    from tests.chaos import real  # noqa: PLC0415 - its photos need the OCR's libraries

    broken = 0
    for seed in seeds:
        violations = real.play(seed, receipts)
        broken += bool(violations)
        print(f"seed {seed}, real processes: {violations or 'all promises kept'}", flush=True)
    return 1 if broken else 0


def _seeds(given: str) -> Sequence[int]:
    found = _SEEDS.fullmatch(given)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise argparse.ArgumentTypeError(f"{given!r} names no seeds: 7 is one, 1-200 are two hundred")
    return range(first, last + 1)


if __name__ == "__main__":
    sys.exit(main())

"""`make fuzz MINUTES=30 SEED=1`: hostile files until the time is over; `--replay FILE…` sends files again.

Files for which something does not hold, and heavy ones, are kept in .local/fuzz. It ends with 1 if there is
one of the former.
"""

import argparse
import sys
from itertools import count
from pathlib import Path
from time import monotonic

from local.arguments import Parser, at_least, length
from local.state import ROOT
from receipts.adapters.cell import Limits
from tests.file_fuzz.fuzz import Case, Finding, Fuzz, case_of, keep
from tests.file_fuzz.sources import all_sources
from tests.file_fuzz.way_in import a_database, way_in
from tests.fixtures.tenants import create_tenant

_KEPT = ROOT / ".local/fuzz"
_TELL_EVERY = 60.0


def main() -> int:
    options = _options()
    with a_database() as (owner, engines), way_in(engines, Limits()) as way:
        fuzz = Fuzz(way, create_tenant(owner, "hostile"), create_tenant(owner, "good"))
        if options.replay:
            for file in options.replay:
                _tell_again(fuzz, file)
        else:
            _run(fuzz, options.minutes * 60, options.seed, options.first)
    print(_report(fuzz))
    return 1 if fuzz.faults else 0


def _run(fuzz: Fuzz, seconds: float, seed: int, first: int) -> None:
    sources, started, told = all_sources(), monotonic(), monotonic()
    for number in count(first):
        if monotonic() - started > seconds:
            print(f"seed {seed}, files {first} to {number - 1}; go on with ARGS=--first={number}")
            return
        case = case_of(seed, number, sources)
        if finding := fuzz.send(case):
            file = keep(finding, _KEPT, f"{seed}-{number}-{case.name.replace(' ', '_')}")
            print(_line(finding, file), flush=True)
        if monotonic() - told > _TELL_EVERY:
            told = monotonic()
            print(f"  {told - started:5.0f} s, file {number}: {_summary(fuzz)}", flush=True)


def _tell_again(fuzz: Fuzz, file: Path) -> None:
    finding = fuzz.send(Case(file.name, file.read_bytes()))
    print(_line(finding, file) if finding else f"holds {file}")


def _line(finding: Finding, file: Path) -> str:
    settled = finding.settled
    took = (
        f"{settled.seconds:.1f} s, {settled.megabytes} MB, {settled.ended_by or 'answered'}"
        if settled
        else ""
    )
    what = "; ".join(finding.faults) or f"heavy: {settled.receipt.failure if settled else ''}"
    return f'{"FAULT" if finding.faults else "heavy"} {what} ({took}): make fuzz ARGS="--replay {file}"'


def _summary(fuzz: Fuzz) -> str:
    return (
        f"{fuzz.sent} files, {fuzz.faults.total()} faults, {fuzz.replaced.total()} readers replaced, "
        f"slowest {fuzz.slowest:.1f} s, most memory {fuzz.largest} MB"
    )


def _report(fuzz: Fuzz) -> str:
    lines = [_summary(fuzz)]
    tables = {
        "what they were": fuzz.kinds,
        "what became of them": fuzz.ends,
        "why readers were replaced": fuzz.replaced,
        "faults": fuzz.faults,
    }
    for title, counted in tables.items():
        lines.append(f"{title}: {counted.total()}")
        lines += [f"  {name:60} {many:6}" for name, many in counted.most_common(20)]
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = Parser(
        prog="make fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=length, default=2)
    parser.add_argument("--seed", type=at_least(0), default=1)
    parser.add_argument("--first", type=at_least(0), default=0, help="number of the first file")
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

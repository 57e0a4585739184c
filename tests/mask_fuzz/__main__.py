"""`make fuzz-mask SECONDS=3600 SEED=1`: a round a seed until the seconds of processor time are over.

It goes on from the seed that it named at the end. It ends with 1 when a number leaked or a paper was changed.
"""

import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from itertools import count

from local.arguments import Parser, at_least, length
from tests.mask_fuzz.fuzz import Tally

_TELL_EVERY = 60.0


def main() -> int:
    parser = Parser(prog="make fuzz-mask", description=__doc__)
    parser.add_argument("--seconds", type=length, default=60, help="of processor time")
    parser.add_argument("--seed", type=at_least(0), default=1, help="of the first round")
    parser.add_argument("--step", type=at_least(1), default=1, help="2: every other seed, odd or even")
    asked = parser.parse_args()
    tally, told = Tally(), 0.0
    for seed in count(asked.seed, asked.step):
        used = time.process_time()
        if used - told > _TELL_EVERY:
            told = used
            print(f"  {used:5.0f} s, seed {seed}: {_summary(tally)}", flush=True)
        if used > asked.seconds:
            break
        for case in tally.round(seed):
            print(json.dumps(asdict(case), ensure_ascii=False), flush=True)
    print(_report(tally, asked.seed, seed))
    return 1 if tally.leaks or tally.destroyed else 0


def _summary(tally: Tally) -> str:
    return (
        f"{tally.forms.total():,} forms, {tally.ways.total():,} times in, {tally.leaks.total()} leaks; "
        f"{tally.papers:,} papers, {tally.destroyed} destroyed"
    )


def _report(tally: Tally, first: int, following: int) -> str:
    lines = [
        f"seeds {first} to {following - 1}; go on with SEED={following}",
        _summary(tally),
        _table("forms", tally.forms, Counter()),
        _table("ways in", tally.ways, Counter()),
        _table("leaks", tally.leaks, Counter()),
        _table("destroyed parts of papers", tally.parts, tally.destroyed_parts),
        _table("covered by chance: nobody can tell these apart", tally.doubtful, tally.covered_doubtful),
    ]
    return "\n".join(lines)


def _table(title: str, counted: Counter[str], of: Counter[str]) -> str:
    rows = [
        f"  {name:40} {many:9,}" + (f" {of[name]:7,}" if of else "") for name, many in counted.most_common()
    ]
    return "\n".join([f"{title}: {counted.total():,}" + (f", {of.total():,}" if of else ""), *rows])


sys.exit(main())

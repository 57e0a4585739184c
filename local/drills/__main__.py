"""`python -m local.drills NAME`: provoke trouble, show it noticed and ended; fail unless all happened."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from local.arguments import Parser
from local.drills import connections, month_end, restore, rollout, task_failure
from local.drills.world import World, world
from local.errors import StackError
from local.options import Sizing
from local.signals import StoppedError, stoppable

_TERMINATED = 130


@dataclass(frozen=True, slots=True)
class Drill:
    """What is drilled, and how much faster than on AWS its alarms' periods pass."""

    run: Callable[[World], None]
    speed: float
    what: str
    parsers: int = 2


DRILLS: Mapping[str, Drill] = {
    "connections": Drill(connections.drill, connections.SPEED, "the database runs out of connections"),
    "task-failure": Drill(task_failure.drill, task_failure.SPEED, "a task of the API is killed"),
    "restore": Drill(restore.drill, restore.SPEED, "the database is lost"),
    "rollout": Drill(rollout.drill, rollout.SPEED, "blue/green: a good release, and a broken one"),
    "month-end": Drill(month_end.drill, month_end.SPEED, "a month's end: more receipts come than are read"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one drill; 1 if a step did not happen."""
    options = _options(argv)
    drill = DRILLS[options.drill]
    print(f"Drill: {drill.what}. An alarm's minute lasts {60 / drill.speed:g} s here.", flush=True)
    try:
        with stoppable(), world(_say, drill.speed, options.language, Sizing(30, drill.parsers)) as made:
            drill.run(made)
            seconds = made.timeline.seconds()
    except StoppedError:
        return _TERMINATED
    except StackError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    print(f"Passed in {seconds:.0f} s.")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m local.drills", description=__doc__)
    parser.add_argument("drill", choices=DRILLS)
    parser.add_argument("--language", choices=("ko", "en"), default="ko", help="of the Slack messages")
    return parser.parse_args(argv)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

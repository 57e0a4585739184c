"""`python -m local.drills NAME`: cause trouble, and show that it is noticed and ended; fail otherwise."""

import argparse
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from local.arguments import Parser
from local.drills import connections, month_end, restore, rollout, task_failure
from local.drills.world import Stage, World, stage
from local.errors import StackError
from local.signals import StoppedError, stoppable

_TERMINATED = 130


@dataclass(frozen=True, slots=True)
class Drill:
    """What is drilled, and how many times faster than on AWS its alarms' periods pass."""

    run: Callable[[World], None]
    speed: float
    what: str


DRILLS: Mapping[str, Drill] = {
    "connections": Drill(connections.drill, connections.SPEED, "the database runs out of connections"),
    "task-failure": Drill(task_failure.drill, task_failure.SPEED, "a task of the API is killed"),
    "restore": Drill(restore.drill, restore.SPEED, "the database is lost"),
    "rollout": Drill(rollout.drill, rollout.SPEED, "blue/green: a good release, and a broken one"),
    "month-end": Drill(month_end.drill, month_end.SPEED, "receipts arrive faster than they are read"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drills, one after another, on one stack; 1 if a step of one did not happen."""
    options = _options(argv)
    print("Starting a stack for the drills; it is removed afterwards.", flush=True)
    try:
        with stoppable(), stage(options.language) as prepared:
            for name in options.drills:
                _run(name, prepared)
    except StoppedError:
        return _TERMINATED
    except StackError as error:
        _say(f"FAILED: {error}")
        return 1
    except Exception as error:  # AWS's, the database's or our own: a drill that breaks off has failed
        traceback.print_exc()
        _say(f"FAILED: {type(error).__name__}: {error}")
        return 1
    return 0


def _run(name: str, prepared: Stage) -> None:
    drill = DRILLS[name]
    _say(f"\n{name}: {drill.what}. An alarm's minute lasts {60 / drill.speed:g} s here.")
    made = prepared.world(_say, drill.speed)
    drill.run(made)
    _say(f"{name} passed in {made.timeline.seconds():.0f} s.")


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m local.drills", description=__doc__)
    parser.add_argument("drills", nargs="+", choices=DRILLS, metavar="DRILL", help=", ".join(DRILLS))
    parser.add_argument("--language", choices=("ko", "en"), default="ko", help="of the Slack messages")
    return parser.parse_args(argv)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

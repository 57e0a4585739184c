"""What a recovery took, step by step, and whether that keeps what was promised."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from deployment.programs import Clock

RECOVERY_TIME: Final = timedelta(hours=1)
RECOVERY_POINT: Final = timedelta(minutes=15)
_WORD: Final = {True: "kept", False: "MISSED"}


@dataclass(slots=True)
class Step:
    """One step."""

    name: str
    started: datetime
    ended: datetime
    note: str = ""
    has_failed: bool = False


@dataclass(slots=True)
class Verdict:
    """A recovery measured against its two promises: steps in the order in which they were taken."""

    clock: Clock
    started: datetime
    still_to_come: timedelta
    """What a recovery would take beyond this one, as far as one can tell."""
    only_looked: bool = False
    """Nothing was recovered, so that only the recovery point is known."""
    steps: list[Step] = field(default_factory=list)
    lost: timedelta | None = None
    """How old the restored data was when the disaster came; None where there was none to restore."""
    is_finished: bool = False

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time what happens inside; a failure is noted and goes on up."""
        now = self.clock.now()
        step = Step(name, now, now)
        self.steps.append(step)
        print(f"[{now:%H:%M:%S}] {name}", flush=True)
        try:
            yield step
        except Exception as error:  # AWS's refusals too, which are no DeploymentError
            step.has_failed, step.note = True, str(error) or type(error).__name__
            raise
        finally:
            step.ended = self.clock.now()

    @property
    def took(self) -> timedelta:
        return self.steps[-1].ended - self.started if self.steps else timedelta()

    @property
    def keeps_recovery_time(self) -> bool:
        return self.is_finished and self.took + self.still_to_come <= RECOVERY_TIME

    @property
    def keeps_recovery_point(self) -> bool:
        return self.lost is not None and self.lost <= RECOVERY_POINT

    @property
    def holds(self) -> bool:
        return self.keeps_recovery_time and self.keeps_recovery_point

    def render(self) -> str:
        """The steps as a table, then both promises."""
        lines = (_line(step, self.started) for step in self.steps)
        return "\n".join(["", "  start    took  step", *lines, "", self._time(), self._point()])

    def _time(self) -> str:
        promise = f"RTO {_minutes(RECOVERY_TIME)}"
        if not self.is_finished:
            return f"{promise}: MISSED, the recovery stopped after {_minutes(self.took)}"
        if self.only_looked:
            return f'{promise}: not tried; ARGS="--region …" recovers there, and measures it'
        beyond = f", {_minutes(self.still_to_come)} of it assumed for DNS" if self.still_to_come else ""
        took = _minutes(self.took + self.still_to_come)
        return f"{promise}: {_WORD[self.keeps_recovery_time]}, it took {took}{beyond}"

    def _point(self) -> str:
        promise = f"RPO {_minutes(RECOVERY_POINT)}"
        if self.lost is None:
            return f"{promise}: MISSED, there was nothing to restore"
        return f"{promise}: {_WORD[self.keeps_recovery_point]}, {_minutes(self.lost)} of data are lost"


def _line(step: Step, start: datetime) -> str:
    note = (" FAILED" if step.has_failed else "") + (f": {step.note}" if step.note else "")
    return f"  {_minutes(step.started - start):>5} {_minutes(step.ended - step.started):>7}  {step.name}{note}"


def _minutes(span: timedelta) -> str:
    """Minutes and seconds, 61:05 for an hour and more."""
    seconds = round(span.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"

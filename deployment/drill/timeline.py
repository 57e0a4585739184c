"""What a recovery took, step by step, and whether that keeps what was promised."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from deployment.errors import DeploymentError
from deployment.ports import Clock

RECOVERY_TIME: Final = timedelta(hours=1)
RECOVERY_POINT: Final = timedelta(minutes=15)


@dataclass(slots=True)
class Step:
    """One step, or a part of one."""

    name: str
    started: datetime
    ended: datetime
    note: str = ""
    is_part: bool = False
    has_failed: bool = False

    @property
    def took(self) -> timedelta:
        return self.ended - self.started


@dataclass(slots=True)
class Timeline:
    """Steps in the order in which they were taken."""

    clock: Clock
    started: datetime
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time what happens inside; a failure is noted and goes on up."""
        now = self.clock.now()
        step = Step(name, now, now)
        self.steps.append(step)
        print(f"[{now:%H:%M:%S}] {name}", flush=True)
        try:
            yield step
        except DeploymentError as error:
            step.has_failed, step.note = True, str(error)
            raise
        finally:
            step.ended = self.clock.now()

    def add_part(self, name: str, started: datetime, ended: datetime) -> None:
        """What CloudFormation did within the step before."""
        self.steps.append(Step(name, started, ended, is_part=True))

    @property
    def took(self) -> timedelta:
        return max((step.ended for step in self.steps), default=self.started) - self.started


@dataclass(frozen=True, slots=True)
class Verdict:
    """A recovery measured against its two promises."""

    timeline: Timeline
    lost: timedelta | None
    """How old the restored data was when the disaster came; None where there was none to restore."""
    is_finished: bool

    @property
    def keeps_recovery_time(self) -> bool:
        return self.is_finished and self.timeline.took <= RECOVERY_TIME

    @property
    def keeps_recovery_point(self) -> bool:
        return self.lost is not None and self.lost <= RECOVERY_POINT

    @property
    def holds(self) -> bool:
        return self.keeps_recovery_time and self.keeps_recovery_point

    def render(self) -> str:
        """The timeline as a table, then both promises."""
        lines = [_line(step, self.timeline.started) for step in self.timeline.steps]
        return "\n".join(["", "  start    took  step", *lines, "", self._time(), self._point()])

    def _time(self) -> str:
        took = _minutes(self.timeline.took)
        if not self.is_finished:
            return f"RTO {_minutes(RECOVERY_TIME)}: MISSED, the recovery stopped after {took}"
        return f"RTO {_minutes(RECOVERY_TIME)}: {_word(self.keeps_recovery_time)}, it took {took}"

    def _point(self) -> str:
        if self.lost is None:
            return f"RPO {_minutes(RECOVERY_POINT)}: MISSED, there was nothing to restore"
        word = _word(self.keeps_recovery_point)
        return f"RPO {_minutes(RECOVERY_POINT)}: {word}, {_minutes(self.lost)} of data are lost"


def _word(holds: bool) -> str:
    return "kept" if holds else "MISSED"


def _line(step: Step, start: datetime) -> str:
    name = f"  {step.name}" if step.is_part else step.name
    failed = " FAILED" if step.has_failed else ""
    note = f": {step.note}" if step.note else ""
    return f"  {_minutes(step.started - start):>5} {_minutes(step.took):>7}  {name}{failed}{note}"


def _minutes(span: timedelta) -> str:
    """Minutes and seconds, 61:05 for an hour and more."""
    seconds = round(span.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"

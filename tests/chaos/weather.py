"""What goes wrong, how often, and from when to when: drawn from the seed."""

from dataclasses import dataclass
from typing import Final

from tests.chaos.dice import Dice

HOUR: Final = 3600.0
ARRIVING: Final = HOUR
"""Seconds in which clients begin."""
STORM: Final = 2 * HOUR
"""When the last trouble is over."""
_SERVICES: Final = ("s3", "sqs", "sns")
_BODIES: Final = "bodies"


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when, in seconds."""

    begins: float
    ends: float

    def covers(self, seconds: float) -> bool:
        return self.begins <= seconds < self.ends


@dataclass(frozen=True, slots=True)
class Weather:
    """The trouble of one seed. `bad` is when a service of AWS answers almost nobody, or bodies come cut."""

    bad: dict[str, tuple[Window, ...]]
    read_only: tuple[Window, ...]
    exhausted: tuple[Window, ...]
    restarts: tuple[float, ...]
    rotations: tuple[float, ...]
    refused: float = 0.01
    """How many of AWS's answers are errors in fair weather; what follows is counted likewise."""
    refused_in_bad: float = 0.7
    damaged_in_bad: float = 0.95
    cut: float = 0.0015
    """Of SQL statements, after which the connection is gone."""
    commit_unheard: float = 0.004
    killed: float = 0.0015
    """Of the points between two steps."""
    killed_within: float = 0.0007
    """Of SQL statements."""
    frozen: float = 0.001
    slow_reads: float = 0.02
    event_lost: float = 0.03
    event_late: float = 0.05
    doubled: float = 0.05
    undeleted: float = 0.02
    unheard: float = 0.02
    """Of the API's answers."""

    @classmethod
    def of(cls, dice: Dice) -> "Weather":
        """SNS is away for an hour; the others come and go."""
        bad = {name: _windows(dice, f"{name} bad", 2, 300) for name in (*_SERVICES, _BODIES)}
        begins = dice.between(0, STORM - HOUR, "sns away")
        return cls(
            bad={**bad, "sns": (Window(begins, begins + HOUR),)},
            read_only=_windows(dice, "read only", 2, 240),
            exhausted=_windows(dice, "exhausted", 2, 120),
            restarts=tuple(dice.between(0, STORM, "restart") for _ in range(3)),
            rotations=tuple(dice.between(0, STORM, "rotation") for _ in range(2)),
        )

    def damages(self, seconds: float) -> float:
        """How many of the bodies that S3 sends come cut or garbled now."""
        often = self.damaged_in_bad if self.is_bad(_BODIES, seconds) else self.refused
        return self.how_often(often, seconds)

    def is_bad(self, service: str, seconds: float) -> bool:
        return any(window.covers(seconds) for window in self.bad[service])

    def is_read_only(self, seconds: float) -> bool:
        return any(window.covers(seconds) for window in self.read_only)

    def how_often(self, probability: float, seconds: float) -> float:
        """Nothing goes wrong after the storm."""
        return probability if seconds < STORM else 0.0

    def refusals(self, service: str, seconds: float) -> float:
        """How many of a service's answers are errors now."""
        often = self.refused_in_bad if self.is_bad(service, seconds) else self.refused
        return self.how_often(often, seconds)


def _windows(dice: Dice, what: str, most: int, longest: float) -> tuple[Window, ...]:
    number = int(dice.between(0, most + 1, what, "how many"))
    begins = [dice.between(0, STORM - longest, what, "begins") for _ in range(number)]
    return tuple(Window(at, at + dice.between(longest / 5, longest, what, "lasts")) for at in begins)

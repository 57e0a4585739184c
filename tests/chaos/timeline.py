"""Virtual time, in which one thing happens after the other: the same ones in the same order each time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heappop, heappush
from itertools import count

from greenlet import getcurrent, greenlet

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


class Timeline:
    """What is to happen, and when. Whoever waits makes room for others, and no real time passes."""

    def __init__(self) -> None:
        self._now = START
        self._order = count()
        self._due: list[tuple[datetime, int, Callable[[], object]]] = []
        self._story: list[str] = []

    def now(self) -> datetime:
        """As a `Clock`."""
        return self._now

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return (self._now - START).total_seconds()

    def at(self, seconds: float, happen: Callable[[], object]) -> None:
        """Let something happen then, or now if that is past."""
        when = max(START + timedelta(seconds=seconds), self._now)
        heappush(self._due, (when, next(self._order), happen))

    def begin(self, live: Callable[[], object], after: float = 0) -> None:
        """Begin something that takes its time, and may `wait`."""
        self.at(self.seconds + after, greenlet(live).switch)

    def wait(self, seconds: float) -> None:
        """For who was begun."""
        me = getcurrent()
        assert me.parent is not None, "only what was begun can wait"
        self.at(self.seconds + seconds, me.switch)
        me.parent.switch()

    def run(self, until: float) -> None:
        """Let happen all that is due by then."""
        end = START + timedelta(seconds=until)
        while self._due and self._due[0][0] <= end:
            self._now, _, happen = heappop(self._due)
            happen()
        self._now = max(self._now, end)

    def note(self, *what: object) -> None:
        """Write it into the story."""
        self._story.append(f"{self.seconds:12.3f} " + " ".join(map(str, what)))

    @property
    def story(self) -> tuple[str, ...]:
        return tuple(self._story)

    @property
    def fingerprint(self) -> str:
        """The same for the same story."""
        return sha256("\n".join(self._story).encode()).hexdigest()[:16]

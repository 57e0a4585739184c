from datetime import UTC, datetime, timedelta

from deployment.programs import Clock


class FakeClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def pass_time(self, span: timedelta) -> None:
        self.time += span


class SimulatedClock(Clock):
    """Time that passes only where somebody waits."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self._now

    def wait(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

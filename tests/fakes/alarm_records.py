"""Records of alarms in this process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from alarm_notifier.domain.digest import DigestLine
from alarm_notifier.errors import BusyError
from alarm_notifier.ports import Lease, PendingLine


@dataclass(slots=True)
class MemoryRecords:
    """Everything is lost when the process ends."""

    records: dict[str, str] = field(default_factory=dict)
    leases: dict[str, str] = field(default_factory=dict)
    """The token of each record's lease."""
    started: set[tuple[str, str]] = field(default_factory=set)
    """Records and the work on them that is not done."""
    lines: dict[str, PendingLine] = field(default_factory=dict)
    minutes: dict[datetime, int] = field(default_factory=dict)
    tokens: "count[int]" = field(default_factory=count)
    work: dict[str, str] = field(default_factory=dict)
    """What each lease was for, by its token."""

    def acquire(self, key: str, work: str) -> Lease:
        if key in self.leases:
            raise BusyError(key)
        is_resumed = (key, work) in self.started
        self.started.add((key, work))
        self.leases[key] = token = str(next(self.tokens))
        self.work[token] = work
        return Lease(key, token, self.records.get(key, ""), is_resumed)

    def save_progress(self, lease: Lease, record: str) -> None:
        if self.leases.get(lease.key) != lease.token:
            raise BusyError(lease.key)
        self.records[lease.key] = record

    def finish(self, lease: Lease, record: str, pending: PendingLine | None = None) -> None:
        self.save_progress(lease, record)
        if pending:
            self.lines[pending.line.identity] = pending
        self.started.discard((lease.key, self.work[lease.token]))
        del self.leases[lease.key]

    def release(self, lease: Lease) -> None:
        if self.leases.get(lease.key) == lease.token:
            del self.leases[lease.key]

    def count_alarm(self, at: datetime) -> int:
        minute = at.replace(second=0, microsecond=0)
        self.minutes[minute] = self.minutes.get(minute, 0) + 1
        return self.minutes[minute]

    def due_lines(self, now: datetime) -> Sequence[DigestLine]:
        due = sorted((one for one in self.lines.values() if one.due <= now), key=lambda one: one.due)
        return [one.line for one in due]

    def remove_lines(self, lines: Sequence[DigestLine]) -> None:
        for line in lines:
            self.lines.pop(line.identity, None)

"""Records in this process: for a developer's machine, where invocations are not many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from alarm_notifier.domain.digest import Line
from alarm_notifier.errors import BusyError
from alarm_notifier.ports import Held, Waiting


@dataclass(slots=True)
class MemoryRecords:
    """Keeps everything, forgets it with the process."""

    kept: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    tried: set[tuple[str, str]] = field(default_factory=set)
    lines: dict[str, Waiting] = field(default_factory=dict)
    minutes: dict[datetime, int] = field(default_factory=dict)
    holders: "count[int]" = field(default_factory=count)
    work: dict[str, str] = field(default_factory=dict)

    def hold(self, key: str, work: str) -> Held:
        if key in self.held:
            raise BusyError(key)
        is_resumed = (key, work) in self.tried
        self.tried.add((key, work))
        self.held[key] = holder = str(next(self.holders))
        self.work[holder] = work
        return Held(key, holder, self.kept.get(key, ""), is_resumed)

    def note(self, held: Held, record: str) -> None:
        if self.held.get(held.key) != held.holder:
            raise BusyError(held.key)
        self.kept[held.key] = record

    def keep(self, held: Held, record: str, waiting: Waiting | None = None) -> None:
        self.note(held, record)
        if waiting:
            self.lines[waiting.line.identity] = waiting
        self.tried.discard((held.key, self.work[held.holder]))
        del self.held[held.key]

    def let_go(self, held: Held) -> None:
        if self.held.get(held.key) == held.holder:
            del self.held[held.key]

    def count(self, at: datetime) -> int:
        minute = at.replace(second=0, microsecond=0)
        self.minutes[minute] = self.minutes.get(minute, 0) + 1
        return self.minutes[minute]

    def waiting(self, now: datetime) -> Sequence[Line]:
        due = sorted((one for one in self.lines.values() if one.due <= now), key=lambda one: one.due)
        return [one.line for one in due]

    def forget(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self.lines.pop(line.identity, None)

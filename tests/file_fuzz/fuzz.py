"""Files by their seed and number, sent one after the other, each with a good one behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

from tests.file_fuzz.changes import changed, kind_of
from tests.file_fuzz.judging import faults_of, faults_of_witness, witness
from tests.file_fuzz.pdf_bombs import PDF_BOMBS
from tests.file_fuzz.picture_bombs import PICTURE_BOMBS
from tests.file_fuzz.sources import Source
from tests.file_fuzz.way_in import BusyMachineError, Settled, WayIn

BOMBS = (*PICTURE_BOMBS, *PDF_BOMBS)
_SHARE_OF_BOMBS = 0.3
_HEAVY_SECONDS, _HEAVY_MEGABYTES = 20.0, 800


@dataclass(frozen=True, slots=True)
class Case:
    """One file and where it comes from."""

    name: str
    content: bytes


def case_of(seed: int, number: int, sources: Sequence[Source]) -> Case:
    """The same for the same seed, number and sources, on every machine."""
    random = Random(f"{seed}/{number}")
    if random.random() < _SHARE_OF_BOMBS:
        bomb = random.choice(BOMBS)
        return Case(bomb.__name__, bomb(random))
    source = random.choice(sources)
    return Case(source.way, changed(random, source.content))


@dataclass(frozen=True, slots=True)
class Finding:
    """A file for which something does not hold, or that is heavy (`faults` is empty): it is kept."""

    case: Case
    faults: tuple[str, ...]
    settled: Settled | None


@dataclass(slots=True)
class Fuzz:
    """Sends files and counts what became of them."""

    way: WayIn
    hostile: UUID
    good: UUID
    sent: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    largest: int = 0

    def send(self, case: Case) -> Finding | None:
        """The finding, if there is one."""
        self.sent += 1
        self.kinds[str(kind_of(case.content))] += 1
        try:
            settled = self.way.send(self.hostile, case.content)
        except BusyMachineError:
            self.ends["none: this machine was too busy, and a queue would bring it again"] += 1
            return None
        except Exception as error:
            return self._found(Finding(case, (f"the worker met {type(error).__name__}: {error}",), None))
        faults = (*faults_of(settled), *self._faults_of_next())
        self._count(settled)
        return self._found(Finding(case, faults, settled)) if faults or _is_heavy(settled) else None

    def _faults_of_next(self) -> tuple[str, ...]:
        return tuple(faults_of_witness(self.sent, self.way.send(self.good, witness(self.sent))))

    def _count(self, settled: Settled) -> None:
        self.ends[str(settled.receipt.failure or "a record")] += 1
        self.replaced.update([settled.ended_by] if settled.ended_by else [])
        self.slowest = max(self.slowest, settled.seconds)
        self.largest = max(self.largest, settled.megabytes)

    def _found(self, finding: Finding) -> Finding:
        self.faults.update(finding.faults)
        return finding


def _is_heavy(settled: Settled) -> bool:
    return settled.ended_by != "" or settled.seconds > _HEAVY_SECONDS or settled.megabytes > _HEAVY_MEGABYTES


def keep(finding: Finding, folder: Path, name: str) -> Path:
    """Write the file down, to be sent again."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(finding.case.content)
    return file

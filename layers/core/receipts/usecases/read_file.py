"""Read a file to its record, in this process: what runs in the cell, with nothing but the file."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from receipts.domain.category import CategoryTable
from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Engine, Reading
from receipts.ports import Clock, OcrEngine


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Implements ports.ReceiptReader: OCR, then the reading rules."""

    engine: OcrEngine
    clock: Clock
    categories: CategoryTable

    def read(self, file: Path) -> Reading:
        """Raises UnreadableError."""
        started = time.perf_counter()
        pages = self.engine.read(file)
        reading = read_receipt(pages, self.clock.now().date(), self.categories)
        seconds = round(time.perf_counter() - started, 3)
        engine = Engine(self.engine.name, self.engine.version, seconds)
        return replace(reading, engine=engine, picture=pages[0].picture if pages else None)

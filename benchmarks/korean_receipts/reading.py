"""An engine reads the set, and its predictions are kept as they come."""

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.korean_receipts.engines import Engine
from benchmarks.korean_receipts.predictions import PredictionError, prediction_of
from benchmarks.korean_receipts.truth import Receipt, TruthError

Count = Callable[[Sequence[Receipt], str], Iterable[Receipt]]


def read_all(engine: Engine, receipts: Sequence[Receipt], folder: Path, kept: Path, count: Count) -> None:
    """Write a prediction a line into `kept`.

    Raises TruthError where a picture is missing, and PredictionError at the first answer that has no score.
    """
    missing = [receipt.file for receipt in receipts if not (folder / receipt.file).exists()]
    if missing:
        raise TruthError(f"{len(missing)} pictures are not in {folder} ({missing[0]} …): generate them first")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("w", encoding="utf-8") as file:
        for receipt in count(receipts, "reading"):
            file.write(_line(engine, receipt, folder) + "\n")
            file.flush()


def _line(engine: Engine, receipt: Receipt, folder: Path) -> str:
    started = _processor_seconds()
    answer = engine.read(folder / receipt.file)
    row = {"id": receipt.id, **answer, "seconds": round(_processor_seconds() - started, 3)}
    line = json.dumps(row, ensure_ascii=False)
    try:
        prediction_of(json.loads(line))
    except PredictionError as error:
        raise PredictionError(f"{engine.name}, {receipt.file}: {error}") from None
    return line


def _processor_seconds() -> float:
    """Of this process and the programs it called, since the machine may be busy with something else."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system

"""What must hold for every file, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import SETTLED
from receipts.domain.sentence import Language
from tests.file_fuzz.way_in import Settled
from tests.unit.adapters.ocr.test_pdf_inspection import pdf_of, stream

MOST_MEGABYTES: Final = 1_000
"""Of the reader; beside it the worker has two thirds of the function's 3,008 left."""
MOST_SECONDS: Final = 120.0
"""The function's."""
MOST_CHARACTERS: Final = 5_000_000
"""Of an answer of the API."""
_OURS: Final = (FailureCause.INTERNAL_ERROR, FailureCause.ENGINE_UNAVAILABLE, FailureCause.CHECKSUM_MISMATCH)
"""Causes that say nothing about a file: none may have them."""
_SECRET: Final = "Witness"


def faults_of(settled: Settled) -> Iterator[str]:
    """What does not hold for this file; nothing if all does."""
    receipt = settled.receipt
    if receipt.status not in SETTLED:
        yield f"it is left {receipt.status}"
    if (receipt.reading is None) == (receipt.failure is None):
        yield "it has neither record nor cause, or both"
    if receipt.failure in _OURS:
        yield f"its cause is ours: {receipt.failure}"
    if receipt.failure and not all(
        receipt.failure.sentence.in_language(language) in answer
        for language, answer in zip(Language, settled.answers, strict=True)
    ):
        yield "its cause has no sentence in the answer"
    if settled.megabytes > MOST_MEGABYTES:
        yield f"its reader took {settled.megabytes} MB"
    if settled.seconds > MOST_SECONDS:
        yield f"it took {settled.seconds:.0f} s"
    if any(_SECRET in answer for answer in settled.answers):
        yield "another's text is in its answer"
    if any(len(answer) > MOST_CHARACTERS for answer in settled.answers):
        yield f"its answer has {max(map(len, settled.answers))} characters"


def witness(number: int) -> bytes:
    """A good receipt of another tenant, with a name that stands on no other and a total of its own."""
    text = b"".join(
        b"BT /F1 12 Tf 50 %d Td (%s) Tj ET\n" % (700 - 20 * place, line.encode())
        for place, line in enumerate(_lines(number))
    )
    return pdf_of(b"", stream(text))


def _lines(number: int) -> tuple[str, ...]:
    name = f"{_SECRET}{number} Coffee Ltd"
    return (name, "2026-03-05 12:01", f"TOTAL {_total(number)}.00", "CASH")


def _total(number: int) -> int:
    return 100 + number % 800


def faults_of_witness(number: int, settled: Settled) -> Iterator[str]:
    """Whether a good file is read after a hostile one, as ever and with nothing of anybody else."""
    reading = settled.receipt.reading
    if reading is None or reading.amounts.total != _total(number):
        yield "the next good file was not read as it is"
    elif tuple(reading.text.splitlines()) != _lines(number):
        yield "the next good file's text is not its own"

"""What starts often starts light: only the parser's image carries the reading engine, and it alone reads."""

import subprocess
import sys

import pytest

READING = ("receipts.domain.reading", "receipts.adapters.ocr", "onnxruntime", "cv2", "rapidocr")


@pytest.mark.parametrize(
    "entry_point", ["receipts_api.app", "receipt_reconciler.handler", "dead_letter_settler.handler"]
)
def test_an_entry_point_that_reads_no_receipt_imports_no_reader(entry_point: str) -> None:
    """In a process of its own: in this one another test may have imported anything."""
    script = f"import sys, {entry_point}; print(*sorted(set(sys.modules) & set({READING!r})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

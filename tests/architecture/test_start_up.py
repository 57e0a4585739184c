"""What starts often starts light: only the cell's child loads the reading engine, and it alone reads."""

import subprocess
import sys

import pytest

READING = ("receipts.domain.reading", "receipts.adapters.ocr", "onnxruntime", "cv2", "rapidocr")

RIGHTS = ("sqlalchemy", "pg8000", "boto3", "botocore", "receipts.adapters.postgres", "receipts.adapters.aws")


@pytest.mark.parametrize(
    "entry_point",
    [
        "receipts_api.app",
        "receipt_reconciler.handler",
        "dead_letter_settler.handler",
        "receipt_parser.handler",
    ],
)
def test_an_entry_point_that_reads_no_receipt_imports_no_reader(entry_point: str) -> None:
    assert loaded_by(entry_point, READING) == []


@pytest.mark.parametrize(
    "reader", ["receipts.reader_process", "receipts.adapters.ocr, receipts.usecases.read_file"]
)
def test_what_reads_photos_of_strangers_has_no_way_to_the_database_or_to_aws(reader: str) -> None:
    assert loaded_by(reader, RIGHTS) == []


def loaded_by(modules: str, suspects: tuple[str, ...]) -> list[str]:
    """Which suspects are loaded, in a process of its own: in this one a test may have loaded anything."""
    script = f"import sys, {modules}; print(*sorted(set(sys.modules) & set({suspects!r})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split()

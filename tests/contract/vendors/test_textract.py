"""Amazon Textract AnalyzeExpense, in the shape that its API reference documents."""

import base64
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from PIL import Image

from receipts.adapters.engines import TextractReader, textract_client
from receipts.domain.escalation import ExpenseReading
from receipts.domain.receipt import Item, Source
from receipts.errors import EngineUnavailableError, PictureRefusedError
from tests.contract.vendors.conftest import Vendor, documented, grown, prunings

RECEIPT = documented("textract_receipt")


@pytest.fixture
def reader(at_aws: Vendor) -> Iterator[TextractReader]:
    boto3.setup_default_session()
    yield TextractReader(textract_client(timeout_seconds=60))
    boto3.DEFAULT_SESSION = None


def read(reader: TextractReader, vendor: Vendor, photo: Path, answer: Any) -> ExpenseReading:  # noqa: ANN401
    vendor.says(answer)
    return reader.read(photo)


def test_the_documented_answer_becomes_our_fields(
    reader: TextractReader, vendor: Vendor, photo: Path
) -> None:
    reading = read(reader, vendor, photo, RECEIPT)
    assert {path: field.value for path, field in reading.fields.items()} == {
        "merchant.name": "HARBOUR LANE STATIONERS",
        "merchant.address": "12 Harbour Lane Newport",
        "merchant.phone": "+44 1632 960123",
        "issued_at": datetime(2026, 11, 20, 12, 28),
        "amounts.total": Decimal("12.60"),
        "amounts.supply": Decimal("10.50"),
        "amounts.vat": Decimal("2.10"),
    }
    assert reading.fields["merchant.name"].confidence == 0.975
    assert reading.items == (Item(1, "NOTEBOOK A5", Decimal(3), Decimal("4.20"), Decimal("12.60")),)
    assert (reader.source, reading.cost_usd) == (Source.TEXTRACT, Decimal("0.01"))


def test_textract_gets_the_picture_as_a_jpeg(reader: TextractReader, vendor: Vendor, photo: Path) -> None:
    read(reader, vendor, photo, RECEIPT)
    (question,) = vendor.questions
    assert question.headers["X-Amz-Target"] == "Textract.AnalyzeExpense"
    sent = Image.open(BytesIO(base64.b64decode(question.body["Document"]["Bytes"])))
    assert (sent.format, sent.size) == ("JPEG", (60, 80))


def test_whatever_part_is_missing_the_rest_is_read(
    reader: TextractReader, vendor: Vendor, photo: Path
) -> None:
    whole = read(reader, vendor, photo, RECEIPT)
    for pruned in prunings(RECEIPT["ExpenseDocuments"][0]):
        reading = read(reader, vendor, photo, {"ExpenseDocuments": [pruned]})
        assert reading.fields.keys() <= whole.fields.keys()


@pytest.mark.parametrize("answer", [{}, {"ExpenseDocuments": []}, {"ExpenseDocuments": None}, b"<html>"])
def test_an_answer_without_a_receipt_has_no_fields(
    reader: TextractReader,
    vendor: Vendor,
    photo: Path,
    answer: Any,  # noqa: ANN401
) -> None:
    assert read(reader, vendor, photo, answer).fields == {}


def test_fields_that_are_added_later_do_not_matter(
    reader: TextractReader, vendor: Vendor, photo: Path
) -> None:
    assert read(reader, vendor, photo, grown(RECEIPT)) == read(reader, vendor, photo, RECEIPT)


def test_a_date_whose_order_is_not_certain_is_left_out(
    reader: TextractReader, vendor: Vendor, photo: Path
) -> None:
    date = {"Type": {"Text": "INVOICE_RECEIPT_DATE", "Confidence": 99.0}}
    ambiguous = date | {"ValueDetection": {"Text": "05/11/2026", "Confidence": 99.0}}
    answer = {"ExpenseDocuments": [{"SummaryFields": [ambiguous]}]}
    assert read(reader, vendor, photo, answer).fields == {}


def test_one_failure_is_tried_again_and_no_more(reader: TextractReader, vendor: Vendor, photo: Path) -> None:
    vendor.says(500, RECEIPT)
    assert reader.read(photo).fields
    vendor.says(503)
    vendor.questions.clear()
    with pytest.raises(EngineUnavailableError):
        reader.read(photo)
    assert len(vendor.questions) == 2


def test_textract_is_not_waited_for_beyond_the_timeout(at_aws: Vendor, photo: Path) -> None:
    at_aws.says(None)
    with pytest.raises(EngineUnavailableError, match="ReadTimeoutError"):
        TextractReader(textract_client(timeout_seconds=0.1)).read(photo)


def test_a_picture_that_textract_cannot_read_is_refused(
    reader: TextractReader, vendor: Vendor, photo: Path
) -> None:
    vendor.answers = [(400, b'{"__type": "UnsupportedDocumentException", "message": "no"}')]
    with pytest.raises(PictureRefusedError, match="UnsupportedDocumentException"):
        reader.read(photo)


def test_missing_rights_are_no_fault_of_the_picture(
    reader: TextractReader, vendor: Vendor, photo: Path
) -> None:
    vendor.answers = [(400, b'{"__type": "AccessDeniedException", "message": "no"}')]
    with pytest.raises(EngineUnavailableError, match="AccessDeniedException"):
        reader.read(photo)

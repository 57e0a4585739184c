"""NAVER CLOVA OCR's receipt model, in the shape that its API guide documents."""

import base64
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from receipts.adapters.engines import ClovaReader, clova_pool
from receipts.domain.business_number import BusinessNumber
from receipts.domain.escalation import ExpenseReading
from receipts.domain.receipt import Item
from receipts.errors import EngineUnavailableError, EscalationError, PictureRefusedError
from tests.contract.vendors.conftest import Vendor, documented, grown, prunings

RECEIPT = documented("clova_receipt")
RESULT = RECEIPT["images"][0]["receipt"]["result"]
PRICE = Decimal("0.06")


def reader_of(vendor: Vendor, timeout_seconds: float = 60) -> Iterator[ClovaReader]:
    pool = clova_pool(timeout_seconds)
    yield ClovaReader(pool, f"{vendor.url}/custom/v1/1/key/document/receipt", "a-secret", PRICE)
    pool.clear()


@pytest.fixture
def reader(vendor: Vendor) -> Iterator[ClovaReader]:
    yield from reader_of(vendor)


@pytest.fixture
def impatient(vendor: Vendor) -> Iterator[ClovaReader]:
    yield from reader_of(vendor, timeout_seconds=0.1)


def read(reader: ClovaReader, vendor: Vendor, photo: Path, answer: Any) -> ExpenseReading:  # noqa: ANN401
    vendor.says(answer)
    return reader.read(photo)


def answered(result: Any, **image: object) -> dict[str, Any]:  # noqa: ANN401
    return {"images": [{"inferResult": "SUCCESS", "receipt": {"result": result}} | image]}


def test_the_documented_answer_becomes_our_fields(reader: ClovaReader, vendor: Vendor, photo: Path) -> None:
    reading = read(reader, vendor, photo, RECEIPT)
    assert {path: field.value for path, field in reading.fields.items()} == {
        "merchant.name": "가나다상회 은하점",
        "merchant.business_number": BusinessNumber("1234567891"),
        "merchant.address": "경남 은하시 솔바람로 12",
        "merchant.phone": "0551234567",
        "issued_at": datetime(2026, 11, 20, 12, 28, 29),
        "amounts.total": Decimal(2500),
        "amounts.supply": Decimal(2273),
        "amounts.vat": Decimal(227),
        "payment.card_issuer": "신한카드",
        "payment.card_number_masked": "457973******1234",
        "payment.approval_number": "30451287",
    }
    assert reading.fields["merchant.name"].confidence == 0.91
    assert reading.items == (Item(1, "볼펜 0.5", Decimal(2), Decimal(1250), Decimal(2500)),)
    assert reading.cost_usd == PRICE


def test_clova_gets_the_secret_and_one_jpeg(reader: ClovaReader, vendor: Vendor, photo: Path) -> None:
    read(reader, vendor, photo, RECEIPT)
    (question,) = vendor.questions
    assert (question.path, question.headers["X-OCR-SECRET"]) == (
        "/custom/v1/1/key/document/receipt",
        "a-secret",
    )
    (image,) = question.body["images"]
    assert (question.body["version"], image["format"]) == ("V2", "jpg")
    assert Image.open(BytesIO(base64.b64decode(image["data"]))).format == "JPEG"


def test_whatever_part_is_missing_the_rest_is_read(reader: ClovaReader, vendor: Vendor, photo: Path) -> None:
    whole = read(reader, vendor, photo, RECEIPT)
    for pruned in prunings(RESULT):
        reading = read(reader, vendor, photo, answered(pruned))
        assert reading.fields.keys() <= whole.fields.keys()


def test_fields_that_are_added_later_do_not_matter(reader: ClovaReader, vendor: Vendor, photo: Path) -> None:
    assert read(reader, vendor, photo, grown(RECEIPT)) == read(reader, vendor, photo, RECEIPT)


def test_a_value_without_a_score_is_not_taken_for_a_sure_one(
    reader: ClovaReader, vendor: Vendor, photo: Path
) -> None:
    reading = read(reader, vendor, photo, answered({"totalPrice": {"price": {"text": "2,500원"}}}))
    total = reading.fields["amounts.total"]
    assert (total.value, total.confidence) == (Decimal(2500), 0.0)


def test_without_a_printed_total_the_card_payment_counts(
    reader: ClovaReader, vendor: Vendor, photo: Path
) -> None:
    paid = {"creditCardPrice": {"text": "2,500", "confidenceScore": 0.9}}
    reading = read(reader, vendor, photo, answered({"totalPrice": paid}))
    assert reading.fields["amounts.total"].value == Decimal(2500)


@pytest.mark.parametrize("result", ["ERROR", "FAILURE", None])
def test_a_picture_that_clova_cannot_read_is_refused(
    reader: ClovaReader, vendor: Vendor, photo: Path, result: str | None
) -> None:
    with pytest.raises(PictureRefusedError, match="inferResult"):
        read(reader, vendor, photo, answered(RESULT, inferResult=result))


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", {"images": "none"}, {"code": "0001"}])
def test_an_answer_of_another_shape_is_no_answer(
    reader: ClovaReader,
    vendor: Vendor,
    photo: Path,
    answer: Any,  # noqa: ANN401
) -> None:
    with pytest.raises(EscalationError):
        read(reader, vendor, photo, answer)


def test_a_busy_gateway_is_asked_once_more_and_no_more(
    reader: ClovaReader, vendor: Vendor, photo: Path
) -> None:
    vendor.says(503, RECEIPT)
    assert reader.read(photo).fields
    vendor.says(503)
    vendor.questions.clear()
    with pytest.raises(EngineUnavailableError, match="HTTP 503"):
        reader.read(photo)
    assert len(vendor.questions) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_other_errors_are_final(reader: ClovaReader, vendor: Vendor, photo: Path, status: int) -> None:
    vendor.says(status)
    with pytest.raises(EngineUnavailableError, match=f"HTTP {status}") as caught:
        reader.read(photo)
    assert len(vendor.questions) == 1
    assert "a-secret" not in str(caught.value)


def test_a_call_that_takes_too_long_is_given_up_and_not_paid_for_twice(
    impatient: ClovaReader, vendor: Vendor, photo: Path
) -> None:
    vendor.says(None)
    with pytest.raises(EngineUnavailableError):
        impatient.read(photo)
    assert len(vendor.questions) == 1


def test_nobody_at_home_is_an_engine_that_is_unavailable(photo: Path) -> None:
    nowhere = ClovaReader(clova_pool(1), "http://127.0.0.1:9/document/receipt", "a-secret", PRICE)
    with pytest.raises(EngineUnavailableError):
        nowhere.read(photo)

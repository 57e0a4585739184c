"""Amazon Bedrock's Converse with a forced tool, in the shape that its API reference documents."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pytest

from receipts.adapters.engines import BedrockReader, TokenPrices, bedrock_client
from receipts.domain.business_number import BusinessNumber
from receipts.domain.escalation import ExpenseReading
from receipts.domain.receipt import Item
from receipts.errors import EngineUnavailableError
from tests.contract.vendors.conftest import Vendor, documented, grown, prunings

RECEIPT = documented("bedrock_receipt")
RECORD = RECEIPT["output"]["message"]["content"][1]["toolUse"]["input"]
MODEL = "vendor.model-v1:0"
PRICES = TokenPrices(input_usd=Decimal(3), output_usd=Decimal(15))


@pytest.fixture
def reader(at_aws: Vendor) -> Iterator[BedrockReader]:
    boto3.setup_default_session()
    yield BedrockReader(bedrock_client(timeout_seconds=60), MODEL, PRICES)
    boto3.DEFAULT_SESSION = None


def read(reader: BedrockReader, vendor: Vendor, photo: Path, answer: Any) -> ExpenseReading:  # noqa: ANN401
    vendor.says(answer)
    return reader.read(photo)


def recorded(record: Any, name: str = "record_receipt") -> dict[str, Any]:  # noqa: ANN401
    content = [{"toolUse": {"toolUseId": "made-up", "name": name, "input": record}}]
    usage = {"inputTokens": 1000, "outputTokens": 100, "totalTokens": 1100}
    return {"output": {"message": {"role": "assistant", "content": content}}, "usage": usage}


def test_the_documented_answer_becomes_our_fields(reader: BedrockReader, vendor: Vendor, photo: Path) -> None:
    reading = read(reader, vendor, photo, RECEIPT)
    assert {path: field.value for path, field in reading.fields.items()} == {
        "merchant.name": "가나다상회 은하점",
        "merchant.business_number": BusinessNumber("1234567891"),
        "merchant.address": "경남 은하시 솔바람로 12",
        "issued_at": datetime(2026, 11, 20, 12, 28, 29),
        "amounts.total": Decimal(2500),
        "amounts.supply": Decimal(2273),
        "amounts.vat": Decimal(227),
        "payment.card_issuer": "신한카드",
        "payment.approval_number": "30451287",
    }
    assert reading.fields["amounts.total"].confidence == 0.98
    assert reading.items == (Item(1, "볼펜 0.5", Decimal(2), Decimal(1250), Decimal(2500)),)


def test_the_cost_is_counted_by_token(reader: BedrockReader, vendor: Vendor, photo: Path) -> None:
    reading = read(reader, vendor, photo, RECEIPT)
    assert reading.cost_usd == (2100 * Decimal(3) + 300 * Decimal(15)) / 10**6


def test_the_model_gets_the_picture_and_must_use_the_tool(
    reader: BedrockReader, vendor: Vendor, photo: Path
) -> None:
    read(reader, vendor, photo, RECEIPT)
    (question,) = vendor.questions
    assert question.path == "/model/vendor.model-v1%3A0/converse"
    assert question.body["toolConfig"]["toolChoice"] == {"tool": {"name": "record_receipt"}}
    schema = question.body["toolConfig"]["tools"][0]["toolSpec"]["inputSchema"]["json"]
    assert {"merchant_name", "total", "items"} <= schema["properties"].keys()
    assert "card_number" not in str(schema)
    assert question.body["messages"][0]["content"][0]["image"]["format"] == "jpeg"


def test_whatever_part_is_missing_the_rest_is_read(
    reader: BedrockReader, vendor: Vendor, photo: Path
) -> None:
    whole = read(reader, vendor, photo, RECEIPT)
    for pruned in prunings(RECORD):
        assert read(reader, vendor, photo, recorded(pruned)).fields.keys() <= whole.fields.keys()


def test_values_the_schema_did_not_foresee_are_read_where_they_are_clear(
    reader: BedrockReader, vendor: Vendor, photo: Path
) -> None:
    reading = read(reader, vendor, photo, recorded({"total": 2500, "vat": {"value": 227, "confidence": 9}}))
    assert reading.fields["amounts.total"].value == Decimal(2500)
    assert reading.fields["amounts.total"].confidence == 0.0
    assert reading.fields["amounts.vat"].confidence == 1.0


@pytest.mark.parametrize(
    "answer",
    [recorded(RECORD, name="another_tool"), recorded({"total": [2500], "items": "none"}), recorded({})],
)
def test_a_model_that_does_not_do_as_it_is_told_is_paid_and_not_believed(
    reader: BedrockReader,
    vendor: Vendor,
    photo: Path,
    answer: Any,  # noqa: ANN401
) -> None:
    reading = read(reader, vendor, photo, answer)
    assert (reading.fields, reading.items) == ({}, ())
    assert reading.cost_usd == Decimal("0.0045")


def test_fields_that_are_added_later_do_not_matter(
    reader: BedrockReader, vendor: Vendor, photo: Path
) -> None:
    known, later = recorded(RECORD), recorded(grown(RECORD)) | {"addedLater": {"v": 1}}
    assert read(reader, vendor, photo, later) == read(reader, vendor, photo, known)


def test_one_failure_is_tried_again_and_no_more(reader: BedrockReader, vendor: Vendor, photo: Path) -> None:
    vendor.says(503)
    with pytest.raises(EngineUnavailableError):
        reader.read(photo)
    assert len(vendor.questions) == 2


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"]
)
def test_a_model_that_is_not_to_be_had_is_an_engine_that_is_unavailable(
    at_aws: Vendor, reader: BedrockReader, photo: Path, code: str
) -> None:
    at_aws.answers = [(400, f'{{"__type": "{code}", "message": "no"}}'.encode())]
    with pytest.raises(EngineUnavailableError, match=code):
        reader.read(photo)


def test_the_model_is_not_waited_for_beyond_the_timeout(at_aws: Vendor, photo: Path) -> None:
    at_aws.says(None)
    with pytest.raises(EngineUnavailableError, match="ReadTimeoutError"):
        BedrockReader(bedrock_client(timeout_seconds=0.1), MODEL, PRICES).read(photo)

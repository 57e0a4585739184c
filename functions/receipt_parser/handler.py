"""Reads uploaded receipts: SQS messages with S3 events in, rows in PostgreSQL out."""

import os
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_parser.composition import build, start_reader
from receipt_parser.settings import ParserSettings
from receipt_parser.telemetry import logger, metrics, report
from receipts.messages import UploadedObject, uploads_in
from receipts.usecases.parse_receipt import ParseReceipt

# An empty answer is a success to Lambda, so a batch that failed whole is reported item by item as well.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
# One per execution environment: it stays, with its models loaded.
reader = cache(partial(start_reader, os.environ))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer with the messages to be delivered again; the others are done."""
    metrics.add_metric("DeliveriesReceived", MetricUnit.Count, len(event["Records"]))
    return process_partial_response(event, read_message, processor, context)


@cache
def parse_receipt() -> ParseReceipt:
    """Built once per execution environment, at the first message."""
    return build(ParserSettings.from_env(os.environ), reader())


def read_message(record: SQSRecord) -> None:
    """Read every object that one message announces; raises to have the message delivered again."""
    logger.append_keys(message_id=record.message_id, receipt_id=None)
    try:
        for uploaded in uploads_in(record.body):
            read_object(uploaded, record.message_id)
    except Exception:  # the last line of defence: the batch processor keeps what was raised to itself
        logger.exception("the message will be delivered again")
        raise


def read_object(uploaded: UploadedObject, delivery: str) -> None:
    """Read one object; every log line from here on names its receipt."""
    logger.append_keys(receipt_id=uploaded.key.rpartition("/")[2])
    logger.info("reading", extra={"object_key": uploaded.key, "version": uploaded.version})
    report(parse_receipt()(uploaded, delivery))


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # while a cold start has the processor for itself
    reader()

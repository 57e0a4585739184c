"""Reads uploaded receipts: SQS messages with S3 events in, rows in PostgreSQL out."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_parser.composition import build
from receipts.messages import uploads_in
from receipts.settings import ParserSettings
from receipts.usecases.parse_receipt import ParseOutcome, ParseReceipt, ParseResult

logger = Logger(service="receipt-parser")
metrics = Metrics(namespace="Receipts", service="receipt-parser")
utils.copy_config_to_registered_loggers(logger, include={"receipts"})
# An empty answer is a success to Lambda, so a batch that failed whole is reported item by item as well.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer with the messages to be delivered again; the others are done."""
    metrics.add_metric("DeliveriesReceived", MetricUnit.Count, len(event["Records"]))
    return process_partial_response(event, read_message, processor, context)


@cache
def parse_receipt() -> ParseReceipt:
    """Built once per execution environment, at the first message."""
    return build(ParserSettings.from_env(os.environ))


def read_message(record: SQSRecord) -> None:
    """Read every object that one message announces; raises to have the message delivered again."""
    for uploaded in uploads_in(record.body):
        receipt_id = uploaded.key.rpartition("/")[2]
        with logger.append_context_keys(receipt_id=receipt_id, message_id=record.message_id):
            logger.info("reading", extra={"object_key": uploaded.key})
            report(parse_receipt()(uploaded, delivery=record.message_id))


def report(result: ParseResult) -> None:
    """Log and count what became of a delivery."""
    logger.info(result.outcome, extra={"cause": result.cause, "seconds": result.seconds})
    if result.outcome is ParseOutcome.READ:
        metrics.add_metric("ReceiptsProcessed", MetricUnit.Count, 1)
        metrics.add_metric("ReadSeconds", MetricUnit.Seconds, result.seconds or 0)
    elif result.outcome is ParseOutcome.FAILED:
        metrics.add_metric("ReceiptsFailed", MetricUnit.Count, 1)

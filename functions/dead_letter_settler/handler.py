"""Decides about receipts whose messages were given up: dead letters in, queued or failed receipts out."""

import os
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from dead_letter_settler import telemetry
from dead_letter_settler.composition import build
from dead_letter_settler.settings import DeadLetterSettlerSettings
from receipts.errors import InvalidMessageError, UnknownObjectError
from receipts.messages import UploadedObject, uploads_in
from receipts.usecases.settle_dead_letter import SettleDeadLetter

# An empty answer is a success to Lambda, so a batch that failed whole is reported item by item as well.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@telemetry.logger.inject_lambda_context(clear_state=True)
@telemetry.metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer with the messages that stay in the dead letter queue; the others are done."""
    telemetry.report_received(len(event["Records"]))
    return process_partial_response(event, settle_message, processor, context)


@cache
def settle_dead_letter() -> SettleDeadLetter:
    """Built once per execution environment, at the first message."""
    return build(DeadLetterSettlerSettings.from_env(os.environ))


def settle_message(record: SQSRecord) -> None:
    """Settle every receipt that one message announces; raises to keep the message in the queue."""
    telemetry.logger.append_keys(message_id=record.message_id, receipt_id=None, object_key=None)
    try:
        for uploaded in (announced := uploads_in(record.body)):
            settle_object(uploaded, record)
        if not announced:
            telemetry.report_unknown(record, "it announces no upload")
    except InvalidMessageError as error:
        telemetry.report_unknown(record, str(error))
    except Exception:  # the last line of defence: the batch processor keeps what was raised to itself
        telemetry.report_unsettled()
        raise


def settle_object(uploaded: UploadedObject, record: SQSRecord) -> None:
    """Settle one receipt; every log line from here on names it."""
    telemetry.logger.append_keys(receipt_id=uploaded.key.rpartition("/")[2], object_key=uploaded.key)
    sent_at = datetime.fromtimestamp(int(record.attributes.sent_timestamp) / 1000, UTC)
    try:
        telemetry.report(settle_dead_letter()(uploaded, record.message_id, sent_at))
    except UnknownObjectError as error:
        telemetry.report_unknown(record, str(error))

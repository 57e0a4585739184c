"""What dead_letter_settler logs and counts."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from receipts.domain.mask import mask
from receipts.log_lines import masked_line
from receipts.usecases.settle_dead_letter import CAUSE, SettleOutcome, SettleResult

logger = Logger(service="dead-letter-settler", json_serializer=masked_line)
metrics = Metrics(service="dead-letter-settler")  # POWERTOOLS_METRICS_NAMESPACE: each environment has one
utils.copy_config_to_registered_loggers(logger, include={"receipts"})

_PART = 32_000
"""Characters: at most 128 kB, half of what CloudWatch takes as one line, so that escapes fit as well."""


def report_received(messages: int) -> None:
    """Count what arrived."""
    metrics.add_metric("DeadLettersReceived", MetricUnit.Count, messages)


def report(result: SettleResult) -> None:
    """Log and count what became of a dead letter."""
    if result.outcome is SettleOutcome.SETTLED:
        metrics.add_metric("ReceiptsDeadLettered", MetricUnit.Count, 1)
        logger.warning("settled as failed", extra={"tenant_id": result.tenant_id, "cause": CAUSE})
    elif result.outcome is SettleOutcome.REQUEUED:
        metrics.add_metric("DeadLettersRequeued", MetricUnit.Count, 1)
        logger.warning("queued again: no reader died of it", extra={"tenant_id": result.tenant_id})
    else:
        logger.info("settled before, or a later message has it")


def report_unknown(record: SQSRecord, reason: str) -> None:
    """Count and log a message that belongs to no receipt. The log is all that is left of it, so its whole
    body is there, in parts where it is long, with card numbers covered.
    """
    metrics.add_metric("UnknownDeadLetters", MetricUnit.Count, 1)
    body = mask(record.body)
    for start in range(0, len(body) or 1, _PART):
        logger.error(
            "no receipt can be settled for this message",
            extra={
                "reason": reason,
                "body": body[start : start + _PART],
                "body_from": start,
                "body_length": len(body),
                "source_queue": record.attributes.get("DeadLetterQueueSourceArn"),
                "sent_timestamp": record.attributes.get("SentTimestamp"),
            },
        )


def report_unsettled() -> None:
    """Count and log, with its cause, a message that stays in the queue."""
    metrics.add_metric("DeadLettersUnsettled", MetricUnit.Count, 1)
    logger.exception("the message stays in the dead letter queue")

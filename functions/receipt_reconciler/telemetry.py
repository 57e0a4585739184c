"""What receipt_reconciler logs and counts."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit

from receipts.log_lines import masked_line
from receipts.usecases.reconcile import Reconciled

logger = Logger(service="receipt-reconciler", json_serializer=masked_line)
metrics = Metrics(service="receipt-reconciler")  # POWERTOOLS_METRICS_NAMESPACE: each environment has one
utils.copy_config_to_registered_loggers(logger, include={"receipts"})


def report(done: Reconciled) -> dict[str, int]:
    """Log and count what a round has done; answers the numbers."""
    counts = {
        "sent": done.sent,
        "requeued": done.requeued,
        "arrived": done.arrived,
        "expired": done.expired,
        "swept": done.swept,
    }
    logger.info("reconciled", extra=counts)
    metrics.add_metric("ReceiptsRequeued", MetricUnit.Count, done.requeued)
    metrics.add_metric("UploadEventsLost", MetricUnit.Count, done.arrived)
    metrics.add_metric("Swept", MetricUnit.Count, done.swept)
    return counts


def count_retry() -> None:
    """Count that an operator asked, be it in vain."""
    metrics.add_metric("RetriesAsked", MetricUnit.Count, 1)


def report_retry(asked: dict[str, object], answer: dict[str, str]) -> None:
    """Log what an operator asked for, and what became of it."""
    logger.info("retried", extra={"asked": asked, **answer})

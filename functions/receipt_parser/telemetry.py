"""What receipt_parser logs and counts."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit

from receipts.usecases.parse_receipt import ParseOutcome, ParseResult

logger = Logger(service="receipt-parser")
metrics = Metrics(namespace="Receipts", service="receipt-parser")
utils.copy_config_to_registered_loggers(logger, include={"receipts"})


def report(result: ParseResult) -> None:
    """Log and count what became of a delivery."""
    logger.info(result.outcome, extra={"cause": result.cause, "seconds": result.seconds})
    if result.outcome is ParseOutcome.READ:
        metrics.add_metric("ReceiptsProcessed", MetricUnit.Count, 1)
        metrics.add_metric("ReadSeconds", MetricUnit.Seconds, result.seconds or 0)
    elif result.outcome is ParseOutcome.FAILED:
        metrics.add_metric("ReceiptsFailed", MetricUnit.Count, 1)

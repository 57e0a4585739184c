"""What receipt_parser logs and counts."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit

from receipts.domain.receipt import Escalation
from receipts.log_lines import masked_line
from receipts.usecases.parse_receipt import ParseOutcome, ParseResult

logger = Logger(service="receipt-parser", json_serializer=masked_line)
metrics = Metrics(service="receipt-parser")  # POWERTOOLS_METRICS_NAMESPACE: each environment has one
utils.copy_config_to_registered_loggers(logger, include={"receipts"})

_COUNTED = {
    ParseOutcome.FAILED: "ReceiptsFailed",
    ParseOutcome.HELD_BACK: "ReceiptsHeldBack",
    ParseOutcome.UNKNOWN_VERSION: "UnknownVersions",
}


def report_escalation(escalation: Escalation) -> None:
    """Count what other engines were asked, in vain or not, and what they cost."""
    metrics.add_metric("Escalations", MetricUnit.Count, 1)
    metrics.add_metric("EscalationFailures", MetricUnit.Count, int(escalation.failure is not None))
    metrics.add_metric("EscalationCostUsd", MetricUnit.NoUnit, float(escalation.cost_usd))


def report(result: ParseResult) -> None:
    """Log and count what became of a delivery."""
    say = logger.warning if result.outcome is ParseOutcome.UNKNOWN_VERSION else logger.info
    say(
        result.outcome,
        extra={"cause": result.cause, "seconds": result.seconds, "peak_megabytes": result.peak_megabytes},
    )
    if result.escalation:
        report_escalation(result.escalation)
    if result.outcome is ParseOutcome.READ:
        metrics.add_metric("ReceiptsProcessed", MetricUnit.Count, 1)
        metrics.add_metric("ReadSeconds", MetricUnit.Seconds, result.seconds or 0)
        metrics.add_metric("ReadPeakMegabytes", MetricUnit.Megabytes, result.peak_megabytes or 0)
    elif result.outcome in _COUNTED:
        metrics.add_metric(_COUNTED[result.outcome], MetricUnit.Count, 1)

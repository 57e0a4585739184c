"""Runs on a schedule and brings back what fell between two steps."""

import os
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_reconciler.composition import build, build_retry
from receipt_reconciler.retries import fulfil, read_request
from receipts.log_lines import masked_line
from receipts.settings import ReconcilerSettings
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.retry_failed import RetryFailed

logger = Logger(service="receipt-reconciler", json_serializer=masked_line)
metrics = Metrics(service="receipt-reconciler")  # POWERTOOLS_METRICS_NAMESPACE: each environment has one
utils.copy_config_to_registered_loggers(logger, include={"receipts"})


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, object], context: LambdaContext) -> dict[str, int] | dict[str, str]:
    """Answer with how many messages were sent, receipts requeued, lost uploads found, slots expired and old
    things swept; or, if an operator asks for a `retry`, with what became of that.
    """
    return retry(event) if "retry" in event else go_round()


def retry(event: dict[str, object]) -> dict[str, str]:
    """Read failed receipts again, as `make retry` asks. Raises InvalidRequestError."""
    metrics.add_metric("RetriesAsked", MetricUnit.Count, 1)
    request = read_request(event)
    answer = fulfil(retry_failed(), request)
    logger.info("retried", extra={"asked": request.model_dump(mode="json", exclude_none=True), **answer})
    return answer


def go_round() -> dict[str, int]:
    """What the schedule asks for.

    Raises ExceptionGroup, once all that could be done is done, if a step failed: the alarm counts it.
    """
    done = reconcile()()
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
    if done.failures:
        raise ExceptionGroup("left for the next run", done.failures)
    return counts


@cache
def reconcile() -> Reconcile:
    """Built once per execution environment, at the first run."""
    return build(ReconcilerSettings.from_env(os.environ))


@cache
def retry_failed() -> RetryFailed:
    """Built when an operator first asks for it."""
    return build_retry(ReconcilerSettings.from_env(os.environ))

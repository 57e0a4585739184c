"""Runs on a schedule and brings back what fell between two steps."""

import os
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_reconciler.composition import build, retry_failed
from receipt_reconciler.retries import fulfil, read_request
from receipts.settings import ReconcilerSettings
from receipts.usecases.reconcile import Reconcile

logger = Logger(service="receipt-reconciler")
metrics = Metrics(service="receipt-reconciler")  # POWERTOOLS_METRICS_NAMESPACE: each environment has one
utils.copy_config_to_registered_loggers(logger, include={"receipts"})


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, object], context: LambdaContext) -> dict[str, int] | dict[str, str]:
    """Answer with how many messages were sent, receipts requeued and slots expired; or, if an operator asks
    for a `retry`, with what became of that.
    """
    return retry(event) if "retry" in event else go_round()


def retry(event: dict[str, object]) -> dict[str, str]:
    """Read failed receipts again, as `make retry` asks. Raises InvalidRequestError."""
    metrics.add_metric("RetriesAsked", MetricUnit.Count, 1)
    request = read_request(event)
    answer = fulfil(reconcile().store, retry_failed(reconcile()), request)
    logger.info("retried", extra={"asked": request.model_dump(mode="json", exclude_none=True), **answer})
    return answer


def go_round() -> dict[str, int]:
    """What the schedule asks for."""
    done = reconcile()()
    counts = {"sent": done.sent, "requeued": done.requeued, "expired": done.expired}
    logger.info("reconciled", extra=counts)
    metrics.add_metric("ReceiptsRequeued", MetricUnit.Count, done.requeued)
    return counts


@cache
def reconcile() -> Reconcile:
    """Built once per execution environment, at the first run."""
    return build(ReconcilerSettings.from_env(os.environ))

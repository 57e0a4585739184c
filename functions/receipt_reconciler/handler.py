"""Runs on a schedule and brings back what fell between two steps."""

import os
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import utils
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_reconciler.composition import build
from receipts.log_lines import masked_line
from receipts.settings import ReconcilerSettings
from receipts.usecases.reconcile import Reconcile

logger = Logger(service="receipt-reconciler", json_serializer=masked_line)
metrics = Metrics(service="receipt-reconciler")  # POWERTOOLS_METRICS_NAMESPACE: each environment has one
utils.copy_config_to_registered_loggers(logger, include={"receipts"})


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, object], context: LambdaContext) -> dict[str, int]:
    """Answer with how many messages were sent, receipts requeued, lost uploads found, slots expired and
    old things swept.

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

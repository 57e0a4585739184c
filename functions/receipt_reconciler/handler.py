"""Runs on a schedule and brings back what fell between two steps."""

import os
from functools import cache

from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_reconciler.composition import build, build_retry
from receipt_reconciler.retries import fulfil, read_request
from receipt_reconciler.settings import ReconcilerSettings
from receipt_reconciler.telemetry import count_retry, logger, metrics, report, report_retry
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.retry_failed import RetryFailed


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, object], context: LambdaContext) -> dict[str, int] | dict[str, str]:
    """Answer with how many messages were sent, receipts requeued, lost uploads found, slots expired and old
    things swept; or, if an operator asks for a `retry`, with what became of that.
    """
    return retry(event) if "retry" in event else go_round()


def retry(event: dict[str, object]) -> dict[str, str]:
    """Read failed receipts again, as `make retry` asks. Raises InvalidRequestError."""
    count_retry()
    request = read_request(event)
    answer = fulfil(retry_failed(), request)
    report_retry(request.model_dump(mode="json", exclude_none=True), answer)
    return answer


def go_round() -> dict[str, int]:
    """What the schedule asks for.

    Raises ExceptionGroup, once all that could be done is done, if a step failed: the alarm counts it.
    """
    done = reconcile()()
    counts = report(done)
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

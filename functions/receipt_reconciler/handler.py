"""Runs on a schedule and brings back what fell between two steps."""

import os
from functools import cache

from aws_lambda_powertools.utilities.typing import LambdaContext

from receipt_reconciler import rereadings, retries
from receipt_reconciler.composition import build, build_reread, build_retry
from receipt_reconciler.settings import ReconcilerSettings
from receipt_reconciler.telemetry import count_retry, logger, metrics, report, report_retry
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.reread_many import RereadArchive
from receipts.usecases.retry_failed import RetryFailed


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, object], context: LambdaContext) -> dict[str, int] | dict[str, str]:
    """Answer with how many messages were sent, receipts requeued, lost uploads found, slots expired and old
    things swept; or, if an operator asks to `retry` or to `reread`, with what became of that.
    """
    return obey(event) if {"retry", "reread"} & event.keys() else go_round()


def obey(event: dict[str, object]) -> dict[str, str]:
    """What `make retry` and `make reread` ask. Raises InvalidRequestError."""
    count_retry()
    answer = retries.fulfil(retry_failed, event) if "retry" in event else rereadings.fulfil(reread, event)
    report_retry(event, answer)
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
    """Built once per execution environment, at the first run; the others when an operator first asks."""
    return build(ReconcilerSettings.from_env(os.environ))


@cache
def retry_failed() -> RetryFailed:  # noqa: D103
    return build_retry(ReconcilerSettings.from_env(os.environ))


@cache
def reread() -> RereadArchive:  # noqa: D103
    return build_reread(ReconcilerSettings.from_env(os.environ))

"""receipt_reconciler's composition root."""

from datetime import timedelta

from receipts.adapters.aws import sns_client, sqs_client
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.secrets import database_url
from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from receipts.ports import Channel, Destination
from receipts.settings import ReconcilerSettings
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.relay import Relay
from receipts.usecases.retry_failed import RetryFailed


def build(settings: ReconcilerSettings) -> Reconcile:
    """Wire the use case to PostgreSQL, SQS and SNS."""
    clock = SystemClock()
    store = PostgresReceiptStore(connect(database_url(settings)))
    channels: dict[Destination, Channel] = {
        Destination.UPLOADS: SqsQueue(sqs_client(), settings.receipt_queue_url),
        Destination.RECEIPT_EVENTS: SnsTopic(sns_client(), settings.receipt_events_topic_arn),
    }
    return Reconcile(
        store=store,
        relay=Relay(store, channels, clock),
        clock=clock,
        new_id=new_id,
        bucket=settings.receipt_bucket,
        unsent_after=timedelta(seconds=settings.unsent_after_seconds),
        stuck_after=timedelta(seconds=settings.stuck_after_seconds),
        slot_expires_after=timedelta(seconds=settings.slot_expires_after_seconds),
    )


def retry_failed(reconcile: Reconcile) -> RetryFailed:
    """On the same database."""
    return RetryFailed(reconcile.store, reconcile.new_id, reconcile.bucket)

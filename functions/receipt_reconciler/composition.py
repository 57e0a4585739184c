"""receipt_reconciler's composition root."""

from datetime import timedelta

from receipt_reconciler.settings import ReconcilerSettings
from receipts.adapters.aws import HASTY, s3_client, sns_client, sqs_client
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.postgres import PostgresReceiptStore, PostgresRereadings, connect_function
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.secrets import database_url, newer_passwords
from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from receipts.ports import Channel, Clock, Destination, ObjectStore, ReceiptStore
from receipts.usecases.drain_outbox import DrainOutbox
from receipts.usecases.purge import Purge
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.relay import Relay
from receipts.usecases.requeue_stuck import RequeueStuck
from receipts.usecases.reread_many import RereadArchive
from receipts.usecases.retry_failed import RetryFailed
from receipts.usecases.settle_slots import SettleSlots
from receipts.usecases.sweep import SweepBucket, SweepRows


def build(settings: ReconcilerSettings) -> Reconcile:
    """Wire the use case to PostgreSQL, S3, SQS and SNS."""
    clock, bucket = SystemClock(), settings.receipt_bucket
    store = PostgresReceiptStore(connect_function(database_url(settings), newer_passwords(settings)))
    channels: dict[Destination, Channel] = {
        Destination.UPLOADS: SqsQueue(sqs_client(HASTY), settings.receipt_queue_url),
        Destination.RECEIPT_EVENTS: SnsTopic(sns_client(HASTY), settings.receipt_events_topic_arn),
    }
    objects = S3ObjectStore(s3_client(HASTY), bucket)
    unsent, stuck, slots = (
        timedelta(seconds=seconds)
        for seconds in (
            settings.unsent_after_seconds,
            settings.stuck_after_seconds,
            settings.slot_expires_after_seconds,
        )
    )
    return Reconcile(
        drain=DrainOutbox(store, Relay(store, channels, clock), clock, unsent),
        requeue_stuck=RequeueStuck(store, clock, new_id, bucket, stuck),
        settle_slots=SettleSlots(store, objects, clock, new_id, bucket, slots),
        sweep_rows=SweepRows(store, clock),
        sweep_bucket=_sweep_bucket(settings, store, objects, clock),
        purge=Purge(store, objects, clock, timedelta(days=settings.deleted_receipts_stay_days)),
        clock=clock,
    )


def _sweep_bucket(
    settings: ReconcilerSettings, store: ReceiptStore, objects: ObjectStore, clock: Clock
) -> SweepBucket:
    days = settings.photos_deleted_after_days
    locked_for = timedelta(days=settings.photos_locked_for_days)
    return SweepBucket(store, objects, clock, timedelta(days=days) if days else None, locked_for)


def build_reread(settings: ReconcilerSettings) -> RereadArchive:
    """Wire the operator's rereading to PostgreSQL; the next round sends what it queues."""
    engine = connect_function(database_url(settings), newer_passwords(settings))
    return RereadArchive(
        PostgresReceiptStore(engine), PostgresRereadings(engine), new_id, settings.receipt_bucket
    )


def build_retry(settings: ReconcilerSettings) -> RetryFailed:
    """Wire the operator's bulk retry to PostgreSQL; the next round sends what it queues."""
    store = PostgresReceiptStore(connect_function(database_url(settings), newer_passwords(settings)))
    return RetryFailed(store, new_id, settings.receipt_bucket)

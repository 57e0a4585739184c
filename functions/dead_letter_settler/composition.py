"""dead_letter_settler's composition root."""

from dead_letter_settler.settings import DeadLetterSettlerSettings
from receipts.adapters.aws import sns_client
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.postgres import PostgresReceiptStore, connect_function
from receipts.adapters.secrets import database_url, newer_passwords
from receipts.adapters.sns import SnsTopic
from receipts.ports import Destination
from receipts.usecases.relay import Relay
from receipts.usecases.settle_dead_letter import SettleDeadLetter


def build(settings: DeadLetterSettlerSettings) -> SettleDeadLetter:
    """Wire the use case to PostgreSQL and SNS."""
    clock = SystemClock()
    store = PostgresReceiptStore(connect_function(database_url(settings), newer_passwords(settings)))
    topic = SnsTopic(sns_client(), settings.receipt_events_topic_arn)
    relay = Relay(store, {Destination.RECEIPT_EVENTS: topic}, clock)
    return SettleDeadLetter(store, relay, clock, new_id, settings.receipt_bucket)

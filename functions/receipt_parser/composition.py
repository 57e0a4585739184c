"""receipt_parser's composition root."""

from receipts.adapters.aws import s3_client, sns_client
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.ocr import EmbeddedEngine
from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.secrets import database_url
from receipts.adapters.sns import SnsTopic
from receipts.ports import Destination
from receipts.settings import ParserSettings
from receipts.usecases.parse_receipt import ParseReceipt
from receipts.usecases.relay import Relay


def build(settings: ParserSettings) -> ParseReceipt:
    """Wire the use case to PostgreSQL, S3, SNS and the embedded OCR engine."""
    clock = SystemClock()
    store = PostgresReceiptStore(connect(database_url(settings)))
    topic = SnsTopic(sns_client(), settings.receipt_events_topic_arn)
    return ParseReceipt(
        store=store,
        objects=S3ObjectStore(s3_client(), settings.receipt_bucket),
        engine=EmbeddedEngine(threads=settings.ocr_threads),
        relay=Relay(store, {Destination.RECEIPT_EVENTS: topic}, clock),
        clock=clock,
        new_id=new_id,
        lease=settings.claim_lease,
    )

"""receipt_parser's composition root."""

from collections.abc import Mapping

from receipt_parser.settings import ParserSettings
from receipts.adapters.aws import s3_client, sns_client, sqs_client
from receipts.adapters.category_table import load_categories
from receipts.adapters.cell import Cell, Limits, hide_from_children, reader_command
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.postgres import (
    PostgresCompany,
    PostgresMerchantDirectory,
    PostgresReceiptStore,
    PostgresSpending,
    connect_function,
)
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.secrets import database_url, newer_passwords
from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from receipts.domain.fairness import Share
from receipts.ports import Destination, ShowingReader, Spending
from receipts.usecases.escalate import Escalate
from receipts.usecases.parse_receipt import ParseReceipt
from receipts.usecases.relay import Relay
from receipts.usecases.show_pages import ShowPages
from receipts.usecases.suggest_account import SuggestAccount


def start_reader(environment: Mapping[str, str]) -> Cell:
    """A cell whose child begins to load its models, while this process does other things."""
    settings = ParserSettings.from_env(environment)
    hide_from_children()
    megabytes = settings.reading_megabytes
    command = reader_command(settings.ocr_threads, megabytes, settings.category_table, shows_pages=True)
    limits = Limits(
        settings.reading_seconds,
        megabytes,
        whole_seconds=settings.reading_whole_seconds,
        makes_way_after=settings.reading_makes_way_after_seconds,
    )
    cell = Cell(command, environment, limits, shows_pages=True)
    cell.start()
    return cell


def build(settings: ParserSettings, reader: ShowingReader) -> ParseReceipt:
    """Wire the use case to PostgreSQL, S3, SQS, SNS and the reader."""
    clock = SystemClock()
    engine = connect_function(database_url(settings), newer_passwords(settings))
    store = PostgresReceiptStore(engine)
    topic = SnsTopic(sns_client(), settings.receipt_events_topic_arn)
    objects = S3ObjectStore(s3_client(), settings.receipt_bucket)
    return ParseReceipt(
        store=store,
        objects=objects,
        reader=reader,
        show=ShowPages(reader, objects),
        relay=Relay(store, {Destination.RECEIPT_EVENTS: topic}, clock),
        clock=clock,
        new_id=new_id,
        lease=settings.claim_lease,
        queue=SqsQueue(sqs_client(), settings.receipt_queue_url),
        bucket=settings.receipt_bucket,
        share=Share(settings.parser_concurrency),
        suggest=SuggestAccount(load_categories(settings.category_table), PostgresCompany(engine)),
        directory=PostgresMerchantDirectory(engine),
        escalate=_escalation(settings, PostgresSpending(engine)),
    )


def _escalation(settings: ParserSettings, spending: Spending) -> Escalate | None:
    """None where no other engine is ever asked, and then none is loaded: it would slow the cold start."""
    if not settings.engines_in_use:
        return None
    from receipt_parser.engines import build_escalation  # noqa: PLC0415

    return build_escalation(settings, spending)

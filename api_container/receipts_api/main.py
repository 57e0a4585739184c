"""The entry point and composition root: the only place that reads the environment.

`python -m receipts_api --host 0.0.0.0 --port 8000`, or `uvicorn --factory receipts_api.main:create`.
"""

import argparse
import os
import socket
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from receipts.adapters.aws import s3_client, sqs_client
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.postgres import (
    PostgresBatches,
    PostgresCompany,
    PostgresLedger,
    PostgresMerchantDirectory,
    PostgresReceiptFinder,
    PostgresReceiptStore,
    PostgresRereadings,
    connect,
)
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.secrets import database_url, newer_passwords
from receipts.adapters.sqs import SqsQueue
from receipts.errors import SettingsError
from receipts_api.app import create_app
from receipts_api.dependencies import Database, Dependencies
from receipts_api.logs import share_log_format
from receipts_api.patient_protocol import protocol_with
from receipts_api.request_head import LARGEST_HEAD
from receipts_api.settings import ApiSettings

_CONNECTIONS = 8
_MORE_CONNECTIONS_AT_PEAK = 4
"""For half a processor. All tasks of both colours must find room in the database."""

_GRACE_SECONDS = 20
"""For requests under way when told to stop; ECS kills after 30."""

_NOT_STARTED = 3
"""What uvicorn itself exits with."""

_KEEP_ALIVE_SECONDS = 75
"""Longer than the load balancer's idle timeout of 60, so that it never reuses a connection being closed."""


def create() -> FastAPI:
    """The API on PostgreSQL, S3 and SQS as the environment names them. Raises SettingsError."""
    share_log_format()
    return _assembled(ApiSettings.from_env(os.environ))


def _assembled(settings: ApiSettings) -> FastAPI:
    engine = connect(
        database_url(settings),
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS_AT_PEAK,
        newer_passwords=newer_passwords(settings),
    )
    dependencies = Dependencies.assemble(
        Database(
            store=PostgresReceiptStore(engine),
            finder=PostgresReceiptFinder(engine),
            ledger=PostgresLedger(engine),
            directory=PostgresMerchantDirectory(engine),
            company=PostgresCompany(engine),
            batches=PostgresBatches(engine),
            rereadings=PostgresRereadings(engine),
        ),
        objects=_bucket(settings),
        queue=SqsQueue(sqs_client(), settings.receipt_queue_url),
        clock=SystemClock(),
        new_id=new_id,
        settings=settings,
    )
    return create_app(dependencies, on_shutdown=engine.dispose, serve_docs=settings.serve_docs)


def _bucket(settings: ApiSettings) -> S3ObjectStore:
    public = settings.s3_public_endpoint_url
    return S3ObjectStore(s3_client(), settings.receipt_bucket, s3_client(endpoint=public) if public else None)


def main() -> None:
    """Serve until told to stop; then finish what is under way."""
    options = _options()
    try:
        settings = ApiSettings.from_env(os.environ)
        app = create()
    except SettingsError as error:
        sys.exit(f"receipts-api: {error}")
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        http=protocol_with(settings.head_seconds, settings.answer_seconds),
        h11_max_incomplete_event_size=LARGEST_HEAD,
        forwarded_allow_ips=settings.trusted_proxies,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    sockets = [socket.socket(fileno=options.fd)] if options.fd is not None else None
    with suppress(KeyboardInterrupt):  # Ctrl-C is an order, and has been followed by now
        server.run(sockets=sockets)
    if not server.started:
        sys.exit(_NOT_STARTED)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="receipts-api", description="Serve the receipts API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int, help="a socket that listens already, instead of host and port")
    return parser.parse_args()

"""The way that a photo takes, on PostgreSQL, with the real reader in its cell; only S3 and SQS are played."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from time import monotonic
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Engine

from receipts.adapters.category_table import load_categories
from receipts.adapters.cell import Cell, Limits, reader_command
from receipts.adapters.cell.memory import MEGABYTE
from receipts.adapters.clock import SystemClock, new_id
from receipts.adapters.postgres import (
    PostgresCompany,
    PostgresMerchantDirectory,
    PostgresReceiptStore,
    connect,
)
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.migrate import migrate
from receipts.domain.fairness import Share
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.errors import ReaderUnavailableError
from receipts.messages import UploadedObject
from receipts.ports import Destination
from receipts.usecases.accept_receipt import AcceptReceipt, Announcement
from receipts.usecases.parse_receipt import ParseReceipt
from receipts.usecases.relay import Relay
from receipts.usecases.suggest_account import SuggestAccount
from receipts_api.documents import ReceiptDocument
from tests.fakes.channel import FakeChannel
from tests.fakes.object_store import FakeObjectStore
from tests.fixtures.database import as_login, new_database
from tests.fixtures.parts import store_of_all_parts
from tests.fixtures.postgres_server import postgres_server

_TRIES: Final = 3
"""The message comes again, as from the queue."""
_BUCKET: Final = "receipts"
_LEASE: Final = timedelta(minutes=6)


class BusyMachineError(Exception):
    """A reader got too little of a processor each time: that says nothing about the file."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a file: its receipt, as the API answers it in both languages; and what that took."""

    receipt: Receipt
    answers: tuple[str, ...]
    seconds: float
    megabytes: int
    ended_by: str
    """Why the reader was ended, if it was: its limits, or how it died."""


@dataclass(slots=True)
class WayIn:
    """One worker with its reader; `send` lets a file go all its way."""

    store: PostgresReceiptStore
    parse: ParseReceipt
    accept: AcceptReceipt
    objects: FakeObjectStore
    cell: Cell
    ends: list[tuple[str, int]] = field(default_factory=list)
    """Of each reader that was replaced, why, and the most megabytes that it held."""

    def send(self, tenant: UUID, content: bytes) -> Settled:
        """Raises whatever would end the worker or bring the message back for ever."""
        announced = Announcement("image/jpeg", len(content), hashlib.sha256(content).hexdigest())
        receipt = self.accept.take(tenant, announced, BytesIO(content)).receipt
        self.ends.clear()
        children = {self.cell._child}
        seconds = self._deliver(UploadedObject(receipt.photo.key, receipt.photo.version))
        self.objects.delete(receipt.photo.key, receipt.photo.version)
        settled = self.store.get(tenant, receipt.id)
        answers = tuple(
            ReceiptDocument.from_receipt(settled, language).model_dump_json() for language in Language
        )
        children.add(self.cell._child)
        megabytes = self._megabytes(settled, [child.meter.peak() for child in children if child])
        return Settled(settled, answers, seconds, megabytes, "; ".join(reason for reason, _ in self.ends))

    def _deliver(self, uploaded: UploadedObject) -> float:
        """Seconds of the try that settled it: each is an invocation of its own."""
        for left in reversed(range(_TRIES)):
            started = monotonic()
            try:
                self.parse(uploaded, delivery=str(uuid4()))
            except ReaderUnavailableError as error:
                if "busy machine" not in str(error):
                    raise
                if not left:
                    raise BusyMachineError from error
            else:
                return monotonic() - started
        raise AssertionError("the last try returns or raises")

    def _megabytes(self, settled: Receipt, peaks: Sequence[int]) -> int:
        engine = settled.reading.engine if settled.reading else None
        told = (engine.peak_megabytes if engine else None) or 0
        return max(told, *(round(peak / MEGABYTE) for peak in peaks), *(held for _, held in self.ends), 0)


class _Replaced(logging.Handler):
    """Hears of readers that are replaced."""

    def __init__(self, way: WayIn) -> None:
        super().__init__()
        self._way = way

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("a reader was replaced"):
            reason = record.getMessage().partition(": ")[2]
            self._way.ends.append((reason, int(record.__dict__["peak_megabytes"])))


@contextmanager
def way_in(engines: Mapping[Part, Engine], limits: Limits) -> Iterator[WayIn]:
    """On a migrated database, with the login of each part."""
    store, clock, objects = store_of_all_parts(engines), SystemClock(), FakeObjectStore()
    queue = FakeChannel()
    relay = Relay(store, dict.fromkeys(Destination, queue), clock)
    company = PostgresCompany(engines[Part.PARSER])
    with Cell(reader_command(2, limits.memory_megabytes), os.environ, limits) as cell:
        parse = ParseReceipt(
            store=store,
            objects=objects,
            reader=cell,
            relay=relay,
            clock=clock,
            new_id=new_id,
            lease=_LEASE,
            queue=queue,
            bucket=_BUCKET,
            share=Share(20),
            suggest=SuggestAccount(load_categories(), company),
            directory=PostgresMerchantDirectory(engines[Part.PARSER]),
        )
        accept = AcceptReceipt(store, objects, relay, clock, new_id, _BUCKET, timedelta(minutes=15))
        way = WayIn(store, parse, accept, objects, cell)
        handler = _Replaced(way)
        logger = logging.getLogger("receipts.adapters.cell.cell")
        logger.addHandler(handler)
        try:
            yield way
        finally:
            logger.removeHandler(handler)


@contextmanager
def a_database() -> Iterator[tuple[Engine, dict[Part, Engine]]]:
    """Of its own, gone afterwards."""
    with postgres_server() as server:
        url = new_database(server, "fuzz", migrated=True)
        logins = {part: Login(f"receipts_{part}", f"password of the {part}") for part in Part}
        migrate(url, logins)
        owner = connect(url)
        engines = {part: connect(as_login(url, login)) for part, login in logins.items()}
        try:
            yield owner, engines
        finally:
            for engine in (owner, *engines.values()):
                engine.dispose()

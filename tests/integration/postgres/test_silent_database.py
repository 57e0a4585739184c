"""A database that hangs: it takes connections and says nothing, or stops in the middle of a word."""

import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import Engine, make_url, text

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.connection import Patience, transaction
from receipts.errors import StorageUnavailableError
from tests.integration.postgres.test_concurrency import at_once

PROMISED_SECONDS = 5
ALLOWED_SECONDS = 9
"""The machine that tests may be busy."""

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""pg8000 forgets to close the socket of a connection that was given up; collecting it complains."""


class Line:
    """Between the application and its database; while it is held, bytes wait."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._open = threading.Event()
        self._open.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.set()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                self._ends += [near, far]
                far.connect(self._database)
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(1 << 16):
                self._open.wait()
                sink.sendall(chunk)
            sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(engine: Engine) -> Iterator[Line]:
    held = Line(str(engine.url.query["unix_sock"]))
    yield held
    held.close()


@pytest.fixture
def far(engine: Engine, line: Line) -> Iterator[Engine]:
    """An engine on the database at the end of the line."""
    url = make_url(f"postgresql+pg8000://postgres@127.0.0.1:{line.port}/{engine.url.database}")
    distant = connect(url, pool_size=2, max_overflow=1)
    yield distant
    line.release()
    distant.dispose()
    gc.collect()


@contextmanager
def given_up_in_time() -> Iterator[None]:
    started = time.monotonic()
    with pytest.raises(StorageUnavailableError):
        yield
    assert time.monotonic() - started < ALLOWED_SECONDS


def test_a_database_is_given_up_after_five_seconds() -> None:
    assert max(Patience().for_a_connection, Patience().for_an_answer) <= PROMISED_SECONDS


def test_a_database_that_takes_connections_and_says_nothing_is_given_up(far: Engine, line: Line) -> None:
    line.hold()
    with given_up_in_time(), transaction(far):
        pass


def test_a_database_that_falls_silent_between_requests_is_given_up(far: Engine, line: Line) -> None:
    store = PostgresReceiptStore(far)
    assert store.is_ready()
    line.hold()
    with given_up_in_time():
        store.holder_of_key("0" * 64)


def test_a_database_that_falls_silent_in_a_transaction_is_given_up(far: Engine, line: Line) -> None:
    with given_up_in_time(), transaction(far) as connection:
        line.hold()
        connection.execute(text("SELECT 1"))


def test_a_database_that_takes_no_more_of_a_long_statement_is_given_up(far: Engine, line: Line) -> None:
    """More than the buffers between us and it hold, so that it is sending that hangs."""
    with given_up_in_time(), transaction(far) as connection:
        line.hold()
        connection.execute(text("SELECT length(:long)"), {"long": "x" * 50_000_000})


def test_nobody_waits_longer_for_the_many_before_him(far: Engine, line: Line) -> None:
    """More callers than connections: who waits for one has not his whole patience for the database left."""

    def call() -> float:
        started = time.monotonic()
        with pytest.raises(StorageUnavailableError):
            PostgresReceiptStore(far).get(UUID(int=1), UUID(int=2))
        return time.monotonic() - started

    PostgresReceiptStore(far).is_ready()
    line.hold()
    assert max(at_once(*[partial(call) for _ in range(9)])) < ALLOWED_SECONDS


def test_a_database_that_speaks_again_is_used_again(far: Engine, line: Line) -> None:
    store = PostgresReceiptStore(far)
    line.hold()
    assert not store.is_ready()
    line.release()
    assert store.is_ready()

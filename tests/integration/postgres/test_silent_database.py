"""A database that hangs: it takes connections and says nothing, or stops in the middle of a word."""

import gc
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from uuid import UUID

import pytest
from sqlalchemy import Engine, make_url, text

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.connection import _SHORTEST, Patience, _asking, _Door, transaction
from receipts.errors import StorageUnavailableError
from tests.integration.postgres.test_concurrency import at_once

PROMISED_SECONDS = 5


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


class Waits:
    """How long each thread has waited in vain for the far end: the timeouts that ran out. A busy machine
    takes longer by the clock, and that is not the database's silence.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._in_vain: dict[int, float] = defaultdict(float)
        for name in ("recv", "recv_into", "send"):
            monkeypatch.setattr(socket.socket, name, self._watched(getattr(socket.socket, name)))

    @contextmanager
    def end_in_time(self) -> Iterator[None]:
        with pytest.raises(StorageUnavailableError):
            yield
        assert 0 < self.of_this_thread() <= PROMISED_SECONDS

    def of_this_thread(self) -> float:
        return self._in_vain[threading.get_ident()]

    def _watched(self, transfer: Callable[..., int]) -> Callable[..., int]:
        def watched(end: socket.socket, *given: object) -> int:
            try:
                return transfer(end, *given)
            except TimeoutError:
                self._in_vain[threading.get_ident()] += end.gettimeout() or 0
                raise

        return watched


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    return Waits(monkeypatch)


def test_a_database_is_given_up_after_five_seconds() -> None:
    assert max(Patience().for_a_connection, Patience().for_an_answer) <= PROMISED_SECONDS


def test_a_database_that_takes_connections_and_says_nothing_is_given_up(
    far: Engine, line: Line, waits: Waits
) -> None:
    line.hold()
    with waits.end_in_time(), transaction(far):
        pass


def test_a_database_that_falls_silent_between_requests_is_given_up(
    far: Engine, line: Line, waits: Waits
) -> None:
    store = PostgresReceiptStore(far)
    assert store.is_ready()
    line.hold()
    with waits.end_in_time():
        store.holder_of_key("0" * 64)


def test_a_database_that_falls_silent_in_a_transaction_is_given_up(
    far: Engine, line: Line, waits: Waits
) -> None:
    with waits.end_in_time(), transaction(far) as connection:
        line.hold()
        connection.execute(text("SELECT 1"))


def test_a_database_that_takes_no_more_of_a_long_statement_is_given_up(
    far: Engine, line: Line, waits: Waits
) -> None:
    """More than the buffers between us and it hold, so that it is sending that hangs."""
    with waits.end_in_time(), transaction(far) as connection:
        line.hold()
        connection.execute(text("SELECT length(:long)"), {"long": "x" * 50_000_000})


def test_nobody_waits_longer_for_the_many_before_him(
    far: Engine, line: Line, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More callers than connections: who waits for one has not his whole patience for the database left."""
    granted: list[float] = []
    log_in = _Door._log_in

    def noted(door: _Door, named: Mapping[str, object]) -> object:
        waited = time.monotonic() - (_asking.since or 0)
        granted.append(waited + door.patience.left())
        return log_in(door, named)

    def call() -> float:
        with pytest.raises(StorageUnavailableError):
            PostgresReceiptStore(far).get(UUID(int=1), UUID(int=2))
        return waits.of_this_thread()

    PostgresReceiptStore(far).is_ready()
    line.hold()
    monkeypatch.setattr(_Door, "_log_in", noted)
    assert max(at_once(*[call] * 9)) <= PROMISED_SECONDS
    assert max(granted) <= PROMISED_SECONDS + _SHORTEST


def test_a_database_that_speaks_again_is_used_again(far: Engine, line: Line) -> None:
    store = PostgresReceiptStore(far)
    line.hold()
    assert not store.is_ready()
    line.release()
    assert store.is_ready()

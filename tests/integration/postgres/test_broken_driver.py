"""Whatever the driver raises, and wherever: nobody ever gets the answer to somebody else's question."""

import gc
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count, cycle
from types import FrameType
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres import connection as connections
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import tenants
from receipts.errors import ReceiptNotFoundError
from tests.fixtures.makers import a_receipt


@pytest.fixture(autouse=True)
def nothing_is_left_for_the_next_test() -> Iterator[None]:
    """Whatever is left open complains when it is collected: here, not in some later test."""
    yield
    gc.collect()


UNANSWERABLE = datetime.fromisoformat("9999-12-31T23:59:59-09:00")
"""pg8000 cannot convert it to UTC, and notices when the statement is half sent."""


@pytest.fixture
def one(engine: Engine) -> Iterator[Engine]:
    """An engine with one connection, so that whoever comes next gets what the last one left behind."""
    single = connect(engine.url, pool_size=1, max_overflow=0)
    yield single
    single.dispose()


def ask(engine: Engine) -> None:
    """Two questions that nobody has asked before, each with its own answer."""
    with transaction(engine) as connection:
        for word in (uuid4().hex, uuid4().hex):
            assert connection.scalar(text("SELECT :word"), {"word": word}) == word


def work(engine: Engine) -> None:
    """A row in, and a question."""
    with transaction(engine) as connection:
        connection.execute(tenants.insert().values(id=uuid4(), name="한빛상사"))
        connection.scalar(text("SELECT :word"), {"word": "x"})


class StoppedError(BaseException):
    """As a thread is stopped from outside; KeyboardInterrupt is of this kind."""


FAULTS: tuple[Callable[[], BaseException], ...] = (
    lambda: OverflowError("date value out of range"),
    lambda: struct.error("unpack requires a buffer of 4 bytes"),
    lambda: UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    lambda: ConnectionResetError(104, "Connection reset by peer"),
    lambda: TimeoutError("timed out"),
    MemoryError,
    StoppedError,
    GeneratorExit,
)


@contextmanager
def raising_at(call: int, fault: BaseException) -> Iterator[list[str]]:
    """pg8000 raises as its function number `call` begins; the name of that function, once it has."""
    calls, raised = count(), []

    def watch(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and "/pg8000/" in frame.f_code.co_filename and next(calls) == call:
            raised.append(frame.f_code.co_name)
            raise fault  # which ends the watch, too

    sys.setprofile(watch)
    try:
        yield raised
    finally:
        sys.setprofile(None)


def test_a_driver_that_raises_at_any_call_leaves_nothing_behind(one: Engine) -> None:
    work(one)
    for call, fault in zip(count(), cycle(FAULTS), strict=False):
        with raising_at(call, fault()) as raised, suppress(Exception, StoppedError, GeneratorExit):
            work(one)
        ask(one)
        if not raised:
            break
    assert call > 100


@pytest.mark.parametrize("fault", FAULTS)
def test_a_value_that_cannot_be_sent_hurts_nobody_else(
    one: Engine, fault: Callable[[], BaseException]
) -> None:
    with transaction(one) as connection:
        pooled: Any = connection.connection.dbapi_connection

    def unfit(_value: object) -> str:
        raise fault()

    pooled.py_types[str] = unfit
    with suppress(Exception, StoppedError, GeneratorExit), transaction(one) as connection:
        connection.scalar(text("SELECT :word"), {"word": "x"})
    ask(one)


def test_a_date_the_driver_cannot_convert_is_an_error_of_its_sender_alone(one: Engine) -> None:
    for _ in range(3):
        with pytest.raises(OverflowError), transaction(one) as connection:
            connection.scalar(text("SELECT :at"), {"at": UNANSWERABLE})
        ask(one)


def test_an_error_that_our_own_code_swallows_does_not_let_the_transaction_go_on(one: Engine) -> None:
    with suppress(Exception), transaction(one) as connection:
        with suppress(OverflowError):
            connection.scalar(text("SELECT :at"), {"at": UNANSWERABLE})
        connection.execute(tenants.insert().values(id=UUID(int=1), name="한빛상사"))
    ask(one)
    with transaction(one) as connection:
        assert connection.scalars(select(tenants.c.name)).all() == []


def test_our_own_refusals_keep_the_connection(one: Engine, tenant: UUID) -> None:
    """An error that is raised between statements leaves nothing unread: no need for another connection."""
    store = PostgresReceiptStore(one)
    before = backend(one)
    with pytest.raises(ReceiptNotFoundError):
        store.requeue(a_receipt(tenant), None)  # type: ignore[arg-type] # refused before it is looked at
    with pytest.raises(ValueError, match="ours"), transaction(one):
        raise ValueError("ours")
    with pytest.raises(IntegrityError), transaction(one) as connection:
        connection.execute(tenants.insert().values(id=tenant, name="한빛상사"))
    assert backend(one) == before


def backend(engine: Engine) -> int:
    with transaction(engine) as connection:
        pid: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return pid


def one_answer_behind(engine: Engine, question: str = "SELECT 'theirs'") -> int:
    """Puts a connection back into the pool that has an answer left to read; which one."""
    with transaction(engine) as connection:
        pid: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        pooled: Any = connection.connection.dbapi_connection
    for part in question.split("|"):
        pooled.send_QUERY(part)
    pooled._sock.flush()
    return pid


@pytest.mark.parametrize("question", ["SELECT 'theirs'", "BEGIN", "BEGIN|SELECT 'theirs'"])
def test_a_connection_that_is_one_answer_behind_is_noticed_before_it_is_used(
    one: Engine, question: str
) -> None:
    """On the last the driver does not stumble: a row comes when one is asked for. Only what it says tells."""
    poisoned = one_answer_behind(one, question)
    ask(one)
    assert backend(one) != poisoned


def test_a_connection_that_has_an_earlier_ping_left_to_read_is_noticed_too(
    one: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each asks for another word, or the answer to one would pass for the answer to the next."""
    words, repeats = list[str](), connections._repeats

    def noted(asked: Any, word: str, tenant: str | None) -> bool:  # noqa: ANN401 - pg8000's
        words.append(word)
        return repeats(asked, word, tenant)

    monkeypatch.setattr(connections, "_repeats", noted)
    ask(one)
    poisoned = one_answer_behind(one, f"SELECT '{words[-1]}'")
    ask(one)
    assert backend(one) != poisoned


def test_the_database_counts_as_ready_only_on_connections_that_answer_what_was_asked(
    one: Engine, tenant: UUID
) -> None:
    poisoned, store = one_answer_behind(one), PostgresReceiptStore(one)
    assert store.is_ready()
    assert backend(one) != poisoned

"""Engines and transactions, and which database errors mean "try again later"."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import pg8000
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from receipts.adapters.postgres.placeholders import number_once
from receipts.errors import StorageUnavailableError

STATEMENT_TIMEOUT = "4s"
LOCK_TIMEOUT = "3s"

_READ_ONLY = "25006"
_UNAVAILABLE = ("08", "28", "40", "53", "57", _READ_ONLY, "55P03")
"""SQLSTATE prefixes worth another try: connection lost, password just rotated, deadlock or serialization
failure, out of resources, shut down or timed out, a standby during failover, lock timeout.
https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

OF_A_FUNCTION = 2
"""Connections that a function's environment holds at most; it serves one event at a time."""

_SERVER_GOES_ON = "ERROR"
"""The severity of an error after which the server waits for the next statement; after others it hangs up.
https://www.postgresql.org/docs/current/protocol-error-fields.html
"""

_SHORTEST = 0.5
"""Seconds that even the last in line has."""

_PORT = 5432

_SECONDS_TO_CLOSE = 0.1
"""A connection that is thrown away says goodbye, but does not wait to be heard."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of silence until a database is given up.

    The first counts from the moment that a transaction asks for a connection: until one is free and has
    answered its first question, or a new one is made. After that each statement has the last, longer than
    `STATEMENT_TIMEOUT`, so that it is the server that gives up first.
    """

    for_a_connection: float = 5
    for_the_first_answer: float = 1
    for_an_answer: float = 5

    @property
    def for_a_free_one(self) -> float:
        """Whoever has waited so long still has time to find out that what became free is dead."""
        return self.for_a_connection * 0.8

    def left(self) -> float:
        """What is left of the time for a connection."""
        waited = monotonic() - _asking.since if _asking.since else 0
        return max(self.for_a_connection - waited, _SHORTEST)


_PATIENCE = Patience()


class _Asking(threading.local):
    """Since when this thread asks for a connection, None where nobody minds how long it takes; and for which
    tenant it is to begin a transaction, None where it is to begin none.
    """

    since: float | None = None
    tenant: str | None = None


_asking = _Asking()


NewerPasswords = Callable[[], Iterator[str]]
"""Passwords that the login may have by now, the likeliest first."""


def connect(
    url: str | URL,
    *,
    pool_size: int = 2,
    max_overflow: int = 3,
    patience: Patience = _PATIENCE,
    newer_passwords: NewerPasswords | None = None,
) -> Engine:
    """An engine on pg8000 for a `postgresql+pg8000://` URL; it connects when first used.

    Where the server refuses the password, `newer_passwords` are tried: it may have been rotated.
    The URL's query may name a `unix_sock`, or an `sslmode` (`disable`, `require`, `verify-full`) with its
    `sslrootcert`. Raises ValueError for another `sslmode`.
    """
    plain, ssl_context = _take_ssl(make_url(url))
    number_once()
    # No startup parameters: RDS Proxy refuses them.
    arguments: dict[str, Any] = {"application_name": "receipts"}
    if ssl_context is not None:
        arguments["ssl_context"] = ssl_context
    engine = create_engine(
        plain,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=patience.for_a_free_one,
        pool_recycle=1500,  # below RDS Proxy's idle timeout of 30 minutes
        connect_args=arguments,
        hide_parameters=True,  # what people bought does not belong in a log
    )
    event.listen(engine, "do_connect", _Door(patience, newer_passwords or _none))
    event.listen(engine, "checkout", partial(_ask_first, patience=patience))
    event.listen(engine, "handle_error", _give_up_unless_answered)
    event.listen(engine, "invalidate", _hurry)
    return engine


def connect_function(url: str | URL, newer_passwords: NewerPasswords | None = None) -> Engine:
    """The same for a Lambda function, of which there may be many."""
    return connect(url, pool_size=1, max_overflow=OF_A_FUNCTION - 1, newer_passwords=newer_passwords)


def _none() -> Iterator[str]:
    yield from ()


@dataclass(eq=False, slots=True, weakref_slot=True)  # SQLAlchemy holds listeners weakly, by identity
class _Door:
    """Logs in within what is left of the patience, with the password that was good last or a newer one."""

    patience: Patience
    newer: NewerPasswords
    good: str | None = None

    def __call__(
        self, _dialect: object, _record: object, _arguments: object, named: dict[str, Any]
    ) -> "_BriefConnection":
        known = self.good or named.get("password")
        try:
            return self._log_in({**named, "password": known})
        except Exception as error:
            if not _is_refused(error):
                raise
            refusal = error
        for password in self.newer():
            try:
                connection = self._log_in({**named, "password": password})
            except Exception as error:
                if not _is_refused(error):
                    raise
            else:
                self.good = password
                return connection
        raise refusal

    def _log_in(self, named: Mapping[str, Any]) -> "_BriefConnection":
        timed = {**named, "timeout": self.patience.left()}
        if "unix_sock" in named:
            return _BriefConnection(**timed)
        reached = _reach(timed)
        try:
            return _BriefConnection(**timed, sock=reached)
        except BaseException:
            reached.close()  # pg8000 forgets it where the server does not answer whether it speaks TLS
            raise


def _reach(named: Mapping[str, Any]) -> socket.socket:
    try:
        reached = socket.create_connection((named["host"], named.get("port", _PORT)), named["timeout"])
    except OSError as error:
        raise pg8000.InterfaceError(f"cannot connect to {named['host']}: {error}") from error
    reached.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return reached


class _BriefConnection(pg8000.Connection):  # type: ignore[misc] # pg8000 ships no types
    """Commits in one message, and leaves no socket open."""

    def commit(self) -> None:
        """pg8000 prepares even what has no values, and waits for three answers."""
        self.execute_simple("commit")

    def close(self) -> None:
        """pg8000 leaves the socket to the garbage collector where the server is gone before the goodbye, as
        after every refused login: the stream over it, which still has the goodbye to send, holds it open.
        """
        stream = self._sock
        try:
            super().close()
        finally:
            with suppress(OSError):
                stream.close()


def _is_refused(error: BaseException | None) -> bool:
    """Itself, or what it hides: after a refusal pg8000 says goodbye to a server that has hung up already."""
    while error is not None:
        if _server_says(error).get("C", "").startswith("28"):
            return True
        error = error.__cause__ or error.__context__
    return False


def _ask_first(connection: Any, record: ConnectionPoolEntry, _proxy: object, *, patience: Patience) -> None:  # noqa: ANN401 - pg8000's
    """Ask a connection for a word that nobody else asks for, and begin the transaction in the same message,
    so that asking costs nothing. A connection that a restart cut, and all like it, are replaced; so is one
    that has somebody else's answer still to read.

    SQLAlchemy's own `pool_pre_ping` does not read the answer, and does not know that pg8000 lets a plain
    ConnectionResetError through.
    """
    _wait(connection, min(patience.for_the_first_answer, patience.left() / 2))
    is_new = "was_asked" not in record.info
    record.info["was_asked"] = True
    try:
        is_in_step = _repeats(connection, uuid4().hex, _asking.tenant)
    except Exception as error:  # a driver that is out of step raises anything
        if is_new:
            raise StorageUnavailableError(f"a new connection does not answer: {error}") from error
        raise InvalidatePoolError("the pooled connection is dead") from error
    if not is_in_step:
        raise DisconnectionError("the pooled connection answers another question")
    _wait(connection, patience.for_an_answer)


def _repeats(connection: Any, word: str, tenant: str | None) -> bool:  # noqa: ANN401 - pg8000's
    """Whether the connection's next answer is the word; with a tenant, a transaction has begun then."""
    question = f"SELECT '{word}'" if tenant is None else _opening(word, tenant)
    rows = connection.execute_simple(question).rows
    return bool(rows and rows[0][0] == word)


def _opening(word: str, tenant: str) -> str:
    """One message for all that a transaction begins with; pg8000 would wait for the answer to each part.

    All of it is for this transaction alone: whoever gets the pooled connection next starts with nothing.
    """
    settings = {
        "receipts.tenant": tenant,
        "statement_timeout": STATEMENT_TIMEOUT,
        "lock_timeout": LOCK_TIMEOUT,
    }
    local = (f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    return f"BEGIN; SELECT '{word}', {', '.join(local)}"


def _wait(connection: Any, seconds: float) -> None:  # noqa: ANN401 - pg8000's
    """From now on an answer may take so long. pg8000 itself takes one timeout for the connection's life."""
    if connection._usock is not None:
        connection._usock.settimeout(seconds)


def _hurry(connection: Any, _record: object, _error: object) -> None:  # noqa: ANN401 - pg8000's
    _wait(connection, _SECONDS_TO_CLOSE)


def _give_up_unless_answered(context: ExceptionContext) -> None:
    """Close the connection on whatever is not the server's own answer: then pg8000 was stopped between
    question and answer, and the next one to ask would read what belongs to this one.

    SQLAlchemy does so by itself only for what cannot be caught as an Exception. A standby answers, but writes
    nothing: whoever is connected to what was the primary before a failover connects anew.
    """
    said = _server_says(context.original_exception)
    is_standby = said.get("C") == _READ_ONLY
    if said.get("V") != _SERVER_GOES_ON or is_standby:
        context.is_disconnect = True
        # Each of the others is asked before it is used; but a standby answers as if nothing were wrong.
        context.invalidate_pool_on_disconnect = is_standby


@contextmanager
def transaction(engine: Engine, tenant_id: UUID | None = None) -> Iterator[Connection]:
    """One transaction with time limits, that sees this tenant's rows alone. Without one it sees those that
    its login sees of every tenant; for API and parser that is none.

    Raises StorageUnavailableError when the database does not answer.
    """
    try:
        with _checked_out(engine, tenant_id) as connection, connection.begin():
            yield connection
    except PoolTimeoutError as error:
        raise StorageUnavailableError("no database connection became free in time") from error
    except OSError as error:  # pg8000 does not wrap what the socket says
        raise StorageUnavailableError(f"the connection to the database broke: {error}") from error
    except DBAPIError as error:
        if is_unavailable(error):
            raise StorageUnavailableError(f"the database did not answer: {error.orig}") from error
        raise


def _checked_out(engine: Engine, tenant_id: UUID | None) -> Connection:
    """A connection on which the transaction has begun already, see `_opening`."""
    _asking.since, _asking.tenant = monotonic(), tenant_id.hex if tenant_id else ""
    try:
        return engine.connect()
    finally:
        _asking.since = _asking.tenant = None


def is_unavailable(error: DBAPIError) -> bool:
    """Whether another try may succeed. pg8000 reports most server errors as ProgrammingError, whatever
    they are, so the SQLSTATE decides.
    """
    if isinstance(error, InterfaceError | OperationalError):
        return True
    return sqlstate(error).startswith(_UNAVAILABLE)


def sqlstate(error: DBAPIError) -> str:
    """The five characters of the server's error code, or "" if the error is not the server's."""
    return _server_says(error.orig).get("C", "")


def server_message(error: DBAPIError) -> str:
    """The server's sentence, or pg8000's; without the statement, its values, and the rows it met."""
    details = error.orig.args[0] if error.orig and error.orig.args else type(error).__name__
    return _server_says(error.orig).get("M", "") or str(details)


def _server_says(error: BaseException | None) -> dict[str, str]:
    """The fields of the server's error message by their letters; none if the error is not the server's."""
    details = error.args[0] if error and error.args else None
    return details if isinstance(details, dict) else {}


def _take_ssl(url: URL) -> tuple[URL, ssl.SSLContext | None]:
    """pg8000 knows no `sslmode`, only a context."""
    mode, root = url.query.get("sslmode", "disable"), url.query.get("sslrootcert")
    plain = url.difference_update_query(["sslmode", "sslrootcert"])
    if mode == "disable":
        return plain, None
    context = ssl.create_default_context(cafile=str(root) if root else None)
    if mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elif mode != "verify-full":
        raise ValueError(f"sslmode is disable, require or verify-full, not {mode!r}")
    return plain, context

"""Engines and transactions, and which database errors mean "try again later"."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from receipts.errors import StorageUnavailableError

STATEMENT_TIMEOUT = "10s"
LOCK_TIMEOUT = "5s"
_SOCKET_TIMEOUT_SECONDS = 15
"""Longer than a statement may take, so that it is the server that gives up first."""

_UNAVAILABLE = ("08", "28", "40", "53", "57", "25006", "55P03")
"""SQLSTATE prefixes worth another try: connection lost, password just rotated, deadlock or serialization
failure, out of resources, shut down or timed out, a standby during failover, lock timeout.
https://www.postgresql.org/docs/current/errcodes-appendix.html
"""


def connect(
    url: str | URL,
    *,
    pool_size: int = 2,
    max_overflow: int = 3,
    socket_timeout_seconds: float = _SOCKET_TIMEOUT_SECONDS,
) -> Engine:
    """An engine on pg8000 for a `postgresql+pg8000://` URL; it connects when first used.

    The URL's query may name a `unix_sock`, or an `sslmode` (`disable`, `require`, `verify-full`) with its
    `sslrootcert`. Raises ValueError for another `sslmode`.
    """
    plain, ssl_context = _take_ssl(make_url(url))
    # No startup parameters: RDS Proxy refuses them, so timeouts are set in each transaction.
    arguments: dict[str, Any] = {"timeout": socket_timeout_seconds, "application_name": "receipts"}
    if ssl_context is not None:
        arguments["ssl_context"] = ssl_context
    engine = create_engine(
        plain,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=10,
        pool_recycle=1500,  # below RDS Proxy's idle timeout of 30 minutes
        connect_args=arguments,
        hide_parameters=True,  # what people bought does not belong in a log
    )
    event.listen(engine, "checkout", partial(_ping, dead=(OSError, engine.dialect.loaded_dbapi.Error)))
    return engine


def _ping(
    connection: DBAPIConnection, _record: object, _proxy: object, *, dead: tuple[type[Exception], ...]
) -> None:
    """Try a pooled connection before it is used; one that a restart cut, and all like it, are replaced.

    SQLAlchemy's own `pool_pre_ping` does not know that pg8000 lets a plain ConnectionResetError through.
    """
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.close()
        connection.rollback()
    except dead as error:
        raise InvalidatePoolError("the pooled connection is dead") from error


@contextmanager
def transaction(engine: Engine, tenant_id: UUID | None = None) -> Iterator[Connection]:
    """One transaction with time limits, that sees this tenant's rows alone. Without one it sees those that
    its login sees of every tenant; for API and parser that is none.

    Raises StorageUnavailableError when the database does not answer.
    """
    try:
        with engine.begin() as connection:
            _prepare(connection, tenant_id)
            yield connection
    except PoolTimeoutError as error:
        raise StorageUnavailableError("no database connection became free in time") from error
    except OSError as error:  # pg8000 does not wrap what the socket says
        raise StorageUnavailableError(f"the connection to the database broke: {error}") from error
    except DBAPIError as error:
        if is_unavailable(error):
            raise StorageUnavailableError(f"the database did not answer: {error.orig}") from error
        raise


def is_unavailable(error: DBAPIError) -> bool:
    """Whether another try may succeed. pg8000 reports most server errors as ProgrammingError, whatever
    they are, so the SQLSTATE decides.
    """
    if isinstance(error, InterfaceError | OperationalError) or error.connection_invalidated:
        return True
    return sqlstate(error).startswith(_UNAVAILABLE)


def sqlstate(error: DBAPIError) -> str:
    """The five characters of the server's error code, or "" if the error is not the server's."""
    details = error.orig.args[0] if error.orig and error.orig.args else None
    return str(details.get("C", "")) if isinstance(details, dict) else ""


def server_message(error: DBAPIError) -> str:
    """The server's sentence, or pg8000's; without the statement, its values, and the rows it met."""
    details = error.orig.args[0] if error.orig and error.orig.args else type(error).__name__
    return str(details.get("M", "")) if isinstance(details, dict) else str(details)


def _prepare(connection: Connection, tenant_id: UUID | None) -> None:
    """All for this transaction alone: whoever gets the pooled connection next starts with nothing."""
    connection.execute(
        select(
            func.set_config("receipts.tenant", str(tenant_id or ""), True),
            func.set_config("statement_timeout", STATEMENT_TIMEOUT, True),
            func.set_config("lock_timeout", LOCK_TIMEOUT, True),
        )
    )


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

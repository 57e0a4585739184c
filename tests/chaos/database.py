"""A real PostgreSQL whose `now()` is virtual, and what happens to databases."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.connection import Patience, connect
from receipts.adapters.postgres.migrate import migrate
from receipts.adapters.postgres.tables import metadata
from tests.fixtures.database import as_login, new_database

if TYPE_CHECKING:
    from datetime import datetime

    from tests.chaos.processes import Process

_NAME: Final = "chaos"
_PATIENCE: Final = Patience(60, 60, 60)
"""How long a busy machine takes is no part of the story."""

_CLOCKS_APART: Final = timedelta(seconds=1)
_VIRTUAL_TIME: Final = """
CREATE SCHEMA simulated;
CREATE TABLE simulated.clock (at timestamptz NOT NULL);
INSERT INTO simulated.clock VALUES (pg_catalog.now());
CREATE FUNCTION simulated.now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
    AS 'SELECT at FROM simulated.clock';
GRANT USAGE ON SCHEMA simulated TO PUBLIC
"""


class Database:
    """One for all seeds; each begins with empty tables."""

    def __init__(self, owner: Engine, url: str) -> None:
        self._owner = owner
        self._url = url
        self._told: datetime | None = None
        self._logins = {part: Login(f"receipts_{_NAME}_{part}", "first") for part in Part}
        self._rotations = 0
        self._orders: Any = None
        self._engines: dict[str, tuple[Engine, _Trouble]] = {}

    @classmethod
    def create(cls, server: URL) -> Self:
        """Migrated, and with logins of its own, so that nobody else's password changes."""
        url = new_database(server, _NAME, migrated=False)
        owner = create_engine(make_url(url), isolation_level="AUTOCOMMIT", pool_size=1)
        database = cls(owner, url)
        migrate(url, database._logins)
        roles = "; ".join(
            f"ALTER ROLE {login.name} IN DATABASE {_NAME} SET search_path = simulated, pg_catalog, public"
            for login in database._logins.values()
        )
        database._order(f"{_VIRTUAL_TIME}; {roles}")
        return database

    def close(self) -> None:
        for engine, _ in self._engines.values():
            engine.dispose()
        if self._orders is not None:
            self._orders.close()
        self._owner.dispose()

    def empty(self) -> None:
        """As a new stack begins, whatever the seed before has left."""
        self._told = None
        for login in self._logins.values():
            self._order(f"ALTER ROLE {login.name} CONNECTION LIMIT -1")
        tables = "; ".join(f'DELETE FROM "{table}"' for table in metadata.tables)
        self._order(f"SET session_replication_role = replica; {tables}; RESET session_replication_role")

    def url(self, part: Part) -> str:
        return as_login(self._url, self._logins[part])

    def tell_time(self, now: "datetime") -> None:
        """What `now()` says from now on. Like any other machine's clock it is a little off."""
        if self._told is None or now - self._told > _CLOCKS_APART:
            self._told = now
            self._order(f"UPDATE simulated.clock SET at = '{now.isoformat()}'")

    def rows(self, query: str) -> list[Any]:
        """As the owner sees them."""
        with self._owner.connect() as connection:
            return list(connection.execute(text(query)))

    def is_at_rest(self) -> bool:
        """Whether there is nothing to send and nothing under way."""
        unsent = "SELECT 1 FROM outbox WHERE sent_at IS NULL"
        under_way = "SELECT 1 FROM receipts WHERE status IN ('awaiting_upload', 'queued', 'processing')"
        return not self.rows(f"{unsent} UNION ALL {under_way} LIMIT 1")

    def owner(self) -> Engine:
        return self._owner

    def restart(self) -> None:
        """All connections are gone."""
        names = ", ".join(f"'{login.name}'" for login in self._logins.values())
        self._order(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename IN ({names})"
        )

    def refuse(self, refuse: bool) -> None:
        """Whether nobody gets a connection any more, as where others have taken all of them."""
        for login in self._logins.values():
            self._order(f"ALTER ROLE {login.name} CONNECTION LIMIT {0 if refuse else -1}")
        if refuse:
            self.restart()

    def rotate(self) -> None:
        """Other passwords; connections that are open stay so."""
        self._rotations += 1
        for part, login in self._logins.items():
            self._logins[part] = Login(login.name, f"password {self._rotations}")
            self._order(f"ALTER ROLE {login.name} PASSWORD 'password {self._rotations}'")

    def connect(self, process: "Process", part: Part, pool_size: int, max_overflow: int) -> Engine:
        """As the process connects, with the trouble that the seed has for it. Processes of one name, of one
        seed and the next, have one engine, since it takes seconds to learn all statements anew; none of them
        gets a connection of the one before.
        """
        if process.name not in self._engines:
            engine = connect(
                self.url(part),
                pool_size=pool_size,
                max_overflow=max_overflow,
                patience=_PATIENCE,
                newer_passwords=lambda: iter([self._logins[part].password]),
            )
            self._engines[process.name] = engine, _Trouble(engine)
        engine, trouble = self._engines[process.name]
        trouble.process = process
        engine.dispose()
        return engine

    def _order(self, sql: str) -> None:
        if self._orders is None:
            self._orders = self._owner.raw_connection()
        self._orders.dbapi_connection.execute_simple(sql)


class _Trouble:
    """What goes wrong within the transactions of the process that uses an engine."""

    process: "Process"

    def __init__(self, engine: Engine) -> None:
        event.listen(engine, "connect", lambda raw, _: self.process.connections.append(raw))
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "commit", self._commit)

    def _before(self, connection: Connection, *_: object) -> None:
        process, raw = self.process, _raw(connection)
        seconds, weather = process.timeline.seconds, process.weather
        if weather.is_read_only(seconds):
            raw.execute_simple("SET TRANSACTION READ ONLY")  # as a standby answers during a failover
        if process.happens(weather.cut, "connection cut"):
            process.timeline.note(process.name, "loses its connection")
            cut(raw)
        elif process.happens(weather.killed_within, "killed within"):
            process.die("within a transaction")

    def _commit(self, connection: Connection) -> None:
        """It is done, and the answer does not come."""
        if self.process.happens(self.process.weather.commit_unheard, "commit unheard"):
            raw = _raw(connection)
            raw.execute_simple("commit")
            self.process.timeline.note(self.process.name, "does not hear that it committed")
            cut(raw)


def _raw(connection: Connection) -> Any:  # noqa: ANN401 - pg8000's
    return connection.connection.dbapi_connection


def cut(raw: Any) -> None:  # noqa: ANN401 - pg8000's
    """Hang up without a word."""
    if raw._usock is not None:
        try:
            raw._usock.shutdown(2)
        except OSError:
            return


def cut_all(connections: Iterable[Any]) -> None:
    for raw in connections:
        cut(raw)

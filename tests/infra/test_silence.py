"""Whoever a function asks may say nothing for ever: it gives up, within the time that its template gives it.

Nothing is waited for: a wait that would time out does so at once and is added up.
"""

import gc
import importlib
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

from infra.system import the_system
from tests.infra.test_events import READERS

ROOT = Path(__file__).parents[2]
EVENTS = {
    "ReceiptParserFunction": "s3_upload",
    "DeadLetterSettlerFunction": "dead_letter_upload",
    "ReceiptReconcilerFunction": "schedule_every_minute",
    "AlarmNotifierFunction": "alarm_cloudwatch_simple",
    "SchemaMigratorFunction": "migration_update",
    "TenantRegistrarFunction": "tenant_create",
    "ApiSmokeTestFunction": "ecs_lifecycle_hook",
}
SILENT_DATABASE = "postgresql+pg8000://receipts_api:word@database.example/receipts"


class EndlessWaitError(BaseException):
    """A wait that nothing ends; no `except Exception` of ours catches it."""


@dataclass
class Silence:
    """Everybody takes a connection and says nothing."""

    waited: float = 0.0
    asked: int = 0

    def wait(self, seconds: float | None) -> NoReturn:
        self.asked += 1
        if seconds is None:
            raise EndlessWaitError
        self.waited += seconds
        raise TimeoutError("timed out")

    def sleep(self, seconds: float) -> None:
        self.waited += seconds


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silence]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address, silence = server.getsockname(), Silence()

        def lookup(*_: object, **__: object) -> list[tuple[object, ...]]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        for name in ("recv", "recv_into"):
            monkeypatch.setattr(socket.socket, name, lambda end, *_, **__: silence.wait(end.gettimeout()))
        monkeypatch.setattr(ssl.SSLSocket, "do_handshake", lambda end, *_: silence.wait(end.gettimeout()))
        monkeypatch.setattr(time, "sleep", silence.sleep)
        yield silence
    gc.collect()


@dataclass(frozen=True)
class Function:
    """A function as production has it, and the most of what its trigger hands over at once."""

    name: str
    properties: dict[str, Any]
    records: int

    @property
    def timeout(self) -> float:
        return float(self.properties["Timeout"])

    def event(self) -> object:
        event = json.loads((ROOT / f"events/{EVENTS[self.name]}.json").read_text())
        if "Records" in event and self.records:
            event["Records"] *= self.records
        return event

    def handler(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[object, object], object]:
        """As if the process were new."""
        package = self.properties["FunctionName"].removeprefix("receipts-prod-").replace("-", "_")
        module = importlib.import_module(f"{package}.handler")
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()
        if hasattr(module, "start_reader"):
            monkeypatch.setattr(module, "reader", lambda: None)  # it asks nobody
        handler: Callable[[object, object], object] = module.handler
        return handler


def functions() -> dict[str, Function]:
    """Those of ours that are written in folders of functions/."""
    stacks = the_system().prod.values()
    records = {
        one["FunctionName"].strip("<>"): one["BatchSize"]
        for stack in stacks
        for one in stack.of_type("AWS::Lambda::EventSourceMapping").values()
    }
    return {
        name: Function(name, dict(properties), records.get(name, 0))
        for stack in stacks
        for name, properties in stack.of_type("AWS::Lambda::Function").items()
        if properties.get("Handler") != "index.handler"
    }


FUNCTIONS = functions()


class Context:
    """What Lambda tells a function of itself."""

    function_name = aws_request_id = invoked_function_arn = "silence"
    memory_limit_in_mb = 512

    def __init__(self, function: Function, silence: Silence) -> None:
        self._function, self._silence = function, silence

    def get_remaining_time_in_millis(self) -> int:
        return round(1000 * (self._function.timeout - self._silence.waited))


def test_every_function_is_tried() -> None:
    assert FUNCTIONS.keys() == EVENTS.keys() == {function for function, _ in READERS.values()}
    assert {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")} == {
        one.properties["FunctionName"].removeprefix("receipts-prod-").replace("-", "_")
        for one in FUNCTIONS.values()
    }


@pytest.mark.parametrize("database_is_known", [False, True], ids=["all are silent", "the database is silent"])
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_function_that_nobody_answers_ends_within_its_time(
    name: str, database_is_known: bool, silence: Silence, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = FUNCTIONS[name]
    for variable, value in function.properties["Environment"]["Variables"].items():
        is_url = database_is_known and variable.startswith("DATABASE") and variable.endswith("URL")
        monkeypatch.setenv(variable, SILENT_DATABASE if is_url else str(value))
    for variable, value in AWS.items():
        monkeypatch.setenv(variable, value)
    with suppress(Exception):  # it may fail as it likes, as long as it ends
        function.handler(monkeypatch)(function.event(), Context(function, silence))
    assert silence.asked, "nobody was asked: this shows nothing"
    assert silence.waited < function.timeout


AWS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "ap-northeast-2",
    "AWS_EC2_METADATA_DISABLED": "true",
}

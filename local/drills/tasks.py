"""Tasks of the API as ECS runs them: processes that are watched, and replaced when they end by themselves."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.aws import base_environment
from local.ports import listen, port_of
from local.processes import Component
from local.state import ROOT

if TYPE_CHECKING:
    from local.drills.world import World

_PREFERRED_PORT = 38100


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that ended by itself."""

    id: str
    exit_code: int


@dataclass(slots=True)
class Task:
    """One task: its process may change, its port stays."""

    name: str
    port: int
    arguments: Sequence[str]
    process: Component
    ended: list[Ended] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.name}-{self.process.process.pid}"

    def ended_by_itself(self) -> Ended | None:
        """Whether it has, since this was last asked. One that was killed ends with 128 and the signal."""
        status = self.process.process.poll()
        if status is None or any(one.id == self.id for one in self.ended):
            return None
        self.ended.append(Ended(self.id, 128 - status if status < 0 else status))
        return self.ended[-1]


def start_task(world: World, name: str, arguments: Sequence[str]) -> Task:
    """A process of the API on a port of its own, on the stack's database, bucket and queue."""
    listener = listen(_PREFERRED_PORT)
    port = port_of(listener)
    return Task(name, port, arguments, _process(world, name, arguments, listener))


def replace_task(world: World, task: Task) -> None:
    """What ECS does for one that ended: another in its place, here on the same port."""
    task.process = _process(world, task.name, task.arguments, listen(task.port))


def _process(world: World, name: str, arguments: Sequence[str], listener: socket.socket) -> Component:
    return Component.start(
        f"api-{name}",
        f"the API's task {name}",
        [sys.executable, "-m", *arguments, "--fd", str(listener.fileno())],
        log=world.stack.folder.logs / "api.log",
        env={**base_environment(), **world.env, "PYTHONPATH": str(ROOT)},
        listener=listener,
    )


@contextmanager
def stopping(tasks: Sequence[Task]) -> Iterator[None]:
    """Stop them when the block ends."""
    try:
        yield
    finally:
        for task in tasks:
            task.process.stop()

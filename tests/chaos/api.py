"""The tasks of the API, as clients meet them: whoever asks one that dies gets no answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from unittest.mock import patch

from receipts.adapters.postgres.application_login import Part
from receipts.errors import ReceiptsError, TransientError
from receipts_api import main
from receipts_api.dependencies import Dependencies
from receipts_api.settings import ApiSettings
from tests.chaos.processes import Ground, KilledError, Process, settings_of, standing_in

T = TypeVar("T")

_TASKS = 2
_SECONDS_TO_START = 30.0


class UnansweredError(Exception):
    """No answer, or 503: the client tries again."""


@dataclass(slots=True)
class _Task:
    process: Process
    provided: Dependencies


@dataclass(slots=True)
class Api:
    """As many tasks as the service keeps running."""

    ground: Ground
    _tasks: list[_Task] = field(default_factory=list)

    def start(self) -> None:
        """All of its tasks."""
        for number in range(_TASKS):
            self._start(f"api-{number}")

    def ask(self, request: Callable[[Dependencies], T]) -> T:
        """Raises UnansweredError; and what the API refuses, as it says it."""
        ground = self.ground
        alive = [task for task in self._tasks if not task.process.is_dead]
        if not alive:
            raise UnansweredError
        task = ground.dice.one_of(alive, "which task")
        try:
            answer = request(task.provided)
            task.process.go_on()
        except KilledError:
            self._lose(task)
            raise UnansweredError from None
        except TransientError as error:
            raise UnansweredError from error
        except ReceiptsError:
            raise
        except Exception as error:
            ground.surprises.append(f"{task.process.name}: {type(error).__name__}: {error}")
            raise UnansweredError from error
        if task.process.happens(ground.weather.unheard, "its answer is lost"):
            raise UnansweredError
        return answer

    def _lose(self, task: _Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
            timeline = self.ground.timeline
            timeline.at(timeline.seconds + _SECONDS_TO_START, lambda: self._start(task.process.name))

    def _start(self, name: str) -> None:
        process = Process(self.ground, name)
        settings = ApiSettings.from_env(settings_of(self.ground.database, Part.API))
        with (
            standing_in(main, process, Part.API),
            patch.object(main, "create_app", lambda dependencies, **_: dependencies),
        ):
            self._tasks.append(_Task(process, main._assembled(settings)))  # type: ignore[arg-type]

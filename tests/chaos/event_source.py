"""What Lambda does between a queue and its function."""

from dataclasses import dataclass

from tests.chaos.dice import Dice
from tests.chaos.processes import Environment
from tests.chaos.queues import Message, Queue
from tests.chaos.timeline import Timeline


@dataclass(slots=True)
class EventSource:
    """One message at a time to each environment, as `BatchSize: 1` has it. What fails comes again when its
    visibility timeout is over.
    """

    queue: Queue
    environments: list[Environment]
    timeline: Timeline
    dice: Dice

    def pump(self) -> None:
        """Hand over what can be, to whoever is free."""
        while free := [one for one in self.environments if not one.is_busy]:
            message = self.queue.receive()
            if message is None:
                return
            environment = self.dice.one_of(free, self.queue.name, "environment")
            environment.is_busy = True
            self._hand_over(message, environment)

    def _hand_over(self, message: Message, environment: Environment) -> None:
        receives = message.receives

        def serve() -> None:
            answer = environment.invoke({"Records": [message.record()]})
            if answer is not None and not answer["batchItemFailures"]:
                self.queue.delete(message, receives)
            self.timeline.at(self.timeline.seconds, self.pump)

        self.timeline.begin(serve)

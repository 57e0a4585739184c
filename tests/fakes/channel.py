from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from receipts.errors import StorageUnavailableError
from receipts.ports import OutboxMessage


class FakeChannel:
    """Keeps what was sent, and how much later it arrives; `is_down` makes it fail as a queue that does not
    answer.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.delays: list[timedelta] = []
        self.is_down = False
        self.refused: set[UUID] = set()

    def send(self, message: OutboxMessage) -> None:
        self.send_later(message, timedelta(0))

    def send_later(self, message: OutboxMessage, after: timedelta) -> None:
        if self.is_down:
            raise StorageUnavailableError("send to the queue: it does not answer")
        self.sent.append(message.body)
        self.delays.append(after)

    def send_all(self, messages: Sequence[OutboxMessage]) -> Collection[UUID]:
        taken = [message for message in messages if message.id not in self.refused]
        for message in taken:
            self.send(message)
        if not taken:
            raise StorageUnavailableError("send to the queue: nothing was taken")
        return [message.id for message in taken]

    def is_ready(self) -> bool:
        return not self.is_down

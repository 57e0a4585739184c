from datetime import timedelta

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

    def send(self, message: OutboxMessage) -> None:
        self.send_later(message, timedelta(0))

    def send_later(self, message: OutboxMessage, after: timedelta) -> None:
        if self.is_down:
            raise StorageUnavailableError("send to the queue: it does not answer")
        self.sent.append(message.body)
        self.delays.append(after)

    def is_ready(self) -> bool:
        return not self.is_down

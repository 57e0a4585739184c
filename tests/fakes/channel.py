from receipts.errors import StorageUnavailableError


class FakeChannel:
    """Keeps what was sent; `is_down` makes it fail as a queue that does not answer."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.is_down = False

    def send(self, body: str) -> None:
        if self.is_down:
            raise StorageUnavailableError("send to the queue: it does not answer")
        self.sent.append(body)

    def is_ready(self) -> bool:
        return not self.is_down

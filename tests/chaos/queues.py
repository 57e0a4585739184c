"""SQS as its documentation allows it to be: at least once, in any order, with a visibility timeout."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.dice import Dice
from tests.chaos.timeline import START, Timeline
from tests.chaos.weather import Weather


@dataclass(slots=True)
class Message:
    """`id` and `sent` stay as they are in the dead letter queue."""

    id: str
    body: str
    sent: float
    visible: float
    receives: int = 0

    def record(self) -> dict[str, Any]:
        """As Lambda hands it over."""
        sent = int((START.timestamp() + self.sent) * 1000)
        return {
            "messageId": self.id,
            "receiptHandle": f"{self.id}-{self.receives}",
            "body": self.body,
            "attributes": {
                "ApproximateReceiveCount": str(self.receives),
                "SentTimestamp": str(sent),
                "SenderId": "simulated",
                "ApproximateFirstReceiveTimestamp": str(sent),
            },
            "messageAttributes": {},
            "md5OfBody": "",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:ap-northeast-2:123456789012:receipts",
            "awsRegion": "ap-northeast-2",
        }


@dataclass(slots=True)
class Queue:
    """One standard queue. `when_filled` is called when there may be something to receive."""

    name: str
    visibility: float
    timeline: Timeline
    dice: Dice
    weather: Weather
    most_receives: int | None = None
    dead: "Queue | None" = None
    when_filled: Callable[[], object] = lambda: None
    messages: list[Message] = field(default_factory=list)
    sent: int = 0

    def send(self, body: str, delay: float = 0) -> str:
        """Take a message, and now and then a copy of it that comes later."""
        now = self.timeline.seconds
        self.sent += 1
        message_id = f"{self.name}-{self.sent}"
        self._put(Message(message_id, body, now, now + delay))
        often = self.weather.how_often(self.weather.doubled, now)
        if self.dice.happens(often, self.name, "doubled"):
            again = now + delay + self.dice.between(0, 1500, self.name, "copy comes after")
            self._put(Message(message_id, body, now, again))
            self.timeline.note(self.name, "will deliver", message_id, "twice")
        return message_id

    def receive(self) -> Message | None:
        """Any of those that are visible. One that was tried often enough is dead."""
        now = self.timeline.seconds
        while visible := [one for one in self.messages if one.visible <= now]:
            message = self.dice.one_of(visible, self.name, "which")
            if self.most_receives and message.receives >= self.most_receives:
                self._bury(message)
                continue
            message.receives += 1
            self.hide(message)
            return message
        return None

    def hide(self, message: Message) -> None:
        """It comes again when its time is over, unless it was deleted."""
        message.visible = self.timeline.seconds + self.visibility
        self.timeline.at(message.visible, self.when_filled)

    def delete(self, message: Message, receives: int) -> None:
        """By who has received it as often; who has an old receipt handle may delete in vain."""
        often = self.weather.how_often(self.weather.undeleted, self.timeline.seconds)
        is_old = receives != message.receives
        if self.dice.happens(0.5 if is_old else often, self.name, "not deleted"):
            self.timeline.note(self.name, "did not delete", message.id)
        elif message in self.messages:
            self.messages.remove(message)

    def _put(self, message: Message) -> None:
        self.messages.append(message)
        self.timeline.at(message.visible, self.when_filled)

    def _bury(self, message: Message) -> None:
        self.messages.remove(message)
        self.timeline.note(self.name, "gives up", message.id)
        if self.dead:
            message.receives = 0
            message.visible = self.timeline.seconds
            self.dead._put(message)

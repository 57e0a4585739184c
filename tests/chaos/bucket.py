"""S3 with versions, conditional writes and notifications, as far as photos need it."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus

from receipts.messages import UploadedObject, upload_event
from receipts.ports import UploadSlot
from tests.chaos.dice import Dice
from tests.chaos.timeline import Timeline
from tests.chaos.weather import HOUR, Weather

NAME = "receipts"
_UPLOADS = "uploads/"
_SLOT_SECONDS = 900
_LATE = (60.0, 30 * HOUR)
"""Most late events are minutes late, some come after their slot has expired."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one object."""

    id: str
    body: bytes
    stored: float


@dataclass(slots=True)
class Bucket:
    """All versions of all objects, the newest last. `notify` sends to the upload queue."""

    timeline: Timeline
    dice: Dice
    weather: Weather
    notify: Callable[[str], object]
    objects: dict[str, list[Version]] = field(default_factory=dict)
    puts: int = 0

    def put(self, key: str, body: bytes, *, only_new: bool) -> Version | None:
        """None if there is one already that must not be covered."""
        if only_new and self.objects.get(key):
            return None
        self.puts += 1
        version = Version(f"v{self.puts}", body, self.timeline.seconds)
        self.objects.setdefault(key, []).append(version)
        if key.startswith(_UPLOADS):
            self._tell(key, version)
        return version

    def find(self, key: str, version: str | None) -> Version | None:
        for one in reversed(self.objects.get(key, [])):
            if version in {None, one.id}:
                return one
        return None

    def delete(self, key: str, version: str | None) -> None:
        self.objects[key] = [one for one in self.objects.get(key, []) if version not in {None, one.id}]

    def put_by_client(self, key: str, slot: UploadSlot, body: bytes, age: float) -> HTTPStatus:
        """As a phone's PUT to a presigned URL that is so many seconds old is answered."""
        if age > _SLOT_SECONDS:
            return HTTPStatus.FORBIDDEN
        told = slot.headers["Content-Length"], slot.headers["x-amz-checksum-sha256"]
        if told != (str(len(body)), b64encode(sha256(body).digest()).decode()):
            return HTTPStatus.BAD_REQUEST
        stored = self.put(key, body, only_new=slot.headers["If-None-Match"] == "*")
        return HTTPStatus.OK if stored else HTTPStatus.PRECONDITION_FAILED

    def _tell(self, key: str, version: Version) -> None:
        """Its notification, which may be lost, late, or sent twice."""
        body = upload_event(NAME, UploadedObject(key, version.id), self.timeline.now())
        now = self.timeline.seconds
        if self._happens(self.weather.event_lost, "lost"):
            self.timeline.note("the event of", key, "is lost")
            return
        after = 0.01
        if self._happens(self.weather.event_late, "late"):
            low, high = _LATE
            after = low * (high / low) ** self.dice.roll("event", "how late")
            self.timeline.note("the event of", key, f"is {after:.0f} s late")
        self.timeline.at(now + after, lambda: self.notify(body))
        if self._happens(self.weather.doubled, "twice"):
            self.timeline.at(now + after + 2, lambda: self.notify(body))

    def _happens(self, probability: float, what: str) -> bool:
        return self.dice.happens(self.weather.how_often(probability, self.timeline.seconds), "event", what)

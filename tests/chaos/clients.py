"""Clients as they are: they try again until they are answered, send twice, say it wrong, and regret it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from itertools import chain, repeat
from typing import Final, TypeVar
from uuid import UUID

from receipts.domain.life_cycle import CLOSED, READ, Status
from receipts.errors import StaleReceiptError
from receipts.usecases.accept_receipt import Accepted, Announcement
from receipts.usecases.correct_receipt import Seen
from receipts_api.dependencies import Dependencies
from tests.chaos.api import Api, UnansweredError
from tests.chaos.bucket import Bucket
from tests.chaos.dice import Dice
from tests.chaos.stub_reader import Photo
from tests.chaos.timeline import Timeline
from tests.chaos.weather import HOUR

T = TypeVar("T")

_PAUSES: Final = (1, 3, 10, 30, 60, 120, 300)
_LOOKS_AGAIN_AFTER: Final = 600.0
_PUT_LOST: Final = 0.04
_AGAIN: Final = 0.25
_WRONG: Final = 0.08
_SLOT_USED_TWICE: Final = 0.1
_APPROVED: Final = 0.15
_DELETED: Final = 0.04
_HESITATES: Final = 0.06


@dataclass(slots=True)
class Entry:
    """What the clients know of one photo. `told` are the ids that they were given for it."""

    photo: Photo
    is_accepted: bool = False
    is_approved: bool = False
    is_deleted: bool = False
    told: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class Clients:
    """Everybody who sends or looks; `log` is what they would swear to."""

    api: Api
    bucket: Bucket
    timeline: Timeline
    dice: Dice
    log: list[Entry] = field(default_factory=list)

    def send(self, photo: Photo, at: float) -> None:
        """From then on somebody tries to bring it in, and perhaps another does so, too."""
        entry = Entry(photo)
        self.log.append(entry)
        begins = [at]
        if self._may(_AGAIN, "sends again"):
            spans = (0.2, 60, 7200, 30 * HOUR)
            begins.append(at + self.dice.roll("again after") * self.dice.one_of(spans, "again within"))
        for begin in begins:
            way = self.dice.one_of((self._by_phone, self._by_phone, self._directly), "way in")
            self.timeline.at(begin, lambda way=way: self.timeline.begin(lambda: way(entry)))  # type: ignore[misc]
        if self._may(_APPROVED, "is approved"):
            self.timeline.begin(lambda: self._approve(entry), at)
        elif len(begins) == 1 and self._may(_DELETED, "is deleted"):
            self.timeline.begin(lambda: self._delete(entry), at + self.dice.between(0, 900, "deleted after"))

    def announce_only(self, photo: Photo, at: float) -> None:
        """A slot that nobody ever uses."""
        entry = Entry(photo)
        self.log.append(entry)
        self.timeline.begin(lambda: self._open(entry, _announced(photo)), at)

    def _by_phone(self, entry: Entry) -> None:
        """Announce, PUT, and begin anew where the slot is refused."""
        announced = _announced(entry.photo)
        if self._may(_WRONG, "says it wrong"):
            announced = Announcement("image/png", announced.size + 1, announced.sha256)
        while True:
            accepted = self._open(entry, announced)
            opened = self.timeline.seconds
            if accepted.slot is None:
                break
            if self._may(_HESITATES, "hesitates"):
                self.timeline.wait(self.dice.between(1, 1200, "for how long"))
            if self._put(entry, accepted, opened):
                if self._may(_SLOT_USED_TWICE, "uses the slot twice"):
                    self.timeline.wait(self.dice.between(0, 300, "twice after"))
                    self._put(entry, accepted, opened)
                break
            announced = _announced(entry.photo)
        self._is_accepted(entry)

    def _open(self, entry: Entry, announced: Announcement) -> Accepted:
        tenant_id = entry.photo.tenant_id
        accepted = self._until_answered(lambda api: api.accept.open_slot(tenant_id, announced))
        entry.told.add(accepted.receipt.id)
        return accepted

    def _put(self, entry: Entry, accepted: Accepted, opened: float) -> bool:
        """Whether the bucket has it, tried thrice where nothing is heard."""
        assert accepted.slot
        for _ in range(3):
            self.timeline.wait(self.dice.between(0.1, 3, "a PUT takes"))
            lost = self.dice.roll("PUT lost")
            if lost < _PUT_LOST / 2:
                continue
            age = self.timeline.seconds - opened
            status = self.bucket.put_by_client(
                accepted.receipt.photo.key, accepted.slot, entry.photo.body, age
            )
            self.timeline.note("PUT", accepted.receipt.photo.key, status.value)
            if lost >= _PUT_LOST:
                return status in {HTTPStatus.OK, HTTPStatus.PRECONDITION_FAILED}
        return False

    def _directly(self, entry: Entry) -> None:
        photo = entry.photo
        accepted = self._until_answered(
            lambda api: api.accept.take(photo.tenant_id, _announced(photo), BytesIO(photo.body))
        )
        entry.told.add(accepted.receipt.id)
        self._is_accepted(entry)

    def _is_accepted(self, entry: Entry) -> None:
        entry.is_accepted = True
        self.timeline.note("accepted", entry.photo.number, "of", entry.photo.tenant_id)

    def _approve(self, entry: Entry) -> None:
        """A bookkeeper looks now and then until it is read."""
        photo = entry.photo
        for _ in range(200):
            self.timeline.wait(_LOOKS_AGAIN_AFTER)
            receipt = self._until_answered(
                lambda api: api.store.find_by_sha256(photo.tenant_id, photo.sha256)
            )
            if receipt is None or receipt.status not in READ | CLOSED:
                continue
            seen = Seen(photo.tenant_id, receipt.id, receipt.version, "김경리")
            try:
                approved = self._until_answered(lambda api, seen=seen: api.approve(seen))  # type: ignore[misc]
            except StaleReceiptError:
                continue
            entry.is_approved = approved.status is Status.APPROVED
            self.timeline.note("approved", photo.number, "of", photo.tenant_id)
            return

    def _delete(self, entry: Entry) -> None:
        """Somebody sent what was private, and takes it back wherever it stands."""
        photo = entry.photo
        while not entry.is_deleted:
            self.timeline.wait(20)
            receipt = self._until_answered(
                lambda api: api.store.find_by_sha256(photo.tenant_id, photo.sha256)
            )
            if receipt is None or not entry.is_accepted:
                continue
            seen = Seen(photo.tenant_id, receipt.id, receipt.version, "박사원")
            try:
                self._until_answered(lambda api, seen=seen: api.decide.delete(seen))  # type: ignore[misc]
            except StaleReceiptError:
                continue
            entry.is_deleted = True
            self.timeline.note("deleted", photo.number, "of", photo.tenant_id)

    def _until_answered(self, request: Callable[[Dependencies], T]) -> T:
        for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
            try:
                return self.api.ask(request)
            except UnansweredError:
                self.timeline.wait(pause * self.dice.between(0.5, 1.5, "tries again after"))
        raise AssertionError("it tries for ever")

    def _may(self, probability: float, what: str) -> bool:
        return self.dice.happens(probability, "client", what)


def _announced(photo: Photo) -> Announcement:
    return Announcement("image/jpeg", len(photo.body), photo.sha256, f"영수증 {photo.number}.jpg")

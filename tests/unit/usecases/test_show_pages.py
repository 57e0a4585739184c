"""What is shown of a photo lies beside it, and its receipt does not depend on it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.record import Receipt
from receipts.domain.rendition import Rendition
from receipts.errors import StorageUnavailableError
from receipts.messages import UploadedObject
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.parse_receipt import ParseOutcome
from receipts.usecases.show_pages import ShowPages
from tests.unit.usecases.conftest import TENANT, World


@dataclass
class Renderer:
    """Two pages, or whatever it is given."""

    made: Sequence[Rendition] = (Rendition(1, b"page 1"), Rendition(2, b"page 2"))

    def renditions(self) -> Sequence[Rendition]:
        return self.made


def sent(world: World, photo: bytes = b"a photo") -> Receipt:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    return world.accept.take(TENANT, announced, BytesIO(photo)).receipt


def shown(world: World) -> dict[str, bytes]:
    return {key: body for key, body in world.objects.bodies.items() if key.startswith("renditions/")}


def parsed(world: World, receipt: Receipt, delivery: str = "m1") -> ParseOutcome:
    return world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery).outcome


def test_the_pages_lie_under_their_own_prefix_by_tenant_receipt_and_number(world: World) -> None:
    world.show = ShowPages(Renderer(), world.objects)
    receipt = sent(world)
    assert parsed(world, receipt) is ParseOutcome.READ
    folder = f"renditions/{TENANT}/{receipt.id}"
    assert shown(world) == {f"{folder}/1": b"page 1", f"{folder}/2": b"page 2"}


def test_the_pages_of_a_receipt_that_is_purged_go_with_it_and_those_of_others_stay(world: World) -> None:
    world.show = ShowPages(Renderer(), world.objects)
    gone, stays = sent(world), sent(world, b"another photo")
    for receipt in (gone, stays):
        parsed(world, receipt, str(receipt.id))
    world.decide.delete(Seen(TENANT, gone.id, world.store.get(TENANT, gone.id).version, None))
    world.clock.pass_time(timedelta(days=31))
    world.reconcile()
    assert shown(world).keys() == {f"renditions/{TENANT}/{stays.id}/{page}" for page in (1, 2)}


def test_pages_are_kept_of_what_is_no_receipt_too(world: World) -> None:
    world.show = ShowPages(Renderer(), world.objects)
    assert parsed(world, sent(world, FailureCause.NOT_A_RECEIPT.encode())) is ParseOutcome.FAILED
    assert len(shown(world)) == 2


def test_a_newer_reading_covers_better_and_takes_the_place_of_the_old_one(world: World) -> None:
    world.show = ShowPages(Renderer(), world.objects)
    receipt = sent(world, FailureCause.ENGINE_UNAVAILABLE.encode())
    parsed(world, receipt)
    world.show = ShowPages(Renderer([Rendition(1, b"covered better")]), world.objects)
    world.retry(TENANT, receipt.id)
    parsed(world, receipt, "m2")
    assert shown(world)[f"renditions/{TENANT}/{receipt.id}/1"] == b"covered better"


def test_without_pages_the_receipt_is_read_all_the_same(world: World) -> None:
    world.show = ShowPages(Renderer(()), world.objects)
    assert parsed(world, sent(world)) is ParseOutcome.READ
    assert shown(world) == {}


def test_a_bucket_that_takes_no_pages_fails_no_receipt(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world.show = ShowPages(Renderer(), world.objects)
    receipt = sent(world)

    def refuse(*_: object, anew: bool) -> None:
        raise StorageUnavailableError("AccessDenied")

    monkeypatch.setattr(world.objects, "put", refuse)
    assert parsed(world, receipt) is ParseOutcome.READ
    assert "were not kept" in caplog.text

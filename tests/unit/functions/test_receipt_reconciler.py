"""receipt_reconciler's handler: what it counts, and that a step that failed is not hidden."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from receipt_reconciler import handler as module
from receipts.usecases.accept_receipt import Announcement
from tests.unit.functions.test_receipt_parser import Context
from tests.unit.usecases.conftest import TENANT, World

PHOTO = b"a photo"
ANNOUNCED = Announcement("image/jpeg", len(PHOTO), hashlib.sha256(PHOTO).hexdigest())


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A photo is in the bucket, and its event was lost a day ago."""
    world = World()
    slot = world.accept.open_slot(TENANT, ANNOUNCED).receipt
    world.objects.put(slot.photo, BytesIO(PHOTO))
    world.clock.pass_time(timedelta(hours=25))
    monkeypatch.setattr(module, "reconcile", lambda: world.reconcile)
    return world


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return dict(metrics)


def test_a_lost_upload_is_counted(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert module.handler({}, Context())["arrived"] == 1
    assert counted(capsys)["UploadEventsLost"] == [1]


def test_a_step_that_fails_fails_the_run_after_the_others_are_done_and_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.queue.is_down = True
    other = b"another photo"
    world.accept.take(
        TENANT, Announcement("image/jpeg", len(other), hashlib.sha256(other).hexdigest()), BytesIO(other)
    )
    world.clock.pass_time(timedelta(minutes=2))
    with pytest.raises(ExceptionGroup, match="left for the next run"):
        module.handler({}, Context())
    assert counted(capsys)["UploadEventsLost"] == [1]

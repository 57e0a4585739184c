from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, FieldEvidence, Reading
from tests.unit.api.conftest import World, assert_problem

BOX = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
READING = Reading(
    issued_at=datetime(2026, 11, 20, 12, 28, tzinfo=UTC),
    amounts=Amounts(total=Decimal("2500")),
    fields={"amounts.total": FieldEvidence(0.98, 1, BOX, "2,500")},
    text="합계 2,500",
)


def parsed(world: World) -> str:
    receipt_id = world.receipt()
    known = world.store.receipts[UUID(receipt_id)]
    world.store.receipts[known.id] = replace(known, status=Status.PARSED, reading=READING)
    return receipt_id


def test_a_read_receipt_shows_all_that_was_read_and_money_as_text(world: World) -> None:
    receipt = world.api.get(f"/api/receipts/{parsed(world)}").json()
    assert (receipt["status"], receipt["amounts"]["total"]) == ("parsed", "2500")
    assert receipt["fields"]["amounts.total"]["raw"] == "2,500"
    assert receipt["text"] == "합계 2,500"


def test_an_unknown_receipt_is_not_found(world: World) -> None:
    path = f"/api/receipts/{uuid4()}"
    response = world.api.get(path)
    assert_problem(response, 404, "receipt-not-found")
    assert response.json()["instance"] == path


def test_an_id_that_is_none_is_invalid_input(world: World) -> None:
    assert_problem(world.api.get("/api/receipts/latest"), 422, "invalid-input")


def test_the_image_is_a_redirect_to_an_address_that_soon_expires(world: World) -> None:
    response = world.api.get(f"/api/receipts/{world.receipt()}/image")
    assert response.status_code == 307
    assert response.headers["location"].endswith("?expires=300")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("status", [Status.AWAITING_UPLOAD, Status.EXPIRED, Status.DELETED])
def test_a_receipt_whose_photo_is_not_there_has_no_image(world: World, status: Status) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, status)
    assert_problem(world.api.get(f"/api/receipts/{receipt_id}/image"), 404, "photo-not-found")


def test_a_photo_in_the_archive_is_asked_back_and_the_reader_told_when_to_come_again(world: World) -> None:
    receipt_id = world.receipt()
    world.objects.archived.add(world.store.receipts[UUID(receipt_id)].photo.key)
    response = world.api.get(f"/api/receipts/{receipt_id}/image")
    assert_problem(response, 409, "photo-archived")
    assert response.headers["Retry-After"] == "43200"


def test_a_failed_receipt_whose_photo_is_in_the_archive_is_not_queued_before_the_photo_is_back(
    world: World,
) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    photo = world.store.receipts[UUID(receipt_id)].photo
    world.objects.archived.add(photo.key)
    refused = world.api.post(f"/api/receipts/{receipt_id}/retry")
    assert_problem(refused, 409, "photo-archived")
    assert refused.headers["Retry-After"] == "43200"
    assert world.api.get(f"/api/receipts/{receipt_id}").json()["status"] == "failed"
    world.objects.archived.clear()
    assert world.api.post(f"/api/receipts/{receipt_id}/retry").status_code == 202


def test_a_failed_receipt_keeps_its_image(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.UNREADABLE_IMAGE)
    assert world.api.get(f"/api/receipts/{receipt_id}/image").status_code == 307


def test_a_failed_receipt_is_queued_once_more(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    response = world.api.post(f"/api/receipts/{receipt_id}/retry")
    assert response.status_code == 202
    assert (response.json()["status"], response.json()["failure"]) == ("queued", None)
    assert len(world.queue.sent) == 2


def test_pressing_retry_twice_does_not_double_it(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    world.api.post(f"/api/receipts/{receipt_id}/retry")
    again = world.api.post(f"/api/receipts/{receipt_id}/retry")
    assert_problem(again, 409, "receipt-not-failed")
    assert "queued" in again.json()["detail"]
    assert len(world.queue.sent) == 2

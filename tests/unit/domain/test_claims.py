from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from receipts.domain.claims import Claim, Delivery, may_claim, revived
from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.record import Lease, Receipt
from receipts.errors import StillProcessingError
from tests.fixtures.makers import LEASE, NOON, a_receipt

TENANT = UUID(int=1)
LATER = NOON + LEASE


def stored(status: Status) -> Receipt:
    receipt = a_receipt(TENANT, status=status)
    return replace(receipt, photo=replace(receipt.photo, version="v1"))


def claimed(by: str = "message-1") -> Receipt:
    return replace(stored(Status.PROCESSING), lease=Lease(by, LATER))


def delivery(by: str = "message-1", version: str | None = "v1", at: object = NOON) -> Delivery:
    return Delivery("key", version, Lease(by, LATER + LEASE), at)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [Status.AWAITING_UPLOAD, Status.QUEUED, Status.EXPIRED])
def test_what_waits_for_a_reader_may_be_claimed(status: Status) -> None:
    assert may_claim(stored(status), delivery())


@pytest.mark.parametrize("status", sorted(SETTLED))
@pytest.mark.parametrize("version", ["v1", None])
def test_what_is_settled_may_not(status: Status, version: str | None) -> None:
    assert not may_claim(stored(status), delivery(version=version))


@pytest.mark.parametrize("status", sorted(SETTLED))
def test_only_what_has_failed_is_read_again_when_its_bytes_come_again(status: Status) -> None:
    assert may_claim(stored(status), delivery(version="v2")) == (status is Status.FAILED)


def test_a_message_takes_over_from_its_own_reader_at_once() -> None:
    assert may_claim(claimed("message-1"), delivery("message-1"))


def test_another_message_waits_for_the_end_of_the_lease() -> None:
    with pytest.raises(StillProcessingError):
        may_claim(claimed(), delivery("message-2", at=LATER - timedelta(microseconds=1)))
    assert may_claim(claimed(), delivery("message-2", at=LATER))


def test_a_claim_holds_until_somebody_else_has_the_receipt() -> None:
    claim = Claim(claimed(), "message-1")
    assert claim.holds(claimed("message-1"))
    assert not claim.holds(claimed("message-2"))
    assert not claim.holds(stored(Status.PARSED))
    assert not claim.holds(None)


def test_a_late_photo_revives_its_slot() -> None:
    late = stored(Status.EXPIRED)
    ((revived_slot, event),) = revived(late, None, NOON)
    assert (revived_slot.status, revived_slot.version) == (Status.QUEUED, late.version + 1)
    assert event is not None
    assert event.kind == "revived"


def test_a_newer_slot_that_is_still_empty_makes_way() -> None:
    late, newer = stored(Status.EXPIRED), stored(Status.AWAITING_UPLOAD)
    (expired, event), (slot, _) = revived(late, newer, NOON)
    assert (expired.id, expired.status) == (newer.id, Status.EXPIRED)
    assert (slot.id, slot.status) == (late.id, Status.QUEUED)
    assert event is not None
    assert event.data == {"superseded_by": str(late.id)}


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.AWAITING_UPLOAD}))
def test_a_newer_receipt_that_has_the_photo_makes_the_late_one_redundant(status: Status) -> None:
    assert revived(stored(Status.EXPIRED), stored(status), NOON) == ()

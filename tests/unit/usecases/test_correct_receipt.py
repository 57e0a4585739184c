"""A shop is misread once at most: what a bookkeeper corrected and approved is known the next time."""

import hashlib
from io import BytesIO
from uuid import UUID

import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.correction import Value
from receipts.domain.directory import DirectoryEntry
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Source
from receipts.domain.record import Receipt
from receipts.messages import ReceiptEvent, UploadedObject
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.correct_receipt import Seen
from tests.fakes import engine
from tests.unit.usecases.conftest import TENANT, World

NUMBER = BusinessNumber("1234567891")
OTHER = UUID(int=2)
KNOWN = DirectoryEntry(NUMBER, "가나다식당", "서울 별빛구 달빛로 2", "02-333-4444")


def read(world: World, photo: bytes = b"a photo", tenant: UUID = TENANT) -> Receipt:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    receipt = world.accept.take(tenant, announced, BytesIO(photo)).receipt
    world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery=photo.decode())
    return world.store.get(tenant, receipt.id)


def corrected(world: World, receipt: Receipt, **values: Value) -> Receipt:
    named = {f"merchant.{name}": value for name, value in values.items()}
    return world.correct(Seen(receipt.tenant_id, receipt.id, receipt.version, "김경리"), named)


def approved(world: World, receipt: Receipt, *accept: str) -> Receipt:
    return world.approve(Seen(receipt.tenant_id, receipt.id, receipt.version, "김경리"), accept)


def test_a_confirmed_correction_names_the_merchant_the_next_time(world: World) -> None:
    approved(world, corrected(world, read(world), name="가나다식당", address="서울 별빛구 달빛로 2"))
    reading = read(world, b"next week").reading
    assert reading is not None
    assert (reading.merchant.name, reading.merchant.address) == ("가나다식당", "서울 별빛구 달빛로 2")
    name, address = reading.fields["merchant.name"], reading.fields["merchant.address"]
    assert (name.source, name.raw) == (Source.DIRECTORY, "가나다상회")
    assert (address.source, address.raw, address.page) == (Source.DIRECTORY, "", 1)
    assert reading.category is not None
    assert reading.category.code == "meals"


def test_a_correction_that_nobody_has_approved_teaches_nothing(world: World) -> None:
    corrected(world, read(world), name="가나다식당")
    assert world.directory.entries == {}


def test_an_approval_without_a_correction_teaches_nothing(world: World) -> None:
    approved(world, read(world))
    assert world.directory.entries == {}


def test_only_what_was_written_by_hand_is_taught(world: World) -> None:
    approved(world, corrected(world, read(world), name="가나다식당", phone="02-333-4444"))
    assert world.directory.find(TENANT, NUMBER) == DirectoryEntry(NUMBER, "가나다식당", None, "02-333-4444")


def test_a_number_whose_check_digit_is_wrong_teaches_nothing(world: World) -> None:
    wrong = BusinessNumber("1234567890")
    receipt = corrected(world, read(world), name="가나다식당", business_number=wrong)
    approved(world, receipt, "business_number_checksum")
    assert world.directory.entries == {}


def test_a_lesson_is_for_its_tenant_alone(world: World) -> None:
    approved(world, corrected(world, read(world), name="가나다식당"))
    reading = read(world, b"theirs", OTHER).reading
    assert reading is not None
    assert reading.merchant.name == "가나다상회"
    assert reading.fields["merchant.name"].source is Source.IMAGE


def test_what_the_operator_shares_names_merchants_for_everyone(world: World) -> None:
    world.directory.put(None, KNOWN)
    for tenant in (TENANT, OTHER):
        reading = read(world, f"of {tenant}".encode(), tenant).reading
        assert reading is not None
        assert (reading.merchant.name, reading.merchant.phone) == (KNOWN.name, KNOWN.phone)


@pytest.mark.parametrize(
    "printed", ["사업자번호 123-45-67890", "사업자번호 123-45-67881", "전화 02-123-4567"]
)
def test_a_number_that_is_wrong_repaired_or_not_there_names_nobody(
    world: World, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LINES", (engine.LINES[0], printed, *engine.LINES[2:]))
    world.directory.put(None, KNOWN)
    reading = read(world).reading
    assert reading is not None
    assert reading.merchant.name == "가나다상회"


def test_where_the_directory_agrees_the_image_stays_the_source(world: World) -> None:
    world.directory.put(None, DirectoryEntry(NUMBER, "가나다상회"))
    reading = read(world).reading
    assert reading is not None
    assert reading.fields["merchant.name"].source is Source.IMAGE


def test_an_approval_is_announced_through_the_outbox(world: World) -> None:
    receipt = approved(world, read(world))
    assert receipt.status is Status.APPROVED
    (_, message) = list(world.store.outbox.values())[-1]
    event = ReceiptEvent.model_validate_json(message.body)
    assert (event.receipt_id, event.status) == (receipt.id, Status.APPROVED)


def test_a_suggested_account_follows_the_corrected_merchant(world: World) -> None:
    receipt = read(world)
    for name, code in (("가나다식당", "meals"), ("가나다문구", "office_supplies"), ("가나다상회", None)):
        receipt = corrected(world, receipt, name=name)
        assert receipt.reading
        assert (receipt.reading.category.code if receipt.reading.category else None) == code

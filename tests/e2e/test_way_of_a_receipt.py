"""From a photo to a row, through the real store, queue, function and database."""

import base64
import hashlib
from http import HTTPStatus

import httpx
import pytest
from sqlalchemy import text

from local.client import Document, Photo, ReceiptsClient
from receipts.adapters.postgres import connect
from tests.e2e.photos import sample, small_photos, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]


def test_a_photo_put_to_the_store_becomes_a_parsed_row(stack: RunningStack) -> None:
    with stack.client("phone") as client:
        photo = sample()
        announced = client.upload(photo)
        assert announced["status"] == "awaiting_upload"

        (receipt,) = wait_settled(client, [announced["id"]])

        assert receipt["status"] in {"parsed", "needs_review"}
        assert receipt["amounts"]["total"] == "7000"
        assert receipt["merchant"]["business_number"] == "901-12-34564"
        assert receipt["issued_at"].startswith("2026-04-11")
        assert client.image(announced["id"]) == photo.content
        total = "SELECT total::int FROM receipts WHERE id = :id"
        assert stack.count(total, id=announced["id"]) == 7000


def test_a_photo_posted_to_the_api_becomes_a_parsed_row(stack: RunningStack) -> None:
    with stack.client("back office") as client:
        accepted = client.post(sample())
        assert accepted["status"] == "queued"

        (receipt,) = wait_settled(client, [accepted["id"]])

        assert receipt["amounts"]["total"] == "7000"
        assert client.image(accepted["id"]) == sample().content


def test_the_same_bytes_are_one_receipt_whichever_way_they_come(stack: RunningStack) -> None:
    with stack.client("both ways") as client:
        (photo,) = small_photos(1)
        by_phone = client.upload(photo)
        by_office = client.post(photo)
        again = client.open_slot(photo)

        assert by_office["id"] == by_phone["id"] == again["receipt"]["id"]
        wait_settled(client, [by_phone["id"]])
        assert len(client.receipts()) == 1
        assert client.open_slot(photo)["upload"] is None


def test_a_photo_whose_event_was_lost_is_found_before_its_slot_expires(stack: RunningStack) -> None:
    lost = """
        UPDATE receipts SET status = 'awaiting_upload', reading_id = NULL, object_version = NULL,
        created_at = created_at - interval '25 hours', updated_at = updated_at - interval '25 hours'
        WHERE id = :id
    """
    with stack.client("unheard") as client:
        sent, never_sent = small_photos(2, first=40)
        receipts = [client.upload(sent)["id"], client.open_slot(never_sent)["receipt"]["id"]]
        wait_settled(client, receipts[:1])
        engine = connect(stack.env["DATABASE_OWNER_URL"])
        with engine.begin() as connection:
            for receipt_id in receipts:
                connection.execute(text(lost), {"id": receipt_id})
        engine.dispose()

        wait_settled(client, receipts[:1])

        events = "SELECT count(*) FROM receipt_events WHERE receipt_id = :id AND kind = :kind"
        assert stack.count(events, id=receipts[0], kind="arrived") == 1
        assert stack.count(events, id=receipts[1], kind="expired") == 1


def test_tenants_do_not_see_each_other(stack: RunningStack) -> None:
    with stack.client("one") as one, stack.client("another") as another:
        (photo,) = small_photos(1)
        theirs, ours = one.post(photo), another.post(photo)

        assert theirs["id"] != ours["id"]
        with pytest.raises(httpx.HTTPStatusError, match="404"):
            another.receipt(theirs["id"])
        assert [receipt["id"] for receipt in another.receipts()] == [ours["id"]]
        wait_settled(one, [theirs["id"]])
        wait_settled(another, [ours["id"]])


class TestTheStoreRefuses:
    """What a presigned PUT binds. The slot stays usable for the right bytes."""

    @pytest.fixture
    def photo(self) -> Photo:
        return small_photos(1, first=7)[0]

    @pytest.fixture
    def slot(self, stack: RunningStack, photo: Photo) -> Document:
        with stack.client("slots") as client:
            slot = client.open_slot(photo)["upload"]
        assert isinstance(slot, dict)
        return slot

    def put(self, slot: Document, content: bytes, **headers: str) -> int:
        with ReceiptsClient("http://unused", "unused") as client:
            return client.put_directly(slot, content, **headers).status_code

    def test_another_length(self, slot: Document, photo: Photo) -> None:
        longer = photo.content + b"x"
        assert self.put(slot, longer, **{"Content-Length": str(len(longer))}) in {400, 403}

    def test_another_type(self, slot: Document, photo: Photo) -> None:
        assert self.put(slot, photo.content, **{"Content-Type": "text/html"}) == HTTPStatus.FORBIDDEN

    def test_another_checksum(self, slot: Document, photo: Photo) -> None:
        other = photo.content[:-1] + bytes([photo.content[-1] ^ 1])
        checksum = base64.b64encode(hashlib.sha256(other).digest()).decode()
        assert self.put(slot, other, **{"x-amz-checksum-sha256": checksum}) == HTTPStatus.FORBIDDEN

    def test_other_bytes_under_the_announced_checksum(self, slot: Document, photo: Photo) -> None:
        other = photo.content[:-1] + bytes([photo.content[-1] ^ 1])
        assert self.put(slot, other) == HTTPStatus.BAD_REQUEST

    def test_another_key(self, slot: Document, photo: Photo) -> None:
        elsewhere = {**slot, "url": slot["url"].replace("/uploads/", "/direct/", 1)}
        assert self.put(elsewhere, photo.content) == HTTPStatus.FORBIDDEN

    def test_and_takes_what_was_announced(self, slot: Document, photo: Photo) -> None:
        assert self.put(slot, photo.content) == HTTPStatus.OK

    def test_the_same_once_more(self, stack: RunningStack) -> None:
        (photo,) = small_photos(1, first=8)
        with stack.client("replay") as client:
            slot = client.open_slot(photo)["upload"]
            assert self.put(slot, photo.content) == HTTPStatus.OK
            assert self.put(slot, photo.content) == HTTPStatus.PRECONDITION_FAILED
            unconditional = {name: it for name, it in slot["headers"].items() if name != "If-None-Match"}
            assert self.put({**slot, "headers": unconditional}, photo.content) == HTTPStatus.FORBIDDEN

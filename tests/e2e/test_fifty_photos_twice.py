"""Month's end: everybody sends everything twice, and a reader dies in the middle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.client import Document, Photo, ReceiptsClient
from local.processes import wait_until
from tests.e2e.photos import small_photos, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

PHOTOS = 50
# Of the tenant that the receipt :id belongs to: rows, results, and how often a reading was settled.
ROWS = """
    SELECT count(*) FROM receipts JOIN receipts AS any_one USING (tenant_id)
    WHERE any_one.id = CAST(:id AS uuid)
"""
READINGS = """
    SELECT count(*) FROM readings JOIN receipts AS any_one USING (tenant_id)
    WHERE any_one.id = CAST(:id AS uuid)
"""
SETTLEMENTS = """
    SELECT count(*) FROM receipt_events JOIN receipts AS any_one USING (tenant_id)
    WHERE any_one.id = CAST(:id AS uuid) AND kind IN ('parsed', 'needs_review', 'failed')
"""


def test_end_as_fifty_receipts_each_read_once(stack: RunningStack) -> None:
    photos = small_photos(PHOTOS, first=1000)
    with (
        stack.client("month's end") as phone,
        ReceiptsClient(phone.url, phone.api_key) as office,
    ):
        with ThreadPoolExecutor(2) as senders:
            by_phone = senders.submit(send_all, phone.upload, photos)
            by_office = senders.submit(send_all, office.post, photos)
            kill_a_reader_at_work(stack, phone)
            ids = by_phone.result()
            assert by_office.result() == ids

        receipts = wait_settled(phone, ids, seconds=600)

        assert len(set(ids)) == PHOTOS
        assert {receipt["id"] for receipt in phone.receipts()} == set(ids)
        assert {receipt["status"] for receipt in receipts} <= {"parsed", "needs_review"}
        assert_each_was_read_once(stack, ids[0])
        assert wait_until(lambda: messages_left(stack) == 0, 180, every=1), "messages are still on the queues"
        assert_each_was_read_once(stack, ids[0])  # late deliveries changed nothing


def send_all(send: Callable[[Photo], Document], photos: list[Photo]) -> list[str]:
    return [send(photo)["id"] for photo in photos]


def kill_a_reader_at_work(stack: RunningStack, client: ReceiptsClient) -> None:
    """kill -9 every process that runs the parser, once some receipts are read and one is being read."""

    def at_work() -> bool:
        receipts = client.receipts(limit="200")
        done = sum(receipt["status"] in {"parsed", "needs_review"} for receipt in receipts)
        return done >= 3 and any(receipt["status"] == "processing" for receipt in receipts)

    assert wait_until(at_work, 240, every=0.1), "nothing was ever being read"
    killed = stack.parsers()
    assert killed
    for process in killed:
        process.kill()


def assert_each_was_read_once(stack: RunningStack, any_id: str) -> None:
    for query in (ROWS, READINGS, SETTLEMENTS):
        assert stack.count(query, id=any_id) == PHOTOS, query


def messages_left(stack: RunningStack) -> int:
    """Messages on the upload queue and its dead letters, waiting or under way."""
    env = stack.env
    sqs = stack.session().client("sqs", endpoint_url=env["AWS_ENDPOINT_URL"])
    left = 0
    for url in (env["RECEIPT_QUEUE_URL"], f"{env['RECEIPT_QUEUE_URL']}-dlq"):
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        left += int(found["ApproximateNumberOfMessages"])
        left += int(found["ApproximateNumberOfMessagesNotVisible"])
        left += int(found["ApproximateNumberOfMessagesDelayed"])
    return left

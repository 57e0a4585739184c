"""A photo that kills every reader, and a message that is no upload: neither is waited for for ever."""

import io
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from local.client import SETTLED, Document, Photo, ReceiptsClient
from local.processes import wait_until
from receipts.domain.failure import FailureCause
from tests.e2e.photos import small_receipt, wait_settled
from tests.e2e.stacks import RunningStack, started, temporary_folder
from tests.e2e.test_fifty_photos_twice import messages_left

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]

VISIBILITY_SECONDS = "30"
"""Five of these pass before a message is given up."""
ANNOUNCED = """
    SELECT count(*) FROM outbox
    WHERE receipt_id = CAST(:id AS uuid) AND destination = 'receipt_events' AND sent_at IS NOT NULL
"""


@pytest.fixture
def hasty_stack() -> Iterator[RunningStack]:
    with temporary_folder() as folder, started(folder, "--visibility-timeout", VISIBILITY_SECONDS) as stack:
        yield stack


def test_end_as_a_failed_receipt_and_as_nothing(hasty_stack: RunningStack) -> None:
    put_rubbish_on_the_queue(hasty_stack)
    photo = long_document()
    with hasty_stack.client("poison") as client:
        receipt_id = client.post(photo)["id"]

        failed = kill_its_readers_until_it_is_settled(hasty_stack, client, receipt_id)

        assert failed["status"] == "failed"
        assert failed["failure"] == {
            "code": "internal_error",
            "message": FailureCause.INTERNAL_ERROR.sentence.korean,
        }
        assert client.image(receipt_id) == photo.content
        assert wait_until(lambda: hasty_stack.count(ANNOUNCED, id=receipt_id) == 1, 30, every=0.5)
        assert wait_until(lambda: messages_left(hasty_stack) == 0, 180, every=1), "dead letters are left"

        client.retry(receipt_id)
        (read,) = wait_settled(client, [receipt_id], 600)  # on a busy machine a reading takes some tries
        assert read["status"] in {"parsed", "needs_review"}, read.get("failure")


def put_rubbish_on_the_queue(stack: RunningStack) -> None:
    env = stack.env
    sqs = stack.session().client("sqs", endpoint_url=env["AWS_ENDPOINT_URL"])
    sqs.send_message(QueueUrl=env["RECEIPT_QUEUE_URL"], MessageBody="no upload at all")


def long_document() -> Photo:
    """Long enough to be caught while it is read, and short enough for a busy machine to end it within the
    16 s that this stack gives a photo.
    """
    pages = [small_receipt()] * 2
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:])
    return Photo("receipts.pdf", file.getvalue(), "application/pdf")


def kill_its_readers_until_it_is_settled(
    stack: RunningStack, client: ReceiptsClient, receipt_id: str
) -> Document:
    """kill -9 whoever reads the receipt, try after try. Each try is a version of its own."""
    killed: set[int] = set()

    def settled() -> bool:
        receipt = client.receipt(receipt_id)
        if receipt["status"] == "processing" and receipt["version"] not in killed:
            killed.add(receipt["version"])
            kill(stack.parsers())
        return receipt["status"] in SETTLED

    assert wait_until(settled, 450, every=0.05), client.receipt(receipt_id)["status"]
    assert len(killed) > 1
    return client.receipt(receipt_id)


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()

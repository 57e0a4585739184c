"""One tenant sends a pile of photos, and then another sends one: it is read long before the pile is."""

import pytest

from tests.e2e.photos import small_photos, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

PILE = 40
# Of the tenant that the receipt :pile belongs to: readings that were settled after the receipt :one was.
READ_LATER = """
    SELECT count(*) FROM receipt_events JOIN receipts AS any_one USING (tenant_id)
    WHERE any_one.id = CAST(:pile AS uuid) AND kind IN ('parsed', 'needs_review')
    AND receipt_events.id > (
        SELECT min(id) FROM receipt_events
        WHERE receipt_id = CAST(:one AS uuid) AND kind IN ('parsed', 'needs_review')
    )
"""


def test_do_not_wait_for_each_other(stack: RunningStack) -> None:
    photos = small_photos(PILE + 1, first=5000)
    with stack.client("a pile") as noisy, stack.client("one receipt") as quiet:
        pile = [noisy.upload(photo)["id"] for photo in photos[:PILE]]
        one = quiet.upload(photos[PILE])["id"]

        (read,) = wait_settled(quiet, [one])
        receipts = wait_settled(noisy, pile, seconds=400)

        assert {receipt["status"] for receipt in (read, *receipts)} <= {"parsed", "needs_review"}
        assert stack.count(READ_LATER, pile=pile[0], one=one) >= PILE // 2

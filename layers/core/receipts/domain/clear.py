"""Which receipts need nothing but a nod: nobody doubts them, and no check has warned."""

from receipts.domain.life_cycle import Status
from receipts.domain.obstacles import left_open
from receipts.domain.record import Receipt


def is_clear(receipt: Receipt) -> bool:
    """Whether a receipt was read, waits for approval, and gives a bookkeeper no reason to look."""
    if receipt.status is not Status.PARSED or receipt.reading is None:
        return False
    return not left_open(receipt.reading, receipt.duplicate_of)

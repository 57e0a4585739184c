"""Who may read a receipt, and what becomes of a slot whose photo came late."""

from dataclasses import dataclass
from datetime import datetime

from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.record import Lease, Move, Receipt
from receipts.errors import StillProcessingError


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a queue message: the object and version that it names, and the lease it asks for."""

    key: str
    version: str | None
    lease: Lease
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one queue message to read one receipt until its lease ends."""

    receipt: Receipt
    claimed_by: str
    died: int = 0
    """How many reads of this receipt ended in the middle before this one."""

    def holds(self, receipt: Receipt | None) -> bool:
        """Whether nobody has settled the receipt since, or taken it over."""
        lease = receipt.lease if receipt else None
        return lease is not None and lease.claimed_by == self.claimed_by

    def may_be_given_back(self, receipt: Receipt | None) -> bool:
        """Whether it is its message's last claim, too. A reader that froze, and whose message was claimed
        again, has its result taken as well as its successor's, but ends nothing for that one.
        """
        return self.holds(receipt) and receipt is not None and receipt.lease == self.receipt.lease


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The receipt is known to be queued, and has its turn later: its tenant uses its share of the readers."""

    receipt: Receipt
    turn: datetime


def may_claim(receipt: Receipt, delivery: Delivery) -> bool:
    """Whether there is something to read. The message that has it may take over from its own reader, which is
    gone if it is delivered again. Raises StillProcessingError while another's lease lasts.

    Settled is settled, whatever the object's version: the signature of the upload binds the SHA-256, so
    another version of this key holds the same bytes.
    """
    if receipt.status in SETTLED and not receipt.is_sent_again_as(delivery.version):
        return False
    lease = receipt.lease
    if lease and lease.claimed_by != delivery.lease.claimed_by and lease.until > delivery.at:
        raise StillProcessingError(f"receipt {receipt.id} is claimed until {lease.until}")
    return True


def revived(late: Receipt, newer: Receipt | None, at: datetime) -> tuple[Move, ...]:
    """What makes an expired slot live again whose photo came late. `newer` is the live receipt of the same
    photo: one that still waits for it expires in favour of the photo that is here; one that has it already
    makes the late one redundant, and nothing happens.
    """
    if newer is None:
        return (late.revive(at),)
    if newer.status is not Status.AWAITING_UPLOAD:
        return ()
    return newer.expire(at, superseded_by=late.id), late.revive(at)

"""Photos that say what is on them, and a reader that reads them in no time."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from receipts.domain.business_number import BusinessNumber
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import (
    Amounts,
    DocumentType,
    Engine,
    Merchant,
    Payment,
    PaymentMethod,
    Precision,
    Reading,
)
from receipts.domain.rendition import Rendition
from receipts.errors import UnreadableError
from tests.chaos.processes import Process
from tests.chaos.timeline import START


class Kind(StrEnum):
    """What a photo is: fit to be read, no receipt, or one that kills its reader each time."""

    GOOD = "good"
    BAD = "bad"
    DEADLY = "deadly"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of one purchase. `number` tells it from all others of the seed."""

    number: int
    tenant_id: UUID
    kind: Kind
    body: bytes

    @classmethod
    def of(cls, number: int, tenant_id: UUID, kind: Kind, salt: str = "") -> "Photo":
        """`salt` fills it up; two tenants' photos with the same number have the same bytes."""
        return cls(number, tenant_id, kind, f"{kind} {number} {total_of(number)} {salt}".encode())

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()


def total_of(number: int) -> int:
    """What was paid, in won."""
    return 1000 + 10 * number


@dataclass(slots=True)
class StubReader:
    """The reader of one parser."""

    process: Process
    _last: tuple[Rendition, ...] = ()

    def read(self, file: Path) -> Reading:
        """In seconds, or for longer than a message stays invisible."""
        process = self.process
        self._last = ()
        kind, number, total, _ = file.read_text().split(" ", 3)
        is_slow = process.happens(process.weather.slow_reads, "reads slowly")
        span = (700, 2500) if is_slow else (0.3, 3)
        if is_slow:
            process.timeline.note(process.name, "reads slowly")
        process.timeline.wait(process.ground.dice.between(*span, process.name, "reading takes"))
        process.go_on()
        if kind == Kind.DEADLY:
            process.die("of the photo that it reads")
        if kind == Kind.BAD:
            raise UnreadableError(FailureCause.NOT_A_RECEIPT)
        self._last = (Rendition(1, file.read_bytes()),)
        return _reading(int(number), Decimal(total))

    def renditions(self) -> tuple[Rendition, ...]:
        """What was read last, as a picture of its one page."""
        return self._last


def _reading(number: int, total: Decimal) -> Reading:
    """A purchase unlike any other, of which nothing is doubtful."""
    return Reading(
        document_type=DocumentType.CARD_SLIP,
        merchant=Merchant("도토리다방", BusinessNumber("9024500731")),
        issued_at=START - timedelta(days=3, minutes=number),
        issued_at_precision=Precision.MINUTE,
        currency="KRW",
        amounts=Amounts(total=total, gross_total=total),
        payment=Payment(PaymentMethod.CARD, approval_number=f"{30000000 + number}"),
        engine=Engine("stub", "1", 0.5),
        text=f"도토리다방 합계 {total}",
    )

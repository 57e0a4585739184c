"""What a receipt says: all that is read from its image. The record kept of it is in `record.py`."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from receipts.domain.business_number import BusinessNumber
from receipts.domain.sentence import Sentence
from receipts.domain.text import Box

MAX_PHOTO_BYTES: Final = 50 * 1024 * 1024
"""The largest file that is accepted and read. `domain/failure.py` says it in words."""


class DocumentType(StrEnum):
    """The kinds of proof of payment that Korean bookkeeping tells apart."""

    RECEIPT = "receipt"
    CARD_SLIP = "card_slip"
    CASH_RECEIPT = "cash_receipt"
    SIMPLE_RECEIPT = "simple_receipt"
    APP_SCREENSHOT = "app_screenshot"
    INVOICE = "invoice"


class Transaction(StrEnum):
    """Which way the money went."""

    SALE = "sale"
    CANCELLATION = "cancellation"


class Precision(StrEnum):
    """How much of `issued_at` is printed on the receipt."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class PaymentMethod(StrEnum):
    """How it was paid."""

    CARD = "card"
    CASH = "cash"
    POINTS = "points"
    MOBILE = "mobile"
    TRANSFER = "transfer"


class Outcome(StrEnum):
    """What a check found."""

    PASSED = "passed"
    WARNED = "warned"
    SKIPPED = "skipped"


class ProofKind(StrEnum):
    """What the paper is to the tax office; `domain/proof.py` says which kinds qualify."""

    CARD_SLIP = "card_slip"
    CASH_RECEIPT = "cash_receipt"
    TAX_INVOICE = "tax_invoice"
    INVOICE = "invoice"
    INCOME_DEDUCTION = "income_deduction"
    SIMPLE_RECEIPT = "simple_receipt"
    STATEMENT = "statement"
    SCREENSHOT = "screenshot"
    RECEIPT = "receipt"
    FOREIGN = "foreign"


class Source(StrEnum):
    """Where the value of a field comes from."""

    IMAGE = "image"
    TEXTRACT = "textract"
    CLOVA = "clova"
    BEDROCK = "bedrock"
    DIRECTORY = "directory"
    BOOKKEEPER = "bookkeeper"


@dataclass(frozen=True, slots=True)
class Merchant:
    """The seller. `None` is "not on the image"."""

    name: str | None = None
    business_number: BusinessNumber | None = None
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money in the receipt's currency; won are whole.

    `total` is what was paid (결제금액, 받을금액), `gross_total` the printed 합계 before discounts.
    """

    total: Decimal | None = None
    gross_total: Decimal | None = None
    discount: Decimal | None = None
    supply: Decimal | None = None
    vat: Decimal | None = None
    exempt: Decimal | None = None
    service_charge: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """How the total was paid. The card number is masked: first 6 and last 4 digits at most."""

    method: PaymentMethod | None = None
    card_issuer: str | None = None
    card_number_masked: str | None = None
    approval_number: str | None = None
    installments: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of goods. Quantity and amount are negative on refunds."""

    line: int
    name: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """Where on which page a field was read, the text it came from, and how sure the reading is (0 to 1).

    Where the value comes from the merchant directory or a bookkeeper, `raw` keeps what was read, and
    there is no place if nothing was.
    """

    confidence: float
    page: int | None
    box: Box | None
    raw: str
    source: Source = Source.IMAGE


@dataclass(frozen=True, slots=True)
class Proof:
    """적격증빙: whether the paper proves the expense to the tax office; None is "cannot be told"."""

    kind: ProofKind | None = None
    qualified: bool | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """The expense account (계정과목) that the receipt is booked to, and a code that does not change."""

    code: str
    account: str


@dataclass(frozen=True, slots=True)
class Check:
    """A named test of the reading. `arithmetic` is what it looked at, while it is new; of that the English
    words are kept as `detail`.
    """

    code: str
    outcome: Outcome
    detail: str = ""
    arithmetic: Sentence | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Engine:
    """Which engine read the receipt, how long it took, and the memory it took at most.

    `peak_megabytes` (of a million bytes) is the whole reader's; None where it was not measured.
    """

    name: str
    version: str
    seconds: float
    peak_megabytes: int | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Another engine that was asked about the fields `asked`, and what it gave: `taken`, or a `failure`.

    `cost_usd` is what the answer cost by the list price; a failure counts as free.
    """

    source: Source
    version: str
    seconds: float
    cost_usd: Decimal
    asked: tuple[str, ...]
    taken: tuple[str, ...] = ()
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A line of text, masked, and where it stands on its page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as it was read: its size in pixels, how it was turned (`domain/text.py`), and its first
    `MOST_TEXTS` lines of text, for people to point at. Boxes of `Reading.fields` lie on it.
    """

    number: int
    width: int
    height: int
    turn: int | None
    texts: tuple[PrintedText, ...] = ()


def as_day(issued_at: datetime | date) -> date:
    """The day as printed, in the zone it was printed in."""
    return issued_at.date() if isinstance(issued_at, datetime) else issued_at


MOST_TEXTS: Final = 300
"""Of a page: a till receipt has 60, and each correction keeps them anew."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one image. What is not on the image is `None`, never invented."""

    document_type: DocumentType | None = None
    transaction: Transaction = Transaction.SALE
    merchant: Merchant = field(default_factory=Merchant)
    issued_at: datetime | date | None = None
    issued_at_precision: Precision | None = None
    currency: str | None = None
    amounts: Amounts = field(default_factory=Amounts)
    payment: Payment = field(default_factory=Payment)
    items: tuple[Item, ...] = ()
    proof: Proof = field(default_factory=Proof)
    category: Category | None = None
    fields: dict[str, FieldEvidence] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    review_reasons: tuple[str, ...] = ()
    engine: Engine | None = None
    escalation: Escalation | None = None
    text: str = ""
    picture: str | None = None
    """A fingerprint of how the paper looks, 64 bits as 16 hex digits: pictures that look alike differ in few
    of them. None where nothing was read from a picture."""
    pages: tuple[SeenPage, ...] = ()

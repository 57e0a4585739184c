"""What a sample is: the facts it prints, its text, and how it was held when the photo was taken."""

from dataclasses import dataclass
from enum import StrEnum, auto

from receipts.domain.receipt import DocumentType, Transaction


@dataclass(frozen=True, slots=True)
class Item:
    """One line of goods as printed; money and quantities are decimal strings, `None` is "not printed"."""

    name: str
    quantity: str | None
    unit_price: str | None
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The ground truth of one receipt. `None` is "not printed"; nothing is left to be inferred."""

    merchant: str
    date: str
    time: str
    currency: str
    total: str
    gross_total: str
    business_number: str | None = None
    supply: str | None = None
    vat: str | None = None
    exempt: str | None = None
    discount: str | None = None
    service_charge: str | None = None
    document_type: DocumentType = DocumentType.RECEIPT
    transaction: Transaction = Transaction.SALE
    items: tuple[Item, ...] = ()


class Medium(StrEnum):
    """What the text is shown on."""

    THERMAL_PAPER = auto()
    PHONE_SCREEN = auto()


class Held(StrEnum):
    """How the phone was held, and whether it told."""

    UPRIGHT = auto()
    UPSIDE_DOWN_UNTOLD = auto()
    SIDEWAYS_TOLD_BY_EXIF = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One receipt of an invented shop.

    `text` is in the small markup of `samples.layout`; `stops` are the right edges, in columns, of the second
    and further cells of the rows with three or more cells.
    """

    file: str
    facts: Facts
    text: str
    stops: tuple[int, ...] = ()
    medium: Medium = Medium.THERMAL_PAPER
    held: Held = Held.UPRIGHT

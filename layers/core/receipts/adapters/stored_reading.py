"""The form in which a reading is kept in the database, and handed over by the process that read it.

A document names its version; those written before there were versions are version 1. To change the form,
raise `StoredReading.version` and add to `_UPGRADES` what turns a document of the version before into one of
the new. Two releases run side by side while one replaces the other: a release that reads a new version has
to come before the one that writes it. A new key that the release before can do without is no new version.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer, ValidationError

from receipts.domain import receipt as domain
from receipts.domain.business_number import BusinessNumber
from receipts.domain.obstacles import left_open
from receipts.domain.text import Box
from receipts.errors import StoredReadingError

Money = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
_Document = Mapping[str, Any]

_VERSION: Final = 2
_DAMAGES: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What a document raises that lacks a part, has another in its place, or a number or date that is none."""


def read_stored(document: _Document) -> domain.Reading:
    """The reading in a document of any version that this code knows. Raises StoredReadingError."""
    try:
        return StoredReading.model_validate(upgraded(document)).to_reading()
    except ValidationError as error:
        raise StoredReadingError(_reasons(error)) from None
    except _DAMAGES as error:
        raise StoredReadingError(f"{type(error).__name__} in it") from None


def upgraded(document: _Document) -> _Document:
    """The document in the form of today. Raises StoredReadingError if its version is not known."""
    while (version := document.get("version", 1)) != _VERSION:
        upgrade = _UPGRADES.get(version) if isinstance(version, int) else None
        if upgrade is None:
            raise StoredReadingError("its version is not known")
        document = upgrade(document)
    return document


def _from_version_1(document: _Document) -> _Document:
    """Proof, category, sources, the memory used and other engines came one by one, without a number."""
    new: dict[str, Any] = {"proof": {"kind": None, "qualified": None}, "category": None, "escalation": None}
    fields = {path: {"source": "image", **found} for path, found in document["fields"].items()}
    engine = document["engine"] and {"peak_megabytes": None, **document["engine"]}
    return {**new, **document, "fields": fields, "engine": engine, "version": 2}


_UPGRADES: Final[Mapping[int, Callable[[_Document], _Document]]] = {1: _from_version_1}


def _reasons(error: ValidationError) -> str:
    """Which values are wrong and how, without the values: they may be what a log must not show."""
    findings = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{finding['loc'][0]}: {finding['type']}" for finding in findings if finding["loc"])


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class StoredMerchant(_Stored):
    """The seller; `business_number` is kept as printed, 902-45-00731."""

    name: str | None
    business_number: str | None
    business_number_valid: bool | None
    address: str | None
    phone: str | None

    @classmethod
    def of(cls, merchant: domain.Merchant) -> Self:
        number = merchant.business_number
        return cls(
            name=merchant.name,
            business_number=str(number) if number else None,
            business_number_valid=number.is_valid if number else None,
            address=merchant.address,
            phone=merchant.phone,
        )

    def to_merchant(self) -> domain.Merchant:
        number = BusinessNumber(self.business_number.replace("-", "")) if self.business_number else None
        return domain.Merchant(self.name, number, self.address, self.phone)


class StoredAmounts(_Stored):
    """`domain.Amounts`; money is a decimal string."""

    total: Money | None
    gross_total: Money | None
    discount: Money | None
    supply: Money | None
    vat: Money | None
    exempt: Money | None
    service_charge: Money | None


class StoredPayment(_Stored):
    """`domain.Payment`."""

    method: domain.PaymentMethod | None
    card_issuer: str | None
    card_number_masked: str | None
    approval_number: str | None
    installments: int | None


class StoredItem(_Stored):
    """`domain.Item`."""

    line: int
    name: str
    quantity: Money | None
    unit_price: Money | None
    amount: Money | None
    exempt: bool


class StoredProof(_Stored):
    """`domain.Proof`."""

    kind: domain.ProofKind | None
    qualified: bool | None


class StoredCategory(_Stored):
    """`domain.Category`."""

    code: str
    account: str


class StoredField(_Stored):
    """`domain.FieldEvidence`."""

    confidence: float
    page: int | None
    box: Box | None
    raw: str
    source: domain.Source


class StoredCheck(_Stored):
    """`domain.Check`. No sentence is kept: it is made in the reader's language when it is shown."""

    code: str
    outcome: domain.Outcome
    detail: str


class StoredReview(_Stored):
    """Why a person must look."""

    required: bool
    reasons: tuple[str, ...]


class StoredEngine(_Stored):
    """`domain.Engine`."""

    name: str
    version: str
    seconds: float
    peak_megabytes: int | None


class StoredEscalation(_Stored):
    """`domain.Escalation`."""

    source: domain.Source
    version: str
    seconds: float
    cost_usd: Money
    asked: tuple[str, ...]
    taken: tuple[str, ...]
    failure: str | None


class StoredText(_Stored):
    """`domain.PrintedText`."""

    text: str
    box: Box


class StoredPage(_Stored):
    """`domain.SeenPage`."""

    number: int
    width: int
    height: int
    turn: int | None
    texts: tuple[StoredText, ...]

    def to_page(self) -> domain.SeenPage:
        texts = tuple(domain.PrintedText(it.text, it.box) for it in self.texts)
        return domain.SeenPage(self.number, self.width, self.height, self.turn, texts)


class StoredReading(_Stored):
    """`domain.Reading`, of version 2. No key may be missing: what is not on the image is null. Only `pages`
    came later, and releases before do without them.
    """

    version: Literal[2] = _VERSION
    document_type: domain.DocumentType | None
    transaction: domain.Transaction
    merchant: StoredMerchant
    issued_at: str | None
    issued_at_precision: domain.Precision | None
    currency: str | None
    amounts: StoredAmounts
    payment: StoredPayment
    items: tuple[StoredItem, ...]
    proof: StoredProof
    category: StoredCategory | None
    fields: dict[str, StoredField]
    checks: tuple[StoredCheck, ...]
    review: StoredReview
    engine: StoredEngine | None
    escalation: StoredEscalation | None
    text: str
    picture: str | None = None
    pages: tuple[StoredPage, ...] = ()

    @classmethod
    def of(cls, reading: domain.Reading) -> Self:
        return cls(
            document_type=reading.document_type,
            transaction=reading.transaction,
            merchant=StoredMerchant.of(reading.merchant),
            issued_at=reading.issued_at.isoformat() if reading.issued_at else None,
            issued_at_precision=reading.issued_at_precision,
            currency=reading.currency,
            amounts=StoredAmounts.model_validate(reading.amounts),
            payment=StoredPayment.model_validate(reading.payment),
            items=tuple(map(StoredItem.model_validate, reading.items)),
            proof=StoredProof.model_validate(reading.proof),
            category=StoredCategory.model_validate(reading.category) if reading.category else None,
            fields={path: StoredField.model_validate(found) for path, found in reading.fields.items()},
            checks=tuple(map(StoredCheck.model_validate, reading.checks)),
            review=StoredReview(required=bool(left_open(reading)), reasons=reading.review_reasons),
            engine=StoredEngine.model_validate(reading.engine) if reading.engine else None,
            escalation=StoredEscalation.model_validate(reading.escalation) if reading.escalation else None,
            text=reading.text,
            picture=reading.picture,
            pages=tuple(map(StoredPage.model_validate, reading.pages)),
        )

    def to_reading(self) -> domain.Reading:
        """Raises ValueError on a date or business number that is none."""
        return domain.Reading(
            document_type=self.document_type,
            transaction=self.transaction,
            merchant=self.merchant.to_merchant(),
            issued_at=_instant(self.issued_at, self.issued_at_precision),
            issued_at_precision=self.issued_at_precision,
            currency=self.currency,
            amounts=domain.Amounts(**dict(self.amounts)),
            payment=domain.Payment(**dict(self.payment)),
            items=tuple(domain.Item(**dict(item)) for item in self.items),
            proof=domain.Proof(**dict(self.proof)),
            category=domain.Category(**dict(self.category)) if self.category else None,
            fields={path: domain.FieldEvidence(**dict(found)) for path, found in self.fields.items()},
            checks=tuple(domain.Check(**dict(check)) for check in self.checks),
            review_reasons=self.review.reasons,
            engine=domain.Engine(**dict(self.engine)) if self.engine else None,
            escalation=domain.Escalation(**dict(self.escalation)) if self.escalation else None,
            text=self.text,
            picture=self.picture,
            pages=tuple(page.to_page() for page in self.pages),
        )


def _instant(text: str | None, precision: domain.Precision | None) -> datetime | date | None:
    if text is None:
        return None
    if precision is domain.Precision.DAY:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)

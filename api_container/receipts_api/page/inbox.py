"""The inbox as its template wants it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from receipts.domain.advice import advice, advice_on_missing
from receipts.domain.annotations import CompanySettings, missing_annotations
from receipts.domain.clear import is_clear
from receipts.domain.life_cycle import READ, Status
from receipts.domain.receipt import Transaction
from receipts.domain.record import Receipt
from receipts.domain.sentence import Sentence
from receipts_api.page import wording
from receipts_api.page.actions import Tab
from receipts_api.page.lists import InboxQuery, receipt_in
from receipts_api.page.rendering import receipt_address


@dataclass(frozen=True, slots=True)
class Row:
    """One receipt in a list."""

    id: UUID
    version: int
    address: str
    link: str
    """The address as one of this list."""
    status: Status
    status_word: Sentence
    merchant: str | None
    filename: str | None
    received: datetime
    issued: date | None
    total: Decimal | None
    currency: str | None
    account: str | None
    is_cancellation: bool
    is_clear: bool
    can_be_approved: bool
    is_failed: bool
    doubts: tuple[Sentence, ...]

    @classmethod
    def of(cls, receipt: Receipt, settings: CompanySettings, within: InboxQuery) -> Self:
        reading, missing = receipt.reading, _missing(receipt, settings)
        return cls(
            id=receipt.id,
            version=receipt.version,
            address=receipt_address(receipt.id),
            link=receipt_in(within, receipt.id),
            status=receipt.status,
            status_word=wording.STATUSES[receipt.status],
            merchant=reading.merchant.name if reading else None,
            filename=receipt.filename,
            received=receipt.created_at,
            issued=reading.issued_at if reading else None,
            total=reading.amounts.total if reading else None,
            currency=reading.currency if reading else None,
            account=reading.category.account if reading and reading.category else None,
            is_cancellation=bool(reading and reading.transaction is Transaction.CANCELLATION),
            is_clear=is_clear(receipt) and not missing,
            can_be_approved=receipt.status in READ - {Status.APPROVED},
            is_failed=receipt.status is Status.FAILED,
            doubts=tuple(dict.fromkeys([*_doubts(receipt), *missing])),
        )


def _doubts(receipt: Receipt) -> Sequence[Sentence]:
    """What a person has to know before looking at the photo."""
    if receipt.rejection:
        return (receipt.rejection.sentence,)
    if receipt.failure:
        return (receipt.failure.sentence,)
    if receipt.status is Status.APPROVED or receipt.reading is None:
        return ()
    reasons = [reason.sentence for reason in wording.reasons_in_words(receipt)]
    warned = [sentence for check in receipt.reading.checks if (sentence := advice(check))]
    return [*reasons, *warned]


def _missing(receipt: Receipt, settings: CompanySettings) -> Sequence[Sentence]:
    """What the company requires to be written before it can be approved."""
    if receipt.status not in READ - {Status.APPROVED} or receipt.reading is None:
        return ()
    wanted = missing_annotations(receipt.annotations, receipt.reading.category, settings)
    return [advice_on_missing(one) for one in wanted]


@dataclass(frozen=True, slots=True)
class TabView:
    """One tab, with how many receipts it has; None: not counted."""

    tab: Tab
    name: Sentence
    count: int | None
    is_open: bool
    address: str


def fingerprint(*parts: object) -> str:
    """Changes whenever one of the parts would look otherwise: what is shown already is not sent again."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


NAMES: Mapping[Tab, Sentence] = {
    Tab.REVIEW: Sentence("확인 필요", "To review"),
    Tab.READY: Sentence("승인 대기", "To approve"),
    Tab.DUPLICATES: Sentence("중복 의심", "Duplicates"),
    Tab.FAILED: Sentence("판독 실패", "Failed"),
    Tab.WAITING: Sentence("처리 중", "In progress"),
    Tab.DONE: Sentence("승인 완료", "Approved"),
    Tab.REJECTED: Sentence("반려", "Rejected"),
}


def tabs(current: Tab, counts: Mapping[Tab, int], address: Callable[..., str]) -> Sequence[TabView]:
    """All tabs in the order of the work; `address` knows the filters."""
    return [
        TabView(tab, name, counts.get(tab), tab is current, address(tab=tab.value))
        for tab, name in NAMES.items()
    ]

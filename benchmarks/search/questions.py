"""What is asked of a million receipts: what bookkeepers ask, and what an index helps little with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, ProofKind
from receipts.domain.search_text import words_of
from receipts.domain.selection import Order, Selection


@dataclass(frozen=True, slots=True)
class Question:
    """A page that somebody opens."""

    name: str
    which: Selection
    order: Order


QUESTIONS: Final = (
    Question("all newest", Selection(), Order.NEWEST),
    Question("all total", Selection(), Order.LARGEST),
    Question("all merchant", Selection(), Order.MERCHANT),
    Question("all issued", Selection(), Order.ISSUED_LAST),
    Question("needs_review", Selection(frozenset({Status.NEEDS_REVIEW})), Order.NEWEST),
    Question("needs_review oldest", Selection(frozenset({Status.NEEDS_REVIEW})), Order.OLDEST),
    Question(
        "parsed+review by total", Selection(frozenset({Status.NEEDS_REVIEW, Status.PARSED})), Order.LARGEST
    ),
    Question(
        "month issued",
        Selection(issued_from=date(2026, 3, 1), issued_until=date(2026, 3, 31)),
        Order.ISSUED_LAST,
    ),
    Question(
        "month newest", Selection(issued_from=date(2026, 3, 1), issued_until=date(2026, 3, 31)), Order.NEWEST
    ),
    Question(
        "month total", Selection(issued_from=date(2026, 3, 1), issued_until=date(2026, 3, 31)), Order.LARGEST
    ),
    Question(
        "month dept warn",
        Selection(
            issued_from=date(2025, 3, 1),
            issued_until=date(2025, 3, 31),
            department="부서 3",
            has_warnings=True,
        ),
        Order.MERCHANT,
    ),
    Question("amount narrow", Selection(total_from=Decimal(90000), total_until=Decimal(90100)), Order.NEWEST),
    Question("amount big", Selection(total_from=Decimal(50000)), Order.NEWEST),
    Question("amount none", Selection(total_from=Decimal(999999)), Order.NEWEST),
    Question("merchant brand", Selection(merchant="은하치킨"), Order.NEWEST),
    Question("merchant branch", Selection(merchant="푸른편의점해운대"), Order.NEWEST),
    Question("bizno", Selection(business_number="1000005007"), Order.NEWEST),
    Question("category rare", Selection(categories=frozenset({"lodging"})), Order.LARGEST),
    Question("tax invoice", Selection(proof_kinds=frozenset({ProofKind.TAX_INVOICE})), Order.NEWEST),
    Question(
        "tax invoice merchant", Selection(proof_kinds=frozenset({ProofKind.TAX_INVOICE})), Order.MERCHANT
    ),
    Question("USD", Selection(currency="USD"), Order.LARGEST),
    Question("person", Selection(person="직원 17"), Order.NEWEST),
    Question("person total", Selection(person="직원 17"), Order.LARGEST),
    Question("project tag", Selection(project="과제 7", tags=frozenset({"출장"})), Order.NEWEST),
    Question("tag rare", Selection(tags=frozenset({"행사 7"})), Order.LARGEST),
    Question("duplicates none", Selection(is_duplicate=True), Order.NEWEST),
    Question("invoice none", Selection(document_types=frozenset({DocumentType.INVOICE})), Order.NEWEST),
    Question("q all", Selection(words=words_of("합계")), Order.NEWEST),
    Question("q 아메리카노", Selection(words=words_of("아메리카노")), Order.NEWEST),
    Question("q 아메리카노 total", Selection(words=words_of("아메리카노")), Order.LARGEST),
    Question("q 건전지 rare", Selection(words=words_of("연한 건전지")), Order.NEWEST),
    Question("q goods one", Selection(words=words_of("바삭건전지")), Order.NEWEST),
    Question("q brand branch", Selection(words=words_of("푸른편의점 제주")), Order.NEWEST),
    Question("q branch", Selection(words=words_of("동성로점")), Order.NEWEST),
    Question("q approval", Selection(words=words_of("25900037")), Order.NEWEST),
    Question("q none", Selection(words=words_of("없는말이다")), Order.NEWEST),
    Question(
        "q month",
        Selection(words=words_of("한식"), issued_from=date(2025, 3, 1), issued_until=date(2025, 3, 31)),
        Order.ISSUED_FIRST,
    ),
    Question("q two chars", Selection(words=words_of("택시")), Order.NEWEST),
    Question(
        "q review", Selection(words=words_of("라떼"), statuses=frozenset({Status.NEEDS_REVIEW})), Order.NEWEST
    ),
)

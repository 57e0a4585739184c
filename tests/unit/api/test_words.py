"""A bookkeeper reads Korean where they asked for Korean, and English where they asked for English."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from receipts.domain.business_number import BusinessNumber
from receipts.domain.checks import check_reading
from receipts.domain.receipt import Amounts, DocumentType, Item, Merchant, Proof, ProofKind, Reading
from tests.unit.api.conftest import World

TODAY = date(2026, 11, 29)
DOUBTFUL = Reading(
    document_type=DocumentType.RECEIPT,
    merchant=Merchant("한빛식당", BusinessNumber("9024500732")),
    issued_at=date(2031, 1, 1),
    currency="KRW",
    amounts=Amounts(total=Decimal(45_000), supply=Decimal(40_000), vat=Decimal(4_000)),
    items=(Item(1, "국밥", Decimal(2), Decimal(9_000), Decimal(19_000)),),
    proof=Proof(ProofKind.SIMPLE_RECEIPT, qualified=False),
    review_reasons=("total_low_confidence", "business_number_invalid", "multiple_receipts"),
    text="한빛식당",
)
READ = replace(DOUBTFUL, checks=check_reading(DOUBTFUL, TODAY))


def words_in(world: World, language: str) -> tuple[dict[str, Any], list[str]]:
    """What is said of a doubtful receipt, and each sentence of it."""
    receipt = world.api.get(f"/api/receipts/{world.read(READ)}", {"Accept-Language": language}).json()
    told = [check["detail"] for check in receipt["checks"]]
    told += [check["message"] for check in receipt["checks"] if check["message"]]
    told += [reason["message"] for reason in receipt["review"]["details"]]
    return receipt, told


def test_a_korean_answer_holds_no_english_sentence(world: World) -> None:
    receipt, told = words_in(world, "ko")
    assert {check["outcome"] for check in receipt["checks"]} == {"passed", "warned", "skipped"}
    assert not [sentence for sentence in told if re.search("[A-Za-z]{2,}", sentence)]
    details = {check["code"]: check["detail"] for check in receipt["checks"]}
    assert details["supply_plus_vat_is_total"] == "공급가액 40,000 + 부가세 4,000 ≠ 결제금액 45,000"


def test_an_english_answer_holds_no_korean_sentence(world: World) -> None:
    _, told = words_in(world, "en")
    assert told
    assert not [sentence for sentence in told if re.search("[가-힣]", sentence)]


def test_each_reason_for_review_says_what_to_do_and_where(world: World) -> None:
    review = words_in(world, "ko")[0]["review"]
    told = {it["code"]: it["field"] for it in review["details"]}
    assert told == {
        "total_low_confidence": "amounts.total",
        "business_number_invalid": "merchant.business_number",
        "multiple_receipts": None,
        "supply_plus_vat_is_total": "amounts.total",
        "items_add_up": None,
        "item_lines_multiply": None,
        "date_plausible": "issued_at",
        "proof_qualifies": None,
    }
    assert (review["required"], review["reasons"]) == (True, list(told))
    assert review["details"][0]["message"] == (
        "결제금액: 잘못 읽었을 수 있습니다. 사진과 비교해 확인하거나 고쳐 주세요."
    )


def test_a_list_says_the_same_as_the_record(world: World) -> None:
    receipt, _ = words_in(world, "ko")
    (listed,) = world.api.get("/api/receipts?view=full").json()["receipts"]
    assert (listed["checks"], listed["review"]) == (receipt["checks"], receipt["review"])

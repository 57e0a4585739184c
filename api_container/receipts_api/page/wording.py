"""What the page calls what the domain knows."""

from collections.abc import Iterable
from typing import Final

from receipts.domain.checks import outcomes
from receipts.domain.decisions import Act, RejectReason
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.names import FIELDS
from receipts.domain.obstacles import left_open
from receipts.domain.reason_words import ReasonInWords, in_words
from receipts.domain.receipt import PaymentMethod, Source, Transaction
from receipts.domain.record import Receipt
from receipts.domain.sentence import Sentence

STATUSES: Final = {
    Status.AWAITING_UPLOAD: Sentence("업로드 대기", "Awaiting upload"),
    Status.QUEUED: Sentence("판독 대기", "Queued"),
    Status.PROCESSING: Sentence("판독 중", "Reading"),
    Status.PARSED: Sentence("승인 대기", "Ready to approve"),
    Status.NEEDS_REVIEW: Sentence("확인 필요", "Needs review"),
    Status.APPROVED: Sentence("승인 완료", "Approved"),
    Status.REJECTED: Sentence("반려", "Rejected"),
    Status.FAILED: Sentence("판독 실패", "Failed"),
    Status.EXPIRED: Sentence("기한 만료", "Expired"),
    Status.DELETED: Sentence("삭제됨", "Deleted"),
}
METHODS: Final = {
    PaymentMethod.CARD: Sentence("카드", "Card"),
    PaymentMethod.CASH: Sentence("현금", "Cash"),
    PaymentMethod.POINTS: Sentence("포인트", "Points"),
    PaymentMethod.MOBILE: Sentence("간편결제", "Mobile pay"),
    PaymentMethod.TRANSFER: Sentence("계좌이체", "Transfer"),
}
TRANSACTIONS: Final = {
    Transaction.SALE: Sentence("승인", "Sale"),
    Transaction.CANCELLATION: Sentence("승인취소", "Cancellation"),
}
ACTS: Final = {
    Act.REJECTED: Sentence("반려", "rejected"),
    Act.REOPENED: Sentence("다시 열기", "reopened"),
    Act.DELETED: Sentence("삭제", "deleted"),
    Act.RESTORED: Sentence("되살리기", "restored"),
    Act.RESOLVED: Sentence("중복 여부 결정", "resolved the duplicate"),
    Act.REREAD: Sentence("다시 판독", "had it read anew"),
}
REJECT_REASONS: Final = {
    RejectReason.PRIVATE: Sentence("개인 비용", "A private expense"),
    RejectReason.NOT_OURS: Sentence("우리 회사 영수증이 아님", "Not our company's"),
    RejectReason.ILLEGIBLE: Sentence("알아볼 수 없음", "Cannot be read"),
    RejectReason.DUPLICATE: Sentence("중복", "A duplicate"),
    RejectReason.OTHER: Sentence("다른 이유 (메모에 적기)", "Another reason (say it in the note)"),
}
_CODE: Final = Sentence("계정과목 코드", "account code")
ITEM_PARTS: Final = {
    "line": Sentence("줄", "line"),
    "name": Sentence("이름", "name"),
    "quantity": Sentence("수량", "quantity"),
    "unit_price": Sentence("단가", "unit price"),
    "amount": Sentence("금액", "amount"),
    "exempt": Sentence("면세", "exempt"),
}
SOURCES: Final = {
    Source.DIRECTORY: Sentence("등록된 가맹점에서 가져온 값입니다.", "Taken from the shops that are known."),
    Source.BOOKKEEPER: Sentence("사람이 입력한 값입니다.", "Entered by a person."),
}


def counted(number: int, korean: str, one: str, several: str) -> Sentence:
    """So many of something: `{n}` in the words is the number."""
    return Sentence(korean, one if number == 1 else several).filled(n=f"{number:,}")


def act_name(correction: Correction) -> Sentence:
    """What a person did."""
    if correction.decision:
        return ACTS[correction.decision.act]
    return Sentence("승인", "approved") if correction.approved else Sentence("수정", "corrected")


def field_name(path: str) -> Sentence:
    """What accountants call the field at `path`; of an item, of the goods."""
    path = path.removeprefix("annotations.")
    if path.startswith("items."):
        _, line, part = path.split(".", 2)
        name = ITEM_PARTS.get(part, Sentence(part, part))
        return Sentence("품목 {line} {part}", "item {line} {part}").filled(line=int(line) + 1, part=name)
    if path == "category.code":
        return _CODE  # beside the account's name, which is corrected with it
    return FIELDS.get(path) or FIELDS.get(path.rpartition(".")[0]) or Sentence(path, path)


def reasons_in_words(receipt: Receipt) -> Iterable[ReasonInWords]:
    """Why a person must look, but for what a check tells in its own place; nothing where a person has
    approved it.
    """
    if receipt.status is Status.APPROVED or receipt.reading is None:
        return ()
    told = outcomes(receipt.reading)
    reasons = left_open(receipt.reading, receipt.duplicate_of)
    return tuple(in_words(reason for reason in reasons if reason not in told))

"""What people decide about a whole receipt: to put it aside, bring it back, tell it from its double,
or have it read anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from receipts.domain.life_cycle import READ, Status
from receipts.domain.sentence import Sentence
from receipts.errors import UndecidableError

LONGEST_NOTE: Final = 500


class Act(StrEnum):
    """The kinds of decisions, as the audit trail names them."""

    REJECTED = "rejected"
    REOPENED = "reopened"
    DELETED = "deleted"
    RESTORED = "restored"
    RESOLVED = "resolved"
    REREAD = "reread"


POSSIBLE: Final[Mapping[Act, frozenset[Status]]] = {
    Act.REJECTED: READ | {Status.FAILED},
    Act.REOPENED: frozenset({Status.REJECTED}),
    Act.DELETED: frozenset(Status) - {Status.DELETED},
    Act.RESTORED: frozenset({Status.DELETED}),
    Act.RESOLVED: READ,
    Act.REREAD: READ | {Status.FAILED},
}
"""From where each decision can be taken."""

WAYS_BACK: Final = frozenset({Act.REOPENED, Act.RESTORED, Act.RESOLVED, Act.REREAD})
"""Bounded in number (`history.ensure_room`): with them, so is what undoes them. A way out is always open."""


class RejectReason(StrEnum):
    """Why a receipt is no expense of the company."""

    PRIVATE = "private"
    NOT_OURS = "not_ours"
    ILLEGIBLE = "illegible"
    DUPLICATE = "duplicate"
    OTHER = "other"

    @property
    def sentence(self) -> Sentence:
        """For people."""
        return _SENTENCES[self]


_SENTENCES: Final[Mapping[RejectReason, Sentence]] = {
    RejectReason.PRIVATE: Sentence(
        "개인적으로 쓴 비용입니다. 회사 비용이라면 반려를 취소해 주세요.",
        "A private expense. If the company is to pay, undo the rejection.",
    ),
    RejectReason.NOT_OURS: Sentence(
        "우리 회사의 영수증이 아닙니다. 보낸 사람에게 확인해 주세요.",
        "Not a receipt of this company. Ask who sent it.",
    ),
    RejectReason.ILLEGIBLE: Sentence(
        "글자를 알아볼 수 없습니다. 영수증을 다시 찍어 올려 주세요.",
        "It cannot be read by eye. Photograph the receipt again.",
    ),
    RejectReason.DUPLICATE: Sentence(
        "이미 올라온 영수증과 같은 거래입니다. 서로 다른 거래라면 반려를 취소해 주세요.",
        "The same purchase as another receipt. If both are real, undo the rejection.",
    ),
    RejectReason.OTHER: Sentence(
        "다른 이유로 반려되었습니다. 메모를 확인해 주세요.", "Rejected for another reason: see the note."
    ),
}


class Keep(StrEnum):
    """Which of two receipts of one purchase counts; `BOTH`: they are two purchases, never linked again."""

    THIS = "this"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. `other` is the receipt that it was compared with; `keep` belongs to a resolution;
    `rereading` is the one of many receipts that this is part of.
    """

    act: Act
    reason: RejectReason | None = None
    note: str | None = None
    other: UUID | None = None
    keep: Keep | None = None
    rereading: UUID | None = None

    def data(self) -> dict[str, Any]:
        """As the audit trail keeps it, fit for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "act"}
        return {name: str(value) for name, value in values.items() if value is not None}

    def ensure_possible(self, status: Status) -> None:
        """Raises UndecidableError where a receipt of this status does not allow it."""
        if status not in POSSIBLE[self.act]:
            raise UndecidableError(status, sorted(POSSIBLE[self.act]))

    @classmethod
    def of(cls, kind: str, data: Mapping[str, Any]) -> Self | None:
        """What `data()` made of it; None where `kind` is none of these."""
        if kind not in set(Act):
            return None
        reason, other, keep = data.get("reason"), data.get("other"), data.get("keep")
        rereading = data.get("rereading")
        return cls(
            Act(kind),
            RejectReason(reason) if reason else None,
            data.get("note"),
            UUID(other) if other else None,
            Keep(keep) if keep else None,
            UUID(rereading) if rereading else None,
        )

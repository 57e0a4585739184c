"""A receipt under review as its template wants it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from receipts.domain.accounts import Account
from receipts.domain.annotations import CompanySettings
from receipts.domain.decisions import POSSIBLE, Act
from receipts.domain.history import Correction
from receipts.domain.life_cycle import READ, UNDER_WAY, Status
from receipts.domain.names import name_of
from receipts.domain.reason_words import ReasonInWords
from receipts.domain.reasons import POSSIBLE_DUPLICATE
from receipts.domain.receipt import FieldEvidence, PrintedText, Reading, SeenPage
from receipts.domain.record import Receipt
from receipts.domain.sentence import Sentence, joined
from receipts_api.page import wording
from receipts_api.page.forms import MONEY, Typed, shown
from receipts_api.page.goods import Line, entries_if_changed, shown_lines
from receipts_api.page.sums import Checked, checked
from receipts_api.page.written import ANNOTATION_PATHS, HINTS, Need, needs
from receipts_api.photo_links import WITHOUT_PHOTO

_GROUPS: Final = (
    (Sentence("거래", "Purchase"), ("merchant.name", "merchant.business_number", "issued_at", "category")),
    (
        Sentence("금액", "Amounts"),
        (
            "amounts.total",
            "currency",
            "amounts.supply",
            "amounts.vat",
            "amounts.exempt",
            "amounts.gross_total",
            "amounts.discount",
            "amounts.service_charge",
        ),
    ),
    (
        Sentence("회사 기록", "Company notes"),
        (
            "annotations.purpose",
            "annotations.attendees",
            "annotations.memo",
            "annotations.department",
            "annotations.project",
            "annotations.person",
            "annotations.tags",
        ),
    ),
    (
        Sentence("결제", "Payment"),
        (
            "payment.method",
            "payment.card_issuer",
            "payment.card_number_masked",
            "payment.approval_number",
            "transaction",
        ),
    ),
    (Sentence("가맹점 정보", "Shop"), ("merchant.address", "merchant.phone")),
)
_RARE: Final = frozenset(
    {
        *("amounts.exempt", "amounts.discount", "amounts.service_charge", "amounts.gross_total"),
        *(path for path in ANNOTATION_PATHS if path != "annotations.memo"),
    }
)
"""Shown where a receipt has them, else behind a switch."""
_USUAL: Final = {"currency": "KRW"}
"""Behind the switch where this is their value."""


_BLANK: Final = 9999
_KINDS: Final = {
    "merchant.business_number": "number",
    "issued_at": "moment",
    "annotations.memo": "memo",
}


@dataclass(frozen=True, slots=True)
class Books:
    """What a company has said of itself: its accounts, and what they require."""

    chart: Sequence[Account]
    settings: CompanySettings


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its value, where it stands on the photo, and why it is asked."""

    path: str
    name: Sentence
    value: str
    kind: str
    options: Sequence[tuple[str, Sentence]]
    why: Sentence | None
    error: Sentence | None
    source: Sentence | None
    conflict: str | None
    place: FieldEvidence | None
    is_rare: bool
    is_changed: bool
    """Whether what stands in it is not what is recorded."""
    hint: Sentence | None

    @property
    def id(self) -> str:
        return self.path.replace(".", "-")

    @property
    def corners(self) -> str:
        """As an SVG polygon takes them."""
        if self.place is None or self.place.box is None:
            return ""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.place.box)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the photo, and where on it something was read: its texts, and fields by their path. Size and
    texts are missing of a receipt that was not read, or before pages were kept.
    """

    number: int
    seen: SeenPage | None
    texts: Sequence[PrintedText]
    places: Sequence[tuple[str, FieldEvidence]]

    @classmethod
    def of(cls, number: int, seen: SeenPage | None, reading: Reading) -> Self:
        here = {number} if number > 1 else {number, None}
        places = [(path, it) for path, it in reading.fields.items() if it.box and it.page in here]
        return cls(number, seen, seen.texts, places) if seen else cls(number, None, (), ())


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    name: Sentence
    fields: Sequence[FieldView]

    @property
    def kind(self) -> str:
        """By what its fields are called: `amounts`, `annotations`."""
        return self.fields[0].path.partition(".")[0]

    @property
    def has_rare(self) -> bool:
        return any(field.is_rare for field in self.fields)

    @property
    def rare(self) -> Sentence:
        """What the switch shows, by name."""
        return joined(" · ", (field.name for field in self.fields if field.is_rare))


@dataclass(frozen=True, slots=True)
class Review:
    """All of the screen."""

    receipt: Receipt
    reading: Reading
    groups: Sequence[Group]
    checked: Checked
    lines: Sequence[Line]
    """The goods as they stand in the form."""
    errors: Mapping[str, Sentence]
    recorded_lines: Sequence[Line] | None
    """The goods that are recorded, where somebody was faster and these are not what stands in the form."""
    are_lines_changed: bool
    needs: Mapping[str, Need]
    """What the account requires to be written, by path."""
    whole: Sequence[Sentence]
    """Reasons that are about no single field."""
    history: Sequence[Correction]
    photo: str
    """`shown`, `waits` for its reading, or `none`."""
    pages: Sequence[PageView]
    can_be_approved: bool
    can_be_changed: bool
    can_be_rejected: bool
    can_be_reopened: bool
    is_conflict: bool

    @property
    def status_word(self) -> Sentence:
        return wording.STATUSES[self.receipt.status]

    @classmethod
    def of(
        cls,
        receipt: Receipt,
        history: Sequence[Correction],
        books: Books,
        today: date,
        typed: Typed | None = None,
        conflict: bool = False,
    ) -> Self:
        """`typed` is what a person has in the form by now, which is shown in place of what is recorded."""
        reading = receipt.reading or Reading()
        whys = {one.field: one.sentence for one in wording.reasons_in_words(receipt) if one.field}
        whole = [one.sentence for one in wording.reasons_in_words(receipt) if _is_of_the_whole(one, receipt)]
        recorded, kept = shown(reading, receipt.annotations), shown_lines(reading)
        made = _Fields(reading, recorded, whys, typed, books.chart, conflict)
        lines = typed.lines if typed else kept
        changed = entries_if_changed(lines, reading) is not None
        return cls(
            receipt=receipt,
            reading=reading,
            groups=[Group(name, list(made.of(paths))) for name, paths in _GROUPS],
            checked=checked(typed.applied_to(reading) if typed else reading, today),
            lines=lines,
            errors=typed.errors if typed else {},
            recorded_lines=kept if conflict and changed else None,
            are_lines_changed=changed,
            needs=needs(typed.texts if typed else recorded, books.settings),
            whole=whole,
            history=history,
            photo=_photo(receipt),
            pages=[PageView.of(page.number, page, reading) for page in reading.pages]
            or [PageView.of(1, None, reading)],
            can_be_approved=receipt.status in READ - {Status.APPROVED},
            can_be_changed=receipt.status in READ,
            can_be_rejected=receipt.status in POSSIBLE[Act.REJECTED],
            can_be_reopened=receipt.status is Status.REJECTED,
            is_conflict=conflict,
        )

    @property
    def blank_line(self) -> Line:
        """What a new line is made of; its number gives way to the next that is free."""
        return Line(_BLANK)

    @property
    def first_missing(self) -> str | None:
        """The first field that the company requires and nobody has filled in."""
        paths = (field.path for group in self.groups for field in group.fields)
        return next((it for it in paths if it in self.needs and self.needs[it].missing), None)


@dataclass(frozen=True, slots=True)
class _Fields:
    reading: Reading
    recorded: Mapping[str, str]
    whys: Mapping[str, Sentence]
    typed: Typed | None
    chart: Sequence[Account]
    is_conflict: bool

    def of(self, paths: Iterable[str]) -> Iterable[FieldView]:
        recorded = self.recorded
        for path in paths:
            value = self.typed.texts[path] if self.typed else recorded[path]
            place = self.reading.fields.get(path)
            differs = value != recorded[path]
            yield FieldView(
                path=path,
                name=name_of(path),
                value=value,
                kind=_kind(path),
                options=self._options(path, value),
                why=self.whys.get(path),
                error=self.typed.errors.get(path) if self.typed else None,
                source=wording.SOURCES.get(place.source) if place else None,
                conflict=recorded[path] if differs and self.is_conflict else None,
                place=place,
                is_rare=_is_rare(path, value) and not differs and path not in self.whys,
                is_changed=differs,
                hint=HINTS.get(ANNOTATION_PATHS[path]) if path in ANNOTATION_PATHS else None,
            )

    def _options(self, path: str, value: str) -> Sequence[tuple[str, Sentence]]:
        nothing = ("", Sentence("–", "–"))
        if path == "payment.method":
            return [nothing, *((method.value, word) for method, word in wording.METHODS.items())]
        if path == "transaction":
            return [(kind.value, word) for kind, word in wording.TRANSACTIONS.items()]
        if path != "category":
            return []
        known = {f"{it.code}|{it.name}": it for it in self.chart}
        options = [(key, Sentence(*[f"{it.name} · {it.code}"] * 2)) for key, it in known.items()]
        own = [] if not value or value in known else [(value, Sentence(*[value.partition("|")[2]] * 2))]
        return [nothing, *own, *options]


def _is_rare(path: str, value: str) -> bool:
    return (path in _RARE and not value) or _USUAL.get(path) == value


def _is_of_the_whole(reason: ReasonInWords, receipt: Receipt) -> bool:
    """Whether a reason is told above all fields; of a duplicate, the receipt beside it tells."""
    if reason.code == POSSIBLE_DUPLICATE and receipt.duplicate_of:
        return False
    return not any(reason.field in paths for _, paths in _GROUPS)


def _kind(path: str) -> str:
    if path in MONEY:
        return "money"
    if path in {"payment.method", "transaction", "category"}:
        return "choice"
    return _KINDS.get(path, "text")


def _photo(receipt: Receipt) -> str:
    if receipt.status in WITHOUT_PHOTO:
        return "none"
    return "waits" if receipt.status in UNDER_WAY and receipt.reading is None else "shown"

"""What a person typed into the form of a receipt, as the correction that it is."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from receipts.domain.annotations import NOTHING_WRITTEN, Annotations
from receipts.domain.correction import correct
from receipts.domain.impossible import WHY_IMPOSSIBLE
from receipts.domain.receipt import PaymentMethod, Reading, Transaction
from receipts.domain.sentence import Sentence
from receipts_api.corrections import CorrectionRequest
from receipts_api.page.formats import issued, plain_money
from receipts_api.page.goods import Line, entries_if_changed, errors_of, typed_lines
from receipts_api.page.written import ANNOTATION_PATHS, meant_by, shown_annotations

_MONEY_SIGNS: Final = re.compile(r"[\s,₩원$€£¥]|RM|S\$")
_PLAIN_DATE: Final = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*일?")
_PLAIN_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?$")

MONEY: Final = tuple(
    f"amounts.{name}"
    for name in ("total", "gross_total", "discount", "supply", "vat", "exempt", "service_charge")
)
TEXTS: Final = (
    "merchant.name",
    "merchant.address",
    "merchant.phone",
    "payment.card_issuer",
    "payment.card_number_masked",
    "payment.approval_number",
)
_CHOICES: Final = ("payment.method", "transaction", "category")
PATHS: Final = (
    "merchant.business_number",
    "issued_at",
    "currency",
    *TEXTS,
    *MONEY,
    *_CHOICES,
    *ANNOTATION_PATHS,
)
"""The fields of the form, by their path in the record."""

_WRONG: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "merchant.business_number": Sentence(
            "숫자 열 자리로 입력해 주세요. 예: 123-45-67891", "Enter ten digits, such as 123-45-67891."
        ),
        "issued_at": Sentence(
            "달력에 있는 날짜를 2026-04-11 또는 2026-04-11 12:28처럼 입력해 주세요.",
            "Enter a day of the calendar, like 2026-04-11 or 2026-04-11 12:28.",
        ),
        "currency": Sentence(
            "통화를 세 글자 코드로 입력해 주세요. 예: KRW, USD",
            "Enter a code of three letters, such as KRW or USD.",
        ),
        "money": Sentence(
            "금액을 숫자로 입력해 주세요. 예: 7,000", "Enter the amount in digits, such as 7,000."
        ),
        "annotations.attendees": Sentence(
            "이름은 100자까지, 50명까지 쉼표로 나누어 입력해 주세요.",
            "Enter up to 50 names of up to 100 letters, with commas between.",
        ),
        "annotations.tags": Sentence(
            "태그는 50자까지, 20개까지 쉼표로 나누어 입력해 주세요.",
            "Enter up to 20 tags of up to 50 letters, with commas between.",
        ),
        "other": Sentence(
            "이 값은 저장할 수 없습니다. 다시 확인해 주세요.", "This value cannot be kept. Check it."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form: what stands in its fields, and what of it was changed, ready to be sent or refused."""

    texts: Mapping[str, str]
    lines: Sequence[Line]
    correction: CorrectionRequest | None
    """None where something cannot be kept, and where nothing was changed."""
    errors: Mapping[str, Sentence]
    is_changed: bool
    sound: CorrectionRequest | None = None
    """What could be kept, where something else cannot."""

    def applied_to(self, reading: Reading) -> Reading:
        """`reading` as it would be; what cannot be kept stays as it was."""
        kept = self.correction or self.sound
        return correct(reading, kept.values())[0] if kept else reading


def shown(reading: Reading, annotations: Annotations = NOTHING_WRITTEN) -> dict[str, str]:
    """What the form shows of a reading and what is written on the receipt, by path."""
    number, category, method = reading.merchant.business_number, reading.category, reading.payment.method
    texts = {path: str(_at(reading, path) or "") for path in TEXTS}
    money = {path: plain_money(_at(reading, path), reading.currency) for path in MONEY}
    return {
        **texts,
        **money,
        "merchant.business_number": str(number) if number else "",
        "issued_at": issued(reading.issued_at, reading.issued_at_precision),
        "currency": reading.currency or "",
        "payment.method": method.value if method else "",
        "transaction": reading.transaction.value,
        "category": f"{category.code}|{category.account}" if category else "",
        **shown_annotations(annotations),
    }


def typed(
    form: Mapping[str, Any],
    reading: Reading,
    version: int,
    person: str,
    annotations: Annotations = NOTHING_WRITTEN,
) -> Typed:
    """What `form` changes in `reading` and `annotations`. A field that the form lacks stays as it is."""
    before, lines = shown(reading, annotations), typed_lines(form, reading)
    texts = {path: str(form.get(path, before[path])).strip() for path in PATHS}
    changed = {path: text for path, text in texts.items() if _meant(path, text) != _meant(path, before[path])}
    document: dict[str, Any] = {"version": version, "by": person}
    for path, text in changed.items():
        group, _, name = path.partition(".")
        value = _meant(path, text)
        if name:
            document.setdefault(group, {})[name] = value
        else:
            document[group] = value
    items = entries_if_changed(lines, reading)
    document |= {} if items is None else {"items": items}
    if not changed and items is None:
        return Typed(texts, lines, None, {}, is_changed=False)
    try:
        return Typed(texts, lines, CorrectionRequest.model_validate(document), {}, is_changed=True)
    except ValidationError as error:
        errors = _errors(error, lines)
        return Typed(texts, lines, None, errors, is_changed=True, sound=_sound(document, errors))


def _sound(document: Mapping[str, Any], errors: Iterable[str]) -> CorrectionRequest | None:
    """The rest of a document, without the paths that are wrong in it; wrong goods go all together."""
    wrong = {path.partition(".")[0] if path.startswith("items") else path for path in errors}
    rest = {
        name: {part: it for part, it in value.items() if f"{name}.{part}" not in wrong}
        if isinstance(value, dict)
        else value
        for name, value in document.items()
        if name not in wrong
    }
    try:
        return CorrectionRequest.model_validate({name: value for name, value in rest.items() if value != {}})
    except ValidationError:
        return None


def impossible(found: Mapping[str, str]) -> Mapping[str, Sentence]:
    """Why the domain refuses a value that no receipt can have, by path."""
    return {path: WHY_IMPOSSIBLE.get(why, _WRONG["other"]) for path, why in found.items()}


def _errors(error: ValidationError, lines: Sequence[Line]) -> Mapping[str, Sentence]:
    found: dict[str, Sentence] = {}
    for finding in error.errors(include_input=False, include_context=False, include_url=False):
        where = finding["loc"]
        if where[0] == "items":
            found |= errors_of([where[1:]], lines)
            continue
        path = ".".join(str(part) for part in where[:2])
        path = path if path in PATHS else path.partition(".")[0]
        kind = "money" if path in MONEY else path
        found[path] = _WRONG.get(kind, _WRONG["other"])
    return found


def _meant(path: str, text: str) -> Any:  # noqa: ANN401 - JSON
    """What the API takes for what a person wrote; None for nothing."""
    if path in ANNOTATION_PATHS:
        return meant_by(path, text)
    if not text:
        return Transaction.SALE.value if path == "transaction" else None
    if path in MONEY:
        return _MONEY_SIGNS.sub("", text)
    if path == "merchant.business_number":
        return re.sub(r"[\s-]", "", text)
    return _OTHERS[path](text) if path in _OTHERS else text


def _moment(text: str) -> str:
    """`2026.4.11 12:28` as `2026-04-11 12:28`."""
    day = _PLAIN_DATE.match(text)
    if day is None:
        return text
    time = _PLAIN_TIME.search(text[day.end() :].strip())
    written = "-".join(part.zfill(2) for part in day.groups())
    if time:
        return f"{written}T" + ":".join(part.zfill(2) for part in time.groups() if part)
    return written if not text[day.end() :].strip() else text


def _category(text: str) -> dict[str, str]:
    code, _, account = text.partition("|")
    return {"code": code, "account": account}


def _method(text: str) -> str | None:
    return text if text in set(PaymentMethod) else None


_OTHERS: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {"issued_at": _moment, "currency": str.upper, "category": _category, "payment.method": _method}
)


def _at(reading: Reading, path: str) -> Any:  # noqa: ANN401 - whatever the field holds
    group, _, name = path.partition(".")
    return getattr(getattr(reading, group), name)

"""A receipt is read anew by the present engine: what a person wrote stands, the rest is as read now."""

from dataclasses import replace

from receipts.domain.correction import Value, by_hand, changes_between, correct
from receipts.domain.reasons import CORRECTED_AFTER_APPROVAL, without_reasons
from receipts.domain.receipt import Reading, Source


def merged(before: Reading | None, shown: Reading, read: Reading) -> Reading:
    """`read` with what people wrote in place of `before`, the engine's last reading, so that it is `shown`.
    Conclusions have yet to be drawn again.
    """
    values = {path: _value(shown, path) for path in _by_people(before, shown)}
    result = _still_by_hand(correct(read, values)[0], shown)
    if CORRECTED_AFTER_APPROVAL not in shown.review_reasons:
        return result
    reasons = dict.fromkeys((*result.review_reasons, CORRECTED_AFTER_APPROVAL))
    return replace(result, review_reasons=tuple(reasons))


def _still_by_hand(result: Reading, shown: Reading) -> Reading:
    """`result`, where what people wrote is theirs also if the engine reads the same now, or nothing where
    they took something away: no directory fills it in, and nobody is asked about it again.
    """
    written = [path for path, found in shown.fields.items() if found.source is Source.BOOKKEEPER]
    fields = {path: by_hand(result.fields.get(path)) for path in written}
    reasons = without_reasons(result.review_reasons, written)
    return replace(result, fields=result.fields | fields, review_reasons=reasons)


def news_of(before: Reading | None, shown: Reading, read: Reading) -> dict[str, list[str]]:
    """What came of it, by name, with goods and account as a whole: in what the receipt shows something else
    than `before`, and in what the engine differs from that. Values are not told: the readings are kept.
    """
    return {"changed": _parts(before, shown), "differs": _parts(shown, read)}


def _parts(one: Reading | None, other: Reading) -> list[str]:
    return sorted({_whole(it.path) for it in changes_between(one, other)}) if one else []


def _by_people(before: Reading | None, shown: Reading) -> list[str]:
    """The fields that people wrote, as `correct` names them: goods and account as a whole, a time with its
    precision.
    """
    written = [path for path, found in shown.fields.items() if found.source is Source.BOOKKEEPER]
    changed = [change.path for change in changes_between(before, shown)] if before else []
    paths = {_whole(path) for path in (*written, *changed)}
    if paths & {"issued_at", "issued_at_precision"}:
        paths |= {"issued_at", "issued_at_precision"}
    return sorted(paths)


def _whole(path: str) -> str:
    part = path.partition(".")[0]
    return part if part in {"items", "category"} else path


def _value(reading: Reading, path: str) -> Value:
    part, _, name = path.partition(".")
    value: Value = getattr(getattr(reading, part), name) if name else getattr(reading, part)
    return value

"""Words in two languages, times in KST, numbers as people write them."""

from datetime import datetime, timedelta, timezone

from receipts.domain.sentence import Language, Sentence

KST = timezone(timedelta(hours=9), "KST")  # no summer time, and Lambda need not have time zone files
_SHOWN_DIGITS = 4


def untranslated(text: str) -> Sentence:
    """A name or a quotation, the same in every language."""
    return Sentence(text, text)


def kst(moment: datetime, language: Language) -> str:
    """`2026-11-23(월) 14:05:09 KST`."""
    local = moment.astimezone(KST)
    weekday = "월화수목금토일"[local.weekday()] if language is Language.KOREAN else f"{local:%a}"
    return f"{local:%Y-%m-%d}({weekday}) {local:%H:%M:%S} KST"


def clock_time(moment: datetime) -> str:
    """`14:05` in KST."""
    return f"{moment.astimezone(KST):%H:%M}"


def duration(span: timedelta, language: Language) -> str:
    """The two largest units: `1시간 5분`, `2d 3h`."""
    seconds = max(0, round(span.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = ("일", "시간", "분", "초") if language is Language.KOREAN else ("d", "h", "m", "s")
    parts = [
        f"{count}{unit}" for count, unit in zip((days, hours, minutes, seconds), units, strict=True) if count
    ]
    return " ".join(parts[:2]) or f"0{units[-1]}"


def number(value: float) -> str:
    """Four significant digits, but whole numbers are never rounded: `1,234,567`, `85.25`, `0.06669`."""
    if value == int(value) or abs(value) >= 10**_SHOWN_DIGITS:
        return f"{value:,.0f}"
    return f"{value:.{_SHOWN_DIGITS}g}"

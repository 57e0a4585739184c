from pathlib import Path

from receipts.domain.failure import FailureCause
from receipts.domain.text import Page, TextLine
from receipts.errors import UnreadableError

LINES = (
    "가나다상회",
    "사업자번호 123-45-67891",
    "2026-11-20 12:28:29",
    "공급가액 2,273",
    "부가세 227",
    "합계 2,500",
)


def page_of(*texts: str) -> Page:
    """A page with one line of text below the other."""
    lines = tuple(
        TextLine(
            text,
            0.99,
            ((20, top), (20 + 20 * len(text), top), (20 + 20 * len(text), top + 30), (20, top + 30)),
        )
        for top, text in zip(range(20, 60 * len(texts), 50), texts, strict=False)
    )
    return Page(1, 600, 60 * len(texts) + 40, lines)


class FakeEngine:
    """Reads every photo as the same receipt, but for bytes that name a cause of failure."""

    name = "fake"
    version = "1"

    def __init__(self) -> None:
        self.reads = 0
        self.is_mended = False
        self.lines: tuple[str, ...] = ()

    def read(self, file: Path) -> tuple[Page, ...]:
        self.reads += 1
        content = file.read_text()
        if content in set(FailureCause):
            raise UnreadableError(FailureCause(content))
        if content.startswith("crash") and not self.is_mended:
            raise RuntimeError("the engine crashed")
        return (page_of(*(self.lines or LINES)),)

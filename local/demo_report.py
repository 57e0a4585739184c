"""How the demo shows what was read, and how it compares it with what the samples say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.table import Table

from local.client import Document

_SERIOUS = frozenset({"total", "date", "business_number", "failure"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was read otherwise than it is printed; None is "not there"."""

    file: str
    field: str
    printed: str | None
    read: str | None

    def sentence(self) -> str:
        printed, read = self.printed or "not there", self.read or "not there"
        return f"{self.file}: {self.field} is {printed}, read as {read}"


def is_serious(difference: Difference) -> bool:
    """Whether a bookkeeper would book something wrong."""
    return difference.field in _SERIOUS


def differences(expected: Document, receipt: Document) -> Iterator[Difference]:
    """What was read otherwise than `expected`, a row of expected.json, says."""
    for field, value in facts(receipt).items():
        if field != "failure" and "failure" in expected:
            continue  # it had to fail: whatever was read instead is one mistake, not six
        printed = _normal(field, expected.get(field))
        if printed != value:
            yield Difference(expected["file"], field, printed, value)


def facts(receipt: Document) -> dict[str, str | None]:
    """The fields of a receipt that are compared, under expected.json's names."""
    if receipt["failure"]:
        return {"failure": receipt["failure"]["code"]}
    issued, merchant, amounts = receipt["issued_at"] or "", receipt["merchant"], receipt["amounts"]
    return {
        "failure": None,
        "merchant": merchant["name"],
        "business_number": merchant["business_number"],
        "date": issued[:10] or None,
        "time": issued[11:16] or None,
        "total": _normal("total", amounts["total"]),
        "vat": _normal("vat", amounts["vat"]),
    }


def _normal(field: str, value: str | None) -> str | None:
    """The form in which two values of a field are compared."""
    if value is None:
        return None
    match field:
        case "total" | "vat":
            return f"{Decimal(value):f}"
        case "time":
            return value[:5]
    return value


def table(receipts: Iterable[tuple[str, Document]]) -> Table:
    """One row a receipt, one line a row."""
    drawn = Table(title="What was read", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("file", "merchant"):
        drawn.add_column(heading, no_wrap=True, overflow="ellipsis", ratio=1)
    drawn.add_column("date", no_wrap=True)
    for heading in ("total", "VAT"):
        drawn.add_column(heading, justify="right", no_wrap=True)
    drawn.add_column("checks", no_wrap=True)
    drawn.add_column("sec.", justify="right", no_wrap=True)
    for file, receipt in receipts:
        drawn.add_row(file, *_cells(receipt))
    return drawn


def legend(receipts: Iterable[tuple[str, Document]]) -> Iterator[str]:
    """Below the table: a line for each receipt that was not read and each check that warned, and the time."""
    for file, receipt in receipts:
        if failure := receipt["failure"]:
            yield f"[yellow]✗[/]  {file}: {failure['message']}"
        for check in receipt["checks"] or ():
            if check["outcome"] == "warned":
                yield f"[yellow]![/]  {file}: {check['message'] or check['code']}"
    yield "[dim]sec.: several are read at once, so it includes waiting for a processor[/]"


def _cells(receipt: Document) -> tuple[str, ...]:
    if receipt["failure"]:
        return ("-", "-", "-", "-", "[yellow]not read ✗[/]", "")
    amounts, issued = receipt["amounts"], receipt["issued_at"] or ""
    return (
        receipt["merchant"]["name"] or "-",
        issued[:10] or "-",
        _money(amounts["total"], receipt["currency"]),
        _money(amounts["vat"], None),
        _checks(receipt["checks"]),
        f"{receipt['engine']['seconds']:.1f}" if receipt["engine"] else "",
    )


def _money(value: str | None, currency: str | None) -> str:
    if value is None:
        return "-"
    return f"{Decimal(value):,}" + ("" if currency in {"KRW", None} else f" {currency}")


def _checks(checks: Iterable[Document]) -> str:
    """Passed and warned ones, for example `4 ✓  1 !`."""
    outcomes = [check["outcome"] for check in checks]
    passed, warned = outcomes.count("passed"), outcomes.count("warned")
    return f"{passed} ✓" + (f"  [yellow]{warned} ![/]" if warned else "")

"""Every way by which text comes in, through the code that keeps, logs or sends it: what went out."""

import asyncio
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID

from alarm_notifier.domain.alarm import Alarm, Condition, Fact, Severity, State
from alarm_notifier.domain.rendering import Situation, render
from receipts.adapters.ocr.pdf import open_pdf
from receipts.adapters.postgres.rows import item_rows, new_row, searchable, to_document
from receipts.domain.correction import Value, correct
from receipts.domain.covering import covered, covered_leaves, covered_together
from receipts.domain.history import shortened
from receipts.domain.life_cycle import Status
from receipts.domain.limits import MAX_PAGES
from receipts.domain.mask import mask
from receipts.domain.reading import read_receipt
from receipts.domain.receipt import (
    Category,
    Check,
    Escalation,
    FieldEvidence,
    Item,
    Merchant,
    Outcome,
    Reading,
    Source,
)
from receipts.domain.record import Receipt, StoredObject
from receipts.domain.sentence import Sentence
from receipts.domain.text import Page, TextLine
from receipts.errors import UnreadableError
from receipts.log_lines import masked_line
from receipts.usecases.accept_receipt import masked_name
from receipts_api.logs import RequestLog, logger
from tests.mask_fuzz.card_forms import APART, Form

Way = Callable[[Form], str]

_NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
_ID = UUID(int=7)
_MOST_COLUMNS, _SHORTEST_PART = 6, 4
_MOMENT, _MOMENT_WRITTEN = "2022-03-04 10:11:12", "2022-03-04T10:11:12+09:00"
_SLIP = f"신용카드매출전표\n상호 : 달빛문구\n거래일시 : {_MOMENT}\n합계  12,000원"
"""So that there is a receipt to be kept, whatever the form says."""
_OF_THE_SLIP = re.compile(f"{_MOMENT}|{_MOMENT_WRITTEN.replace('+', '[+]')}|(?<![0-9,])12,000(?![0-9,])")
_OF_NO_REQUEST = {"timestamp", "request_id", "taskName", "milliseconds"}
_OF_A_LINK = re.compile(r"console\.aws\.amazon\.com/cloudwatch/home\?region=|#alarmsV2:alarm/")
_PATHS = (
    "merchant.name", "merchant.address", "merchant.phone",
    "payment.card_issuer", "payment.card_number_masked", "payment.approval_number",
)  # fmt: skip


def _json(value: object) -> str:
    """The texts and numbers of it, each apart."""
    return APART.join(_leaves(value))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for leaf in value:
            yield from _leaves(leaf)
    elif value is not None:
        yield str(value)


def _kept(reading: Reading) -> str:
    """All that the store writes of a reading."""
    receipt = Receipt(
        _ID, _ID, Status.PARSED, StoredObject("k", "image/png", 1, "0"), _NOW, _NOW, reading=reading
    )
    safe = covered(reading)
    columns = {name: value for name, value in searchable(safe).items() if not isinstance(value, datetime)}
    items = [
        (row["name"], row["quantity"], row["unit_price"], row["amount"]) for row in item_rows(receipt, safe)
    ]
    return _json([to_document(reading), columns, items])


def _text(form: Form) -> str:
    return _kept(Reading(text=form.text))


def _evidence(form: Form) -> str:
    found = FieldEvidence(0.9, 1, None, form.text, Source.IMAGE)
    return _kept(
        Reading(
            fields={"merchant.name": found, "payment.approval_number": found},
            checks=(Check("sum", Outcome.PASSED, form.text),),
            escalation=Escalation(Source.CLOVA, "1", 1.0, Decimal(0), (), failure=form.text),
            category=Category("office_supplies", form.text),
        )
    )


def _patched(values: dict[str, Value]) -> str:
    before = Reading(merchant=Merchant(name="before"))
    corrected, changes = correct(before, values)
    return _kept(corrected) + APART + _json(covered_leaves([asdict(change) for change in shortened(changes)]))


def _by_patch(form: Form) -> str:
    return APART.join(_patched({path: form.text}) for path in _PATHS)


def _by_goods(form: Form) -> str:
    lines = form.text.splitlines() or [""]
    return _patched({"items": tuple(Item(at, name) for at, name in enumerate(lines, 1))})


def _by_parts(form: Form) -> str:
    """The number in pieces, over fields that stand together."""
    parts = list(form.parts)
    ways: list[str] = []
    for paths in (_PATHS[:3], _PATHS[3:], _PATHS[3::2], _PATHS[4:], _PATHS[:2]):
        halves = _joined(parts, len(paths))
        ways.append(_patched(dict(zip(paths, halves, strict=False))))
    if form.kind != "resident":  # goods with numbers of six and seven digits are no person
        ways.append(_patched({"items": tuple(Item(at, f"볼펜 {part}") for at, part in enumerate(parts, 1))}))
    ways.append(_json(covered_together(parts)))
    return APART.join(map(_side_by_side, ways))


def _side_by_side(kept: str) -> str:
    """What shows digits, once each: what is kept twice would look like one more piece of the number."""
    leaves = dict.fromkeys(kept.split(APART))
    return " ".join(leaf for leaf in leaves if "*" in leaf or sum(map(str.isdigit, leaf)) >= _SHORTEST_PART)


def _joined(parts: Sequence[str], most: int) -> list[str]:
    """The parts in at most so many texts."""
    step = -(-len(parts) // most)
    return [" ".join(parts[at : at + step]) for at in range(0, len(parts), step)]


def _page(text: str) -> Page:
    """The text as a reader finds it: a box for what stands together, letters all of one width."""
    rows = [re.finditer(r"\S+(?: \S+)*", row.expandtabs(1)) for row in text.split("\n")]
    lines = tuple(_line(cell, 40 * at) for at, row in enumerate(rows, 1) for cell in row)
    width = max((line.box[1][0] for line in lines), default=0.0)
    return Page(1, round(width) + 20, 40 * (len(rows) + 2), lines)


def _line(cell: re.Match[str], top: float) -> TextLine:
    left, right = 20.0 + 12 * cell.start(), 20.0 + 12 * cell.end()
    return TextLine(cell.group(), 0.95, ((left, top), (right, top), (right, top + 24), (left, top + 24)))


def _printed(form: Form) -> str:
    return _read([_page(form.text)])


def _in_columns(form: Form) -> str:
    """Its lines as columns of one row, as a reader finds boxes side by side; goods stand in no columns, and
    what has two digits behind a point is an amount there.
    """
    if form.text.count("\n") > _MOST_COLUMNS or form.kind == "over goods" or "." in form.text:
        return ""
    return _read([_page("  ".join(form.text.split("\n")))])


def _over_pages(form: Form) -> str:
    """Each line on a page of its own."""
    pages = [replace(_page(line), number=at) for at, line in enumerate(form.text.split("\n"), 1)]
    return _read(pages) if len(pages) < MAX_PAGES else ""


def _read(pages: Sequence[Page]) -> str:
    head = replace(_page(_SLIP), number=len(pages) + 1)
    try:
        kept = _kept(read_receipt([*pages, head]))
        return _OF_THE_SLIP.sub(APART, kept)  # whose digits are no form's
    except UnreadableError as error:  # then nothing is kept but the cause
        return error.cause.value


def _in_pdf(form: Form) -> str:
    """The text layer of a PDF, which knows Latin letters only."""
    if "\xad" in form.text:
        return ""  # a soft hyphen is printed
    try:
        rows = form.text.encode("latin-1").decode("latin-1").splitlines()
    except UnicodeEncodeError:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "form.pdf"
        file.write_bytes(_pdf(["CARD RECEIPT 2026-03-04", *rows, "TOTAL 12,000"]))
        pages = [page for page in open_pdf(file) if isinstance(page, Page)]
    return _read(pages)


def _pdf(rows: Sequence[str]) -> bytes:
    lines = "".join(f"({_escaped(row)}) Tj T*\n" for row in rows)
    stream = f"BT /F1 9 Tf 12 TL 20 780 Td\n{lines}ET".encode("latin-1")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1500 800]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + trailer % (table, len(body))


def _escaped(row: str) -> str:
    row = "".join(char if char >= " " else " " for char in row)
    return row.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file_name(form: Form) -> str:
    names = (
        form.text,
        quote(form.text),
        f"{form.text}.jpg",
        f"scan_{form.text} (1).pdf",
        "가" * 490 + form.text,
    )
    return _json([_row_of(masked_name(name)) for name in names])


def _row_of(name: str) -> object:
    receipt = Receipt(
        _ID, _ID, Status.QUEUED, StoredObject("k", "image/png", 1, "0"), _NOW, _NOW, filename=name
    )
    return new_row(receipt)["filename"]


def _by_name(form: Form) -> str:
    return _json(covered_leaves({"by": mask(form.text)}))


def _logged(form: Form) -> str:
    lines = form.text.splitlines()
    line = masked_line(
        {
            "message": form.text,
            "exception": f"ValueError: {form.text}",
            "values": lines,
            "one": {"n": form.text},
        }
    )
    return _json(json.loads(line)).replace("ValueError", " ")  # whose l and o are no digits of the number


def _logged_number(form: Form) -> str:
    return masked_line(
        {"message": "a number", "value": int(form.number), "values": [int(form.number), 1]}
    ).replace('"', APART)


def _requested(form: Form) -> str:
    """The log line of a request whose address shows the number, at its end and where the line cuts it."""
    paths = (f"/v1/receipts/{form.text}", "/v1/" + "가" * 183 + form.text)
    return APART.join(_json(_of_the_request(json.loads(_log_of(path)))) for path in paths)


def _of_the_request(line: dict[str, object]) -> dict[str, object]:
    """What the request says; a clock and an id show a number's digits by chance."""
    return {key: value for key, value in line.items() if key not in _OF_NO_REQUEST}


def _log_of(path: str) -> str:
    async def app(scope: object, receive: object, send: Callable[..., object]) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})  # type: ignore[misc]

    async def exchange() -> None:
        await RequestLog(app, app)(_scope(path), _nothing, _nothing)  # type: ignore[arg-type]

    written = io.StringIO()
    handler = logger.registered_handler
    before, handler.stream = handler.stream, written  # type: ignore[attr-defined]
    try:
        asyncio.run(exchange())
    finally:
        handler.stream = before  # type: ignore[attr-defined]
    return written.getvalue()


def _scope(path: str) -> dict[str, object]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
        "state": {},
        "scheme": "http",
    }


async def _nothing(*_: object) -> None:
    """Neither asks nor answers."""


def _told(form: Form) -> str:
    """An alarm in Slack that repeats the text wherever it can."""
    text = form.text
    alarm = Alarm(
        key="key", identity="id", name=text, source="CloudWatch", state=State.ALARM, severity=Severity.ERROR,
        sentence=Sentence(text, text), occurred_at=_NOW, region=text, account=text,
        facts=(Fact(Sentence(text, text), text),),
        condition=Condition(metric=text, statistic=text, dimensions=((text, text),), expression=text),
        quote=text,
    )  # fmt: skip
    told = unquote(_json(asdict(render(alarm, Situation()))))
    return _OF_A_LINK.sub(APART, told)  # whose l and o are no digits of the number


WAYS: dict[str, tuple[Way, int]] = {
    "mask": (lambda form: mask(form.text), 1),
    "raw text": (_text, 5),
    "evidence, checks, escalation, category": (_evidence, 20),
    "PATCH of a field": (_by_patch, 40),
    "PATCH of goods": (_by_goods, 20),
    "fields in parts": (_by_parts, 20),
    "rows of a photo": (_printed, 40),
    "columns of a photo": (_in_columns, 40),
    "pages": (_over_pages, 80),
    "text of a PDF": (_in_pdf, 80),
    "file name": (_file_name, 10),
    "by": (_by_name, 5),
    "log line": (_logged, 10),
    "number in a log line": (_logged_number, 10),
    "request log": (_requested, 20),
    "Slack": (_told, 40),
}
"""Each way, and of how many forms one goes through it: the slow ones see fewer."""

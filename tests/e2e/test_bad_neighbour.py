"""Two tenants on a real stack: one sends files that would fill a machine, the other's receipts are read."""

import struct
import zlib

import pytest

from local.client import Photo
from local.processes import wait_until
from tests.e2e.photos import small_photos, wait_settled
from tests.e2e.stacks import RunningStack
from tests.e2e.test_bad_photos import cause_of

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def strip() -> Photo:
    """A PNG of 300,000 x 1 pixels in a few hundred bytes."""
    rows = b"\0" + bytes(3 * 300_000)
    header = struct.pack(">IIBBBBB", 300_000, 1, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return Photo("strip.png", b"\x89PNG\r\n\x1a\n" + body, "image/png")


def nested_forms(depth: int = 9, each: int = 10) -> Photo:
    """A PDF that draws a form ten times, which draws a form ten times, and so on."""
    first = 5
    drawn = f"/F{first} Do " * each
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {_uses(first)} >>".encode(),
        _stream(drawn, ""),
        *(_form(first + level, each, is_last=level == depth - 1) for level in range(depth)),
    ]
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return Photo(
        "forms.pdf", b"%PDF-1.4\n" + b"".join(numbered) + b"trailer << /Root 1 0 R >>\n", "application/pdf"
    )


def _form(number: int, each: int, *, is_last: bool) -> bytes:
    draws = "0 0 1 1 re f " if is_last else f"/F{number + 1} Do "
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 600 800]"
    return _stream(draws * each, entries if is_last else f"{entries} {_uses(number + 1)}")


def _uses(number: int) -> str:
    return f"/Resources << /XObject << /F{number} {number} 0 R >> >>"


def _stream(content: str, entries: str) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream".encode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_what_one_tenant_sends_fails_for_itself_and_the_others_receipts_are_read(stack: RunningStack) -> None:
    with stack.client("bad neighbour") as bad, stack.client("good neighbour") as good:
        first, second = small_photos(2, first=7_000)
        good_ids = [good.upload(first)["id"]]
        bad_ids = [bad.upload(photo)["id"] for photo in (strip(), nested_forms())]
        good_ids.append(good.upload(second)["id"])

        read, failed = wait_settled(good, good_ids), wait_settled(bad, bad_ids)

    assert {cause_of(receipt) for receipt in read} == {None}
    assert {cause_of(receipt) for receipt in failed} == {"too_complex"}
    once = "SELECT count(*) FROM receipts WHERE id = ANY(CAST(:ids AS uuid[])) AND attempts = 1"
    assert stack.count(once, ids=[*good_ids, *bad_ids]) == 4


def test_a_parser_that_is_killed_takes_its_reader_along(stack: RunningStack) -> None:
    with stack.client("killed parser") as client:
        wait_settled(client, [client.upload(small_photos(1, first=7_100)[0])["id"]])
    parsers = stack.parsers()
    readers = [reader for parser in parsers for reader in parser.children(recursive=True)]
    assert readers
    for parser in parsers:
        parser.kill()
    assert wait_until(lambda: not any(reader.is_running() for reader in readers), 30)

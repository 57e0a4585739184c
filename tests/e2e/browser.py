"""A real browser on the real stack, for tests of the page."""

import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from struct import pack
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from local.client import ReceiptsClient
from local.database import Tenant, new_tenant
from receipts.adapters.postgres import PostgresTenants, connect
from receipts.usecases.issue_key import issue_key
from receipts_api.page.session import sign_in_link
from tests.e2e.stacks import RunningStack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt: chromium)")

_WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium as the system has it."""
    with sync_playwright() as playwright:
        # Without its sandbox: tests may run as root, and what is shown is ours.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody who has signed in, at a screen; `client` is the same tenant's API."""

    page: Page
    url: str
    client: ReceiptsClient
    complaints: list[str] = field(default_factory=list)

    def goes(self, path: str) -> None:
        self.page.goto(self.url + path)

    def shows(self, selector: str) -> None:
        self.page.wait_for_selector(selector)

    def saw_nothing_wrong(self) -> None:
        """Neither a script's error nor anything that the policy forbade."""
        assert self.page.evaluate("window.broken") == []
        assert self.complaints == []


@contextmanager
def signed_in(
    browser: Browser,
    stack: RunningStack,
    name: str,
    width: int = 1440,
    language: str = "ko-KR",
    owner: str | None = None,
) -> Iterator[Person]:
    """Somebody of a tenant of his own, by a link as `make up` prints it; with a key of `owner`'s, if any."""
    tenant = new_tenant(stack.env["DATABASE_OWNER_URL"], name)
    if owner:
        tenant = replace(tenant, api_key=_key_of(stack, tenant, owner))
    url = stack.env["API_URL"]
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    context.set_default_timeout(60_000)
    context.add_init_script(_WATCH)
    with ReceiptsClient(url, tenant.api_key, "ko") as client:
        person = Person(context.new_page(), url, client)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.goto(sign_in_link(stack.env["PAGE_SECRET"], url, "김경리", tenant.api_key))
        person.shows("#list")
        yield person
    context.close()


def saves_first(page: Page, field: str, text: str) -> None:
    """Somebody quicker changes a field of the receipt that `page` shows, and saves it."""
    with page.context.new_page() as quicker:
        quicker.goto(page.url)
        quicker.fill(f"[name='{field}']", text)
        quicker.click("#save")
        quicker.wait_for_url("**done=saved**")


def _key_of(stack: RunningStack, tenant: Tenant, owner: str) -> str:
    engine = connect(stack.env["DATABASE_OWNER_URL"])
    key = issue_key(PostgresTenants(engine), UUID(tenant.id), owner)
    engine.dispose()
    return key


def tiny_pictures(folder: Path, count: int) -> list[Path]:
    """PNG files of one pixel that all differ: no receipts, so that to read them takes no time."""
    return [_tiny(folder / f"tiny-{number:03}.png", number) for number in range(count)]


def _tiny(file: Path, number: int) -> Path:
    row = bytes([0, number // 256, number % 256, 7])
    parts = [(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(row)), (b"IEND", b"")]
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts))
    return file


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

"""/docs in Chromium on a live API: its buttons, pressed as their forms stand, leave a record as it was."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page
from sqlalchemy import URL

from receipts_api.app import create_app
from tests.api_fuzz.live import LiveApi, live_api
from tests.e2e.browser import chromium, needs_chromium

pytestmark = [pytest.mark.timeout(600), needs_chromium]

_CHANGING = {"post", "patch", "put", "delete"}
_ELSEWHERE = {"openUpload", "sendReceipt", "openBatch", "endAccount"}
"""The first make something new, whatever is sent; the last has no body, and ends what somebody names."""
_SETTINGS = {"required_annotations": {"여비교통비": ["project"]}}
_KNOWN = (200, 202, *range(400, 500))


def buttons() -> list[tuple[str, str]]:
    """How /docs names the operations that change something about what is there."""
    found = create_app().openapi()["paths"].items()
    return [
        (operation["tags"][0], operation["operationId"])
        for _, operations in found
        for method, operation in operations.items()
        if method in _CHANGING and operation["operationId"] not in _ELSEWHERE
    ]


@pytest.fixture(scope="module")
def live(postgres_server_url: URL) -> Iterator[LiveApi]:
    logging.disable(logging.CRITICAL)  # a line for each request
    try:
        with live_api(postgres_server_url) as running:
            yield running
    finally:
        logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def docs(live: LiveApi) -> Iterator[Page]:
    """The page, with the key typed into its form."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{live.url}/docs")
        page.click(".auth-wrapper .authorize")
        page.fill(".auth-container input", live.key)
        page.click(".auth-btn-wrapper .authorize")
        page.click(".auth-btn-wrapper .btn-done")
        yield page


def asked(live: LiveApi, method: str, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's
    headers = {"Authorization": f"Bearer {live.key}"}
    answer = httpx.request(method, f"{live.url}/api/{path}", headers=headers, timeout=120, **body)
    assert answer.is_success, answer.text
    return dict(answer.json())


def kept(live: LiveApi, receipt_id: str) -> tuple[dict[str, Any], ...]:
    """The record, and what the company has said of itself."""
    return tuple(asked(live, "GET", path) for path in (f"receipts/{receipt_id}", "settings", "accounts"))


def pressed(page: Page, tag: str, operation: str, receipt_id: str) -> int:
    """Try it out, Execute; the status that the page shows."""
    block = page.locator(f"#operations-{tag}-{operation}")
    block.locator(".opblock-summary-control").click()
    block.locator(".try-out__btn").click()
    named = {"receipt_id": receipt_id, "code": "811", "business_number": "902-45-00731"}
    for name, value in named.items():
        given = block.locator(f"tr[data-param-name='{name}'][data-param-in='path'] input")
        if given.count():
            given.fill(value)
    block.locator(".execute").click()
    shown = block.locator(".live-responses-table tr.response .response-col_status").first.inner_text()
    block.locator(".opblock-summary-control").click()
    return int(shown.split()[0])


def test_every_button_pressed_with_its_prefilled_body_leaves_the_record_as_it_was(
    live: LiveApi, docs: Page
) -> None:
    receipt_id = str(live.own[0])
    asked(live, "PUT", "settings", json=_SETTINGS)
    asked(live, "PUT", "accounts/811", json={"account": "직원복지"})
    before = kept(live, receipt_id)
    assert before[0]["status"] == "parsed"
    known = buttons()
    assert {"correctReceipt", "approveReceipt", "deleteReceipt", "readManyAnew", "setSettings"} <= {
        name for _, name in known
    }
    for tag, operation in known:
        status = pressed(docs, tag, operation, receipt_id)
        assert status in _KNOWN, operation
        assert kept(live, receipt_id) == before, operation

"""Every screen of the page, on phone and desk, in both languages: it fits, nothing is cut, axe is content."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from local.processes import wait_until
from receipts.domain.receipt import Category, FieldEvidence
from tests.e2e.browser import Person, chromium, needs_chromium, signed_in
from tests.e2e.copies import Copier, copier
from tests.e2e.photos import sample, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600), needs_chromium]

FAULTS = """() => {
  const found = new Set();
  const isVisible = (one) => one.checkVisibility({ visibilityProperty: true });
  const seen = (one) => isVisible(one) && !one.closest("svg, .unseen, .skip");
  const named = (one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 60)}`;
  const tell = (what, one) => found.add(`${what}: ${named(one)}`);
  const page = document.documentElement, pen = document.createElement("canvas").getContext("2d");
  if (page.scrollWidth > innerWidth) found.add(`the page is ${page.scrollWidth} wide`);
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (!seen(one) || !box.width || one.closest(".tabs, .stage")) continue;
    if (box.right > innerWidth + 1 || box.left < -1) tell("outside", one);
    const isCut = (style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)
      || (style.overflowY === "hidden" && one.scrollHeight > one.clientHeight + 3);
    if (isCut && !one.matches("textarea, select, .tools .file, .person")) tell("cut", one);
    if (one.placeholder && !one.value) {
      pen.font = style.font;
      const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (pen.measureText(one.placeholder).width > room) tell(`cut: ${one.placeholder}`, one);
    }
    const isBox = one.matches("[type=checkbox], [type=radio]");
    const target = isBox ? one.closest("label").getBoundingClientRect() : box;
    const isTarget = one.matches("a, button, select, input") && !one.closest(".empty p, #toast p");
    if (isTarget && (target.height < 24 || target.width < 24)) tell("small", one);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.data.trim() || !seen(text.parentElement)) continue;
    for (const word of text.data.matchAll(/[^\\s/·-]{2,24}/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
      if (lines.size > 1) found.add(`broken: ${word[0]}`);
    }
  }
  return [...found];
}"""
"""What a person would frown at: text that is cut or broken within a word, targets too small for a finger."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def receipts(browser: Browser, stack: RunningStack) -> Iterator[tuple[Person, Mapping[str, str]]]:
    """Somebody with a receipt of each kind: two are read, the others are copies of what was read."""
    with signed_in(browser, stack, "all screens") as person:
        client = person.client
        clear, cat = (
            str(client.upload(sample(name))["id"])
            for name in ("convenience_store.jpg", "not_a_receipt_cat.jpg")
        )
        wait_settled(client, [clear, cat], 400)
        with copier(stack, [clear]) as copies:
            ids = {"clear": clear, "failed": cat, **_kinds(copies, clear)}
            _decided(person, ids["approved"], "승인하고 다음", "approved")
            _decided(person, ids["rejected"], "반려하고 다음", "rejected", "?do=reject", "개인 비용")
        assert client.receipt(ids["double"])["duplicate_of"] == clear
        yield person, ids


def _decided(
    person: Person, receipt_id: str, button: str, status: str, how: str = "", reason: str = ""
) -> None:
    person.goes(f"/receipts/{receipt_id}{how}")
    if reason:
        person.page.locator("#reject").get_by_text(reason).click()
    with person.page.expect_navigation():  # to the next one: what is opened meanwhile would be interrupted
        person.page.get_by_role("button", name=button).click()
    assert wait_until(lambda: person.client.receipt(receipt_id)["status"] == status, 20)


def _kinds(copies: Copier, clear: str) -> dict[str, str]:
    reading = copies.store.get(copies.tenant, UUID(clear)).reading
    assert reading
    unsure = FieldEvidence(0.3, 1, None, "도도리편의점")
    doubtful = copies.another(
        clear,
        merchant=replace(reading.merchant, name="도도리편의점"),
        fields=reading.fields | {"merchant.name": unsure},
        review_reasons=("merchant_low_confidence",),
    )
    return {
        "doubtful": doubtful,
        "double": copies.another(clear, issued_at=reading.issued_at, payment=reading.payment),
        "approved": copies.another(clear),
        "rejected": copies.another(clear),
        "dinner": copies.another(clear, category=Category("entertainment", "기업업무추진비")),
    }


def _screens(ids: Mapping[str, str]) -> Mapping[str, Callable[[Page], object] | None]:
    """Each by its address; with what to do there before it is looked at."""
    tabs = ("review", "ready", "duplicates", "failed", "waiting", "done", "rejected")
    return {
        **{f"/?tab={tab}": None for tab in tabs},
        "/?tab=ready&q=없는가게&total_from=1000": None,
        "/?tab=ready&q=a&total_from=abc": None,
        "/?tab=ready#help": lambda page: page.evaluate("document.getElementById('help').showModal()"),
        **{f"/receipts/{receipt_id}": None for receipt_id in ids.values()},
        f"/receipts/{ids['dinner']}?list=": _refused,
        f"/receipts/{ids['clear']}?list=": _typed_wrongly,
        f"/receipts/{ids['clear']}?do=reject": None,
        "/month/2026-04": None,
        "/month/2020-01": None,
        "/receipts/00000000-0000-7000-8000-000000000000": None,
        "/sign-in?ended=1": None,
    }


def _refused(page: Page) -> None:
    """Approved without what its account requires."""
    page.click("#approve")
    page.wait_for_selector("#obstacles")


def _typed_wrongly(page: Page) -> None:
    for switch in page.locator("[data-shows-rare]").all():
        switch.click()
    page.fill("[name='issued_at']", "2026-13-40")
    page.fill("[name='amounts.vat']", "1")
    page.wait_for_selector(".sum.is-wrong")
    page.wait_for_selector("#issued_at-note .bad")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_screen_fits_and_is_accessible(
    receipts: tuple[Person, Mapping[str, str]], width: int, language: str
) -> None:
    person, ids = receipts
    page = person.page
    page.set_viewport_size({"width": width, "height": 780 if width == 360 else 900})
    page.context.add_cookies([{"name": "receipts_language", "value": language, "url": person.url}])
    faults = {}
    for path, act in _screens(ids).items():
        person.goes(path)
        if act:
            act(page)
        assert page.locator("html").get_attribute("lang") == language
        faults[path] = page.evaluate(FAULTS)
        if (language, width) in {("ko", 360), ("en", 1440)}:  # which takes longer than all else together
            faults[path] += _of_axe(page)
    assert {path: found for path, found in faults.items() if found} == {}
    person.saw_nothing_wrong()


def _of_axe(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [it for it in found if it["impact"] in {"serious", "critical"}]
    return [f"{it['id']}: {it['nodes'][0]['html']}" for it in serious]

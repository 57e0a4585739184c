"""What is decided in Chromium: reject, resolve a duplicate, approve what is green, keep to a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from local.processes import wait_until
from receipts.domain.receipt import FieldEvidence, Outcome, Reading
from tests.e2e.browser import Person, chromium, needs_chromium, signed_in
from tests.e2e.copies import Copier, copier
from tests.e2e.photos import sample, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600), needs_chromium]


@dataclass
class Pile:
    """One receipt that was read, and copies of it; each test makes its own."""

    person: Person
    copies: Copier
    first: str

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def reading(self) -> Reading:
        return self.reading_of(self.first)

    def reading_of(self, receipt_id: str) -> Reading:
        reading = self.copies.store.get(self.copies.tenant, UUID(receipt_id)).reading
        assert reading
        return reading

    def another(self, **changes: object) -> str:
        return self.copies.another(self.first, **changes)


def statuses(pile: Pile, *ids: str) -> list[object]:
    return [pile.person.client.receipt(one)["status"] for one in ids]


def wait_for(pile: Pile, wanted: list[str], *ids: str) -> None:
    """Where a decision leads back to the same screen, its address tells nothing."""
    assert wait_until(lambda: statuses(pile, *ids) == wanted, 20), statuses(pile, *ids)


@pytest.fixture(scope="module")
def pile(stack: RunningStack) -> Iterator[Pile]:
    with chromium() as browser, signed_in(browser, stack, "decides") as person:
        first = str(person.client.upload(sample("cash_receipt.jpg"))["id"])
        wait_settled(person.client, [first], 400)
        with copier(stack, [first]) as copies:
            yield Pile(person, copies, first)
        person.saw_nothing_wrong()


def test_a_receipt_is_rejected_by_keyboard_with_a_reason_and_taken_back(pile: Pile) -> None:
    private, page = pile.another(), pile.page
    pile.person.goes("/?tab=ready")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#reject")).to_be_visible()
    page.locator("#reject").get_by_text("다른 이유").click()
    page.get_by_role("button", name="반려하고 다음").click()
    expect(page.locator("#reject-note:invalid")).to_be_visible()  # it asks for the note, and stays open
    page.locator("#reject").get_by_text("우리 회사 영수증이 아님").click()
    page.fill("#reject-note", "옆 회사 것")
    page.get_by_role("button", name="반려하고 다음").click()
    wait_for(pile, ["rejected"], private)
    pile.person.goes("/?tab=rejected")
    page.click(f"[data-id='{private}'] .who")
    expect(page.locator("#rejection")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("옆 회사 것")
    page.get_by_role("button", name="반려 취소").click()
    wait_for(pile, ["parsed"], private)


@pytest.mark.parametrize(
    ("button", "this", "earlier"),
    [
        ("같은 거래: 이 영수증을 반려", "rejected", "parsed"),
        ("같은 거래: 먼저 등록한 것을 반려", "parsed", "rejected"),
        ("다른 거래: 둘 다 남기기", "parsed", "parsed"),
    ],
)
def test_a_duplicate_is_compared_and_resolved(pile: Pile, button: str, this: str, earlier: str) -> None:
    original, page = pile.another(), pile.page
    bought = pile.reading_of(original)
    double = pile.another(issued_at=bought.issued_at, payment=bought.payment)
    assert statuses(pile, double) == ["needs_review"]
    pile.person.goes("/?tab=duplicates")
    page.click(f"[data-id='{double}'] .who")
    expect(page.locator(".pair dd", has_text="35,000원")).to_have_count(2)
    page.get_by_role("button", name=button).click()
    wait_for(pile, [this, earlier], double, original)


def test_approving_all_that_are_green_leaves_the_doubtful_ones(pile: Pile) -> None:
    green, unsure = [pile.another() for _ in range(3)], FieldEvidence(0.3, 1, None, "도도리")
    first, *others = pile.reading.checks
    doubtful = pile.another(
        review_reasons=("merchant_low_confidence",), fields={**pile.reading.fields, "merchant.name": unsure}
    )
    warned = pile.another(checks=(replace(first, outcome=Outcome.WARNED), *others))
    pile.person.goes("/?tab=ready")
    pile.page.get_by_role("button", name=re.compile("이상 없는 .+건 모두 승인")).click()
    wait_for(pile, ["approved"] * 3, *green)
    expect(pile.page.locator(".row")).to_have_count(0)
    assert statuses(pile, doubtful, warned) == ["needs_review"] * 2


def test_what_follows_and_the_way_back_are_of_the_list_that_was_opened(pile: Pile) -> None:
    """A month's list: others wait as well, and are none of it."""
    day, page = datetime(2024, 3, 5, 12, 0), pile.page
    first, second = (pile.another(issued_at=day + timedelta(days=days)) for days in (0, 1))
    other, chosen = pile.another(), "tab=ready&issued_from=2024-03-01&issued_until=2024-03-31"
    pile.person.goes(f"/?{chosen}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/receipts/{second}?**")
    page.keyboard.press("a")
    page.wait_for_url(f"**/receipts/{first}?**")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/?{chosen}")
    page.keyboard.press("a")
    expect(page.locator(".row")).to_have_count(0)
    assert statuses(pile, first, second, other) == ["approved", "approved", "parsed"]


def test_two_fingers_enlarge_the_photo_where_they_are(pile: Pile) -> None:
    page = pile.page
    pile.person.goes(f"/receipts/{pile.first}")
    expect(page.locator("#marks")).to_have_attribute("viewBox", re.compile(r"\d"))
    stage = page.locator("#stage").bounding_box()
    assert stage
    before = page.locator("#sheet").bounding_box()
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 120), ("touchEnd", 0)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    after = page.locator("#sheet").bounding_box()
    assert before
    assert after
    assert after["width"] == pytest.approx(3 * before["width"], rel=0.05)


def test_an_empty_file_is_named_and_said_to_be_empty(pile: Pile, tmp_path: Path) -> None:
    empty = tmp_path / "빈 사진.jpg"
    empty.touch()
    pile.person.goes("/")
    pile.page.set_input_files("#files", empty)
    expect(pile.page.locator("#sending-told")).to_contain_text("0 / 1")
    expect(pile.page.locator("#sending-files")).to_contain_text("빈 사진.jpg")
    expect(pile.page.locator("#sending-files")).to_contain_text("빈 파일입니다")


def test_what_is_refused_as_it_is_cannot_be_tried_again_and_what_got_lost_can(
    pile: Pile, tmp_path: Path
) -> None:
    """Two that the connection took, beside an empty file and a text: these would be refused again."""
    files = [tmp_path / name for name in ("빈 사진.jpg", "메모.txt", "하나.jpg", "둘.jpg")]
    for file, content in zip(files, ("", "글", "하나", "둘"), strict=True):
        file.write_text(content)
    pile.person.goes("/")
    uploads = "**/uploads"
    pile.page.route(
        uploads,
        lambda route: route.abort() if ".jpg" in (route.request.post_data or "") else route.continue_(),
    )
    pile.page.set_input_files("#files", files)
    lines = pile.page.locator("#sending-files")
    expect(lines.locator("li.is-failed")).to_have_count(4)
    expect(lines.get_by_role("button", name="다시 시도")).to_have_count(2)
    expect(lines.locator("li", has_text="메모.txt").get_by_role("button")).to_have_count(0)
    expect(pile.page.locator("#retry-all")).to_be_visible()
    pile.page.unroute(uploads)

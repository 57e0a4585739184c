"""A bookkeeper's day in Chromium, on the real stack: thirty receipts by keyboard, goods, notes, one shop."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from uuid import UUID

import pytest
from playwright.sync_api import CDPSession, Page, expect

from receipts.domain.receipt import FieldEvidence
from tests.e2e.browser import Person, chromium, needs_chromium, saves_first, signed_in
from tests.e2e.copies import Copier, copier
from tests.e2e.photos import sample, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600), needs_chromium]

GREEN, DOUBTFUL = ("convenience_store.jpg", "cash_receipt.jpg", "mart_exempt.jpg"), "us_diner_tip.jpg"
THIRTY, MOST_STROKES, MOST_BYTES = 30, 3, 300_000


@dataclass
class Desk:
    """Somebody at work, with what was read of the samples, and copies of it as many as wanted."""

    person: Person
    copies: Copier
    samples: dict[str, str]

    @property
    def page(self) -> Page:
        return self.person.page

    def opens(self, receipt_id: str) -> Page:
        self.person.goes(f"/receipts/{receipt_id}")
        return self.page

    def record(self, receipt_id: str) -> dict[str, object]:
        return self.person.client.receipt(receipt_id)


@pytest.fixture(scope="module")
def desk(stack: RunningStack) -> Iterator[Desk]:
    with chromium() as browser, signed_in(browser, stack, "at the desk") as person:
        client = person.client
        samples = {name: str(client.upload(sample(name))["id"]) for name in (*GREEN, DOUBTFUL)}
        wait_settled(client, samples.values(), 400)
        with copier(stack, list(samples.values())) as copies:
            yield Desk(person, copies, samples)


@dataclass
class Keyboard:
    """Presses keys and counts them by the receipt that they were pressed at."""

    page: Page
    strokes: dict[str, int]

    def press(self, key: str) -> None:
        place = self.page.url.partition("?")[0]
        self.strokes[place] = self.strokes.get(place, 0) + 1
        self.page.keyboard.press(key)


class Transfer:
    """Bytes as they came over the wire from the page's own origin: photos come from the bucket."""

    def __init__(self, session: CDPSession, origin: str) -> None:
        self.bytes = 0
        self._ours: set[str] = set()
        session.on("Network.requestWillBeSent", lambda it: self._begin(it, origin))
        session.on("Network.loadingFinished", self._end)
        session.send("Network.enable")

    def _begin(self, told: dict[str, object], origin: str) -> None:
        ours = str(told["request"]["url"]).startswith(origin)  # type: ignore[index]
        (self._ours.add if ours else self._ours.discard)(
            str(told["requestId"])
        )  # a photo leads to the bucket

    def _end(self, told: dict[str, object]) -> None:
        if told["requestId"] in self._ours:
            self.bytes += int(str(told["encodedDataLength"]).partition(".")[0])


def test_thirty_receipts_are_approved_by_keyboard_alone_in_three_strokes_each(
    desk: Desk, stack: RunningStack
) -> None:
    green = [desk.copies.another(desk.samples[GREEN[number % 3]]) for number in range(THIRTY - 1)]
    doubtful = desk.copies.another(desk.samples[DOUBTFUL])
    page = desk.page
    transfer = Transfer(page.context.new_cdp_session(page), desk.person.url)
    keyboard = Keyboard(page, {})
    desk.person.goes("/?tab=ready")
    keyboard.press("j")
    keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")
    page.wait_for_load_state("networkidle")
    assert transfer.bytes < MOST_BYTES
    while "/receipts/" in page.url:
        page.evaluate("document.getElementById('review').dataset.isPressed = ''")
        keyboard.press("a")
        expect(page.locator("[data-is-pressed]")).to_have_count(0)  # swapped, or on to the next
        page.wait_for_load_state("domcontentloaded")
    approved = "SELECT count(*) FROM receipts WHERE id = ANY(string_to_array(:ids, ',')::uuid[])"
    ids = ",".join([*green, doubtful])
    assert stack.count(f"{approved} AND status = 'approved'", ids=ids) == THIRTY
    strokes = [keyboard.strokes[f"{desk.person.url}/receipts/{one}"] for one in green]
    assert median(strokes) <= MOST_STROKES
    desk.person.saw_nothing_wrong()


def test_a_line_is_taken_out_and_another_added_until_the_sum_is_green(desk: Desk) -> None:
    receipt_id = desk.copies.another(desk.samples["mart_exempt.jpg"])
    page = desk.opens(receipt_id)
    total = page.locator("#goods-sum .sum")
    expect(total).to_have_class("sum is-right")
    amount = page.input_value("[name='items.1.amount']")
    page.press("[data-item='items.1'] [data-removes-line]", "Enter")
    expect(total).to_contain_text(f"{amount} 모자람")
    page.press("#add-line", "Enter")
    page.keyboard.type("콩두부")  # the new line has the focus
    page.fill(".line:last-child [name$='.amount']", amount)
    expect(total).to_have_class("sum is-right")
    page.click("#save")
    page.wait_for_url("**done=saved**")
    items = desk.record(receipt_id)["items"]
    assert isinstance(items, list)
    assert (items[-1]["name"], f"{int(items[-1]['amount']):,}") == ("콩두부", amount)
    assert len(items) == page.locator(".line").count()
    page.focus("[name='items.0.name']")
    expect(page.locator("polygon.is-active")).to_have_count(1)


def test_what_the_account_requires_is_asked_for_where_it_is_written(desk: Desk) -> None:
    receipt_id = desk.copies.another(desk.samples["cash_receipt.jpg"])
    page = desk.opens(receipt_id)
    expect(page.locator("[name='annotations.attendees']")).to_be_hidden()
    entertainment = page.locator("[name=category] option", has_text="기업업무추진비").first
    page.select_option("[name=category]", entertainment.get_attribute("value"))
    expect(page.locator("#annotations-attendees-need")).to_have_text("필수")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#obstacles")).to_contain_text("참석자")
    expect(page.locator("[name='annotations.purpose']")).to_be_focused()
    page.keyboard.type("신제품 설명")
    page.keyboard.press("Enter")
    page.keyboard.type("김거래, 이협력")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=approved**")
    record = desk.record(receipt_id)
    assert record["status"] == "approved"
    assert record["annotations"]["attendees"] == ["김거래", "이협력"]  # type: ignore[index]
    desk.person.saw_nothing_wrong()


def test_two_people_at_one_receipt_lose_nothing_of_either(desk: Desk) -> None:
    receipt_id = desk.copies.another(desk.samples["mart_exempt.jpg"])
    page = desk.opens(receipt_id)
    page.fill("[name='annotations.memo']", "느린 사람의 메모")
    saves_first(page, "items.0.name", "빠른 사람의 대파")
    page.click("#save")
    expect(page.locator("#conflict")).to_be_visible()
    expect(page.locator("[name='items.0.name']")).to_have_value("빠른 사람의 대파")
    page.click("#save")
    page.wait_for_url("**done=saved**")
    record = desk.record(receipt_id)
    assert record["items"][0]["name"] == "빠른 사람의 대파"  # type: ignore[index]
    assert record["annotations"]["memo"] == "느린 사람의 메모"  # type: ignore[index]


def test_goods_that_two_people_changed_are_shown_side_by_side(desk: Desk) -> None:
    page = desk.opens(desk.copies.another(desk.samples["mart_exempt.jpg"]))
    page.fill("[name='items.0.name']", "느린 대파")
    saves_first(page, "items.0.name", "빠른 대파")
    page.click("#save")
    expect(page.locator("[name='items.0.name']")).to_have_value("느린 대파")
    expect(page.locator("#goods-conflict")).to_contain_text("빠른 대파")
    page.click("#take-goods")
    expect(page.locator("[name='items.0.name']")).to_have_value("빠른 대파")
    expect(page.locator("#goods-conflict")).to_have_count(0)


def test_one_correction_and_one_press_clear_the_shop(desk: Desk) -> None:
    original = desk.copies.store.get(desk.copies.tenant, UUID(desk.samples[GREEN[0]]))
    assert original.reading
    unsure = {
        "merchant": replace(original.reading.merchant, name="도도리편의점"),
        "fields": original.reading.fields | {"merchant.name": FieldEvidence(0.3, 1, None, "도도리편의점")},
        "review_reasons": ("merchant_low_confidence",),
    }
    first, *others = [desk.copies.another(desk.samples[GREEN[0]], **unsure) for _ in range(3)]
    page = desk.opens(first)
    page.fill("[name='merchant.name']", "도토리편의점 솔바람길점")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".shop")).to_contain_text("대기 영수증 2건")
    page.click("#clear-shop")
    expect(page.locator("#shop-told")).to_contain_text("2건을 정리했습니다")
    for one in others:
        expect(page.locator(f"[data-id='{one}']")).to_contain_text("모든 검증 통과")
        assert desk.record(one)["merchant"]["name"] == "도토리편의점 솔바람길점"  # type: ignore[index]
    desk.person.saw_nothing_wrong()

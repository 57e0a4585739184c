"""The page in Chromium, on the real stack: what a bookkeeper does all day."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from local.processes import wait_until
from receipts.adapters.ocr.engine import EmbeddedEngine
from tests.e2e.browser import Person, chromium, needs_chromium, saves_first, signed_in, tiny_pictures
from tests.e2e.photos import SAMPLES, sample, wait_settled
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600), needs_chromium]

CLEAR, DOUBTFUL, UPSIDE_DOWN = "convenience_store.jpg", "us_diner_tip.jpg", "restaurant_upside_down.jpg"
TURNED_BY_EXIF, HEIC, PDF, TWO_PAGES = (
    "card_slip_exif_sideways.jpg",
    "cafe.heic",
    "uk_shop_vat.pdf",
    "two.tiff",
)
NUMBER = Path(__file__).parents[1] / "integration/ocr/numbers/pan_rrn.jpg"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def reader(
    browser: Browser, stack: RunningStack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Person]:
    """Who has had receipts of all kinds read, and changes none of them."""
    of_samples = [SAMPLES / name for name in (CLEAR, DOUBTFUL, UPSIDE_DOWN, TURNED_BY_EXIF, HEIC, PDF)]
    with signed_in(browser, stack, "reader") as person:
        _uploaded(person, [*of_samples, _two_pages(tmp_path_factory.mktemp("files") / TWO_PAGES)])
        yield person


def _two_pages(file: Path) -> Path:
    """A TIFF: a receipt, and behind it a slip with a resident number."""
    with Image.open(SAMPLES / "cash_receipt.jpg") as first, Image.open(NUMBER) as second:
        first.convert("RGB").save(file, save_all=True, append_images=[second.convert("RGB")])
    return file


def _uploaded(person: Person, files: list[Path]) -> dict[str, str]:
    """Upload in the browser; the ids by file name once all are read."""
    person.goes("/")
    person.page.set_input_files("#files", files)
    told = f"{len(files)} / {len(files)}"
    expect(person.page.locator("#sending-told")).to_contain_text(told, timeout=240_000)
    found = {one["filename"]: one["id"] for one in person.client.receipts(view="full", limit="200")}
    wait_settled(person.client, found.values(), 400)
    return {str(name): str(receipt_id) for name, receipt_id in found.items()}


def _id_of(person: Person, name: str) -> str:
    return next(str(one["id"]) for one in person.client.receipts(view="full") if one["filename"] == name)


def _opened(person: Person, name: str) -> Page:
    person.goes(f"/receipts/{_id_of(person, name)}")
    expect(person.page.locator("#marks")).to_have_attribute("viewBox", re.compile(r"\d"))
    return person.page


def test_three_photos_dropped_in_the_browser_end_approved_by_keyboard_alone(
    browser: Browser, stack: RunningStack
) -> None:
    with signed_in(browser, stack, "approver") as person:
        ids = _uploaded(person, [SAMPLES / name for name in (CLEAR, "cash_receipt.jpg", "mart_exempt.jpg")])
        keys = 0
        for tab in ("ready", "review"):
            person.goes(f"/?tab={tab}")
            while (left := person.page.locator(".row").count()) > 0:
                person.page.keyboard.press("a")
                keys += 1
                expect(person.page.locator(".row")).to_have_count(left - 1)
        approved = "SELECT count(*) FROM receipts WHERE id = ANY(string_to_array(:ids, ',')::uuid[])"
        assert stack.count(f"{approved} AND status = 'approved'", ids=",".join(ids.values())) == 3
        assert keys == 3
        person.saw_nothing_wrong()


@pytest.mark.parametrize("name", [CLEAR, UPSIDE_DOWN, TURNED_BY_EXIF, HEIC, PDF])
def test_the_outline_lies_on_the_text_whichever_way_the_photo_lies_and_whatever_file_it_is(
    reader: Person, name: str, tmp_path: Path
) -> None:
    page = _opened(reader, name)
    total = page.input_value("[name='amounts.total']")
    page.focus("[name='amounts.total']")
    for _ in range(3):
        page.click("[data-photo=in]")
    page.focus("[name='merchant.name']")
    page.focus("[name='amounts.total']")  # which brings the outline back into sight
    assert total in _read_at(page, page.locator("polygon.is-active"), tmp_path)


def _read_at(page: Page, mark: Locator, folder: Path) -> str:
    """What our own engine reads on the screen where this outline is."""
    box = mark.bounding_box()
    assert box
    page.evaluate("document.getElementById('marks').style.opacity = 0")
    page.screenshot(path=folder / "outlined.png", clip=box)
    page.evaluate("document.getElementById('marks').style.opacity = 1")
    (seen,) = EmbeddedEngine().read(folder / "outlined.png")
    return "".join(line.text for line in seen.lines)


def test_the_next_page_is_shown_with_its_own_outlines_and_its_number_covered(
    reader: Person, tmp_path: Path
) -> None:
    page = _opened(reader, TWO_PAGES)
    page.click("[data-photo=after]")
    expect(page.locator("#page-of")).to_have_text("2 / 2")
    expect(page.locator("#picture")).to_have_attribute("src", re.compile("/pages/2$"))
    expect(page.locator("#marks")).to_have_attribute("viewBox", re.compile("760 709$"))
    place = page.locator("g[data-page='2'] polygon[data-raw*='서울시']")
    assert "서울시" in _read_at(page, place, tmp_path)
    number = page.locator("g[data-page='2'] polygon[data-raw*='주민등록번호']")
    assert not any(map(str.isdigit, _read_at(page, number, tmp_path)))
    page.focus("[name='amounts.total']")  # which was read on the first page
    expect(page.locator("#page-of")).to_have_text("1 / 2")
    reader.saw_nothing_wrong()


def test_the_original_opens_to_no_key_of_a_person(browser: Browser, stack: RunningStack) -> None:
    with signed_in(browser, stack, "bookkeeper", owner="김경리") as person:
        ids = _uploaded(person, [SAMPLES / CLEAR])
        page = _opened(person, CLEAR)
        assert page.get_by_role("link", name="원본").count() == 0
        answer = page.request.get(f"{person.url}/receipts/{ids[CLEAR]}/photo")
        assert answer.status == 403
        person.saw_nothing_wrong()


def test_a_click_on_a_text_of_the_photo_fills_the_field_that_was_typed_into(reader: Person) -> None:
    page = _opened(reader, CLEAR)
    page.fill("[name='merchant.phone']", "")
    total = page.locator("polygon[data-path='amounts.total']")
    total.click()
    expect(page.locator("[name='merchant.phone']")).to_have_value(re.compile("7,000"))
    word = page.locator("polygon.is-word").first
    text = word.get_attribute("data-raw")
    assert text
    page.focus("[name='merchant.name']")
    word.click(force=True)
    expect(page.locator("[name='merchant.name']")).to_have_value(text)


def test_the_sum_is_checked_while_it_is_typed(reader: Person) -> None:
    page = _opened(reader, CLEAR)
    expect(page.locator(".sum.is-right").first).to_be_visible()
    page.fill("[name='amounts.vat']", "1")
    expect(page.locator(".sum.is-wrong").first).to_be_visible()
    page.fill("[name='merchant.business_number']", "901-12-34565")
    expect(page.locator("#merchant-business_number-note .warn")).to_be_visible()
    reader.saw_nothing_wrong()


def test_somebody_elses_change_is_shown_and_nothing_typed_is_lost(reader: Person) -> None:
    page = _opened(reader, DOUBTFUL)
    page.fill("[name='merchant.phone']", "02-0000-0000")
    saves_first(page, "merchant.phone", "02-1111-1111")
    page.click("#save")
    expect(page.locator("#conflict")).to_be_visible()
    expect(page.locator("[name='merchant.phone']")).to_have_value("02-0000-0000")
    page.click(".take")
    expect(page.locator("[name='merchant.phone']")).to_have_value("02-1111-1111")


def test_a_session_that_has_ended_loses_nothing_that_was_typed(browser: Browser, stack: RunningStack) -> None:
    with signed_in(browser, stack, "forgetful") as person:
        _uploaded(person, [SAMPLES / CLEAR])
        page = _opened(person, CLEAR)
        page.fill("[name='merchant.name']", "도토리편의점 본점")
        page.context.clear_cookies()
        page.click("#save")
        expect(page.locator("#toast .trouble")).to_be_visible()
        expect(page.locator("[name='merchant.name']")).to_have_value("도토리편의점 본점")


def test_three_hundred_files_at_once_all_arrive(
    browser: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    with signed_in(browser, stack, "month end") as person:
        person.goes("/")
        person.page.set_input_files("#files", tiny_pictures(tmp_path, 300))
        expect(person.page.locator("#sending-told")).to_contain_text("300 / 300", timeout=300_000)
        waiting = "SELECT count(*) FROM receipts WHERE filename LIKE 'tiny-%' AND status = 'awaiting_upload'"
        assert wait_until(lambda: stack.count(waiting) == 0, 300)
        assert stack.count("SELECT count(*) FROM receipts WHERE filename LIKE 'tiny-%'") == 300
        person.saw_nothing_wrong()


def test_what_strangers_named_stays_text_and_the_policy_has_nothing_to_forbid(
    browser: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    nasty = tmp_path / "<img src=x onerror=alert(1)>.jpg"
    nasty.write_bytes(sample(CLEAR).content + b"x")
    with signed_in(browser, stack, "attacked") as person:
        ids = _uploaded(person, [nasty])
        for path in ("/?tab=ready", *(f"/receipts/{one}" for one in ids.values()), "/month/2026-04"):
            person.goes(path)
            assert person.page.locator("img[src=x]").count() == 0
            person.saw_nothing_wrong()

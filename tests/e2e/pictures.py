"""Takes the README's pictures of the page and of a message in Slack, as they are now: `make pictures`.

Needs Chromium, and fonts with Hangul and emoji (apt: fonts-noto-cjk, fonts-noto-color-emoji). The samples are
read by a stack of its own; a message is what `make alarm-preview` shows.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page

from local.alarm_preview import page as slack_page
from receipts.domain.sentence import Language
from samples.generate import MEDIA_TYPES
from tests.e2e.browser import Person, chromium, signed_in
from tests.e2e.photos import SAMPLES, wait_settled
from tests.e2e.stacks import ROOT, RunningStack, started, temporary_folder

FOLDER: Final = ROOT / "docs/images"
EVENT: Final = ROOT / "events/alarm_cloudwatch_p95.json"
REVIEWED, MONTH = "card_slip_exif_sideways.jpg", "2026-04"
_DEPARTMENTS: Final = ("영업팀", "개발팀", "경영지원팀")
_WIDE, _NARROW = 1440, 360
_QUALITY: Final = 82
_LARGEST: Final = 150_000
"""Bytes of one picture: all of them together stay below a megabyte."""


def main() -> None:
    """Take them all anew."""
    with chromium() as browser:
        _keep("slack-message", _slack(browser))
        with temporary_folder() as folder, started(folder) as stack:
            for name, picture in _page(browser, stack):
                _keep(name, picture)


def _slack(browser: Browser) -> bytes:
    page = browser.new_page(viewport={"width": 808, "height": 200}, device_scale_factor=1.5)
    page.set_content(slack_page([EVENT], [Language.KOREAN]))
    return page.locator(".message").screenshot()


def _page(browser: Browser, stack: RunningStack) -> Iterator[tuple[str, bytes]]:
    with signed_in(browser, stack, "pictures", _WIDE) as person:
        ids = _read(person)
        _write_departments(person, ids)
        yield "page-inbox", _seen(person, "/?tab=ready")
        yield "page-review", _seen(person, f"/receipts/{ids[REVIEWED]}", at="amounts.total")
        yield "page-month", _seen(person, f"/month/{MONTH}")
        person.page.set_viewport_size({"width": _NARROW, "height": 780})
        inbox = _seen(person, "/?tab=ready")
        yield "page-phone", _beside(inbox, _seen(person, f"/receipts/{ids[REVIEWED]}"))


def _read(person: Person) -> dict[str, str]:
    """All samples, uploaded as people do; the ids by file name."""
    files = sorted(file for file in SAMPLES.iterdir() if file.suffix in MEDIA_TYPES)
    person.page.set_input_files("#files", files)
    person.page.get_by_text(f"{len(files)} / {len(files)}").wait_for(timeout=240_000)
    found = {str(one["filename"]): str(one["id"]) for one in person.client.receipts(limit="200")}
    wait_settled(person.client, found.values(), 400)
    return found


def _write_departments(person: Person, ids: dict[str, str]) -> None:
    for number, receipt_id in enumerate(ids.values()):
        receipt = person.client.receipt(receipt_id)
        if receipt["status"] == "failed":
            continue
        written = {"annotations": {"department": _DEPARTMENTS[number % len(_DEPARTMENTS)]}}
        person.client.patch(receipt_id, {"version": receipt["version"], **written})


def _seen(person: Person, path: str, at: str | None = None) -> bytes:
    """The screen; with the field `at` in focus."""
    person.goes(path)
    page: Page = person.page
    page.wait_for_load_state("networkidle")
    if at:
        page.focus(f"[name='{at}']")
    return page.screenshot()


def _beside(left: bytes, right: bytes) -> bytes:
    one, other = (Image.open(BytesIO(picture)).convert("RGB") for picture in (left, right))
    both = Image.new("RGB", (one.width + other.width + 24, max(one.height, other.height)), "white")
    both.paste(one, (0, 0))
    both.paste(other, (one.width + 24, 0))
    content = BytesIO()
    both.save(content, "PNG")
    return content.getvalue()


def _keep(name: str, picture: bytes) -> None:
    file = FOLDER / f"{name}.jpg"
    Image.open(BytesIO(picture)).convert("RGB").save(file, "JPEG", quality=_QUALITY, optimize=True)
    if file.stat().st_size > _LARGEST:
        raise SystemExit(f"{file} has {file.stat().st_size} bytes")
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size:,} bytes")  # noqa: T201 - who asks waits for it


if __name__ == "__main__":
    main()

"""Deciding on the page: reject, take it back, tell two receipts apart, approve in spite of a warning."""

import re
from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Category, Check, Merchant, Outcome
from tests.fixtures.makers import a_reading
from tests.unit.api.browser import SECRET, Browser
from tests.unit.api.conftest import OTHER_KEY, World


@pytest.fixture
def world() -> World:
    return World(page_secret=SECRET)


def version_of(world: World, receipt_id: str) -> int:
    return world.store.receipts[UUID(receipt_id)].version


def status_of(world: World, receipt_id: str) -> Status:
    return world.store.receipts[UUID(receipt_id)].status


def test_what_is_rejected_may_be_opened_again(world: World) -> None:
    receipt_id, person = world.read(a_reading()), Browser(world)
    done = person.post(
        f"/receipts/{receipt_id}/reject", version=version_of(world, receipt_id), reason="private"
    )
    assert done.headers["location"] == "/?done=all"
    assert status_of(world, receipt_id) is Status.REJECTED
    assert receipt_id in person.get("/?tab=rejected").text
    shown = person.get(f"/receipts/{receipt_id}").text
    assert "개인 비용" in shown
    assert "반려 취소" in shown
    person.post(f"/receipts/{receipt_id}/reopen", version=version_of(world, receipt_id))
    assert status_of(world, receipt_id) is Status.PARSED


def test_what_is_approved_is_downloaded_as_it_is_filtered(world: World) -> None:
    person = Browser(world)
    for merchant, photo in (("도토리다방", b"one"), ("한결문구사", b"two")):
        receipt_id = world.read(a_reading(merchant=Merchant(merchant)), photo)
        person.post(f"/receipts/{receipt_id}/approve", version=version_of(world, receipt_id))
    listed = person.get("/?tab=done&q=문구").text
    (address,) = re.findall(r'href="(/exports/receipts\.csv[^"]*)"', listed)
    downloaded = person.get(unescape(address)).text
    assert "한결문구사" in downloaded
    assert "도토리다방" not in downloaded
    assert "/exports/" not in person.get("/?tab=ready").text


@pytest.mark.parametrize(
    "form", [{}, {"reason": "nonsense"}, {"reason": "other"}, {"reason": "other", "note": " "}]
)
def test_nothing_is_rejected_without_a_reason(world: World, form: dict[str, str]) -> None:
    receipt_id = world.read(a_reading())
    Browser(world).post(f"/receipts/{receipt_id}/reject", version=version_of(world, receipt_id), **form)
    assert status_of(world, receipt_id) is Status.PARSED


def a_copy(world: World, original: str) -> str:
    """Of the same purchase, in another photo."""
    copy = UUID(world.read(a_reading(), b"another photo"))
    known = world.store.receipts[copy]
    linked = replace(known, duplicate_of=UUID(original), status=Status.NEEDS_REVIEW)
    world.store.receipts[copy] = linked
    return str(copy)


def test_a_probable_duplicate_is_shown_beside_what_it_repeats(world: World) -> None:
    original = world.read(a_reading())
    shown = Browser(world).get(f"/receipts/{a_copy(world, original)}").text
    assert f'href="/receipts/{original}"' in shown
    assert "이미 등록된 영수증과 같은 거래로 보입니다" not in shown  # which its heading tells already
    assert shown.count('name="keep"') == 3


@pytest.mark.parametrize(
    ("keep", "this", "earlier"),
    [
        ("other", Status.REJECTED, Status.PARSED),
        ("this", Status.PARSED, Status.REJECTED),
        ("both", Status.PARSED, Status.PARSED),
    ],
)
def test_a_duplicate_is_resolved_in_either_way(
    world: World, keep: str, this: Status, earlier: Status
) -> None:
    original = world.read(a_reading())
    copy = a_copy(world, original)
    Browser(world).post(f"/receipts/{copy}/resolve", version=version_of(world, copy), keep=keep)
    assert (status_of(world, copy), status_of(world, original)) == (this, earlier)


def test_no_reason_is_chosen_before_a_person_chooses_one(world: World) -> None:
    shown = Browser(world).get(f"/receipts/{world.read(a_reading())}").text
    dialog = shown[shown.index('<dialog id="reject"') :]
    assert "checked" not in dialog[: dialog.index("</dialog>")]


def test_what_a_check_warns_of_does_not_look_ready(world: World) -> None:
    checks = (Check("items_add_up", Outcome.WARNED),)
    warned = Browser(world).get(f"/receipts/{world.read(a_reading(checks=checks))}").text
    assert '<p class="state is-needs_review">확인 필요</p>' in warned
    good = Browser(world).get(f"/receipts/{world.read(a_reading(), b'another')}").text
    assert '<p class="state is-parsed">승인 대기</p>' in good


@pytest.mark.parametrize("path", ["reject", "reopen", "resolve"])
def test_nobody_decides_about_somebody_elses_receipt(world: World, path: str) -> None:
    receipt_id = world.read(a_reading())
    form = {"version": version_of(world, receipt_id), "reason": "private", "keep": "both"}
    assert Browser(world, key=OTHER_KEY).post(f"/receipts/{receipt_id}/{path}", **form).status_code == 404
    assert status_of(world, receipt_id) is Status.PARSED


def test_what_a_check_warns_of_is_told_before_it_is_approved(world: World) -> None:
    receipt_id, person = world.read(a_reading(issued_at=None, issued_at_precision=None)), Browser(world)
    form = {"version": version_of(world, receipt_id), "action": "approve"}
    refused = person.post(f"/receipts/{receipt_id}", **form)
    assert refused.status_code == 409
    assert "거래일이 없습니다" in refused.text
    assert "그대로 승인" not in refused.text
    assert status_of(world, receipt_id) is not Status.APPROVED


def test_a_warning_that_may_stay_is_accepted_by_a_second_press(world: World) -> None:
    merchant = Merchant("도토리다방", BusinessNumber("9024500732"))
    receipt_id, person = world.read(a_reading(merchant=merchant)), Browser(world)
    form = {"version": version_of(world, receipt_id), "action": "approve"}
    refused = person.post(f"/receipts/{receipt_id}", **form)
    accepted = re.findall(r'name="accept" value="([a-z_]+)"', refused.text)
    assert accepted == ["business_number_checksum"]
    assert person.post(f"/receipts/{receipt_id}", accept=accepted, **form).status_code == 303
    assert status_of(world, receipt_id) is Status.APPROVED


def test_what_the_company_requires_is_told_before_it_is_approved(world: World) -> None:
    """By default 기업업무추진비 needs who was there and what for."""
    receipt_id = world.read(a_reading(category=Category("entertainment", "기업업무추진비")))
    form = {"version": version_of(world, receipt_id), "action": "approve"}
    refused = Browser(world).post(f"/receipts/{receipt_id}", **form)
    assert refused.status_code == 409
    assert "참석자" in refused.text
    assert "그대로 승인" not in refused.text
    assert status_of(world, receipt_id) is Status.PARSED
